//! Checks of the values of a chart.

use std::ops::RangeInclusive;

use anyhow::{Result, ensure};

/// Values beyond this are no durations and no memory sizes in any unit, and would leave an axis
/// without readable ticks.
const MEASURABLE: RangeInclusive<f64> = 1e-9..=1e12;

/// Checks percentiles, which `named` names.
pub(crate) fn percentiles(named: impl FnOnce() -> String, p50: f64, p99: f64) -> Result<()> {
    let usable = MEASURABLE.contains(&p50) && MEASURABLE.contains(&p99) && p50 <= p99;
    ensure!(
        usable,
        "{} has p50 {p50} and p99 {p99}: both must be numbers above zero and p99 at least p50; \
         leave out what was not measured",
        named()
    );
    Ok(())
}

/// Checks that `values`, which `named` names, lie above zero, as a log axis needs.
pub(crate) fn above_zero(named: impl FnOnce() -> String, values: &[f64]) -> Result<()> {
    let usable = values.iter().all(|value| value.is_finite() && *value > 0.0);
    ensure!(usable, "{} has {values:?}: all must be numbers above zero", named());
    Ok(())
}

#[test]
fn only_ordered_numbers_above_zero_are_percentiles() {
    let what = || "`Go`".to_owned();
    for (p50, p99) in [(1.0, 1.0), (15.9, 52.6), (1e-9, 1e12)] {
        assert!(percentiles(what, p50, p99).is_ok(), "{p50} {p99}");
    }
    for (p50, p99) in [
        (2.0, 1.0),
        (0.0, 1.0),
        (-1.0, 1.0),
        (f64::NAN, 1.0),
        (1.0, f64::NAN),
        (1.0, f64::INFINITY),
        (f64::MIN_POSITIVE, 1.0),
    ] {
        let error = percentiles(what, p50, p99).unwrap_err().to_string();
        assert!(error.starts_with("`Go` has p50"), "{error}");
    }
}
