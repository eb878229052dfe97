//! The workloads, one module each. The binaries choose the runtime they are served on.

pub mod churn;
pub mod hello;
pub mod http;
pub mod inflate;
pub mod json;
mod sha256;
pub mod sha256_lib;
pub mod sha256_pure;
