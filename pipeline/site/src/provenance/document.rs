//! Receipts in words: facts, tables and commands, for pages and terminals alike.

use anyhow::{Context as _, Result};
use schema::{Choice, ClaimRow, ClaimVerdict, ComparisonRow, Conditions, IntervalRow, Percentile, Statistic};
use serde::Serialize;
use serde_json::{Value, json};

use super::receipt::{Extent, Receipt};
use crate::{
    Inputs,
    context::{
        addresses::{COLDMARK, command, pair_id, pair_words, series_id, upstream},
        table::{Cell, Table},
        texts::{Labelled, Texts},
    },
};

/// Receipts that share facts.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Document {
    pub(super) facts: Vec<Fact>,
    /// Raw files of each source.
    pub(super) files: Vec<RawFiles>,
    /// A section for each receipt.
    pub(super) sections: Vec<Section>,
}

/// A text with its label.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fact {
    /// Label, which starts with a capital letter.
    pub label: String,
    /// The fact, or a command.
    pub text: String,
}

/// Raw files of one source.
#[derive(Clone, Debug, Serialize)]
pub(super) struct RawFiles {
    pub(super) title: String,
    pub(super) table: Table,
}

/// One receipt.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Section {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) table: Table,
    pub(super) notes: Vec<String>,
    pub(super) commands: Vec<Fact>,
}

impl Document {
    /// Puts `receipts` into words, in their order.
    ///
    /// Fails if a template of words lacks a part.
    pub(crate) fn of(inputs: &Inputs<'_>, texts: &Texts, receipts: &[Receipt<'_>]) -> Result<Document> {
        let words = texts.words("provenance/methods", &json!({}))?;
        let mut found = Document { facts: Vec::new(), files: Vec::new(), sections: Vec::new() };
        let mut extents: Vec<Extent> = Vec::new();
        for receipt in receipts {
            found.sections.push(section(inputs, texts, receipt, &words)?);
            // Days of a source are named once.
            if let Some(extent) = receipt.extent()
                && !extents.iter().any(|it| (it.source(), it.window) == (extent.source(), extent.window))
            {
                extents.push(extent);
            }
        }
        extents.sort_by(|a, b| a.source().cmp(b.source()));
        let methods = match receipts {
            [Receipt::Claim { .. }] => &[][..],
            [Receipt::Month { .. }] => &["Percentiles"],
            _ => &["Percentiles", "Intervals"],
        };
        found.facts = methods.iter().map(|method| fact(&words, method)).collect::<Result<_>>()?;
        for extent in extents {
            let source = extent.source();
            let interval = inputs.tables.intervals.iter().find(|row| row.series.conditions.source == source);
            let layout = inputs.sources.iter().find(|it| it.name == source).and_then(|it| it.layout.as_ref());
            let view = json!({
                "source": source,
                "window": extent.window,
                "replicates": interval.map_or(0, |row| row.replicates),
                "seed": interval.map_or("", |row| &row.seed),
                "is_upstream": layout.is_some(),
            });
            let words = texts.words("provenance/source", &view)?;
            found.facts.push(fact(&words, "Window")?);
            if methods.contains(&"Intervals") {
                found.facts.push(fact(&words, "Bootstrap")?);
            }
            let rows = extent.files(inputs).into_iter().map(|row| {
                let upstream = layout.map(|layout| upstream(layout, &row.file));
                let file = Cell { upstream, ..Cell::code(row.file.as_str()).head() };
                let (bytes, samples) = (Cell::count(row.bytes), Cell::count(row.accepted_samples));
                vec![file, bytes, samples, Cell::code(row.sha256.as_str())]
            });
            let table = Table { rows: rows.collect(), ..Table::worded(&words)? };
            found.files.push(RawFiles { title: words.part("Title")?, table });
        }
        Ok(found)
    }
}

/// Returns the part `name` of `words`, which has the form `label | text`.
fn fact(words: &Labelled, name: &str) -> Result<Fact> {
    let mut parts = words.list(name)?.into_iter();
    let (label, text) = parts.next().zip(parts.next()).with_context(|| format!("'{name}' lacks a ' | '"))?;
    Ok(Fact { label, text })
}

