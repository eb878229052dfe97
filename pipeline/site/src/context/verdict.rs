//! The verdict on a claim, with the test results that it rests on.

use anyhow::Result;
use schema::{ClaimRow, Statistic, TestResult};
use serde::Serialize;
use serde_json::json;

use super::texts::{Labelled, Texts};

/// Test results of a claim.
#[derive(Serialize)]
struct Basis {
    passed: usize,
    failed: usize,
    open: usize,
    of: usize,
    /// Smallest and largest ratio; none if some tests compare no ratios.
    lowest: Option<f64>,
    highest: Option<f64>,
}

/// Puts the verdict into words, from the rows of one claim. None if a result is missing or the claim has no test.
pub(crate) fn words(texts: &Texts, rows: &[&ClaimRow]) -> Result<Option<Labelled>> {
    let Some((verdict, basis)) = rows.first().and_then(|row| row.verdict).zip(basis(rows)) else {
        return Ok(None);
    };
    let view = json!({ "verdict": verdict.title(), "basis": basis });
    texts.words("pages/verdict", &view).map(Some)
}

fn basis(rows: &[&ClaimRow]) -> Option<Basis> {
    let results: Vec<TestResult> = rows.iter().map(|row| row.result).collect::<Option<_>>()?;
    let count = |result| results.iter().filter(|found| **found == result).count();
    let are_ratios = rows.iter().all(|row| row.statistic != Some(Statistic::Superiority));
    let values = || rows.iter().filter_map(|row| row.value).filter(|_| are_ratios);
    Some(Basis {
        passed: count(TestResult::Passed),
        failed: count(TestResult::Failed),
        open: count(TestResult::Open),
        of: results.len(),
        lowest: values().reduce(f64::min),
        highest: values().reduce(f64::max),
    })
}
