//! Computed samples: upstream derived them from the other samples of the record.

/// Lambda's log reports durations to the hundredth of a millisecond.
const HUNDREDTHS: f64 = 100.0;

/// Largest difference between a double and the whole number of hundredths it represents: its own rounding.
const HUNDREDTH_TOLERANCE: f64 = 1e-6;

/// Largest rounding error of computed values: half a unit of the third decimal, to which upstream rounds, plus the
/// rounding of doubles.
const ROUNDING_MS: f64 = 0.000_5 + 1e-9;

/// Fewest other samples of a record: the mean of a single one is that sample.
const MIN_OTHERS: usize = 2;

/// Finds the first computed sample: its index, and the function of the others that it equals.
///
/// A computed sample has more decimals than Lambda reports and equals the mean or the median of the record's
/// other samples. Either alone proves nothing: of five million measured samples, nearly three hundred equal the mean
/// of their neighbours by chance, all with two decimals.
pub(super) fn first(samples: &[f64]) -> Option<(usize, &'static str)> {
    let mut suspects = samples.iter().enumerate().filter(|(_, sample)| has_more_than_two_decimals(**sample));
    suspects.find_map(|(idx, _)| Some((idx, function_of_others(samples, idx)?)))
}

fn has_more_than_two_decimals(sample: f64) -> bool {
    let hundredths = sample * HUNDREDTHS;
    (hundredths - hundredths.round()).abs() > HUNDREDTH_TOLERANCE
}

fn function_of_others(samples: &[f64], idx: usize) -> Option<&'static str> {
    let mut others = samples.to_vec();
    let sample = others.remove(idx);
    if others.len() < MIN_OTHERS {
        return None;
    }
    others.sort_by(f64::total_cmp);
    let n = others.len();
    let mean = others.iter().sum::<f64>() / n as f64;
    let median = f64::midpoint(others[(n - 1) / 2], others[n / 2]);
    let equals = |value: f64| (sample - value).abs() <= ROUNDING_MS;
    equals(mean).then_some("mean").or_else(|| equals(median).then_some("median"))
}

#[test]
fn a_sample_computed_from_its_neighbours_is_found() {
    let check = |samples: &[f64], expected| assert_eq!(first(samples), expected, "{samples:?}");
    check(
        &[166.29, 173.5, 176.59, 173.11, 166.84, 172.73, 168.61, 159.38, 176.51, 170.396],
        Some((9, "mean")),
    );
    check(&[1.0, 2.005, 2.0, 2.01, 9.0], Some((1, "median")));
    check(&[], None);
    check(&[1.234], None);
    check(&[1.234, 1.234], None);
}

#[test]
fn a_measured_sample_that_equals_the_mean_stays() {
    assert_eq!(first(&[1.0, 2.0, 3.0]), None);
    assert_eq!(first(&[9.82, 9.81, 9.83]), None);
}

#[test]
fn a_finer_clock_is_no_computation() {
    assert_eq!(first(&[1.234, 2.345, 3.457, 9.001]), None);
}
