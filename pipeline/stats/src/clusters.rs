//! Samples grouped by day: sorted once, so any weighting of the days takes one pass.

use schema::QuantileType;

/// The samples of one series, each with its day.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clusters {
    /// Values in ascending order.
    pub(crate) values: Vec<f64>,
    /// The day of each value, as a position among all days of the window.
    pub(crate) day: Vec<u16>,
    /// Number of samples on each day of the window; 0 on days without.
    pub(crate) day_sizes: Vec<u32>,
}

impl Clusters {
    /// Sorts `samples`, each a day and a value. Days are below `n_days`.
    pub(crate) fn new(samples: impl Iterator<Item = (u16, f64)>, n_days: usize) -> Clusters {
        let mut samples: Vec<(u16, f64)> = samples.collect();
        samples.sort_unstable_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        let mut day_sizes = vec![0; n_days];
        for (day, _) in &samples {
            day_sizes[usize::from(*day)] += 1;
        }
        let (day, values) = samples.into_iter().unzip();
        Clusters { values, day, day_sizes }
    }

    /// Number of samples.
    pub(crate) fn n(&self) -> u64 {
        self.values.len() as u64
    }

    /// Size of a sample's day, averaged over samples.
    pub(crate) fn mean_day_size(&self) -> f64 {
        self.day_sizes.iter().map(|size| f64::from(*size).powi(2)).sum::<f64>() / self.n() as f64
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
        sizes.map(|(size, weight)| u64::from(*size) * u64::from(*weight)).sum()
    }

    /// Computes the values at `positions` among the weighted samples, interpolated linearly. `positions` ascend and are
    /// within range.
    fn at(&self, weights: &[u16], positions: impl Iterator<Item = f64>, found: &mut [f64]) {
        let (mut at, mut counted) = (0, 0);
        for (position, found) in positions.zip(found) {
            let below = position.floor();
            // The order statistic at `below`, and the next one, which may be the same value.
            while counted <= below as u64 {
                counted += u64::from(weights[usize::from(self.day[at])]);
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
