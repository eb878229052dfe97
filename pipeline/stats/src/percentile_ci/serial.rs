//! Days that resemble their neighbours.

use super::{HALF_MONTH_DAYS, Residuals};
use crate::{clusters::Clusters, window_samples::WindowSamples};

/// Largest correlation that is corrected for: the factor is 4 there, and grows without bound.
const LARGEST: f64 = 0.6;

/// Returns the factor by which days that resemble their neighbours increase a variance: (1 + φ) / (1 − φ). φ is the
/// correlation of neighbouring days, over this window and `earlier` ones, without its bias: Marriott and Pope, "Bias in
/// the Estimation of Autocorrelations", Biometrika 41 (1954), 390–402; Kendall, ibid., 403–404.
pub(super) fn factor(samples: &WindowSamples, earlier: &[WindowSamples], fraction: f64) -> f64 {
    let windows = std::iter::once(samples).chain(earlier).map(|window| &window.clusters);
    let windows = windows.filter(|window| window.n_days() >= HALF_MONTH_DAYS);
    let correlations = windows.filter_map(|window| {
        Some((f64::from(window.n_days()), correlation(window, &Residuals::of(window, fraction)?)?))
    });
    let (mut n_windows, mut days, mut sum) = (0.0, 0.0, 0.0);
    for (n_days, correlation) in correlations {
        n_windows += 1.0;
        days += n_days;
        sum += n_days * correlation;
    }
    if n_windows == 0.0 {
        return 1.0;
    }
    let mean = sum / days;
    let unbiased = mean + (1.0 + 3.0 * mean) * n_windows / days;
    let phi = unbiased.clamp(0.0, LARGEST);
    (1.0 + phi) / (1.0 - phi)
}

/// Returns the correlation of days with the next; none without neighbours or if no day differs.
fn correlation(clusters: &Clusters, residuals: &Residuals) -> Option<f64> {
    let days: Vec<(f64, u64)> =
        residuals.by_day.iter().copied().zip(clusters.day_sizes.iter().copied()).collect();
    let both = days.windows(2).filter(|pair| pair[0].1 > 0 && pair[1].1 > 0);
    let products: Vec<f64> = both.map(|pair| pair[0].0 * pair[1].0).collect();
    let variance = residuals.squares() / f64::from(clusters.n_days());
    let is_known = !products.is_empty() && variance > 0.0;
    is_known.then(|| products.iter().sum::<f64>() / products.len() as f64 / variance)
}

#[test]
fn days_that_drift_have_a_factor_and_days_that_alternate_have_none() {
    let window = |level: fn(u16) -> f64| {
        let samples = (0..30_u16).flat_map(|day| (0..10).map(move |i| (day, level(day) + f64::from(i))));
        WindowSamples::new(Clusters::new(samples, 30))
    };
    assert!(factor(&window(f64::from), &[], 0.5) > 3.0);
    let is_one = |samples: &WindowSamples| (factor(samples, &[], 0.5) - 1.0).abs() < 1e-12;
    assert!(is_one(&window(|day| f64::from(day % 2) * 5.0)));
    let few = Clusters::new((0..10).map(|day| (day, 1.0)), 10);
    assert!(is_one(&WindowSamples::new(few)), "too few days");
}
