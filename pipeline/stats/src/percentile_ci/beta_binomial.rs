//! The beta-binomial distribution, from its lower tail.
//!
//! Skellam, "A Probability Distribution Derived from the Binomial Distribution by Regarding the Probability of Success
//! as Variable between the Sets of Trials", JRSS B 10 (1948), 257–261.

/// A beta-binomial distribution of the number of successes in `n` trials.
#[derive(Clone, Copy, Debug)]
pub(super) struct BetaBinomial {
    pub(super) n: u64,
    pub(super) alpha: f64,
    pub(super) beta: f64,
}

impl BetaBinomial {
    /// Returns the first number whose cumulative probability exceeds `tail`, with that probability and the one before.
    pub(super) fn first_above(&self, tail: f64) -> (u64, f64, f64) {
        let (mut cumulative, mut before) = (0.0, 0.0);
        let mut number = self.start();
        let mut log_probability = self.log_probability(number);
        loop {
            cumulative += log_probability.exp();
            if cumulative > tail || number == self.n {
                return (number, cumulative, before);
            }
            before = cumulative;
            let (j, n) = (number as f64, self.n as f64);
            log_probability += ((n - j) * (self.alpha + j) / ((j + 1.0) * (self.beta + n - j - 1.0))).ln();
            number += 1;
        }
    }

    /// A number below which nothing counts: forty standard deviations below the mean, where even the largest tail that
    /// Cantelli's inequality allows, and this unimodal one all the more, is lost in rounding.
    fn start(&self) -> u64 {
        let (n, sum) = (self.n as f64, self.alpha + self.beta);
        let mean = n * self.alpha / sum;
        let variance = mean * (self.beta / sum) * (sum + n) / (sum + 1.0);
        (mean - 40.0 * variance.sqrt()).max(0.0) as u64
    }

    fn log_probability(&self, number: u64) -> f64 {
        let (j, n) = (number as f64, self.n as f64);
        log_rising(n - j + 1.0, j) - log_rising(1.0, j)
            + log_rising(self.alpha, j)
            + log_rising(self.beta, n - j)
            - log_rising(self.alpha + self.beta, n)
    }
}

/// Returns the logarithm of x (x + 1) … (x + k − 1), without the cancellation of two logarithms of Γ.
///
/// Stirling's series: Abramowitz and Stegun (1964), 6.1.40.
fn log_rising(x: f64, k: f64) -> f64 {
    /// From here on, five terms are exact to the last bits.
    const LARGE: f64 = 16.0;
    let (mut sum, mut x, mut k) = (0.0, x, k);
    while x < LARGE && k >= 1.0 {
        sum += x.ln();
        x += 1.0;
        k -= 1.0;
    }
    if k <= 0.0 {
        return sum;
    }
    let series = |x: f64| {
        let square = 1.0 / (x * x);
        let terms = [1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0];
        terms.iter().rev().fold(0.0, |sum, term| sum * square + term) / x
    };
    sum + (x - 0.5) * (k / x).ln_1p() + k * (x + k).ln() - k + series(x + k) - series(x)
}

#[test]
fn a_rising_product_has_its_logarithm() {
    for (x, k) in [(0.01, 5), (1.0, 30), (3.5, 0), (15.9, 7), (1e9, 40)] {
        let product: f64 = (0..k).map(|i| (x + f64::from(i)).ln()).sum();
        assert!((log_rising(x, f64::from(k)) - product).abs() <= 1e-12 * product.abs().max(1.0), "{x} {k}");
    }
}

#[test]
fn probabilities_sum_to_one() {
    for (n, alpha, beta) in [(10, 0.3, 2.0), (400, 5.0, 45.0), (1150, 1e10, 1e8)] {
        let (_, sum, _) = BetaBinomial { n, alpha, beta }.first_above(2.0);
        assert!((sum - 1.0).abs() < 1e-9, "{n} {alpha} {beta}: {sum}");
    }
}
