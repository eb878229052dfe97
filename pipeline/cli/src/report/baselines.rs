//! Empty functions on Lambda, compiled into the program, with which a report compares cold starts.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use counts::Counts;
use schema::{
    BaselineRow, CountMetric, IntervalRow, Metric, NoBaseline, Packaging, Percentile, Provider, Registry,
};
use stats::LogReport;

/// Intervals of all series at build time.
const INTERVALS: &str = include_str!("../../../../data/summaries/intervals.csv");
/// Registry of runtimes at build time.
const RUNTIMES: &str = include_str!("../../../../data/runtimes.toml");

/// Name of the workload that does nothing.
const EMPTY: &str = "hello";

/// Comparison of each function with an empty one.
pub(super) struct Baselines {
    pub(super) rows: Vec<BaselineRow>,
    /// The functions that cannot be compared, with the reason.
    pub(super) missing: Vec<(String, NoBaseline)>,
    pub(super) registry: Registry,
}

/// Runtimes and packages of the cold starts of each function.
pub(super) type Runtimes = BTreeMap<String, BTreeSet<(String, Packaging)>>;

/// Returns the runtimes of each function with init durations. Cold starts whose runtime the log does not name count as
/// those that it names.
pub(super) fn runtimes(counts: &Counts) -> Runtimes {
    let mut found = Runtimes::new();
    for key in counts.keys() {
        if key.days().iter().all(|(_, day)| day.values(CountMetric::InitUs).is_empty()) {
            continue;
        }
        let runtimes = found.entry(key.key().function().to_owned()).or_default();
        for (configuration, _) in key.configurations() {
            if let Some(runtime) = configuration.runtime.clone().filter(|runtime| !runtime.is_empty()) {
                runtimes.insert((runtime, configuration.packaging.unwrap_or(Packaging::Zip)));
            }
        }
    }
    found
}

impl Baselines {
    /// Compares the init durations of each function with those of an empty function on the same runtime.
    pub(super) fn of(runtimes: &Runtimes, found: &LogReport) -> Result<Baselines> {
        let registry: Registry = toml::from_str(RUNTIMES).context("Failed to understand the runtimes")?;
        let measured = measured()?;
        let (mut rows, mut missing) = (Vec::new(), Vec::new());
        for (function, runtimes) in runtimes {
            let compared = slug(&registry, runtimes).and_then(|(slug, packaging)| {
                let own = (&found.series[..], &found.intervals[..]);
                let rows = stats::baselines(own, function, (slug, packaging), &measured);
                if rows.is_empty() { Err(NoBaseline::NotMeasured(slug.to_owned())) } else { Ok(rows) }
            });
            match compared {
                Ok(compared) => rows.extend(compared),
                Err(reason) => missing.push((function.clone(), reason)),
            }
        }
        Ok(Baselines { rows, missing, registry })
    }
}

/// Returns the slug of the only runtime, and the package.
fn slug<'r>(
    registry: &'r Registry,
    runtimes: &BTreeSet<(String, Packaging)>,
) -> Result<(&'r str, Packaging), NoBaseline> {
    let mut all = runtimes.iter();
    let Some((name, packaging)) = all.next() else { return Err(NoBaseline::UnknownRuntime) };
    if all.next().is_some() {
        let names = runtimes.iter().map(|(name, packaging)| format!("{name} ({packaging})"));
        return Err(NoBaseline::Several(names.collect()));
    }
    if name.starts_with("provided") {
        return Err(NoBaseline::OnlyOperatingSystem(name.clone()));
    }
    registry
        .by_any_name(name)
        .map(|known| (&*known.slug, *packaging))
        .ok_or_else(|| NoBaseline::NotMeasured(name.clone()))
}

/// Returns the median init durations of empty functions on Lambda.
fn measured() -> Result<Vec<IntervalRow>> {
    let (metric, percentile) = (Metric::InitMs, Percentile::P50);
    // Most of the table is of other percentiles and sources, and need not be parsed.
    let [metric_cell, percentile_cell] = [metric.name(), percentile.name()].map(|name| format!(",{name},"));
    let is_likely = |line: &&str| line.contains(&metric_cell) && line.contains(&percentile_cell);
    let mut lines = INTERVALS.split_inclusive('\n');
    let header = lines.next().into_iter();
    let text: String = header.chain(lines.filter(is_likely)).collect();
    let rows = schema::rows_of::<IntervalRow>(text.as_bytes());
    let mut rows = rows.context("Failed to read the intervals at build time")?;
    rows.retain(|row| {
        let conditions = &row.series.conditions;
        (conditions.provider, conditions.workload.as_str()) == (Provider::Aws, EMPTY)
            && (row.series.metric, row.percentile) == (metric, percentile)
    });
    Ok(rows)
}

#[test]
fn every_runtime_that_is_measured_has_a_baseline() {
    let rows = measured().expect("the committed table can be read");
    assert!(rows.len() > 300, "{} rows", rows.len());
    let registry: Registry = toml::from_str(RUNTIMES).expect("the committed registry can be read");
    let of = |name: &str| {
        let runtimes = BTreeSet::from([(name.to_owned(), Packaging::Zip)]);
        slug(&registry, &runtimes).map(|(slug, _)| slug.to_owned())
    };
    for name in ["nodejs22.x", "python3.13", "java21", "dotnet8", "ruby3.3", "rust-al2023"] {
        let slug = of(name);
        let is_measured = |row: &IntervalRow| Ok(&row.series.runtime) == slug.as_ref();
        assert!(rows.iter().any(is_measured), "{name}: {slug:?}");
    }
    assert_eq!(of("provided.al2023"), Err(NoBaseline::OnlyOperatingSystem("provided.al2023".to_owned())));
    assert_eq!(of("cobol"), Err(NoBaseline::NotMeasured("cobol".to_owned())));
    assert_eq!(slug(&registry, &BTreeSet::new()), Err(NoBaseline::UnknownRuntime));
}
