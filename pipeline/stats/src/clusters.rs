//! Samples grouped by day: sorted once, so any weighting of the days takes one pass.
//!
//! Equal samples of one day are one value with a count. Sums over samples are sums over these values, so samples that
//! come counted give the same bytes as those that come one by one.

use schema::QuantileType;

/// The samples of one series, each with its day.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Clusters {
    /// The different values of each day, ascending.
    values: Vec<f64>,
    /// The day of each value, as a position among all days of the window.
    day: Vec<u16>,
    /// The number of samples up to each value and with it.
    up_to: Vec<u64>,
    /// Number of samples on each day of the window; 0 on days without.
    pub(crate) day_sizes: Vec<u64>,
}

/// A value of one day, and the number of its samples that have it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Counted {
    pub(crate) value: f64,
    pub(crate) day: usize,
    pub(crate) count: u64,
}

impl Clusters {
    /// Sorts `samples`, each a day and a value. Days are below `n_days`.
    pub(crate) fn new(samples: impl Iterator<Item = (u16, f64)>, n_days: usize) -> Clusters {
        Clusters::counted(samples.map(|(day, value)| (day, value, 1)), n_days)
    }

    /// Sorts `samples`, each a day, a value and a count. Days are below `n_days`.
    pub(crate) fn counted(samples: impl Iterator<Item = (u16, f64, u32)>, n_days: usize) -> Clusters {
        let mut samples: Vec<(u16, f64, u32)> = samples.collect();
        samples.sort_unstable_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        let mut clusters = Clusters { day_sizes: vec![0; n_days], ..Clusters::default() };
        let mut n = 0;
        for same in samples.chunk_by(|a, b| a.0 == b.0 && a.1.total_cmp(&b.1).is_eq()) {
            let (day, value, _) = same[0];
            let count: u64 = same.iter().map(|(_, _, count)| u64::from(*count)).sum();
            n += count;
            clusters.values.push(value);
            clusters.day.push(day);
            clusters.up_to.push(n);
            clusters.day_sizes[usize::from(day)] += count;
        }
        clusters
    }

    /// Number of samples.
    pub(crate) fn n(&self) -> u64 {
        self.up_to.last().copied().unwrap_or(0)
    }

