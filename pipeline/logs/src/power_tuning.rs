//! Results of AWS Lambda Power Tuning: <https://github.com/alexcasalboni/aws-lambda-power-tuning>.
//!
//! They hold, for each memory size, `averageDuration`: a mean from which a fifth of the invocations was left out at
//! either end. That is no invocation, and no tail can be computed of it. To mark such means as samples would make a
//! percentile of them look like one, so that the reader refuses them and says what to give instead.

use crate::{Fault, FaultKind};

/// Why such a file is not read.
pub(crate) fn refusal() -> Fault {
    let reason = "AWS Lambda Power Tuning keeps a trimmed mean for each memory size, and no invocations";
    Fault::new(FaultKind::FiguresOnly, reason)
}
