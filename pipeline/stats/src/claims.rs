//! Tests of claims: each compares an interval with a bound.

use schema::{Claim, ClaimRow, ClaimTest, ClaimVerdict, Claims, ComparisonRow, Estimate, Rule};

/// Returns the rows of `claims.csv`: one for each test, in order, and one for a claim without tests.
pub fn claims(claims: &Claims, comparisons: &[ComparisonRow]) -> Vec<ClaimRow> {
    claims.claims.iter().flat_map(|claim| rows(claim, comparisons)).collect()
}

fn rows(claim: &Claim, comparisons: &[ComparisonRow]) -> Vec<ClaimRow> {
    let found: Vec<Option<Estimate>> = claim.tests.iter().map(|test| find(test, comparisons)).collect();
    let holds: Vec<Option<bool>> = claim
        .tests
        .iter()
        .zip(&found)
        .map(|(test, found)| (*found).and_then(|found| holds(test.rule, found)))
        .collect();
    let verdict = verdict(&holds);
    let empty =
        ClaimRow { claim: claim.id.clone(), verdict, relies_on: claim.relies_on, ..ClaimRow::default() };
    if claim.tests.is_empty() {
        return vec![empty];
    }
    let row = |((test, found), holds): ((&ClaimTest, &Option<Estimate>), &Option<bool>)| ClaimRow {
        conditions: Some(test.conditions.clone()),
        a: test.a.clone(),
        b: test.b.clone(),
        metric: Some(test.metric),
        statistic: Some(test.statistic),
        value: found.map(|found| found.value),
        lower: found.and_then(|found| found.lower),
        upper: found.and_then(|found| found.upper),
        rule: test.rule.to_string(),
        holds: *holds,
        ..empty.clone()
    };
    claim.tests.iter().zip(&found).zip(&holds).map(row).collect()
}

/// Returns the verdict: all tests hold, some do, or none does. None if any result is missing.
fn verdict(holds: &[Option<bool>]) -> Option<ClaimVerdict> {
    let known: Vec<bool> = holds.iter().copied().collect::<Option<_>>()?;
    Some(match (known.contains(&true), known.contains(&false)) {
        (false, false) => ClaimVerdict::NotTestable,
        (true, false) => ClaimVerdict::Supported,
        (true, true) => ClaimVerdict::SupportedInPart,
        (false, true) => ClaimVerdict::NotSupported,
    })
}

/// Returns true if the interval satisfies `rule`; none without an interval.
pub(crate) fn holds(rule: Rule, found: Estimate) -> Option<bool> {
    let (lower, upper) = (found.lower?, found.upper?);
    Some(match rule {
        Rule::Below(bound) => upper < bound,
        Rule::Above(bound) => lower > bound,
        Rule::Around(bound) => lower <= bound && bound <= upper,
    })
}

/// Returns the statistic of a test; none if the table lacks the pair.
fn find(test: &ClaimTest, comparisons: &[ComparisonRow]) -> Option<Estimate> {
    let row = comparisons.iter().find(|row| row.decides(test))?;
    Some(row.estimate(test.statistic, &test.a))
}

#[test]
fn a_claim_stands_with_all_its_tests_and_falls_with_all() {
    let check = |holds: &[Option<bool>], expected| assert_eq!(verdict(holds), expected, "{holds:?}");
    check(&[], Some(ClaimVerdict::NotTestable));
    check(&[Some(true), Some(true)], Some(ClaimVerdict::Supported));
    check(&[Some(true), Some(false)], Some(ClaimVerdict::SupportedInPart));
    check(&[Some(false)], Some(ClaimVerdict::NotSupported));
    check(&[Some(true), None], None);
}

#[test]
fn the_whole_interval_must_be_on_its_side() {
    let found = Estimate { value: 0.7, lower: Some(0.6), upper: Some(0.8) };
    assert_eq!(holds(Rule::Below(0.81), found), Some(true));
    assert_eq!(holds(Rule::Below(0.8), found), Some(false));
    assert_eq!(holds(Rule::Above(0.59), found), Some(true));
    assert_eq!(holds(Rule::Above(0.65), found), Some(false));
    assert_eq!(holds(Rule::Around(0.8), found), Some(true));
    assert_eq!(holds(Rule::Around(0.81), found), Some(false));
    assert_eq!(holds(Rule::Above(0.1), Estimate { upper: None, ..found }), None);
}
