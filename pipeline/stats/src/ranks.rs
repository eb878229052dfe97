//! Confidence sets for ranks: the possible ranks of each runtime, jointly with 95% confidence.
//!
//! Source: Mogstad, Romano, Shaikh and Wilhelm, "Inference for Ranks with Applications to Mobility across
//! Neighbourhoods and Academic Achievement across Countries", Review of Economic Studies 91 (2024), 476–518 (doi
//! 10.1093/restud/rdad006), section 3. The largest studentized difference over all pairs gives simultaneous intervals
//! for all differences. A runtime ranks behind those that are surely faster, and ahead of those that are surely
//! slower. Percentiles are compared by their logarithms, and differences count as larger errors where days are few.

use schema::{Percentile, RankRow};

use crate::{
    bootstrap::{sort_quantile, widening},
    compare::{Entry, List},
    replicates::{position, standard_error},
};

/// Percentiles by which runtimes are ranked.
const RANKING: [Percentile; 3] = [Percentile::P50, Percentile::P90, Percentile::P99];

/// Returns the rows of a list: one for each runtime and percentile that its samples support, best first.
pub(crate) fn ranks(list: &List<'_>) -> Vec<RankRow> {
    RANKING.into_iter().flat_map(|percentile| ranking(list, percentile)).collect()
}

