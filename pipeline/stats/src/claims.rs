//! Tests of claims: each compares an interval with a bound.

use schema::{Claim, ClaimRow, ClaimTest, ClaimVerdict, Claims, Ends, Estimate, Rule, Tables, TestResult};

/// Returns the rows of `claims.csv`: one for each test, in order, and one for a claim without tests.
pub fn claims(claims: &Claims, tables: &Tables) -> Vec<ClaimRow> {
    claims.claims.iter().flat_map(|claim| rows(claim, tables)).collect()
}

fn rows(claim: &Claim, tables: &Tables) -> Vec<ClaimRow> {
    let found: Vec<Option<Estimate>> = claim.tests.iter().map(|test| find(test, tables)).collect();
    let results: Vec<Option<TestResult>> = claim
        .tests
        .iter()
        .zip(&found)
        // Samples that support no interval leave a test open.
        .map(|(test, found)| (*found).map(|found| result(test.rule, found).unwrap_or(TestResult::Open)))
        .collect();
    let verdict = verdict(&results);
    let empty =
        ClaimRow { claim: claim.id.clone(), verdict, relies_on: claim.relies_on, ..ClaimRow::default() };
    if claim.tests.is_empty() {
        return vec![empty];
    }
    let row = |((test, found), result): ((&ClaimTest, &Option<Estimate>), &Option<TestResult>)| ClaimRow {
        conditions: Some(test.conditions.clone()),
        a: test.a.clone(),
        b: test.b.clone(),
        metric: Some(test.metric),
        memory_mb: test.memory_mb,
        statistic: Some(test.statistic),
        value: found.map(|found| found.value),
        lower: found.and_then(|found| found.lower),
        upper: found.and_then(|found| found.upper),
        rule: test.rule.to_string(),
        result: *result,
        ..empty.clone()
    };
    claim.tests.iter().zip(&found).zip(&results).map(row).collect()
}

/// Returns the verdict on a claim with these results. None if any is missing.
fn verdict(results: &[Option<TestResult>]) -> Option<ClaimVerdict> {
    let known: Vec<TestResult> = results.iter().copied().collect::<Option<_>>()?;
    let all = |result| known.iter().all(|found| *found == result);
    Some(match known[..] {
        [] => ClaimVerdict::NotTestable,
        _ if all(TestResult::Passed) => ClaimVerdict::Supported,
        _ if all(TestResult::Failed) => ClaimVerdict::Refuted,
        _ if known.contains(&TestResult::Passed) => ClaimVerdict::Mixed,
        _ => ClaimVerdict::Inconclusive,
    })
}

/// Compares an interval with the bound of `rule`. None without an interval.
pub(crate) fn result(rule: Rule, found: Estimate) -> Option<TestResult> {
    let Ends { lower, upper } = found.ends()?;
    let (is_passed, is_failed) = match rule {
        Rule::Below(bound) => {
            (upper.is_some_and(|upper| upper < bound), lower.is_some_and(|lower| lower >= bound))
        }
        Rule::Above(bound) => {
            (lower.is_some_and(|lower| lower > bound), upper.is_some_and(|upper| upper <= bound))
        }
        Rule::Around(bound) => {
            let is_beyond =
                lower.is_some_and(|lower| lower > bound) || upper.is_some_and(|upper| upper < bound);
            (!is_beyond, is_beyond)
        }
    };
    Some(match (is_passed, is_failed) {
        (true, _) => TestResult::Passed,
        (false, true) => TestResult::Failed,
        (false, false) => TestResult::Open,
    })
}

/// Returns the statistic of a test, of two runtimes or of two platforms; none if the tables lack the pair.
fn find(test: &ClaimTest, tables: &Tables) -> Option<Estimate> {
    if let Some(row) = tables.comparisons.iter().find(|row| row.decides(test)) {
        return Some(row.estimate(test.statistic, &test.a));
    }
    let row = tables.platform_comparisons.iter().find(|row| row.decides(test))?;
    row.estimate(test.statistic)
}

#[test]
fn results_add_up_to_a_verdict() {
    use TestResult::{Failed, Open, Passed};
    let check = |results: &[TestResult], expected| {
        let results: Vec<_> = results.iter().copied().map(Some).collect();
        assert_eq!(verdict(&results), Some(expected), "{results:?}");
    };
    check(&[], ClaimVerdict::NotTestable);
    check(&[Passed, Passed], ClaimVerdict::Supported);
    check(&[Failed, Failed], ClaimVerdict::Refuted);
    check(&[Passed, Failed], ClaimVerdict::Mixed);
    check(&[Passed, Open], ClaimVerdict::Mixed);
    check(&[Open, Open], ClaimVerdict::Inconclusive);
    check(&[Failed, Open], ClaimVerdict::Inconclusive);
    assert_eq!(verdict(&[Some(Passed), None]), None);
}

#[test]
fn an_interval_that_contains_the_bound_leaves_the_test_open() {
    use TestResult::{Failed, Open, Passed};
    let found = Estimate { value: 0.7, lower: Some(0.6), upper: Some(0.8) };
    let check = |rule, found, expected| assert_eq!(result(rule, found), expected, "{rule} {found:?}");
    check(Rule::Below(0.81), found, Some(Passed));
    check(Rule::Below(0.8), found, Some(Open));
    check(Rule::Below(0.6), found, Some(Failed));
    check(Rule::Above(0.59), found, Some(Passed));
    check(Rule::Above(0.65), found, Some(Open));
    check(Rule::Above(0.8), found, Some(Failed));
    check(Rule::Around(0.8), found, Some(Passed));
    check(Rule::Around(0.81), found, Some(Failed));
    check(Rule::Above(0.1), Estimate { lower: None, upper: None, ..found }, None);
}

#[test]
fn an_open_end_decides_on_one_side_only() {
    let found = Estimate { value: 0.7, lower: Some(0.6), upper: None };
    assert_eq!(result(Rule::Above(0.5), found), Some(TestResult::Passed));
    assert_eq!(result(Rule::Below(0.5), found), Some(TestResult::Failed));
    assert_eq!(result(Rule::Below(0.9), found), Some(TestResult::Open));
    assert_eq!(result(Rule::Around(0.9), found), Some(TestResult::Passed));
}
