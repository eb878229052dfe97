//! One worked example: its scenario, the configurations that meet it, and the Pareto front of cost and time.

use std::collections::BTreeSet;

use anyhow::Result;
use charts::{
    format_value,
    number::format_number,
    pareto::{self, Axes, Limit, Offer},
};
use schema::{Percentile, Scenario, SloResultRow, TrackedStatistic, Unit};
use serde::Serialize;

use crate::{
    Inputs,
    context::{
        addresses::{address_of_series, in_query},
        catalog::Catalog,
        figure::{Figure, Words, figure},
        formats::grouped,
        table::{Cell, Table},
    },
};

/// Minimum probability for a configuration to count as meeting the target.
pub(super) const MIN_PROBABILITY: f64 = 0.95;

#[derive(Serialize)]
pub(super) struct WorkedExample {
    id: String,
    title: String,
    note: String,
    /// Scenario in a sentence.
    asks: String,
    /// Number of configurations that meet the scenario, and the cheapest of them.
    finding: String,
    /// Query that opens the scenario in the solver of the page.
    address: String,
    figure: Option<Figure>,
}

impl WorkedExample {
    /// Returns its chart.
    pub(super) fn figure(&self) -> Option<Figure> {
        self.figure.clone()
    }
}

pub(super) fn of(inputs: &Inputs<'_>, catalog: &Catalog<'_>, scenario: &Scenario) -> Result<WorkedExample> {
    let results: Vec<&SloResultRow> =
        inputs.summaries.slo_results.iter().filter(|row| row.scenario == scenario.id).collect();
    Ok(WorkedExample {
        id: scenario.id.clone(),
        title: scenario.title.clone(),
        note: scenario.note.clone(),
        asks: asks(scenario),
        finding: finding(catalog, scenario, &results),
        address: address(scenario),
        figure: drawn(inputs, catalog, scenario, &results)?,
    })
}

/// Formats `0.02` as `2 %`.
fn percent(share: f64) -> String {
    // People write shares in decimals: 0.07 × 100 must not become 7.000000000000001.
    let percent: f64 = format!("{:.9}", share * 100.0).parse().unwrap_or(share * 100.0);
    format!("{percent}\u{202f}%")
}

fn asks(scenario: &Scenario) -> String {
    let memory = scenario.memory_mb.map_or("any memory".to_owned(), |memory_mb| format!("{memory_mb} MB"));
    let languages = match &scenario.languages[..] {
        [] => String::new(),
        languages => format!(", {}", languages.join(" or ")),
    };
    let arch = scenario.arch.map_or(String::new(), |arch| format!(", {arch}"));
    let packaging = scenario.packaging.map_or(String::new(), |packaging| format!(", as {packaging}"));
    format!(
        "{} invocations a month, {} of them cold starts; {} of all answered within {} ms; the handler takes {} ms \
         ({memory}{languages}{arch}{packaging}).",
        grouped(scenario.invocations),
        percent(scenario.cold_share),
        percent(scenario.target),
        scenario.threshold_ms,
        scenario.handler_ms,
    )
}

/// Encodes a scenario in the format of `templates/assets/js/scenario.js`.
fn address(scenario: &Scenario) -> String {
    let number = |value: f64| format!("{value:.9}").trim_end_matches('0').trim_end_matches('.').to_owned();
    let mut parts = vec![
        format!("n={}", scenario.invocations),
        format!("cold={}", number(scenario.cold_share * 100.0)),
        format!("target={}", number(scenario.target * 100.0)),
        format!("within={}", number(scenario.threshold_ms)),
        format!("handler={}", number(scenario.handler_ms)),
    ];
    parts.push(format!(
        "memory={}",
        scenario.memory_mb.map_or("any".to_owned(), |memory_mb| memory_mb.to_string())
    ));
    parts.extend(scenario.arch.map(|arch| format!("arch={arch}")));
    parts.extend(scenario.packaging.map(|packaging| format!("packaging={packaging}")));
    if !scenario.languages.is_empty() {
        let encoded: Vec<String> = scenario.languages.iter().map(|language| in_query(language)).collect();
        parts.push(format!("language={}", encoded.join(",")));
    }
    parts.join("&")
}

fn name(catalog: &Catalog<'_>, row: &SloResultRow) -> String {
    format!(
        "{}, {}, {}, {} MB",
        catalog.name_of(&row.runtime),
        row.conditions.packaging,
        row.conditions.arch,
        row.memory
    )
}

fn usd(value: f64) -> String {
    format!("${}", format_number(value))
}

/// True if a configuration is sure enough to meet the scenario.
fn meets(row: &SloResultRow) -> bool {
    row.probability.is_some_and(|found| found >= MIN_PROBABILITY)
}

/// True if the tolerated share of late invocations equals the share of cold starts. Any stricter target would
/// constrain cold starts.
fn is_on_edge(scenario: &Scenario) -> bool {
    (scenario.target - (1.0 - scenario.cold_share)).abs() < 1e-9
}

