//! Child processes and the browser, as the tests need them.

pub(crate) mod browser;
pub(crate) mod children;
