//! One worked example: its scenario, the configurations that meet it, and the Pareto front of cost and time.

use std::collections::BTreeSet;

use anyhow::Result;
use charts::scatter::{self, Guide, Limit, Mark, Scatter};
use schema::{HandlerScaling, Percentile, Scenario, SloResultRow, TrackedStatistic};
use serde::Serialize;
use serde_json::json;

use super::bill::{self, percent_more};
use crate::{
    Inputs,
    context::{
        addresses::{address_of_series, in_query},
        catalog::Catalog,
        figure::{Figure, Words, figure},
        hue,
        table::{Cell, Table},
        texts::Labelled,
    },
    figures::order::short_names,
};

/// Minimum probability for a configuration to count as meeting the target.
pub(super) const MIN_PROBABILITY: f64 = 0.95;

#[derive(Serialize)]
pub(super) struct WorkedExample {
    id: String,
    title: String,
    note: String,
    /// Sentence on what decides the bill; may be empty.
    bill: String,
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
        inputs.tables.slo_results.iter().filter(|row| row.scenario == scenario.id).collect();
    let words = words(inputs, catalog, scenario, &results)?;
    Ok(WorkedExample {
        id: scenario.id.clone(),
        title: scenario.title.clone(),
        note: scenario.note.clone(),
        asks: words.part("Scenario")?,
        finding: words.part("Result")?,
        bill: words.part("Bill")?,
        address: address(scenario),
        figure: drawn(catalog, scenario, &results, &words)?,
    })
}

/// Formats `0.02` as `2%`.
fn percent_of(share: f64) -> String {
    // People write shares in decimals: 0.07 × 100 must not become 7.000000000000001.
    let percent: f64 = format!("{:.9}", share * 100.0).parse().unwrap_or(share * 100.0);
    format!("{percent}%")
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
    parts.extend(scenario.handler_memory_mb.map(|memory_mb| format!("at={memory_mb}")));
    if scenario.handler_scaling == HandlerScaling::Same {
        parts.push("scaling=same".to_owned());
    }
    parts.extend(scenario.arch.map(|arch| format!("arch={arch}")));
    parts.extend(scenario.packaging.map(|packaging| format!("packaging={packaging}")));
    if !scenario.languages.is_empty() {
        let encoded: Vec<String> = scenario.languages.iter().map(|language| in_query(language)).collect();
        parts.push(format!("language={}", encoded.join(",")));
    }
    parts.join("&")
}

/// A configuration with its cost and its time, as the words name it.
#[derive(PartialEq, Serialize)]
struct Named<'a> {
    name: &'a str,
    packaging: String,
    arch: &'static str,
    memory: String,
    month_usd: Option<f64>,
    cold_ms: Option<f64>,
}