fn finding(catalog: &Catalog<'_>, scenario: &Scenario, results: &[&SloResultRow]) -> String {
    let meets: Vec<_> = results.iter().filter(|row| meets(row)).collect();
    let rarely = results.iter().all(|row| row.deciding_statistic.is_none() && row.probability.is_some());
    let which = match results.iter().find_map(|row| row.deciding_statistic) {
        Some(TrackedStatistic::Percentile(50)) => " The median of the cold starts decides.".to_owned(),
        Some(TrackedStatistic::Percentile(percent)) => {
            format!(" The {percent}th percentile of the cold starts decides.")
        }
        _ if rarely && is_on_edge(scenario) => {
            " Cold starts are no more frequent than the misses that the target allows, so \
                                               they do not decide; with any stricter target they do."
                .to_owned()
        }
        _ if rarely && !results.is_empty() => " Cold starts are too rare to decide.".to_owned(),
        _ => String::new(),
    };
    let Some(cheapest) = meets.first() else {
        return format!(
            "None of {} configurations meets it with a probability of 95 %.{which}",
            results.len()
        );
    };
    let ms = |found: Option<f64>| found.map_or_else(String::new, |found| format_value(found, Unit::Ms));
    let cost = cheapest.month_usd.map_or_else(String::new, usd);
    format!(
        "{} of {} configurations meet it with a probability of at least 95 %. The cheapest of these is {} at {cost} a \
         month; a cold invocation takes it {}.{which}",
        meets.len(),
        results.len(),
        name(catalog, cheapest),
        ms(cheapest.cold_ms),
    )
}

/// Maximum number of configurations with a name in the drawing and a row in the table. They are the quickest of each
/// language and those on the Pareto front. If few languages are asked for, the quickest of each runtime join them.
const NAMED: usize = 12;
const FEW_LANGUAGES: usize = 3;

