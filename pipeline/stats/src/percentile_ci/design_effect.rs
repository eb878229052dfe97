//! The design effect of a percentile: the factor by which days that differ increase its variance.

use statrs::distribution::{ChiSquared, ContinuousCDF, Normal, StudentsT};

use super::{Residuals, TAIL, earlier_windows::EarlierWindows, serial};
use crate::window_samples::WindowSamples;

/// Probability with which the upper limit of the own design effect is below the true one.
const LIMIT_TAIL: f64 = 0.05;

/// Percentile from which on earlier windows help: a tail is rare, and one window may lack it.
const DEEP: f64 = 0.95;

/// A design effect and its parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct DesignEffect {
    /// Estimated from the residuals of the days: of this window, or of it and earlier ones together.
    pub(crate) own: f64,
    /// Factor for the few days from which `own` is estimated.
    pub(crate) small_sample: f64,
    /// Implied by the intraclass correlation of all samples; none for the median.
    pub(crate) modelled: Option<f64>,
    /// Upper limit of `own`; none for the median.
    pub(crate) limit: Option<f64>,
    /// Factor for days that resemble their neighbours; 1 where it is not estimated.
    pub(crate) serial: f64,
    /// Earlier windows that helped.
    pub(crate) n_earlier: u32,
    /// The design effect that the interval uses.
    pub(crate) total: f64,
}

impl DesignEffect {
    /// Returns the number of independent samples that would tell as much of the percentile as `n` samples do.
    pub(crate) fn effective(&self, n: u64) -> u64 {
        (n as f64 / self.total).floor() as u64
    }
}

/// Estimates the design effect of the percentile at `fraction`. None with fewer than two samples or days.
pub(super) fn design_effect(
    samples: &WindowSamples,
    earlier: &[WindowSamples],
    fraction: f64,
    are_calendar_days: bool,
) -> Option<DesignEffect> {
    let window = Window::of(samples, fraction)?;
    // Windows differ too much for their medians and 90th percentiles to be pooled, and one window shows those well.
    let pools_windows = fraction >= DEEP;
    let pooled = (pools_windows && window.n > window.days)
        .then(|| EarlierWindows::of(samples, earlier, fraction))
        .flatten();
    let mut found = pooled.map_or_else(|| window.alone(), |pooled| window.with(&pooled));
    if are_calendar_days && !pools_windows {
        found.serial = serial::factor(samples, earlier, fraction);
    }
    found.total *= found.serial;
    Some(found)
}

/// One window and its size.
struct Window {
    n: f64,
    days: f64,
    /// Size of a sample's day, averaged over samples.
    mean_size: f64,
    fraction: f64,
    own: f64,
    icc: f64,
}

impl Window {
    fn of(samples: &WindowSamples, fraction: f64) -> Option<Window> {
        let clusters = &samples.clusters;
        let (n, days) = (clusters.n() as f64, f64::from(clusters.n_days()));
        let residuals = Residuals::of(clusters, fraction).filter(|_| days >= 2.0)?;
        // With one sample a day, no two samples share a day.
        let own = if n > days { own(&residuals, n, days, fraction) } else { 1.0 };
        Some(Window { n, days, mean_size: clusters.mean_day_size(), fraction, own, icc: samples.icc() })
    }

    /// Estimates the design effect from this window alone.
    fn alone(&self) -> DesignEffect {
        let small_sample = small_sample(self.n, self.days);
        let corrected = self.own * small_sample;
        let mut found = DesignEffect {
            own: self.own,
            small_sample,
            modelled: None,
            limit: None,
            serial: 1.0,
            n_earlier: 0,
            total: corrected,
        };
        // The days of one window show the design effect of a median well enough.
        let is_median = (self.fraction - 0.5).abs() < 1e-9;
        if !is_median && self.n > self.days {
            let icc = icc_of_percentile(self.icc, self.fraction);
            let modelled = 1.0 + (self.mean_size - 1.0) * icc;
            let limit = self.own * limit(self.n / self.days, self.days, self.fraction, icc);
            found = DesignEffect {
                modelled: Some(modelled),
                limit: Some(limit),
                total: corrected.max(modelled.min(limit)),
                ..found
            };
        }
        found
    }

    /// Estimates the design effect from this window and earlier ones.
    fn with(&self, pooled: &EarlierWindows) -> DesignEffect {
        let own = 1.0 + (self.mean_size - 1.0) * pooled.icc;
        let own = own.max(least(self.n, self.days, self.fraction));
        let small_sample = small_sample(pooled.n, pooled.days);
        let modelled = 1.0 + (self.mean_size - 1.0) * pooled.icc_of_percentile;
        let limit = own * limit(pooled.n / pooled.days, pooled.days, self.fraction, pooled.icc_of_percentile);
        // A window that is certainly worse than the earlier ones counts as it is.
        let freedom = freedom(self.n, self.days);
        let least = self.own * freedom / chi_squared(freedom, 1.0 - LIMIT_TAIL);
        DesignEffect {
            own,
            small_sample,
            modelled: Some(modelled),
            limit: Some(limit),
            serial: 1.0,
            n_earlier: pooled.n_earlier,
            total: (own * small_sample).max(modelled.min(limit)).max(least),
        }
    }
}

/// Kish, "Survey Sampling" (1965). It may be below 1, where days are more alike than chance would make them.
fn own(residuals: &Residuals, n: f64, days: f64, fraction: f64) -> f64 {
    let u = residuals.fraction;
    let found = days / (days - 1.0) * residuals.squares() / (n * u * (1.0 - u)) * (n - 1.0) / n;
    found.max(least(n, days, fraction))
}