fn ranking(list: &List<'_>, percentile: Percentile) -> Vec<RankRow> {
    let supported = |entry: &&Entry<'_>| entry.current.supports(percentile);
    let mut entries: Vec<&Entry<'_>> = list.entries.iter().filter(supported).collect();
    let value = |entry: &Entry<'_>| entry.current.row.distribution.percentile(percentile);
    entries.sort_by(|a, b| {
        let by_name = || a.current.row.series.runtime.cmp(&b.current.row.series.runtime);
        value(a).total_cmp(&value(b)).then_with(by_name)
    });
    let estimates: Vec<f64> = entries.iter().map(|entry| value(entry).ln()).collect();
    let n_days =
        entries.iter().map(|entry| entry.current.samples.clusters.n_days()).min().unwrap_or_default();
    let bounds = rank_bounds(&estimates, &logarithms(&entries, percentile), widening(0.975, n_days));
    let tiers = tiers(&bounds);
    let row = |((entry, (best, worst)), tier): ((&&Entry<'_>, &(u32, u32)), u32)| RankRow {
        conditions: list.shape.conditions.clone(),
        metric: list.shape.metric,
        window: list.window,
        percentile,
        runtime: entry.current.row.series.runtime.clone(),
        estimate: value(entry),
        rank_lower: *best,
        rank_upper: *worst,
        of: entries.len() as u32,
        tier,
    };
    entries.iter().zip(&bounds).zip(tiers).map(row).collect()
}

/// Returns the logarithms of one percentile in every replicate that drew samples of all entries.
fn logarithms(entries: &[&Entry<'_>], percentile: Percentile) -> Vec<Vec<f64>> {
    let n_replicates = entries.first().map_or(0, |entry| entry.replicates.len());
    let is_common = |idx: &usize| entries.iter().all(|entry| entry.replicates[*idx].is_some());
    let common: Vec<usize> = (0..n_replicates).filter(is_common).collect();
    let of = |entry: &&Entry<'_>| {
        let found = common.iter().filter_map(|idx| entry.replicates[*idx]);
        found.filter_map(|found| Some(found[position(percentile)?].ln())).collect()
    };
    entries.iter().map(of).collect()
}

/// Returns the best and worst rank of each entry, from 1; the smallest estimate is first. All entries share the same
/// replicates; errors are larger than theirs by the factor `widening`.
pub(crate) fn rank_bounds(estimates: &[f64], replicates: &[Vec<f64>], widening: f64) -> Vec<(u32, u32)> {
    let n = estimates.len();
    let n_replicates = replicates.first().map_or(0, Vec::len);
    let mut largest = vec![0.0_f64; n_replicates];
    let mut errors = vec![0.0; n * n];
    for a in 0..n {
        for b in a + 1..n {
            let differences = replicates[a].iter().zip(&replicates[b]).map(|(a, b)| a - b);
            let error = standard_error(differences.clone());
            errors[a * n + b] = error;
            if error > 0.0 {
                let found = estimates[a] - estimates[b];
                for (largest, difference) in largest.iter_mut().zip(differences) {
                    *largest = largest.max((difference - found).abs() / error);
                }
            }
        }
    }
    // Without replicates no difference is certain.
    let width = sort_quantile(&mut largest, 0.95).map_or(f64::INFINITY, |width| width * widening);
    let is_surely_less = |a: usize, b: usize| {
        let error = errors[a.min(b) * n + a.max(b)];
        let margin = if error > 0.0 { width * error } else { 0.0 };
        estimates[a] - estimates[b] < -margin
    };
    let rank = |entry: usize| {
        let others = || (0..n).filter(move |other| *other != entry);
        let n_before = others().filter(|other| is_surely_less(*other, entry)).count();
        let n_behind = others().filter(|other| is_surely_less(entry, *other)).count();
        (1 + n_before as u32, (n - n_behind) as u32)
    };
    (0..n).map(rank).collect()
}

/// Returns a tier for each entry, in order. A new tier begins if an entry's ranks do not overlap with those of some
/// entry of the current tier. Within a tier, any two entries may have the same rank.
fn tiers(bounds: &[(u32, u32)]) -> Vec<u32> {
    let mut tiers = Vec::with_capacity(bounds.len());
    let (mut tier, mut common) = (0, (0, 0));
    for (best, worst) in bounds {
        let shared = (common.0.max(*best), common.1.min(*worst));
        if tier == 0 || shared.0 > shared.1 {
            tier += 1;
            common = (*best, *worst);
        } else {
            common = shared;
        }
        tiers.push(tier);
    }
    tiers
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns replicates that scatter evenly around each estimate, in a different order for each entry.
    fn scattered(estimates: &[f64], spread: f64) -> Vec<Vec<f64>> {
        let scatter = |(idx, estimate): (i32, &f64)| {
            let step = 2 * idx + 7;
            (0..2000).map(|i| estimate + spread * (f64::from(i * step % 2000) / 1000.0 - 1.0)).collect()
        };
        (0..).zip(estimates).map(scatter).collect()
    }

    fn check(estimates: &[f64], spread: f64, expected: &[(u32, u32)]) {
        assert_eq!(rank_bounds(estimates, &scattered(estimates, spread), 1.0), expected);
    }

    #[test]
    fn distant_runtimes_have_one_rank_each() {
        check(&[1.0, 2.0, 3.0], 0.01, &[(1, 1), (2, 2), (3, 3)]);
    }

    #[test]
    fn close_runtimes_may_have_any_rank() {
        check(&[1.0, 1.01, 1.02], 1.0, &[(1, 3), (1, 3), (1, 3)]);
        check(&[1.0, 1.01, 9.0], 0.5, &[(1, 2), (1, 2), (3, 3)]);
    }

    #[test]
    fn neighbours_that_overlap_do_not_chain_the_ends_together() {
        // Each is close to the next, but the first and the last are far apart.
        let estimates = [0.0, 0.6, 1.2, 1.8, 2.4];
        let found = rank_bounds(&estimates, &scattered(&estimates, 0.5), 1.0);
        assert!(found[0].1 < found[4].0, "{found:?}");
        let tiers = tiers(&found);
        for (a, first) in found.iter().enumerate() {
            for (b, second) in found.iter().enumerate() {
                let overlap = first.0 <= second.1 && second.0 <= first.1;
                assert!(overlap || tiers[a] != tiers[b], "{found:?} {tiers:?}");
            }
        }
    }

    #[test]
    fn no_scatter_leaves_no_doubt_and_equals_are_not_told_apart() {
        let still = |estimates: &[f64]| rank_bounds(estimates, &scattered(estimates, 0.0), 1.0);
        assert_eq!(still(&[1.0, 2.0]), [(1, 1), (2, 2)]);
        assert_eq!(still(&[1.0, 1.0]), [(1, 2), (1, 2)]);
        assert_eq!(still(&[1.0]), [(1, 1)]);
        assert_eq!(still(&[]), []);
    }
}
