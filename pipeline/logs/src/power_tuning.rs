//! Results of AWS Lambda Power Tuning: <https://github.com/alexcasalboni/aws-lambda-power-tuning>.
//!
//! They hold a trimmed mean, `averageDuration`, for each memory size: a fifth of the invocations is dropped at either
//! end. No percentile can be computed from a trimmed mean, so the reader refuses these files and names what to read
//! instead.

use schema::{ReadError, ReadErrorKind};

/// The error for such a file.
pub(crate) fn refusal() -> ReadError {
    let reason = "AWS Lambda Power Tuning keeps a trimmed mean for each memory size, but no invocations";
    let advice = "read the log of the tuned function, which has the samples: `aws logs filter-log-events \
                  --log-group-name /aws/lambda/NAME | coldmark report -`";
    ReadError { advice: advice.into(), ..ReadError::new(ReadErrorKind::FiguresOnly, reason) }
}