/// Counts are whole numbers, which alone gives each day a variance of 1/12: Sheppard, "On the Calculation of the Most
/// Probable Values of Frequency-Constants", Proceedings of the London Mathematical Society 29 (1897), 353–380.
fn least(n: f64, days: f64, fraction: f64) -> f64 {
    days / (12.0 * n * fraction * (1.0 - fraction))
}

/// Degrees of freedom of the own design effect.
fn freedom(n: f64, days: f64) -> f64 {
    (days - 1.0) * n / (n - days)
}

/// The square of Student's t over the normal quantile.
fn small_sample(n: f64, days: f64) -> f64 {
    if n <= days {
        return 1.0;
    }
    let Ok(student) = StudentsT::new(0.0, 1.0, freedom(n, days)) else { return 1.0 };
    (student.inverse_cdf(1.0 - TAIL) / Normal::standard().inverse_cdf(1.0 - TAIL)).powi(2)
}

/// Returns the factor from an own design effect to its upper limit: Satterthwaite, "An Approximate Distribution of
/// Estimates of Variance Components", Biometrics Bulletin 2 (1946), 110–114, with (κ − 1) / D as the variance of a
/// variance. κ is the kurtosis of a day's beta-binomial count.
fn limit(samples_per_day: f64, days: f64, fraction: f64, icc: f64) -> f64 {
    let freedom = 2.0 * days / (kurtosis(samples_per_day.round().max(1.0), 1.0 - fraction, icc) - 1.0);
    freedom / chi_squared(freedom, LIMIT_TAIL)
}

fn chi_squared(freedom: f64, probability: f64) -> f64 {
    ChiSquared::new(freedom).map_or(freedom, |distribution| distribution.inverse_cdf(probability))
}

/// Returns the kurtosis of a beta-binomial count of `n` trials with this `mean` share and correlation `icc`: Johnson,
/// Kemp and Kotz, "Univariate Discrete Distributions" (2005), 6.2.2.
fn kurtosis(n: f64, mean: f64, icc: f64) -> f64 {
    let product = mean * (1.0 - mean);
    if icc <= 0.0 {
        return 3.0 + (1.0 - 6.0 * product) / (n * product);
    }
    let size = (1.0 - icc) / icc;
    let (alpha, beta) = (mean * size, (1.0 - mean) * size);
    let scale = size.powi(2) * (1.0 + size) / (n * alpha * beta * (size + 2.0) * (size + 3.0) * (size + n));
    let terms = size * (size - 1.0 + 6.0 * n) + 3.0 * alpha * beta * (n - 2.0) + 6.0 * n * n
        - 3.0 * alpha * beta * n * (6.0 - n) / size
        - 18.0 * alpha * beta * n * n / size.powi(2);
    scale * terms
}

/// Nodes above 0 and weights of Gauss–Legendre quadrature with twelve nodes: Abramowitz and Stegun (1964), 25.4.
const NODES: [(f64, f64); 6] = [
    (0.125_233_408_511_468_9, 0.249_147_045_813_402_7),
    (0.367_831_498_998_180_2, 0.233_492_536_538_354_6),
    (0.587_317_954_286_617_5, 0.203_167_426_723_065_73),
    (0.769_902_674_194_304_7, 0.160_078_328_543_346_42),
    (0.904_117_256_370_474_8, 0.106_939_325_995_319_07),
    (0.981_560_634_246_719_2, 0.047_175_336_386_511_41),
];

/// Returns the intraclass correlation of "lies above the percentile" when normal scores have the correlation `icc`.
///
/// Plackett, "A Reduction Formula for Normal Multivariate Integrals", Biometrika 41 (1954), 351–360. With t = sin θ the
/// integrand is so smooth that twelve nodes are exact to fifteen digits.
pub(super) fn icc_of_percentile(icc: f64, fraction: f64) -> f64 {
    if icc <= 0.0 {
        return 0.0;
    }
    let score = Normal::standard().inverse_cdf(fraction);
    let half = icc.min(1.0).asin() / 2.0;
    let density = |node: f64| (-score * score / (1.0 + (half * (1.0 + node)).sin())).exp();
    let sum: f64 = NODES.iter().map(|(node, weight)| weight * (density(-node) + density(*node))).sum();
    half * sum / (2.0 * std::f64::consts::PI * fraction * (1.0 - fraction))
}

#[test]
fn equal_samples_within_days_leave_the_days() {
    let days = (0..20_u16).flat_map(|day| std::iter::repeat_n((day, f64::from(day)), 10));
    let samples = WindowSamples::new(crate::clusters::Clusters::new(days, 20));
    let found = design_effect(&samples, &[], 0.5, false).unwrap();
    assert!((found.own - 10.0).abs() < 0.6, "{found:?}");
}

#[test]
fn one_sample_a_day_has_no_design_effect() {
    let days = (0..20_u16).map(|day| (day, f64::from(day)));
    let samples = WindowSamples::new(crate::clusters::Clusters::new(days, 20));
    for fraction in [0.5, 0.9, 0.95, 0.99] {
        let found = design_effect(&samples, &[], fraction, false).unwrap();
        assert!((found.total - 1.0).abs() < 1e-12, "{found:?}");
    }
}

#[test]
fn a_percentile_correlates_less_than_scores() {
    for fraction in [0.5, 0.9, 0.99] {
        assert!(icc_of_percentile(0.0, fraction).abs() < 1e-12);
        assert!((icc_of_percentile(1.0, fraction) - 1.0).abs() < 1e-9, "{fraction}");
        assert!(icc_of_percentile(0.3, fraction) < 0.3);
    }
    // Sheppard: the median's is 2 arcsin(ρ) / π.
    assert!((icc_of_percentile(0.5, 0.5) - 1.0 / 3.0).abs() < 1e-12);
}
