//! The built site in a real browser: everything is in `tests/`, behind the feature `browser`.
//!
//! `cargo test -p browser --features browser` needs Chromium and ChromeDriver, a built `coldmark` beside the
//! test and a built site. Screenshots are written to `ci-output/screenshots/`.
