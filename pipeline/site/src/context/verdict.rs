//! The verdict on a claim, with the test results that it rests on and the place where they were measured.

use std::collections::BTreeSet;

use anyhow::Result;
use schema::{ClaimRow, ClaimVerdict, Conditions, Provider, Statistic, TestResult};
use serde::Serialize;
use serde_json::json;

use super::texts::{Labelled, Texts};

/// The place where the tests of a claim were measured. Results of a test machine may not carry over to Lambda, so no
/// verdict is shown without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Place {
    /// Lambda alone.
    Lambda,
    /// Test machines alone.
    Local,
    /// Both a test machine and a platform.
    Both,
    /// Other platforms, or several.
    Platforms,
}

impl Place {
    /// Finds the place of the tests in `rows`; none without tests.
    pub(crate) fn of(rows: &[&ClaimRow]) -> Option<Place> {
        let all: Vec<&Conditions> = rows.iter().filter_map(|row| row.conditions.as_ref()).collect();
        let n_local = all.iter().filter(|conditions| conditions.is_local()).count();
        Some(match n_local {
            _ if all.is_empty() => return None,
            0 if all.iter().all(|conditions| conditions.provider == Provider::Aws) => Place::Lambda,
            0 => Place::Platforms,
            n if n == all.len() => Place::Local,
            _ => Place::Both,
        })
    }
}

/// Returns the classes of a verdict's badge. Verdicts of test machines have an outline where others are filled.
pub(crate) const fn class(verdict: ClaimVerdict, place: Option<Place>) -> &'static str {
    let is_local = matches!(place, Some(Place::Local));
    match (verdict, is_local) {
        (ClaimVerdict::Supported, false) => "verdict yes",
        (ClaimVerdict::Supported, true) => "verdict yes local",
        (ClaimVerdict::Mixed, false) => "verdict partly",
        (ClaimVerdict::Mixed, true) => "verdict partly local",
        (ClaimVerdict::Refuted, false) => "verdict no",
        (ClaimVerdict::Refuted, true) => "verdict no local",
        (ClaimVerdict::Inconclusive | ClaimVerdict::NotTestable, false) => "verdict unknown",
        (ClaimVerdict::Inconclusive | ClaimVerdict::NotTestable, true) => "verdict unknown local",
    }
}

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
    let machines = rows.iter().filter_map(|row| row.conditions.as_ref()).filter(|it| it.is_local());
    let machines: BTreeSet<&str> = machines.map(|it| it.source.as_str()).collect();
    let view = json!({
        "verdict": verdict.title(),
        "basis": basis,
        "place": Place::of(rows),
        "machines": machines.len(),
    });
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

#[test]
fn a_verdict_of_a_test_machine_has_a_badge_of_its_own() {
    let row = |provider| {
        let conditions = Conditions { provider, ..Conditions::default() };
        ClaimRow { conditions: Some(conditions), ..ClaimRow::default() }
    };
    let (lambda, local, azure) = (row(Provider::Aws), row(Provider::Local), row(Provider::Azure));
    assert_eq!(Place::of(&[]), None);
    assert_eq!(Place::of(&[&lambda, &lambda]), Some(Place::Lambda));
    assert_eq!(Place::of(&[&local]), Some(Place::Local));
    assert_eq!(Place::of(&[&local, &lambda]), Some(Place::Both));
    assert_eq!(Place::of(&[&azure, &lambda]), Some(Place::Platforms));
    for verdict in ClaimVerdict::VALUES {
        assert_ne!(class(*verdict, Some(Place::Local)), class(*verdict, Some(Place::Lambda)), "{verdict}");
    }
}
