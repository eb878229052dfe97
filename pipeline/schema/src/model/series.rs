//! A series: one configuration of one runtime, measured over time.

use std::fmt;

use crate::{Conditions, Memory, Metric, Pooled};

/// The key of a series. It leaves the upstream name out: a runtime that was renamed upstream is still the same
/// runtime.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SeriesKey {
    /// The conditions under which it was measured.
    pub conditions: Conditions,
    /// Measured metric.
    pub metric: Metric,
    /// Slug of the runtime, as in `data/runtimes.toml`.
    pub runtime: String,
    /// Memory of the function.
    pub memory: Memory,
}

/// Formats the address of the series, which names it on the command line and in receipts.
impl fmt::Display for SeriesKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SeriesKey { conditions, metric, runtime, memory } = self;
        write!(f, "{conditions}/{runtime}/{memory}/{}", metric.name())
    }
}

impl SeriesKey {
    /// Returns the series that pools this one with others; the series itself if there is nothing to pool.
    #[must_use]
    pub fn pooled(&self, pooled: Pooled) -> SeriesKey {
        match pooled {
            Pooled::Memory => SeriesKey { memory: self.memory.pooled(), ..self.clone() },
            Pooled::Regions => SeriesKey {
                conditions: Conditions {
                    region: Conditions::ALL_REGIONS.to_owned(),
                    ..self.conditions.clone()
                },
                ..self.clone()
            },
            Pooled::Nothing => self.clone(),
        }
    }

    /// Returns true if the samples of this series are among those of `whole`: it is the same, or a part.
    pub fn is_within(&self, whole: &SeriesKey) -> bool {
        self == whole || [Pooled::Memory, Pooled::Regions].iter().any(|pooled| self.pooled(*pooled) == *whole)
    }
}
