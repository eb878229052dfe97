//! Comparisons of what different collectors measured.

use serde::Deserialize;

use crate::{Arch, Metric, Month, Packaging, Provider, SeriesKey};

/// `content/collectors.toml`: the series that several sources measure.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CollectorComparisons {
    /// Comparisons in the order of the page.
    #[serde(default, rename = "comparison")]
    pub comparisons: Vec<CollectorComparison>,
}

/// One configuration on one platform, month by month, by every source that measures it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CollectorComparison {
    /// Slug of the source that the others are compared with.
    pub reference: String,
    /// Slug of the runtime.
    pub runtime: String,
    /// Operator of the platform.
    pub provider: Provider,
    /// Region of the platform.
    pub region: String,
    /// Packaging of the function.
    pub packaging: Packaging,
    /// Instruction set.
    pub arch: Arch,
    /// Metric that is compared.
    pub metric: Metric,
    /// Months that are compared.
    pub months: Vec<Month>,
}

impl CollectorComparison {
    /// Returns true if `key` is one memory size of the configuration, of any source and under any load.
    pub fn has(&self, key: &SeriesKey) -> bool {
        let conditions = &key.conditions;
        (conditions.provider, conditions.region.as_str()) == (self.provider, self.region.as_str())
            && (conditions.packaging, conditions.arch) == (self.packaging, self.arch)
            && (key.runtime.as_str(), key.metric) == (self.runtime.as_str(), self.metric)
            && key.memory.mb().is_some()
    }
}
