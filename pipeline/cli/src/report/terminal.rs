//! Summary of a report on the terminal, which is useful before any page is opened.

use schema::{FunctionSeriesRow, FunctionUsage, Metric, Percentile};

use crate::stderr;

/// Functions that are listed: as many as fit on a terminal.
const MAX_FUNCTIONS: usize = 20;

/// Names of the columns, with their units.
const COLUMNS: [&str; 10] = [
    "function",
    "invocations",
    "failed",
    "cold",
    "ahead",
    "init p50, ms",
    "init p99, ms",
    "warm p50, ms",
    "warm p99, ms",
    "cost",
];

/// Returns a table of the functions with the most invocations: `usage` in all versions and sizes, and their `series`.
pub(super) fn table(usage: &[FunctionUsage], series: &[FunctionSeriesRow]) -> String {
    let mut functions: Vec<&FunctionUsage> =
        usage.chunk_by(|a, b| a.function == b.function).map(|rows| &rows[0]).collect();
    functions.sort_by(|a, b| b.invocations.cmp(&a.invocations).then_with(|| a.function.cmp(&b.function)));
    let n_more = functions.len().saturating_sub(MAX_FUNCTIONS);
    let mut rows = vec![COLUMNS.map(str::to_owned)];
    rows.extend(functions.into_iter().take(MAX_FUNCTIONS).map(|usage| row(usage, series)));
    let widths: [usize; COLUMNS.len()] =
        std::array::from_fn(|idx| rows.iter().map(|row| row[idx].chars().count()).max().unwrap_or_default());
    let mut text = String::new();
    for row in &rows {
        let cells = row.iter().zip(widths).enumerate().map(|(idx, (cell, width))| match idx {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        text += cells.collect::<Vec<_>>().join("  ").trim_end();
        text.push('\n');
    }
    if n_more > 0 {
        text += "and ";
        text += &n_more.to_string();
        text += " more functions\n";
    }
    text
}

fn row(usage: &FunctionUsage, series: &[FunctionSeriesRow]) -> [String; COLUMNS.len()] {
    let of = |metric: Metric| {
        let mut rows = series.iter().filter(|row| row.series.function == usage.function);
        rows.find(|row| row.series.metric == metric && row.series.is_pooled())
    };
    let init = of(Metric::InitMs).or_else(|| of(Metric::RestoreMs));
    let warm = of(Metric::WarmDurationMs);
    [
        stderr::shown(&usage.function),
        usage.invocations.to_string(),
        usage.failures.to_string(),
        format!("{:.1}%", usage.cold_share * 100.0),
        usage.initialized_ahead.to_string(),
        percentile(init, Percentile::P50),
        percentile(init, Percentile::P99),
        percentile(warm, Percentile::P50),
        percentile(warm, Percentile::P99),
        usage.usd.map_or_else(|| "-".to_owned(), site::report::usd),
    ]
}

/// A percentile in milliseconds, if the effective samples support it.
fn percentile(row: Option<&FunctionSeriesRow>, percentile: Percentile) -> String {
    let value = row.and_then(|row| row.supported(percentile));
    value.map_or_else(|| "-".to_owned(), |ms| format!("{ms:.1}"))
}

#[test]
fn functions_are_listed_by_invocations() {
    let of = |function: &str, invocations: u64| FunctionUsage {
        function: function.to_owned(),
        invocations,
        cold_share: 0.125,
        usd: Some(1.5),
        ..FunctionUsage::default()
    };
    let text = table(&[of("a", 8), of("a", 4), of("\u{1b}[2J", 16)], &[]);
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].starts_with("function") && lines[0].ends_with("cost") && lines[1].ends_with("$1.50"),
        "{text}"
    );
    assert!(lines[1].starts_with("\\u{1b}[2J") && lines[1].contains("16"), "{text}");
    assert!(lines[2].starts_with("a ") && lines[2].contains("12.5%"), "{text}");
    assert_eq!(lines.len(), 3);
    let many: Vec<FunctionUsage> = (0..30).map(|n| of(&n.to_string(), n)).collect();
    assert!(table(&many, &[]).ends_with("and 10 more functions\n"));
}

#[test]
fn percentiles_need_as_many_effective_samples_as_on_the_pages() {
    use schema::{Arch, ClusterUnit, Distribution, FunctionKey, FunctionSeries, Memory, Window, date};

    let series = |metric, ceiling, p50, p99| FunctionSeriesRow {
        series: FunctionSeries::new(&FunctionKey {
            function: "shop".to_owned(),
            version: None,
            memory: Memory::Pooled,
            arch: Arch::X86_64,
            metric,
        }),
        window: Window { window_start: date(2026, 1, 1), window_end: date(2026, 1, 9) },
        distribution: Distribution {
            n: 1000,
            clusters: 9,
            cluster_unit: ClusterUnit::Day,
            min: 1.0,
            mean: p50,
            p50,
            p90: p99,
            p95: p99,
            p99,
            max: p99,
        },
        ceiling,
        icc: None,
        n_eff: None,
        p999: None,
    };
    // A thousand samples suffice by their number, but days that differ leave fewer effective ones.
    let rows = [
        series(Metric::InitMs, Some(Percentile::P95), 141.0, 999.0),
        series(Metric::WarmDurationMs, Some(Percentile::P99), 2.0, 16.5),
    ];
    let usage = FunctionUsage { function: "shop".to_owned(), invocations: 2000, ..FunctionUsage::default() };
    let text = table(std::slice::from_ref(&usage), &rows);
    let cells: Vec<&str> = text.lines().last().unwrap().split_whitespace().collect();
    assert_eq!(cells, ["shop", "2000", "0", "0.0%", "0", "141.0", "-", "2.0", "16.5", "-"], "{text}");
    let none = table(&[usage], &[series(Metric::InitMs, None, 141.0, 999.0)]);
    assert!(!none.contains("141"), "{none}");
}
