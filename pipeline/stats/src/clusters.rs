//! Samples that come in days: sorted once, so that every weighting of the days is a walk.

/// The samples of one series, each with its day.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clusters {
    /// Ascending.
    pub(crate) values: Vec<f64>,
    /// The day of each value, as a position among all days of the window.
    pub(crate) day: Vec<u16>,
    /// Samples of each day of the window, 0 on days without.
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

    /// Number of days with samples.
    pub(crate) fn n_days(&self) -> u32 {
        self.day_sizes.iter().filter(|size| **size > 0).count() as u32
    }

    /// Percentiles of the samples where each counts as often as `weights` says of its day; nothing where
    /// none counts. `fractions` ascend; `found` has their length.
    ///
    /// Linear interpolation between order statistics, as everywhere: definition 7 of Hyndman and Fan (1996).
    pub(crate) fn percentiles(&self, weights: &[u16], fractions: &[f64], found: &mut [f64]) -> Option<()> {
        let sizes = self.day_sizes.iter().zip(weights);
        let n: u64 = sizes.map(|(size, weight)| u64::from(*size) * u64::from(*weight)).sum();
        let last = n.checked_sub(1)?;
        let (mut at, mut counted) = (0, 0);
        for (fraction, found) in fractions.iter().zip(found) {
            let place = last as f64 * fraction;
            let below = place.floor();
            // The order statistic at `below`, and the next one, which may be the same value again.
            while counted <= below as u64 {
                counted += u64::from(weights[usize::from(self.day[at])]);
                at += 1;
            }
            let low = self.values[at - 1];
            *found = low;
            let share = place - below;
            if share > 0.0 && counted == below as u64 + 1 {
                let is_drawn = |idx: &usize| weights[usize::from(self.day[*idx])] > 0;
                let next = (at..self.values.len()).find(is_drawn).map_or(low, |idx| self.values[idx]);
                *found = low + share * (next - low);
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same by writing every sample as often as it counts.
    fn spelled_out(samples: &[(u16, f64)], weights: &[u16], fractions: &[f64]) -> Vec<f64> {
        let copies = |(day, value): &(u16, f64)| vec![*value; usize::from(weights[usize::from(*day)])];
        let mut values: Vec<f64> = samples.iter().flat_map(copies).collect();
        values.sort_by(f64::total_cmp);
        let interpolated = |fraction: &f64| {
            let place = (values.len() - 1) as f64 * fraction;
            let (low, high) = (values[place.floor() as usize], values[place.ceil() as usize]);
            low + (place - place.floor()) * (high - low)
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
}