impl<'a> Named<'a> {
    fn of(catalog: &'a Catalog<'_>, row: &'a SloResultRow) -> Named<'a> {
        Named {
            name: catalog.name_of(&row.runtime),
            packaging: row.conditions.packaging.to_string(),
            arch: row.conditions.arch.title(),
            memory: row.memory.words(),
            month_usd: row.month_usd,
            cold_ms: row.cold_ms,
        }
    }
}

/// True if a configuration is sure enough to meet the scenario. If cold starts do not decide, that is an assumption
/// about warm invocations.
fn meets(row: &SloResultRow) -> bool {
    row.probability.map_or(!row.cold_starts_decide, |found| found >= MIN_PROBABILITY)
}

/// True if the tolerated share of late invocations equals the share of cold starts. Any stricter target would
/// constrain cold starts.
fn is_on_edge(scenario: &Scenario) -> bool {
    scenario.cold_share > 0.0 && (scenario.target - (1.0 - scenario.cold_share)).abs() < 1e-9
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
    catalog: &Catalog<'_>,
    scenario: &Scenario,
    results: &[&SloResultRow],
    words: &Labelled,
) -> Result<Option<Figure>> {
    let named = named(catalog, results);
    let Some(first) = named.first() else { return Ok(None) };
    // Labels leave out package and architecture, which the table has: full names would cover the drawing.
    let has_sizes = named.iter().any(|row| row.memory != first.memory);
    let label = |row: &SloResultRow| {
        let name = catalog.name_of(&row.runtime);
        if has_sizes { format!("{name} · {}", row.memory.words()) } else { name.to_owned() }
    };
    let labels: Vec<String> = named.iter().map(|row| label(row)).collect();
    let labels = short_names(&labels.iter().map(String::as_str).collect::<Vec<_>>());
    let offer = |row: &SloResultRow, label| {
        let language = catalog.by_slug(&row.runtime).map_or("", |runtime| runtime.language);
        Some(Mark {
            label,
            series_idx: hue::of_language(language),
            x: row.month_usd?,
            y: row.cold_ms?,
            x_ends: None,
            y_ends: None,
            is_pale: !meets(row),
        })
    };
    let is_named = |row: &SloResultRow| named.iter().any(|known| std::ptr::eq(*known, row));
    let pale = results.iter().filter(|row| !is_named(row)).filter_map(|row| offer(row, None));
    let offers: Vec<Mark<'_>> =
        pale.chain(named.iter().zip(&labels).filter_map(|(row, label)| offer(row, Some(label)))).collect();
    let (time, cost, target) = (words.part("Time")?, words.part("Cost")?, words.part("Target")?);
    let limit = Limit { y: scenario.threshold_ms, label: &target };
    let sight = words.part(if limit.is_near(&offers) { "Near target" } else { "Far target" })?;
    let front = results.iter().filter(|row| row.is_pareto);
    let mut corners: Vec<_> = front.filter_map(|row| row.month_usd.zip(row.cold_ms)).collect();
    corners.sort_by(|a, b| a.0.total_cmp(&b.0));
    let guide = Guide::Front { corners: &corners, limit: Some(limit) };
    let chart = Scatter { marks: &offers, x_name: &cost, y_name: &time, guide };
    let of_figure = Words::of(words, scenario.id.as_str(), Percentile::P50)?;
    let of_figure = Words { source: format!("{sight} {}", of_figure.source), ..of_figure };
    let table = table(catalog, words, scenario, &named)?;
    figure(&catalog.texts, of_figure, table, |frame| scatter::draw(frame, &chart)).map(Some)
}

/// Renders the words of a scenario.
fn words(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    scenario: &Scenario,
    results: &[&SloResultRow],
) -> Result<Labelled> {
    let meeting: Vec<&SloResultRow> = results.iter().copied().filter(|row| meets(row)).collect();
    let cheapest = meeting.first().copied().filter(|row| row.month_usd.is_some());
    let deciding = results.iter().find_map(|row| row.deciding_statistic);
    let percent = match deciding {
        Some(TrackedStatistic::Percentile(percent)) => Some(percent),
        _ => None,
    };
    let front: Vec<&SloResultRow> = results.iter().copied().filter(|row| row.is_pareto).collect();
    let front = front.first().zip(front.last());
    let more = front.and_then(|(first, last)| Some(percent_more(last.month_usd? / first.month_usd?)));
    let sooner_ms = front.and_then(|(first, last)| Some(first.cold_ms? - last.cold_ms?));
    let view = json!({
        "scenario": scenario,
        "threshold_ms": scenario.threshold_ms.to_string(),
        "handler_ms": scenario.handler_ms.to_string(),
        "cold_share": percent_of(scenario.cold_share),
        "target": percent_of(scenario.target),
        "meeting": meeting.len(),
        "configurations": results.len(),
        "cheapest": cheapest.map(|row| Named::of(catalog, row)),
        "bill": cheapest.map(|row| bill::changes(catalog, row, &meeting)).unwrap_or_default(),
        "next": cheapest.and_then(|row| bill::next(catalog, row, &meeting)),
        "next_of_front": front.and_then(|(first, _)| bill::next(catalog, first, results)),
        "more": more,
        "sooner_ms": sooner_ms,
        "deciding_percent": percent,
        "percentile": format!("p{}", percent.unwrap_or(50)),
        "is_rare": !results.is_empty() && !results.iter().any(|row| row.cold_starts_decide),
        "full_vcpu_mb": schema::FULL_VCPU_MB,
        "is_on_edge": is_on_edge(scenario),
        "front": front.map(|(first, last)| [Named::of(catalog, first), Named::of(catalog, last)]),
        "source": results.first().map(|row| &row.conditions.source),
        "window": inputs.tables.confidence_distributions.first().map(|row| row.window),
    });
    catalog.texts.words("slo/scenario", &view)
}

fn table(
    catalog: &Catalog<'_>,
    words: &Labelled,
    scenario: &Scenario,
    rows: &[&SloResultRow],
) -> Result<Table> {
    let (any_memory, on_front) = (words.part("Any memory")?, words.part("On the front")?);
    let (not_estimated, too_slow) = (words.part("Not estimated")?, words.part("Too slow")?);
    let confidence = |row: &SloResultRow| {
        if row.handler_ms > scenario.threshold_ms {
            Cell::text(&too_slow)
        } else if row.cold_starts_decide {
            probability(row).map_or_else(|| Cell::measured(None), Cell::text)
        } else {
            Cell::text(&not_estimated)
        }
    };
    let mut table = Table::worded(words)?;
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
            row.memory.mb().map_or_else(|| Cell::text(&any_memory), |mb| Cell::count(u64::from(mb))),
            confidence(row),
            Cell::measured(row.cold_ms).receipt(&receipt),
            Cell::interval(row.cold_ms_lower, row.cold_ms_upper),
            Cell::measured(row.month_usd),
            Cell::interval(row.month_usd_lower, row.month_usd_upper),
            Cell::measured(row.init_usd),
            Cell::text(if row.is_pareto { on_front.as_str() } else { "" }),
        ]);
    }
    table.checked()
}

/// Formats the probability of a result in per cent, no more exactly than its confidence distribution allows; none if
/// nothing is known of it.
fn probability(row: &SloResultRow) -> Option<String> {
    let percent = |found: f64| format!("{:.0}%", found * 100.0);
    match row.probability? {
        found if found <= 0.0 => (!row.is_floor).then(|| "below 1%".to_owned()),
        found if found >= 1.0 => Some("above 99%".to_owned()),
        found if row.is_floor => Some(format!("at least {}", percent(found))),
        found => Some(percent(found)),
    }
}

#[test]
fn shares_are_written_as_people_write_them() {
    for (share, expected) in [(0.02, "2"), (0.07, "7"), (0.999, "99.9"), (0.0005, "0.05"), (1.0, "100")] {
        assert_eq!(percent_of(share), format!("{expected}%"));
    }
}
