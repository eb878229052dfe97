//! Child processes and the browser, as the tests need them.

#![allow(dead_code, reason = "each test file uses its part")]

pub(crate) mod browser;
pub(crate) mod calculator;
pub(crate) mod children;
pub(crate) mod explore;