/// Puts one receipt into words; `methods` holds the labels of commands.
fn section(inputs: &Inputs<'_>, texts: &Texts, receipt: &Receipt<'_>, methods: &Labelled) -> Result<Section> {
    let labelled = |part: &str, text: String| anyhow::Ok(Fact { label: methods.part(part)?, text });
    let mut commands = Vec::new();
    let (id, words, rows) = match receipt {
        Receipt::Series { row, percentiles } => {
            let key = row.series.key();
            let view = json!({
                "conditions": view_of(&key.conditions),
                "metric": key.metric.title(),
                "memory": key.memory.words(),
                "unit": row.series.unit,
                "distribution": row.distribution,
                "icc": row.icc,
                "n_eff": row.n_eff,
            });
            let rows = percentiles.iter().map(|row| percentile(row)).collect();
            (series_id(&key), texts.words("provenance/series", &view)?, rows)
        }
        Receipt::Month { row } => {
            let view = json!({
                "metric": row.series.metric.title(),
                "month": row.month,
                "unit": row.series.unit,
                "distribution": row.distribution,
            });
            let cells = |percentile: Percentile| {
                vec![Cell::text(percentile.name()).head(), Cell::percentile(&row.distribution, percentile)]
            };
            (String::new(), texts.words("provenance/month", &view)?, Percentile::ALL.map(cells).to_vec())
        }
        Receipt::Pair { row } => {
            let name = |slug| inputs.registry.by_slug(slug).map_or(slug, |known| &known.name);
            let view = json!({
                "a": name(&row.a),
                "b": name(&row.b),
                "conditions": view_of(&row.conditions),
                "metric": row.metric.title(),
                "unit": row.metric.unit(),
                "n_a": row.n_a,
                "n_b": row.n_b,
            });
            let words = texts.words("provenance/pair", &view)?;
            let names = words.list("Statistics")?;
            let rows = names
                .into_iter()
                .zip(statistics(row))
                .map(|(name, [value, interval])| vec![Cell::text(name).head(), value, interval]);
            (pair_id(row), words, rows.collect())
        }
        Receipt::Claim { claim, sentence, by, tests, robustness } => {
            let of_all = robustness.iter().filter(|row| row.choice == Choice::All);
            let view = json!({
                "sentence": sentence,
                "by": by,
                "verdict": tests.first().and_then(|row| row.verdict).map(ClaimVerdict::title),
                "robustness": of_all.map(|row| json!({ "test": row, "statistic": row.statistic.title() })).collect::<Vec<_>>(),
            });
            for row in tests {
                let pair = inputs.tables.comparisons.iter().find(|pair| pair.is_in(row));
                let words = pair.map(|pair| pair_words(&pair.series_of(&row.a), &row.a, &row.b));
                let command = words.map(|words| labelled("Pair", command(&words))).transpose()?;
                commands.extend(command.filter(|command| !commands.contains(command)));
            }
            let words = texts.words("provenance/claim", &view)?;
            let results = words.list("Results")?;
            let rows = tests.iter().map(|row| test(row, &results)).collect();
            ((*claim).to_owned(), words, rows)
        }
    };
    commands.push(labelled("Recompute", command(&receipt.words()))?);
    if receipt.extent().is_some() {
        commands.push(labelled("Samples", format!("{COLDMARK} {} --samples", receipt.words()))?);
    }
    let table = Table { rows, ..Table::worded(&words)? };
    Ok(Section { id, title: words.part("Title")?, table, notes: words.list("Notes")?, commands })
}

fn view_of(conditions: &Conditions) -> Value {
    json!({
        "is_local": conditions.is_local(),
        "source": conditions.source,
        "packaging": conditions.packaging_words(),
        "arch": conditions.arch,
        "workload": conditions.workload,
    })
}

fn percentile(row: &IntervalRow) -> Vec<Cell> {
    vec![
        Cell::text(row.percentile.name()).head(),
        if row.short_by > 0 { Cell::short(row.short_by) } else { Cell::number(row.estimate) },
        Cell::interval(row.lower, row.upper),
        Cell::measured(row.coverage),
        Cell::interval(row.order_lower, row.order_upper),
        Cell::measured(row.order_confidence),
    ]
}

/// Value and interval of each statistic, in the order of the template's names.
fn statistics(row: &ComparisonRow) -> impl Iterator<Item = [Cell; 2]> {
    let estimates = [
        row.p50_ratio,
        row.p50_difference,
        row.p90_ratio,
        row.p90_difference,
        row.p99_ratio,
        row.p99_difference,
        row.superiority,
    ];
    let cells = estimates.map(|found| [Cell::number(found.value), Cell::interval(found.lower, found.upper)]);
    cells.into_iter().chain([[Cell::number(row.cliffs_delta), Cell::text("")]])
}

/// Cells of a test; `results` names those that hold, do not hold, and are not known.
fn test(row: &ClaimRow, results: &[String]) -> Vec<Cell> {
    let result = results.get(row.holds.map_or(2, |holds| usize::from(!holds)));
    vec![
        Cell::text(row.statistic.map_or("", Statistic::title)).head(),
        Cell::text(row.a.as_str()),
        Cell::text(row.b.as_str()),
        Cell::text(row.conditions.as_ref().map(Conditions::to_string).unwrap_or_default()),
        Cell::measured(row.value),
        Cell::interval(row.lower, row.upper),
        Cell::text(row.rule.as_str()),
        Cell::text(result.map_or("", String::as_str)),
    ]
}
