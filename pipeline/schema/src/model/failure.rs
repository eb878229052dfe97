//! Kinds of failures.

use serde::Serialize;

use crate::{InvocationStatus, csv::words};

words! {
    /// The part of an invocation that failed.
    pub enum FailurePhase {
        /// Init or restore of the environment, before the invocation.
        Init = "init",
        /// The invocation.
        Invocation = "invocation",
    }
}

/// A kind of failure: the same phase failed with the same status and the same error type.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Failure {
    /// The part that failed.
    pub phase: FailurePhase,
    /// The status that the platform gave it.
    pub status: InvocationStatus,
    /// Name that the platform gives the failure, such as `Runtime.ExitError`; none if it gives none.
    pub error_type: Option<String>,
}
