//! Confidence intervals of each percentile of each series.

use schema::{CalibrationRow, IntervalRow, Percentile};

use crate::{
    calibration::{coverage, design},
    percentile_ci::PercentileCi,
    series::Current,
};

/// Returns the rows of one series: one for each of the usual percentiles, and one for the 99.9th if the samples
/// support it.
pub(crate) fn intervals<S: Clone>(
    current: &Current<S>,
    calibration: &[CalibrationRow],
) -> Vec<IntervalRow<S>> {
    let row = &current.row;
    let deepest = row.p999.map(|_| Percentile::P999);
    let interval_of = |percentile: Percentile| {
        let n = row.distribution.n;
        let short_by = percentile.samples_needed().saturating_sub(n);
        let found = current.interval(percentile);
        let effect = found.map(|found| found.design_effect);
        let own = row.distribution.percentile(percentile);
        IntervalRow {
            series: row.series.clone(),
            window: row.window,
            percentile,
            n,
            clusters: row.distribution.clusters,
            cluster_unit: row.distribution.cluster_unit,
            short_by,
            estimate: row.p999.filter(|_| percentile == Percentile::P999).unwrap_or(own),
            lower: found.and_then(|found| found.lower),
            upper: found.and_then(|found| found.upper),
            coverage: found.and(design(current)).and_then(|design| coverage(calibration, design, percentile)),
            lower_rank: found.and_then(|found| found.lower_rank),
            upper_rank: found.and_then(|found| found.upper_rank),
            design_effect: effect.map(|effect| effect.total),
            own_design_effect: effect.map(|effect| effect.own),
            small_sample_factor: effect.map(|effect| effect.small_sample),
            modelled_design_effect: effect.and_then(|effect| effect.modelled),
            design_effect_limit: effect.and_then(|effect| effect.limit),
            serial_factor: effect.map(|effect| effect.serial),
            earlier_windows: effect.map_or(0, |effect| effect.n_earlier),
        }
    };
    Percentile::ALL.into_iter().chain(deepest).map(interval_of).collect()
}

impl<S> Current<S> {
    /// Returns the interval of one percentile; none with too few samples or days.
    pub(crate) fn interval(&self, percentile: Percentile) -> Option<&PercentileCi> {
        self.intervals.iter().find(|(known, _)| *known == percentile).map(|(_, found)| found)
    }
}
