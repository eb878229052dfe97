//! Published numbers of a table: values with intervals.

use schema::{
    AgreementRow, ComparisonRow, Conditions, Estimate, IntervalRow, Load, Memory, Metric, Packaging,
    Provider, SeriesKey,
};

use super::Tables;

/// The identity of a number within its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key<'a> {
    pub(super) conditions: &'a Conditions,
    /// Slug of the runtime; empty if the number covers several.
    pub(super) runtime: &'a str,
    pub(super) against: Against<'a>,
    pub(super) memory: Memory,
    pub(super) metric: Metric,
    pub(super) statistic: &'static str,
}

/// The other side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Against<'a> {
    /// No comparison.
    Nothing,
    /// Another runtime in the same configuration.
    Runtime(&'a str),
    /// Measurements of a source on a platform.
    Platform {
        source: &'a str,
        provider: Provider,
        region: &'a str,
        packaging: Packaging,
        load: Load,
        metric: Metric,
    },
}

impl Against<'_> {
    /// Returns the text in `moved.csv`.
    pub(super) fn words(self) -> Option<String> {
        match self {
            Against::Nothing => None,
            Against::Runtime(slug) => Some(slug.to_owned()),
            Against::Platform { source, provider, region, packaging, load, metric } => {
                let parts =
                    [source, provider.name(), region, packaging.name(), &load.to_string(), metric.name()];
                Some(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/"))
            }
        }
    }
}

impl Key<'_> {
    /// Returns the series behind the number; none if it uses all data of a source.
    pub(super) fn series(&self) -> Vec<SeriesKey> {
        let of = |runtime: &str| SeriesKey {
            conditions: self.conditions.clone(),
            metric: self.metric,
            runtime: runtime.to_owned(),
            memory: self.memory,
        };
        match self.against {
            Against::Nothing => vec![of(self.runtime)],
            Against::Runtime(other) => vec![of(self.runtime), of(other)],
            Against::Platform { .. } => Vec::new(),
        }
    }

    /// Returns the sources behind the number.
    pub(super) fn sources(&self) -> Vec<&str> {
        match self.against {
            Against::Platform { source, .. } => vec![&self.conditions.source, source],
            Against::Nothing | Against::Runtime(_) => vec![&self.conditions.source],
        }
    }
}

/// A value and both ends of its interval, all finite.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number<'a> {
    pub(super) key: Key<'a>,
    pub(super) value: f64,
    pub(super) lower: f64,
    pub(super) upper: f64,
}

/// Returns every published number of `table`, in the order of its rows.
pub(super) fn numbers<'a>(table: &str, tables: &Tables<'a>) -> Vec<Number<'a>> {
    match table {
        "intervals.csv" => tables.intervals.iter().filter_map(of_interval).collect(),
        "comparisons.csv" => tables.comparisons.iter().flat_map(of_comparison).collect(),
        _ => tables.agreement.iter().flat_map(of_agreement).collect(),
    }
}

/// Returns the number; none without an interval, or if a value is not finite.
fn number(key: Key<'_>, found: Estimate) -> Option<Number<'_>> {
    let (lower, upper) = found.lower.zip(found.upper)?;
    let is_sound = found.value.is_finite() && lower.is_finite() && upper.is_finite() && lower <= upper;
    is_sound.then_some(Number { key, value: found.value, lower, upper })
}

fn of_interval(row: &IntervalRow) -> Option<Number<'_>> {
    let series = &row.series;
    let key = Key {
        conditions: &series.conditions,
        runtime: &series.runtime,
        against: Against::Nothing,
        memory: series.memory,
        metric: series.metric,
        statistic: row.percentile.name(),
    };
    number(key, Estimate { value: row.estimate, lower: row.lower, upper: row.upper })
}

fn of_comparison(row: &ComparisonRow) -> impl Iterator<Item = Number<'_>> {
    let key = Key {
        conditions: &row.conditions,
        runtime: &row.a,
        against: Against::Runtime(&row.b),
        memory: row.conditions.pooled_memory(),
        metric: row.metric,
        statistic: "",
    };
    let found = [
        ("p50-ratio", row.p50_ratio),
        ("p50-difference", row.p50_difference),
        ("p90-ratio", row.p90_ratio),
        ("p90-difference", row.p90_difference),
        ("p99-ratio", row.p99_ratio),
        ("p99-difference", row.p99_difference),
        ("superiority", row.superiority),
    ];
    found.into_iter().filter_map(move |(statistic, found)| number(Key { statistic, ..key }, found))
}

fn of_agreement(row: &AgreementRow) -> impl Iterator<Item = Number<'_>> {
    let key = Key {
        conditions: &row.conditions,
        runtime: "",
        against: Against::Platform {
            source: &row.reference,
            provider: row.reference_provider,
            region: &row.reference_region,
            packaging: row.reference_packaging,
            load: row.reference_load,
            metric: row.reference_metric,
        },
        memory: row.conditions.pooled_memory(),
        metric: row.metric,
        statistic: "",
    };
    let correlation = Estimate { value: row.rank_correlation, lower: row.lower, upper: row.upper };
    let slope = Estimate { value: row.slope, lower: row.slope_lower, upper: row.slope_upper };
    let found = [("rank-correlation", correlation), ("slope", slope)];
    found.into_iter().filter_map(move |(statistic, found)| number(Key { statistic, ..key }, found))
}
