//! Comparison of a user's init durations with those of a function that does nothing on the same runtime.
//!
//! Both were measured apart, on other days and by other people, so their days share nothing.

use schema::{
    BaselineRow, Estimate, FunctionIntervalRow, FunctionSeriesRow, IntervalRow, Memory, Metric, Packaging,
    Percentile,
};

use crate::mover;

/// Compares the median init duration of each memory size of `function` with the empty functions in `measured`.
///
/// `runtime` is the slug. The empty function of the same memory size serves; where it was not measured, all sizes pooled.
/// Returns nothing where no empty function was measured on this runtime, in this package and instruction set.
pub fn baselines(
    (series, intervals): (&[FunctionSeriesRow], &[FunctionIntervalRow]),
    function: &str,
    (runtime, packaging): (&str, Packaging),
    measured: &[IntervalRow],
) -> Vec<BaselineRow> {
    let is_own = |row: &&FunctionSeriesRow| {
        row.series.function == function && row.series.version.is_none() && row.series.metric == Metric::InitMs
    };
    let rows: Vec<&FunctionSeriesRow> = series.iter().filter(is_own).collect();
    let has_sizes = rows.iter().any(|row| row.series.memory != Memory::Pooled);
    let sizes = rows.into_iter().filter(|row| !has_sizes || row.series.memory != Memory::Pooled);
    let compare = |row: &FunctionSeriesRow| {
        let of_memory = |memory: Memory| {
            measured.iter().find(|found| {
                let conditions = &found.series.conditions;
                found.percentile == Percentile::P50
                    && found.series.metric == Metric::InitMs
                    && found.series.runtime == runtime
                    && (conditions.packaging, conditions.arch) == (packaging, row.series.arch)
                    && found.series.memory == memory
            })
        };
        let same = of_memory(row.series.memory).filter(|_| row.series.memory != Memory::Pooled);
        let found = same.or_else(|| of_memory(Memory::Pooled))?;
        let is_own =
            |own: &&FunctionIntervalRow| own.series == row.series && own.percentile == Percentile::P50;
        let alone = Estimate { value: row.distribution.p50, lower: None, upper: None };
        let own = intervals.iter().find(is_own).map_or(alone, estimate);
        let baseline = estimate(found);
        Some(BaselineRow {
            series: row.series.clone(),
            runtime: runtime.to_owned(),
            packaging,
            n: row.distribution.n,
            own,
            source: found.series.conditions.source.clone(),
            region: found.series.conditions.region.clone(),
            window: found.window,
            is_same_memory: same.is_some(),
            baseline_n: found.n,
            baseline,
            difference: mover::difference(own, baseline, 0.0),
        })
    };
    sizes.filter_map(compare).collect()
}

fn estimate<S>(row: &IntervalRow<S>) -> Estimate {
    Estimate { value: row.estimate, lower: row.lower, upper: row.upper }
}

#[cfg(test)]
mod tests {
    use schema::{Arch, ClusterUnit, Conditions, Series, SeriesKey};

    use super::*;
    use crate::test_rows::{WINDOW, series_row};

    fn interval<S>(series: S, estimate: f64, (below, above): (f64, f64)) -> IntervalRow<S> {
        IntervalRow {
            series,
            window: WINDOW,
            percentile: Percentile::P50,
            n: 400,
            clusters: 5,
            cluster_unit: ClusterUnit::Day,
            short_by: 0,
            estimate,
            lower: Some(estimate - below),
            upper: Some(estimate + above),
            coverage: None,
            lower_rank: None,
            upper_rank: None,
            design_effect: None,
            own_design_effect: None,
            small_sample_factor: None,
            modelled_design_effect: None,
            design_effect_limit: None,
            serial_factor: None,
            earlier_windows: 0,
        }
    }

    fn measured(memory: Memory, estimate: f64) -> IntervalRow {
        let key = SeriesKey {
            conditions: Conditions { packaging: Packaging::Zip, arch: Arch::X86_64, ..Conditions::default() },
            metric: Metric::InitMs,
            runtime: "nodejs22".to_owned(),
            memory,
        };
        interval(Series::new(&key, "nodejs22x"), estimate, (3.0, 6.0))
    }

    fn own(memory: Memory, p50: f64) -> (FunctionSeriesRow, FunctionIntervalRow) {
        let row = series_row(Metric::InitMs, memory, 400, p50);
        let interval = interval(row.series.clone(), p50, (4.0, 8.0));
        (row, interval)
    }

    #[test]
    fn the_rest_of_an_init_is_the_difference_with_the_arms_of_both() {
        let (rows, intervals): (Vec<_>, Vec<_>) =
            [own(Memory::Pooled, 230.0), own(Memory::Mb(512), 230.0)].into_iter().unzip();
        let known = [measured(Memory::Pooled, 150.0), measured(Memory::Mb(512), 141.0)];
        let found = baselines((&rows, &intervals), "shop", ("nodejs22", Packaging::Zip), &known);
        let [row] = &found[..] else { panic!("{found:?}") };
        assert!(row.is_same_memory && row.is_slower() == Some(true));
        // 4 below and 6 above; 8 above and 3 below.
        let Estimate { value, lower, upper } = row.difference;
        assert!((value - 89.0).abs() < 1e-12, "{value}");
        assert!((lower.unwrap() - (89.0 - 52.0_f64.sqrt())).abs() < 1e-12, "{lower:?}");
        assert!((upper.unwrap() - (89.0 + 73.0_f64.sqrt())).abs() < 1e-12, "{upper:?}");
    }

    #[test]
    fn a_size_that_nobody_measured_is_compared_with_all_sizes() {
        let (row, _) = own(Memory::Mb(3008), 150.0);
        let known = [measured(Memory::Pooled, 141.0)];
        let found = baselines((&[row], &[]), "shop", ("nodejs22", Packaging::Zip), &known);
        assert_eq!(found.len(), 1);
        assert!(!found[0].is_same_memory);
        // Without an interval of its own, nothing is certain.
        assert_eq!((found[0].difference.value, found[0].is_slower()), (9.0, None));
    }

    #[test]
    fn other_runtimes_packages_and_functions_have_no_baseline() {
        let (row, interval) = own(Memory::Mb(512), 150.0);
        let known = [measured(Memory::Mb(512), 141.0)];
        let check = |function: &str, runtime: &str, packaging, n: usize| {
            let own = (std::slice::from_ref(&row), std::slice::from_ref(&interval));
            assert_eq!(baselines(own, function, (runtime, packaging), &known).len(), n);
        };
        check("shop", "nodejs22", Packaging::Zip, 1);
        check("cart", "nodejs22", Packaging::Zip, 0);
        check("shop", "python313", Packaging::Zip, 0);
        check("shop", "nodejs22", Packaging::Image, 0);
    }
}
