//! Residuals of days: how many more samples of a day lie below a percentile than its share.

use crate::clusters::{Clusters, Counted};

/// The residual of each day of a window at one percentile.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Residuals {
    /// Samples of the day below the percentile, less the day's share of them; 0 for a day without samples.
    pub(crate) by_day: Vec<f64>,
    /// The fraction of samples that count as below: the fraction of the percentile, rounded to whole samples.
    pub(crate) fraction: f64,
}

impl Residuals {
    /// Computes the residuals at `fraction`. Samples equal to the percentile count in proportion. None with fewer than
    /// two samples.
    ///
    /// Woodruff, JASA 47 (1952), 635–646; Francisco and Fuller, "Quantile Estimation with a Complex Survey Design",
    /// Annals of Statistics 19 (1991), 454–469.
    pub(crate) fn of(clusters: &Clusters, fraction: f64) -> Option<Residuals> {
        let n = clusters.n();
        if n < 2 {
            return None;
        }
        let below = ((fraction * n as f64).round() as u64).clamp(1, n - 1);
        let percentile = clusters.at_rank(below);
        let up_to = || clusters.iter().take_while(|found| found.value <= percentile);
        let is_equal = |found: &Counted| found.value >= percentile;
        let n_equal: u64 = up_to().filter(is_equal).map(|found| found.count).sum();
        let n_less = clusters.n_up_to(percentile) - n_equal;
        let weight = (below - n_less) as f64 / n_equal as f64;
        let mut by_day = vec![0.0; clusters.day_sizes.len()];
        for found in up_to() {
            by_day[found.day] += found.count as f64 * if is_equal(&found) { weight } else { 1.0 };
        }
        let fraction = below as f64 / n as f64;
        for (residual, size) in by_day.iter_mut().zip(&clusters.day_sizes) {
            *residual -= fraction * *size as f64;
        }
        Some(Residuals { by_day, fraction })
    }

    /// Sum of the squared residuals.
    pub(crate) fn squares(&self) -> f64 {
        self.by_day.iter().map(|residual| residual * residual).sum()
    }

    /// Returns the correlation with the residuals of another series over the same days; 0 if either has none.
    pub(crate) fn correlation(&self, other: &Residuals) -> f64 {
        let product: f64 = self.by_day.iter().zip(&other.by_day).map(|(a, b)| a * b).sum();
        let squares = self.squares() * other.squares();
        if squares > 0.0 { product / squares.sqrt() } else { 0.0 }
    }
}

#[test]
fn days_correlate_with_themselves_and_not_with_none() {
    let window = |slow: [u16; 2]| {
        let sample = |day: u16, i: u16| (day, f64::from(i) + if slow.contains(&day) { 5.0 } else { 0.0 });
        let samples = (0..10).flat_map(|day| (0..10).map(move |i| (day, i)));
        Residuals::of(&Clusters::new(samples.map(|(day, i)| sample(day, i)), 10), 0.5).unwrap()
    };
    let (first, last) = (window([0, 1]), window([8, 9]));
    assert!((first.correlation(&first) - 1.0).abs() < 1e-12);
    assert!(first.correlation(&last) < 0.0);
    let still = Residuals::of(&Clusters::new((0..10).map(|day| (day, 1.0)), 10), 0.5).unwrap();
    assert!(first.correlation(&still).abs() < 1e-12);
}
