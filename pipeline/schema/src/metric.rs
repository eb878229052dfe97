//! What is measured, and in which unit.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What one value measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Init Duration: from the start of the runtime process until the handler can take its first event.
    InitMs,
    /// Restore Duration: bringing back a SnapStart snapshot. Never ranked beside [`Metric::InitMs`].
    RestoreMs,
    /// Duration of the handler in the cold invocation, a mean over one record's cold starts.
    HandlerMs,
    /// Most memory used by the sandbox, a mean over one record's cold starts.
    MemoryUsedMb,
}

impl Metric {
    /// The name in CSV columns and URLs.
    pub const fn name(self) -> &'static str {
        match self {
            Metric::InitMs => "init_ms",
            Metric::RestoreMs => "restore_ms",
            Metric::HandlerMs => "handler_ms",
            Metric::MemoryUsedMb => "memory_used_mb",
        }
    }

    /// The words a reader sees.
    pub const fn title(self) -> &'static str {
        match self {
            Metric::InitMs => "init duration",
            Metric::RestoreMs => "restore duration",
            Metric::HandlerMs => "handler duration of the cold invocation",
            Metric::MemoryUsedMb => "memory used",
        }
    }

    /// The unit of every value of this metric.
    pub const fn unit(self) -> Unit {
        match self {
            Metric::InitMs | Metric::RestoreMs | Metric::HandlerMs => Unit::Ms,
            Metric::MemoryUsedMb => Unit::Mb,
        }
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The unit a value is given in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Unit {
    /// Milliseconds.
    #[serde(rename = "ms")]
    Ms,
    /// Megabytes, as AWS reports them.
    #[serde(rename = "MB")]
    Mb,
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unit::Ms => "ms",
            Unit::Mb => "MB",
        })
    }
}
