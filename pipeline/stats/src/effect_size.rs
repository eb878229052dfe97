//! Size of a shift, with its confidence interval.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// Mean after minus mean before, with its 95% interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct EffectSize {
    pub(crate) difference: f64,
    pub(crate) lower: f64,
    pub(crate) upper: f64,
}

/// Returns the difference of two ranges of days, with its 95% interval. Source: Welch, "The Generalization of
/// 'Student's' Problem when Several Different Population Variances are Involved", Biometrika 34 (1947), 28–35.
///
/// A day resembles the one before, so each range counts as its effective number of independent days: n (1 − r) / (1 +
/// r), at least 2 and at most n. r is the correlation of neighbouring days in both ranges together: Zwiers and von
/// Storch, "Taking Serial Correlation into Account in Tests of the Mean", Journal of Climate 8 (1995), 336–351. None
/// with fewer than two days on a side.
pub(crate) fn effect_size(before: &[f64], after: &[f64]) -> Option<EffectSize> {
    if before.len() < 2 || after.len() < 2 {
        return None;
    }
    let r = neighbours(&[before, after]);
    let ((mean_before, error_before, freedom_before), (mean_after, error_after, freedom_after)) =
        (part(before, r), part(after, r));
    let difference = mean_after - mean_before;
    let error = error_before + error_after;
    if error <= 0.0 {
        return Some(EffectSize { difference, lower: difference, upper: difference });
    }
    let freedom =
        error.powi(2) / (error_before.powi(2) / freedom_before + error_after.powi(2) / freedom_after);
    let width = StudentsT::new(0.0, 1.0, freedom).ok()?.inverse_cdf(0.975) * error.sqrt();
    Some(EffectSize { difference, lower: difference - width, upper: difference + width })
}

/// Returns the mean, squared standard error and degrees of freedom of one range.
fn part(values: &[f64], r: f64) -> (f64, f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let n_eff = (n * (1.0 - r) / (1.0 + r)).max(2.0);
    (mean, variance / n_eff, n_eff - 1.0)
}

/// Returns the correlation of each value with the next one in its range; 0 if it is negative or nothing varies.
fn neighbours(stretches: &[&[f64]]) -> f64 {
    let (mut products, mut squares) = (0.0, 0.0);
    for values in stretches {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        products += values.windows(2).map(|pair| (pair[0] - mean) * (pair[1] - mean)).sum::<f64>();
        squares += values.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
    }
    if squares > 0.0 { (products / squares).max(0.0) } else { 0.0 }
}

#[test]
fn days_that_do_not_resemble_their_neighbours_give_the_interval_of_welch() {
    // scipy.stats.ttest_ind(after, before, equal_var=False).confidence_interval(0.95)
    let found = effect_size(&[1.0, 1.2, 0.9, 1.1], &[2.0, 2.4, 2.1, 2.3, 2.2]).unwrap();
    assert!((found.difference - 1.15).abs() < 1e-12);
    assert!((found.lower - 0.923_477_971_824_647_6).abs() < 1e-9, "{found:?}");
    assert!((found.upper - 1.376_522_028_175_352_7).abs() < 1e-9, "{found:?}");
}

#[test]
fn neighbours_that_resemble_each_other_widen_it_as_in_numpy() {
    // The formula in `NumPy`, with scipy.stats.t.ppf.
    let before = [1.0, 1.1, 1.3, 1.2, 1.0, 0.9, 1.1];
    let after = [2.0, 2.2, 2.1, 1.9, 1.8, 1.7, 1.9, 2.1];
    assert!((neighbours(&[&before, &after]) - 0.401_500_373_536_980_04).abs() < 1e-12);
    let found = effect_size(&before, &after).unwrap();
    assert!((found.lower - 0.555_355_128_802_181).abs() < 1e-9, "{found:?}");
    assert!((found.upper - 1.198_216_299_769_247_2).abs() < 1e-9, "{found:?}");
}

#[test]
fn days_that_resemble_their_neighbours_say_less() {
    let rough: Vec<f64> = (0..40).map(|day| f64::from(day % 2)).collect();
    let smooth: Vec<f64> = (0..40).map(|day| f64::from(day / 20)).collect();
    let later = |values: &[f64]| values.iter().map(|value| value + 3.0).collect::<Vec<_>>();
    let width = |values: &[f64]| {
        let found = effect_size(values, &later(values)).unwrap();
        assert!((found.difference - 3.0).abs() < 1e-12);
        found.upper - found.lower
    };
    assert!(width(&smooth) > 3.0 * width(&rough), "{} {}", width(&smooth), width(&rough));
}

#[test]
fn a_stretch_of_one_day_has_no_effect_and_one_without_spread_is_exact() {
    assert_eq!(effect_size(&[1.0], &[1.0, 2.0]), None);
    let exact = EffectSize { difference: 1.0, lower: 1.0, upper: 1.0 };
    assert_eq!(effect_size(&[1.0, 1.0], &[2.0, 2.0]), Some(exact));
}
