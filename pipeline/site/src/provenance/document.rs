//! Receipts in words: facts, tables and commands, for pages and terminals alike.

use anyhow::{Context as _, Result};
use schema::{
    Choice, ClaimRow, ClaimVerdict, ComparisonRow, Conditions, Ends, IntervalRow, Percentile, Statistic,
};
use serde::Serialize;
use serde_json::{Value, json};

use super::receipt::{Extent, Receipt};
use crate::{
    Inputs,
    context::{
        addresses::{COLDMARK, command, pair_id, pair_words, series_id, upstream},
        descriptions::{Differing, differing},
        table::{Cell, Table},
        texts::{Labelled, Texts},
        verdict,
    },
};

/// Receipts that share facts.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Document {
    pub(super) facts: Vec<Fact>,
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

/// One receipt.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Section {
    /// Words of `coldmark explain`.
    words: String,
    id: String,
    pub(super) table: Table,
    pub(super) notes: Vec<String>,
    #[serde(skip)]
    pub(super) commands: Vec<Fact>,
}

impl Document {
    /// Puts `receipts` into words, in their order.
    ///
    /// Fails if a template of words lacks a part.
    pub(crate) fn of(inputs: &Inputs<'_>, texts: &Texts, receipts: &[Receipt<'_>]) -> Result<Document> {
        let words = texts.words("provenance/methods", &json!({}))?;
        let methods = match receipts {
            [Receipt::Claim { .. }] => &[][..],
            [Receipt::Month { .. }] => &["Percentiles"],
            _ => &["Percentiles", "Intervals"],
        };
        let mut facts = methods.iter().map(|method| fact(&words, method)).collect::<Result<Vec<_>>>()?;
        for extent in Extent::of_sources(receipts.iter().filter_map(Receipt::extent)) {
            facts.push(fact(&source(texts, &extent)?, "Window")?);
        }
        let conditions = receipts.iter().filter_map(|receipt| match receipt {
            Receipt::Series { row, .. } => Some(&row.series.conditions),
            _ => None,
        });
        let differing = differing(&conditions);
        let sections = receipts.iter().map(|receipt| section(inputs, texts, receipt, &words, &differing));
        Ok(Document { facts, sections: sections.collect::<Result<_>>()? })
    }
}

/// Lists the raw files of `extent`.
pub(crate) fn raw_files(inputs: &Inputs<'_>, texts: &Texts, extent: &Extent) -> Result<Table> {
    let layout =
        inputs.sources.iter().find(|it| it.name == extent.source()).and_then(|it| it.layout.as_ref());
    let row = |row: &schema::FileRow| {
        let upstream = layout.map(|layout| upstream(layout, &row.file));
        let file = Cell { upstream, ..Cell::code(row.file.as_str()).head() };
        let (bytes, samples) = (Cell::count(row.bytes), Cell::count(row.accepted_samples));
        vec![file, bytes, samples, Cell::code(row.sha256.as_str())]
    };
    Table::worded(&source(texts, extent)?)?.with(extent.files(inputs).into_iter().map(row))
}

/// Puts the days of one source into words.
fn source(texts: &Texts, extent: &Extent) -> Result<Labelled> {
    texts.words("provenance/source", &json!({ "source": extent.source(), "window": extent.window }))
}

/// Returns the part `name` of `words`, which has the form `label | text`.
fn fact(words: &Labelled, name: &str) -> Result<Fact> {
    let mut parts = words.list(name)?.into_iter();
    let (label, text) = parts.next().zip(parts.next()).with_context(|| format!("'{name}' lacks a ' | '"))?;
    Ok(Fact { label, text })
}

