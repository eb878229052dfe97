//! The series that are published together as well as apart.

use serde::{Deserialize, Serialize};

/// The part of a key over which a source's series are pooled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pooled {
    /// Memory sizes, where memory barely moves the metric.
    #[default]
    Memory,
    /// Regions, each of which was measured once.
    Regions,
    /// Nothing: each series stands alone.
    Nothing,
}
