//! Provenance of numbers: the measurement, the computation, the files behind it, and the command that repeats it.
//!
//! A [`Receipt`] gathers cells of the tables; it computes nothing. A `Document` puts receipts into words, once for
//! pages and terminals alike.

use anyhow::{Context, Result, bail};
use schema::{Pooled, SeriesKey};

use crate::{
    Inputs,
    context::{
        config::{self, View},
        texts::Texts,
    },
};

mod document;
mod explanation;
mod query;
mod receipt;

pub use document::Fact;
pub(crate) use document::{Document, raw_files};
pub use explanation::Explanation;
use query::Target;
pub use receipt::{Extent, Receipt};

/// Explains the subject that `words` name: a claim, the address of a series, or one or two runtimes. With runtimes,
/// further words override the default view of the site: `image`, `arm64`, a memory size in MB, a month.
///
/// Fails if a word is unknown, and lists the known ones. Also fails without data.
pub fn explain<'a>(inputs: &Inputs<'a>, words: &[String]) -> Result<Explanation<'a>> {
    let config = config::read(inputs.content)?;
    let receipt = find(inputs, Target::parse(inputs, &config.default_view, words)?)?;
    let texts = Texts::of(inputs.templates)?;
    let document = Document::of(inputs, &texts, std::slice::from_ref(&receipt))?;
    let extent = receipt.extent();
    let files = extent.as_ref().map(|extent| extent.files(inputs)).unwrap_or_default();
    let raw_files = extent.map(|extent| raw_files(inputs, &texts, &extent)).transpose()?;
    let commands = document.sections.iter().flat_map(|section| section.commands.iter().cloned()).collect();
    let (subject, facts) = (receipt.words(), document.facts.clone());
    Ok(Explanation { subject, receipt, files, facts, commands, document, raw_files })
}

/// Finds the rows of `target`.
fn find<'a>(inputs: &Inputs<'a>, target: Target) -> Result<Receipt<'a>> {
    let tables = inputs.tables;
    match target {
        Target::Series(key) => {
            let row = tables.series.iter().find(|row| row.series.key() == key);
            let row = row.with_context(|| {
                format!("There are no current samples of {key}; series.csv has every series that has some")
            })?;
            let percentiles = tables.intervals.iter().filter(|found| found.series == row.series).collect();
            Ok(Receipt::Series { row, percentiles })
        }
        Target::Month(key, month) => {
            let row = tables.history.iter().find(|row| row.month == month && row.series.key() == key);
            let row = row.with_context(|| format!("There are no samples of {key} in {month}"))?;
            Ok(Receipt::Month { row })
        }
        Target::Pair(a, b) => {
            let (a, b) = (a.pooled(Pooled::Memory), b.pooled(Pooled::Memory));
            let row = tables.comparisons.iter().find(|row| {
                (&row.conditions, row.metric) == (&a.conditions, a.metric)
                    && row.is_of(&a.runtime, &b.runtime)
            });
            let row = row.map(|row| row.from(&a.runtime)).with_context(|| {
                format!("{a} and {} are not compared: one has too few samples", b.runtime)
            })?;
            Ok(Receipt::Pair { row: Box::new(row) })
        }
        Target::Claim(id) => {
            let claim = inputs.claims.claims.iter().find(|claim| claim.id == id);
            let claim = claim.with_context(|| format!("content/claims.toml has no claim '{id}'"))?;
            let tests = tables.claims.iter().filter(|row| row.claim == id && row.statistic.is_some());
            let robustness = tables.robustness.iter().filter(|row| row.claim == id);
            let (tests, robustness) = (tests.collect(), robustness.collect());
            Ok(Receipt::Claim {
                claim: &claim.id,
                sentence: &claim.sentence,
                by: &claim.by,
                tests,
                robustness,
            })
        }
    }
}

/// Finds the series that `words` name, as in [`explain`]; `view` fills in the rest.
pub(crate) fn series_of(inputs: &Inputs<'_>, view: &View, words: &[String]) -> Result<SeriesKey> {
    match Target::parse(inputs, view, words)? {
        Target::Series(key) => Ok(key),
        other => bail!("'{}' names {other:?} and no series", words.join(" ")),
    }
}
