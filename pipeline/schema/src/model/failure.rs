//! Kinds of failures.

use std::{fmt, str::FromStr};

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

/// Writes phase, status and error type with spaces between them, as value counts do: `invocation error Runtime.ExitError`.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.phase, self.status)?;
        self.error_type.as_ref().map_or(Ok(()), |name| write!(f, " {name}"))
    }
}

impl FromStr for Failure {
    type Err = String;

    fn from_str(text: &str) -> Result<Failure, String> {
        let mut parts = text.splitn(3, ' ');
        let [phase, status] = [parts.next(), parts.next()];
        let phase = FailurePhase::VALUES.iter().find(|known| Some(known.name()) == phase);
        let status = InvocationStatus::VALUES.iter().find(|known| Some(known.name()) == status);
        let (phase, status) = phase.zip(status).ok_or_else(|| format!("'{text}' is no kind of failure"))?;
        Ok(Failure { phase: *phase, status: *status, error_type: parts.next().map(str::to_owned) })
    }
}

#[test]
fn a_failure_reads_back_as_it_is_written() {
    for text in ["init timeout", "invocation error Runtime.ExitError", "invocation failure with spaces in it"]
    {
        assert_eq!(text.parse::<Failure>().map(|failure| failure.to_string()), Ok(text.to_owned()));
    }
    assert!("".parse::<Failure>().is_err() && "invocation".parse::<Failure>().is_err());
    assert!("call error".parse::<Failure>().is_err() && "init bad".parse::<Failure>().is_err());
}