    /// Returns the different values of each day, ascending.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = Counted> + ExactSizeIterator {
        (0..self.values.len()).map(|idx| self.at_idx(idx))
    }

    fn at_idx(&self, idx: usize) -> Counted {
        let before = if idx == 0 { 0 } else { self.up_to[idx - 1] };
        Counted { value: self.values[idx], day: usize::from(self.day[idx]), count: self.up_to[idx] - before }
    }

    /// Returns the order statistic at `rank`, from 1 to the number of samples.
    pub(crate) fn at_rank(&self, rank: u64) -> f64 {
        self.values[self.up_to.partition_point(|n| *n < rank)]
    }

    /// Returns one percentile, by the definition of [`schema::quantile`]; none without samples.
    pub(crate) fn quantile(&self, fraction: f64) -> Option<f64> {
        schema::quantile_of(self.n(), fraction, |idx| self.at_rank(idx + 1))
    }

    /// Number of samples up to `value` and with it.
    pub(crate) fn n_up_to(&self, value: f64) -> u64 {
        match self.values.partition_point(|other| *other <= value) {
            0 => 0,
            idx => self.up_to[idx - 1],
        }
    }

    /// Size of a sample's day, averaged over samples.
    pub(crate) fn mean_day_size(&self) -> f64 {
        self.day_sizes.iter().map(|size| (*size as f64).powi(2)).sum::<f64>() / self.n() as f64
    }

    /// Number of days with samples.
    pub(crate) fn n_days(&self) -> u32 {
        self.day_sizes.iter().filter(|size| **size > 0).count() as u32
    }

    /// Computes percentiles of the samples, each counted as often as the `weights` of its day. None if no sample
    /// counts. `fractions` ascend; `found` has their length.
    ///
    /// Linear interpolation between order statistics, as everywhere: definition 7 of Hyndman and Fan (1996).
    pub(crate) fn percentiles(&self, weights: &[u16], fractions: &[f64], found: &mut [f64]) -> Option<()> {
        let n = self.n_weighted(weights);
        let positions = fractions.iter().map(|fraction| QuantileType::Type7.position(n, *fraction));
        (n > 0).then(|| self.at(weights, positions, found))
    }

    /// Returns one percentile of the weighted samples by each definition of [`QuantileType::ALL`]. None if no sample
    /// counts. `fraction` is at least a half: from the median up, the positions of the definitions ascend.
    pub(crate) fn by_each_definition(
        &self,
        weights: &[u16],
        fraction: f64,
    ) -> Option<[f64; QuantileType::ALL.len()]> {
        let n = self.n_weighted(weights);
        let mut found = [0.0; QuantileType::ALL.len()];
        let positions = QuantileType::ALL.into_iter().map(|definition| definition.position(n, fraction));
        (n > 0).then(|| self.at(weights, positions, &mut found)).map(|()| found)
    }

    /// Number of samples, each counted as often as the weight of its day.
    fn n_weighted(&self, weights: &[u16]) -> u64 {
        let sizes = self.day_sizes.iter().zip(weights);
        sizes.map(|(size, weight)| size * u64::from(*weight)).sum()
    }

    /// Computes the values at `positions` among the weighted samples, interpolated linearly. `positions` ascend and are
    /// within range.
    fn at(&self, weights: &[u16], positions: impl Iterator<Item = f64>, found: &mut [f64]) {
        let (mut at, mut counted, mut n_before) = (0, 0, 0);
        for (position, found) in positions.zip(found) {
            let below = position.floor();
            // The order statistic at `below`, and the next one, which may be the same value.
            while counted <= below as u64 {
                counted += (self.up_to[at] - n_before) * u64::from(weights[usize::from(self.day[at])]);
                n_before = self.up_to[at];
                at += 1;
            }
            let low = self.values[at - 1];
            *found = low;
            let share = position - below;
            if share > 0.0 && counted == below as u64 + 1 {
                let is_drawn = |idx: &usize| weights[usize::from(self.day[*idx])] > 0;
                let next = (at..self.values.len()).find(is_drawn).map_or(low, |idx| self.values[idx]);
                *found = low + share * (next - low);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computes the same percentiles by repeating every sample as often as it counts.
    fn spelled_out(samples: &[(u16, f64)], weights: &[u16], fractions: &[f64]) -> Vec<f64> {
        let copies = |(day, value): &(u16, f64)| vec![*value; usize::from(weights[usize::from(*day)])];
        let mut values: Vec<f64> = samples.iter().flat_map(copies).collect();
        values.sort_by(f64::total_cmp);
        let interpolated = |fraction: &f64| {
            let position = (values.len() - 1) as f64 * fraction;
            let (low, high) = (values[position.floor() as usize], values[position.ceil() as usize]);
            low + (position - position.floor()) * (high - low)
        };
        fractions.iter().map(interpolated).collect()
    }

    #[test]
    fn weighting_days_is_repeating_their_samples() {
        let fractions = [0.0, 0.1, 0.25, 0.5, 0.9, 0.95, 0.99, 1.0];
        let check = |samples: &[(u16, f64)], weights: &[u16]| {
            let clusters = Clusters::new(samples.iter().copied(), weights.len());
            let mut found = [0.0; 8];
            clusters.percentiles(weights, &fractions, &mut found).unwrap();
            assert_eq!(found.to_vec(), spelled_out(samples, weights, &fractions), "{weights:?}");
        };
        check(&[(0, 7.5)], &[1]);
        check(&[(0, 7.5)], &[3]);
        check(&[(0, 1.0), (1, 2.0), (2, 3.0)], &[1, 1, 1]);
        check(&[(0, 1.0), (1, 2.0), (2, 3.0)], &[0, 3, 0]);
        check(&[(0, 3.0), (1, 2.0), (0, 1.0), (2, 2.0)], &[2, 0, 1]);
        let many: Vec<(u16, f64)> = (0..290).map(|i| (i % 29, f64::from(i * 37 % 101))).collect();
        for shift in 0..29 {
            let weights: Vec<u16> = (0..29).map(|day| (day * 7 + shift) % 4).collect();
            check(&many, &weights);
        }
    }

    #[test]
    fn counts_stand_for_samples() {
        let counted = [(0, 2.5, 3), (1, 2.5, 1), (0, 1.0, 1), (1, 7.0, 40)];
        let one_by_one = counted.iter().flat_map(|(day, value, count)| vec![(*day, *value); *count as usize]);
        let (counted, one_by_one) = (Clusters::counted(counted.into_iter(), 2), Clusters::new(one_by_one, 2));
        assert_eq!(counted, one_by_one);
        assert_eq!((counted.n(), counted.iter().len(), counted.n_up_to(2.5)), (45, 4, 5));
        let values: Vec<f64> =
            counted.iter().flat_map(|found| vec![found.value; found.count as usize]).collect();
        for fraction in [0.0, 0.05, 0.1, 0.11, 0.5, 0.99, 1.0] {
            assert_eq!(counted.quantile(fraction), schema::quantile(&values, fraction));
        }
        assert_eq!(Clusters::default().quantile(0.5), None);
    }

    #[test]
    fn no_sample_is_no_percentile() {
        let clusters = Clusters::new([(0, 1.0)].into_iter(), 2);
        assert_eq!(clusters.percentiles(&[0, 5], &[0.5], &mut [0.0]), None);
        let none = Clusters::new(std::iter::empty(), 2);
        assert_eq!(none.percentiles(&[1, 1], &[0.5], &mut [0.0]), None);
    }

    #[test]
    fn each_definition_is_that_of_hyndman_and_fan() {
        // numpy.quantile(x, p, method=…): linear is 7, median_unbiased is 8, weibull is 6.
        let check = |values: &[f64], fraction: f64, expected: [f64; 3]| {
            let clusters = Clusters::new(values.iter().map(|value| (0, *value)), 1);
            let found = clusters.by_each_definition(&[1], fraction).unwrap();
            for (found, expected) in found.into_iter().zip(expected) {
                assert!((found - expected).abs() < 1e-12, "{fraction}: {found} {expected}");
            }
        };
        let values = [3.0, 1.0, 4.0, 1.5, 9.0, 2.6, 5.0];
        check(&values, 0.5, [3.0, 3.0, 3.0]);
        check(&values, 0.6, [3.6, 3.733_333_333_333_333, 3.8]);
        check(&values, 0.9, [6.6, 8.733_333_333_333_333, 9.0]);
        check(&values, 0.99, [8.76, 9.0, 9.0]);
        check(&[2.0], 0.9, [2.0; 3]);
    }
}