fn named<'r>(catalog: &Catalog<'_>, results: &[&'r SloResultRow]) -> Vec<&'r SloResultRow> {
    let is_whole = |row: &&&SloResultRow| row.cold_ms.is_some() && row.month_usd.is_some();
    let language = |row: &SloResultRow| catalog.by_slug(&row.runtime).map_or("", |runtime| runtime.language);
    let mut quickest: Vec<&SloResultRow> = results.iter().filter(is_whole).copied().collect();
    quickest.sort_by(|a, b| a.cold_ms.partial_cmp(&b.cold_ms).unwrap_or(std::cmp::Ordering::Equal));
    let mut seen = BTreeSet::new();
    let mut rows: Vec<&SloResultRow> =
        quickest.iter().filter(|row| seen.insert(language(row))).copied().collect();
    rows.extend(results.iter().filter(|row| row.is_pareto).filter(is_whole));
    if rows.iter().map(|row| language(row)).collect::<BTreeSet<_>>().len() <= FEW_LANGUAGES {
        let mut seen = BTreeSet::new();
        rows.extend(quickest.iter().filter(|row| seen.insert(&row.runtime)));
    }
    let mut named: Vec<&SloResultRow> = Vec::new();
    for row in rows {
        let is_new = named.iter().all(|known| !std::ptr::eq(*known, row));
        if is_new && named.len() < NAMED {
            named.push(row);
        }
    }
    named.sort_by(|a, b| a.month_usd.partial_cmp(&b.month_usd).unwrap_or(std::cmp::Ordering::Equal));
    named
}

fn drawn(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    scenario: &Scenario,
    results: &[&SloResultRow],
) -> Result<Option<Figure>> {
    let named = named(catalog, results);
    let Some(first) = named.first() else { return Ok(None) };
    let percentile = match first.deciding_statistic {
        Some(TrackedStatistic::Percentile(percent)) => format!("p{percent}"),
        _ => "p50".to_owned(),
    };
    // Labels leave out package and architecture, which the table has: full names would cover the drawing.
    let has_sizes = named.iter().any(|row| row.memory != first.memory);
    let label = |row: &SloResultRow| {
        let name = catalog.name_of(&row.runtime);
        if has_sizes { format!("{name}, {} MB", row.memory) } else { name.to_owned() }
    };
    let labels: Vec<String> = named.iter().map(|row| label(row)).collect();
    let offer = |row: &SloResultRow, label| {
        let language = catalog.by_slug(&row.runtime).map_or("", |runtime| runtime.language);
        Some(Offer {
            label,
            series_idx: catalog.hue(language),
            cost: row.month_usd?,
            time: row.cold_ms?,
            is_on_front: row.is_pareto,
            meets: meets(row),
        })
    };
    let is_named = |row: &SloResultRow| named.iter().any(|known| std::ptr::eq(*known, row));
    let pale = results.iter().filter(|row| !is_named(row)).filter_map(|row| offer(row, None));
    let offers: Vec<Offer<'_>> =
        pale.chain(named.iter().zip(&labels).filter_map(|(row, label)| offer(row, Some(label)))).collect();
    let time = format!("Cold invocation at {percentile}, ms");
    let window = inputs.summaries.bootstrap_quantiles.first().map(|row| row.window);
    let window = window
        .map_or_else(String::new, |window| format!(", {} to {}", window.window_start, window.window_end));
    let target = format!("target: {} ms", scenario.threshold_ms);
    let limit = Limit { time: scenario.threshold_ms, label: &target };
    let across = match (limit.is_near(&offers), first.deciding_statistic) {
        (false, _) => format!("The latency target, {} ms, lies far off the drawing.", scenario.threshold_ms),
        (true, Some(_)) => "Line across: the latency target.".to_owned(),
        (true, None) => "Line across: the latency target, which cold invocations need not meet.".to_owned(),
    };
    let words = Words {
        slug: scenario.id.clone(),
        title: format!("{}: what a month costs, and how long a cold invocation takes", scenario.title),
        finding: front_in_words(catalog, results),
        source: format!(
            "Broken line: the Pareto front. {across} Dots: all {} configurations; named: the front, and \
             the quickest of each language or runtime; pale: the chance of meeting the target is below 95 %. \
             Source: {}, workload hello{window}",
            results.len(),
            first.conditions.source,
        ),
        tail: Percentile::P50,
    };
    let axes = Axes { cost: "US dollars a month", time: &time, limit: Some(limit) };
    figure(words, table(catalog, &named, &percentile), |frame| pareto::draw(frame, &offers, axes)).map(Some)
}

/// Describes the Pareto front of cost and time.
fn front_in_words(catalog: &Catalog<'_>, results: &[&SloResultRow]) -> String {
    let front: Vec<&&SloResultRow> = results.iter().filter(|row| row.is_pareto).collect();
    let value = |row: &SloResultRow| {
        let ms = row.cold_ms.map_or_else(String::new, |found| format_value(found, Unit::Ms));
        format!("{} ({} a month, {ms})", name(catalog, row), row.month_usd.map_or_else(String::new, usd))
    };
    match front[..] {
        [] => "Nothing is known of both cost and time.".to_owned(),
        [only] => format!("{} is both the cheapest and the quickest.", value(only)),
        [cheapest, .., quickest] => format!(
            "From {} to {}: the more is paid, the quicker a cold invocation.",
            value(cheapest),
            value(quickest)
        ),
    }
}

fn table(catalog: &Catalog<'_>, rows: &[&SloResultRow], percentile: &str) -> Table {
    let cold = format!("#cold invocation, {percentile}, ms");
    let labels = [
        "Runtime",
        "Packaging",
        "Architecture",
        "#Memory, MB",
        "#chance of meeting it",
        &cold,
        "#95 % interval",
        "#a month, $",
        "#95 % interval",
        "#of it init, $",
        "Nothing beats it",
    ];
    let mut table = Table::new("The configurations that are named in the chart, cheapest first", &labels);
    for row in rows {
        let runtime = catalog.by_slug(&row.runtime);
        let receipt = address_of_series(&schema::SeriesKey {
            conditions: row.conditions.clone(),
            metric: catalog.view.metric,
            runtime: row.runtime.clone(),
            memory: row.memory.pooled(),
        });
        let name = runtime.map_or_else(
            || Cell::text(row.runtime.as_str()),
            |runtime| Cell::text(runtime.name).to(runtime.path()),
        );
        table.rows.push(vec![
            name.head(),
            Cell::text(row.conditions.packaging.name()),
            Cell::text(row.conditions.arch.name()),
            row.memory.mb().map_or_else(|| Cell::text("all"), |mb| Cell::count(u64::from(mb))),
            row.probability.map_or_else(|| Cell::measured(None), |found| Cell::text(probability(found))),
            Cell::measured(row.cold_ms).receipt(&receipt),
            Cell::interval(row.cold_ms_lower, row.cold_ms_upper),
            Cell::measured(row.month_usd),
            Cell::interval(row.month_usd_lower, row.month_usd_upper),
            Cell::measured(row.init_usd),
            Cell::text(if row.is_pareto { "yes" } else { "" }),
        ]);
    }
    table
}

/// Formats a probability in per cent, no more exactly than the replicates allow.
pub(super) fn probability(found: f64) -> String {
    match found {
        found if found <= 0.0 => "below 1\u{202f}%".to_owned(),
        found if found >= 1.0 => "above 99\u{202f}%".to_owned(),
        found => format!("{:.0}\u{202f}%", found * 100.0),
    }
}

#[test]
fn shares_are_written_as_people_write_them() {
    for (share, expected) in [(0.02, "2"), (0.07, "7"), (0.999, "99.9"), (0.0005, "0.05"), (1.0, "100")] {
        assert_eq!(percent(share), format!("{expected}\u{202f}%"));
    }
}

#[test]
fn probabilities_claim_no_more_than_replicates_can_tell() {
    let check = |found, expected: &str| assert_eq!(probability(found), expected);
    check(0.0, "below 1\u{202f}%");
    check(0.01, "1\u{202f}%");
    check(0.625, "62\u{202f}%");
    check(1.0, "above 99\u{202f}%");
}
