//! End-to-end tests of the built site in a real browser, behind the feature `e2e`.
//!
//! `cargo test -p e2e --features e2e` needs Chromium and ChromeDriver, a built `coldmark` beside the
//! test, and a built site. Screenshots are written to `ci-output/screenshots/`.
