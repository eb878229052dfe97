//! Share of the variance between days: a model of two levels, days and samples within them.
//!
//! Normal scores (van der Waerden) replace the samples. They keep only the order of samples, because percentiles
//! depend on nothing else. A score is the sum of a day effect and a sample effect, both normal.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::clusters::{Clusters, Counted};

/// Estimates of the model for one series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct VarianceComponents {
    /// Share of the variance of scores that lies between days, 0 to 1.
    pub(crate) icc: f64,
    /// Number of independent samples that would be as informative: n / (1 + (m − 1) · share). Here m is the size of a
    /// sample's day, averaged over samples: Kish, "Survey Sampling" (1965), 5.4.
    pub(crate) n_eff: f64,
}

/// Fits the model by analysis of variance: Searle, Casella and `McCulloch`, "Variance Components" (1992), 3.6. A
/// negative estimate becomes 0. None with fewer than two days, without two samples on any day, or if all samples are
/// equal.
pub(crate) fn variance_components(clusters: &Clusters) -> Option<VarianceComponents> {
    let (n, n_days) = (clusters.n() as f64, f64::from(clusters.n_days()));
    if n_days < 2.0 || n <= n_days {
        return None;
    }
    let scores = normal_scores(clusters)?;
    let with_scores = || scores.iter().zip(clusters.iter());
    let mut sums = vec![0.0; clusters.day_sizes.len()];
    for (score, found) in with_scores() {
        sums[found.day] += score * found.count as f64;
    }
    let sizes = || clusters.day_sizes.iter().map(|size| *size as f64);
    let mean = with_scores().map(|(score, found)| score * found.count as f64).sum::<f64>() / n;
    let total: f64 = with_scores().map(|(score, found)| (score - mean).powi(2) * found.count as f64).sum();
    let between: f64 = sums
        .iter()
        .zip(sizes())
        .filter(|(_, size)| *size > 0.0)
        .map(|(sum, size)| size * (sum / size - mean).powi(2))
        .sum();
    let squares: f64 = sizes().map(|size| size * size).sum();
    let within_mean_square = (total - between) / (n - n_days);
    let size = (n - squares / n) / (n_days - 1.0);
    let day_variance = ((between / (n_days - 1.0) - within_mean_square) / size).max(0.0);
    let variance = day_variance + within_mean_square;
    if variance <= 0.0 {
        return None;
    }
    let icc = day_variance / variance;
    Some(VarianceComponents { icc, n_eff: n / (1.0 + (squares / n - 1.0) * icc) })
}

/// Returns the score Φ⁻¹(r / (n + 1)) of each value, r being its rank; equal values share the mean of their ranks. None if
/// all are equal.
fn normal_scores(clusters: &Clusters) -> Option<Vec<f64>> {
    let normal = Normal::standard();
    let n = clusters.n() as f64;
    let values: Vec<Counted> = clusters.iter().collect();
    let mut scores = Vec::with_capacity(values.len());
    let mut n_before = 0;
    for equal in values.chunk_by(|a, b| a.value.total_cmp(&b.value).is_eq()) {
        let n_equal: u64 = equal.iter().map(|found| found.count).sum();
        let rank = (n_before + 1) as f64 + (n_equal - 1) as f64 / 2.0;
        scores.resize(scores.len() + equal.len(), normal.inverse_cdf(rank / (n + 1.0)));
        n_before += n_equal;
    }
    let ends = values.first().zip(values.last());
    ends.is_some_and(|(first, last)| first.value < last.value).then_some(scores)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(days: &[&[f64]]) -> Option<VarianceComponents> {
        let samples = days.iter().zip(0..).flat_map(|(day, idx)| day.iter().map(move |value| (idx, *value)));
        variance_components(&Clusters::new(samples, days.len()))
    }

    #[test]
    fn days_that_differ_and_samples_that_do_not_leave_one_sample_a_day() {
        let found = fit(&[&[1.0; 10], &[2.0; 10], &[3.0; 10]]).unwrap();
        assert!((found.icc - 1.0).abs() < 1e-12);
        assert!((found.n_eff - 3.0).abs() < 1e-9);
    }

    #[test]
    fn days_that_are_alike_leave_every_sample() {
        let same: &[f64] = &[1.0, 2.0, 3.0, 4.0, 5.0];
        let found = fit(&[same, same, same]).unwrap();
        assert_eq!((found.icc, found.n_eff), (0.0, 15.0));
    }

    #[test]
    fn the_order_of_samples_is_all_that_counts() {
        let days: [&[f64]; 3] = [&[1.0, 2.0, 5.0], &[3.0, 4.0, 9.0], &[6.0, 7.0, 8.0]];
        let squared: Vec<Vec<f64>> = days.iter().map(|day| day.iter().map(|x| x * x).collect()).collect();
        let squared: Vec<&[f64]> = squared.iter().map(Vec::as_slice).collect();
        assert_eq!(fit(&days), fit(&squared));
    }

    #[test]
    fn a_single_level_has_no_variance_share() {
        assert_eq!(fit(&[]), None);
        assert_eq!(fit(&[&[1.0, 2.0, 3.0]]), None, "one day");
        assert_eq!(fit(&[&[1.0], &[2.0]]), None, "one sample a day");
        assert_eq!(fit(&[&[4.0, 4.0], &[4.0, 4.0]]), None, "no spread");
    }
}
