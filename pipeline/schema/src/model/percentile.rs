//! Percentiles, and the number of samples that each needs.

use crate::csv::words;

words! {
    /// A published percentile.
    pub enum Percentile {
        /// The median.
        P50 = "p50" => "median",
        /// Exceeded by one sample in ten.
        P90 = "p90" => "90th percentile",
        /// Exceeded by one sample in twenty.
        P95 = "p95" => "95th percentile",
        /// Exceeded by one sample in a hundred.
        P99 = "p99" => "99th percentile",
        /// Exceeded by one sample in a thousand.
        P999 = "p999" => "99.9th percentile",
    }
    /// Returns the text shown to readers.
    title
}

impl Percentile {
    /// The percentiles of every series, from the median up. [`Percentile::P999`] is published only for series with
    /// enough samples.
    pub const ALL: [Percentile; 4] = [Percentile::P50, Percentile::P90, Percentile::P95, Percentile::P99];

    /// The share of samples below the percentile.
    pub const fn fraction(self) -> f64 {
        match self {
            Percentile::P50 => 0.50,
            Percentile::P90 => 0.90,
            Percentile::P95 => 0.95,
            Percentile::P99 => 0.99,
            Percentile::P999 => 0.999,
        }
    }

    /// The smallest number of samples with which an equal-tailed 95% order-statistic interval of this
    /// percentile has an upper end: the smallest n with fraction^n ≤ 0.025.
    pub const fn samples_needed(self) -> u64 {
        match self {
            Percentile::P50 => 6,
            Percentile::P90 => 36,
            Percentile::P95 => 72,
            Percentile::P99 => 368,
            Percentile::P999 => 3688,
        }
    }

    /// Returns the number of samples that `n` are short of [`samples_needed`](Self::samples_needed).
    pub const fn samples_short(self, n: u64) -> u64 {
        self.samples_needed().saturating_sub(n)
    }

    /// The deepest percentile that `n` samples support; none if they support none.
    ///
    /// This is the rule where nothing shows how alike samples are: of months, days and batches. Series count effective
    /// samples instead.
    pub fn ceiling(n: u64) -> Option<Percentile> {
        Percentile::deepest(|percentile| percentile.samples_short(n) == 0)
    }

    /// The deepest percentile for which `is_supported`, as for all shallower ones; none if the median is not supported.
    pub fn deepest(is_supported: impl Fn(Percentile) -> bool) -> Option<Percentile> {
        let all = Percentile::ALL.into_iter().chain([Percentile::P999]);
        all.take_while(|percentile| is_supported(*percentile)).last()
    }
}

#[test]
fn the_samples_needed_are_the_smallest_number_with_an_upper_end() {
    for percentile in Percentile::ALL.into_iter().chain([Percentile::P999]) {
        let needed = percentile.samples_needed() as i32;
        assert!(percentile.fraction().powi(needed) <= 0.025, "{percentile}");
        assert!(percentile.fraction().powi(needed - 1) > 0.025, "{percentile}");
    }
}

#[test]
fn the_ceiling_rises_with_the_number_of_samples() {
    let check = |n: u64, expected: Option<Percentile>| assert_eq!(Percentile::ceiling(n), expected, "{n}");
    check(0, None);
    check(5, None);
    check(6, Some(Percentile::P50));
    check(71, Some(Percentile::P90));
    check(72, Some(Percentile::P95));
    check(367, Some(Percentile::P95));
    check(368, Some(Percentile::P99));
    check(3687, Some(Percentile::P99));
    check(3688, Some(Percentile::P999));
}

#[test]
fn a_percentile_below_an_unsupported_one_is_not_reached() {
    let all_but_p90 = |percentile| percentile != Percentile::P90;
    assert_eq!(Percentile::deepest(all_but_p90), Some(Percentile::P50));
    assert_eq!(Percentile::deepest(|_| false), None);
}