/// Puts one receipt into words; `methods` holds the labels of commands. The caption of a series names the conditions that
/// are `differing` from those of its neighbours.
fn section(
    inputs: &Inputs<'_>,
    texts: &Texts,
    receipt: &Receipt<'_>,
    methods: &Labelled,
    differing: &[Differing],
) -> Result<Section> {
    let labelled = |part: &str, text: String| anyhow::Ok(Fact { label: methods.part(part)?, text });
    let mut commands = Vec::new();
    let (id, words, rows): (_, _, Vec<_>) = match receipt {
        Receipt::Series { row, percentiles } => {
            let view = json!({
                "row": row,
                "conditions": view_of(&row.series.conditions),
                "differing": differing.iter().map(|(_, words)| words(&row.series.conditions)).collect::<Vec<_>>(),
                "metric": row.series.metric.title(),
                "memory": row.series.memory.words(),
                "has_open_end": percentiles.iter().any(|row| row.lower.is_some() && row.upper.is_none()),
            });
            let rows = percentiles.iter().map(|row| percentile(row)).collect();
            (series_id(&row.series.key()), texts.words("provenance/series", &view)?, rows)
        }
        Receipt::Month { row } => {
            let view = json!({ "row": row, "metric": row.series.metric.title() });
            let cells = |percentile: Percentile| {
                vec![Cell::text(percentile.name()).head(), Cell::percentile(&row.distribution, percentile)]
            };
            (String::new(), texts.words("provenance/month", &view)?, Percentile::ALL.map(cells).to_vec())
        }
        Receipt::Pair { row } => {
            let name = |slug| inputs.registry.by_slug(slug).map_or(slug, |known| &known.name);
            let view = json!({
                "row": row,
                "a": name(&row.a),
                "b": name(&row.b),
                "conditions": view_of(&row.conditions),
                "metric": row.metric.title(),
                "unit": row.metric.unit(),
            });
            let words = texts.words("provenance/pair", &view)?;
            let names = words.list("Statistics")?.into_iter();
            let rows = names
                .zip(statistics(row))
                .map(|(name, [value, interval])| vec![Cell::text(name).head(), value, interval]);
            (pair_id(row), words, rows.collect())
        }
        Receipt::Claim { claim, sentence, by, tests, robustness } => {
            let of_all = robustness.iter().filter(|row| row.choice == Choice::All);
            let of_all = of_all.map(|row| json!({ "test": row, "statistic": row.statistic.title() }));
            let of_verdict = verdict::words(texts, tests)?;
            let view = json!({
                "sentence": sentence,
                "by": by,
                "verdict": tests.first().and_then(|row| row.verdict).map(ClaimVerdict::title),
                "place": of_verdict.map(|words| words.part("Place")).transpose()?,
                "robustness": of_all.collect::<Vec<_>>(),
            });
            for row in tests {
                let pair = inputs.tables.comparisons.iter().find(|pair| pair.is_in(row));
                let words = pair.map(|pair| pair_words(&pair.series_of(&row.a), &row.a, &row.b));
                let command = words.map(|words| labelled("Pair", command(&words))).transpose()?;
                commands.extend(command.filter(|command| !commands.contains(command)));
            }
            let words = texts.words("provenance/claim", &view)?;
            let unknown = words.part("Unknown")?;
            let rows = tests.iter().map(|row| test(row, &unknown)).collect();
            ((*claim).to_owned(), words, rows)
        }
    };
    commands.push(labelled("Recompute", command(&receipt.words()))?);
    if receipt.extent().is_some() {
        commands.push(labelled("Samples", format!("{COLDMARK} {} --samples", receipt.words()))?);
    }
    let table = Table::worded(&words)?.with(rows)?;
    Ok(Section { words: receipt.words(), id, table, notes: words.list("Notes")?, commands })
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
        if row.short_by > 0 {
            Cell::short(row.short_by, row.design_effect.is_some())
        } else {
            Cell::number(row.estimate)
        },
        Cell::interval(row.lower, row.upper),
        Cell::measured(row.coverage),
        Cell::ranks(Ends::of(row.lower_rank, row.upper_rank)),
        Cell::measured(row.design_effect),
        Cell::measured(row.own_design_effect),
        Cell::measured(row.small_sample_factor),
        Cell::measured(row.modelled_design_effect),
        Cell::measured(row.design_effect_limit),
        Cell::measured(row.serial_factor),
        Cell::count(u64::from(row.earlier_windows)),
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

/// Cells of a test; `unknown` stands for a result without data.
fn test(row: &ClaimRow, unknown: &str) -> Vec<Cell> {
    vec![
        Cell::text(row.statistic.map_or("", Statistic::title)).head(),
        Cell::text(row.a.as_str()),
        Cell::text(row.b.as_str()),
        Cell::text(row.conditions.as_ref().map(Conditions::to_string).unwrap_or_default()),
        Cell::measured(row.value),
        Cell::interval(row.lower, row.upper),
        Cell::text(row.rule.as_str()),
        Cell::text(row.result.map_or(unknown, |result| result.name())),
    ]
}
