//! Finds the rows that belong to a receipt.

use anyhow::{Context, Result};
use schema::{Date, FileRow, Month, SeriesKey};

use super::receipt::{ESTIMATOR, INTERVAL, OfClaim, OfMonth, OfPair, OfSeries, OfTest, days_of};
use crate::{
    Inputs,
    context::addresses::{command, pair_words},
};

pub(super) fn series(inputs: &Inputs<'_>, key: &SeriesKey) -> Result<OfSeries> {
    let found = inputs.summaries.series.iter().find(|row| row.series.key() == *key);
    let row = found.with_context(|| {
        format!("There are no current samples of {key}; series.csv has every series that has some")
    })?;
    let percentiles = inputs.summaries.intervals.iter().filter(|found| found.series == row.series);
    Ok(OfSeries {
        address: key.to_string(),
        estimator: ESTIMATOR,
        interval: INTERVAL,
        percentiles: percentiles.cloned().collect(),
        files: files(inputs, &key.conditions.source, (row.window.window_start, row.window.window_end)),
        command: command(&key.to_string()),
        row: row.clone(),
    })
}

pub(super) fn month(inputs: &Inputs<'_>, key: &SeriesKey, month: Month) -> Result<OfMonth> {
    let is_it = |row: &&schema::HistoryRow| row.month == month && row.series.key() == *key;
    let row = inputs.summaries.history.iter().find(is_it);
    let row = row.with_context(|| format!("There are no samples of {key} in {month}"))?;
    Ok(OfMonth {
        address: key.to_string(),
        estimator: ESTIMATOR,
        files: files(inputs, &key.conditions.source, days_of(month)),
        command: command(&format!("{key} {month}")),
        row: row.clone(),
    })
}

pub(super) fn pair(inputs: &Inputs<'_>, a: &SeriesKey, b: &SeriesKey) -> Result<OfPair> {
    let (a, b) = (a.pooled(), b.pooled());
    let is_it = |row: &&schema::ComparisonRow| {
        (&row.conditions, row.metric) == (&a.conditions, a.metric) && row.is_of(&a.runtime, &b.runtime)
    };
    let row = inputs.summaries.comparisons.iter().find(is_it).map(|row| row.from(&a.runtime));
    let row =
        row.with_context(|| format!("{a} and {} are not compared: one has too few samples", b.runtime))?;
    let of_series = inputs.summaries.intervals.iter().find(|found| found.series.key() == a);
    Ok(OfPair {
        addresses: [&row.a, &row.b].map(|slug| SeriesKey { runtime: slug.clone(), ..a.clone() }.to_string()),
        estimator: ESTIMATOR,
        interval: INTERVAL,
        replicates: of_series.map_or(0, |found| found.replicates),
        seed: of_series.map(|found| found.seed.clone()).unwrap_or_default(),
        files: files(inputs, &row.conditions.source, (row.window.window_start, row.window.window_end)),
        command: command(&pair_words(&a, &row.a, &row.b)),
        row,
    })
}

pub(super) fn claim(inputs: &Inputs<'_>, id: &str) -> Result<OfClaim> {
    let claim = inputs.claims.claims.iter().find(|claim| claim.id == id);
    let claim = claim.with_context(|| format!("content/claims.toml has no claim '{id}'"))?;
    let rows = inputs.summaries.claims.iter().filter(|row| row.claim == id);
    let tests = rows.clone().filter(|row| row.statistic.is_some());
    let test = |row: &schema::ClaimRow| {
        let pair = inputs.summaries.comparisons.iter().find(|pair| pair.is_in(row));
        let words = pair.map(|pair| pair_words(&pair.series_of(&row.a), &row.a, &row.b));
        OfTest { row: row.clone(), command: words.map(|words| command(&words)) }
    };
    let robustness = inputs.summaries.robustness.iter().filter(|row| row.claim == id);
    Ok(OfClaim {
        claim: id.to_owned(),
        sentence: claim.sentence.clone(),
        by: claim.by.clone(),
        tests: tests.map(test).collect(),
        robustness: robustness.cloned().collect(),
        command: command(id),
    })
}

/// Finds the files of these days that have samples.
pub(crate) fn files(inputs: &Inputs<'_>, source: &str, (first, last): (Date, Date)) -> Vec<FileRow> {
    let is_within = |date: Date| (first..=last).contains(&date);
    let is_used =
        |row: &&FileRow| row.source == source && row.accepted_samples > 0 && row.date.is_some_and(is_within);
    inputs.summaries.files.iter().filter(is_used).cloned().collect()
}
