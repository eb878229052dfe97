//! The samples of one series over one window, with the figures that the intervals of all its percentiles share.

use crate::{
    clusters::Clusters,
    variance_components::{VarianceComponents, variance_components},
};

/// Samples, and how much of their variance lies between days.
#[derive(Clone, Debug)]
pub(crate) struct WindowSamples {
    pub(crate) clusters: Clusters,
    pub(crate) variance_components: Option<VarianceComponents>,
}

impl WindowSamples {
    pub(crate) fn new(clusters: Clusters) -> WindowSamples {
        WindowSamples { variance_components: variance_components(&clusters), clusters }
    }

    /// Returns the share of the variance between days; 0 where it cannot be estimated.
    pub(crate) fn icc(&self) -> f64 {
        self.variance_components.map_or(0.0, |found| found.icc)
    }
}
