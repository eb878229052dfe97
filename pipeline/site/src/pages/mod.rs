//! A file or folder for each kind of page. No page uses another.

pub(crate) mod changes;
pub(crate) mod claims;
pub(crate) mod compare;
pub(crate) mod data;
pub(crate) mod document;
pub(crate) mod explore;
pub(crate) mod explore_preset;
pub(crate) mod history;
pub(crate) mod home;
#[allow(clippy::float_arithmetic, reason = "shares are shown in per cent")]
pub(crate) mod receipts;
pub(crate) mod runtime;
pub(crate) mod runtimes;
#[allow(clippy::float_arithmetic, reason = "one example is explained step by step")]
pub(crate) mod slo;
pub(crate) mod third_party_results;
