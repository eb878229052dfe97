//! Confidence intervals of each percentile of each series.

use schema::{CalibrationRow, IntervalRow, Percentile};

use crate::{
    calibration::{coverage, design},
    series::Current,
};

/// Returns the rows of one series: one for each of the usual percentiles, and one for the 99.9th if there are enough
/// samples. A percentile that the effective samples do not support has its design effect, and no interval.
pub(crate) fn intervals<S: Clone>(
    current: &Current<S>,
    calibration: &[CalibrationRow],
) -> Vec<IntervalRow<S>> {
    let row = &current.row;
    let deepest = (Percentile::P999.samples_short(row.distribution.n) == 0).then_some(Percentile::P999);
    let interval_of = |percentile: Percentile| {
        let n = row.distribution.n;
        let short_by = current.short_by(percentile);
        let found = current.interval(percentile);
        let effect = current.estimated(percentile).map(|found| found.design_effect);
        let own = row.distribution.percentile(percentile);
        let p999 = deepest
            .filter(|deepest| *deepest == percentile)
            .and_then(|deepest| current.samples.clusters.quantile(deepest.fraction()));
        IntervalRow {
            series: row.series.clone(),
            window: row.window,
            percentile,
            n,
            clusters: row.distribution.clusters,
            cluster_unit: row.distribution.cluster_unit,
            short_by,
            estimate: p999.unwrap_or(own),
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
