//! The probability that a sample of one series is below a sample of another.
//!
//! Source: Birnbaum (1956); as an effect size: Vargha and Delaney, "A Critique and Improvement of the CL Common
//! Language Effect Size Statistics", JEBS 25 (2000), 101–132. Cliff's delta is twice this probability minus 1: Cliff,
//! "Dominance Statistics", Psychological Bulletin 114 (1993), 494–509.

use crate::{
    bootstrap::Bootstrap,
    clusters::{Clusters, Counted},
};

/// Returns the share of pairs, one sample each, in which `a` is below `b`; ties count half. Also returns the share in
/// each replicate that draws samples of both. None if either has no samples.
pub(crate) fn superiority(a: &Clusters, b: &Clusters, bootstrap: &DayMajor) -> Option<(f64, Vec<f64>)> {
    let n_pairs = a.n() as f64 * b.n() as f64;
    if n_pairs == 0.0 {
        return None;
    }
    let wins = wins_by_day(a, b);
    let value = wins.iter().sum::<f64>() / n_pairs;
    Some((value, bootstrap.shares(a, b, &wins)))
}

/// Counts the pairs in which `a` is below, ties half, for each day of `a` (row) and of `b` (column).
fn wins_by_day(a: &Clusters, b: &Clusters) -> Vec<f64> {
    let n_days = a.day_sizes.len();
    let mut wins = vec![0.0; n_days * n_days];
    // Samples of `a` below the current sample of `b`, by day, plus half of those equal to it.
    let mut below = vec![0.0; n_days];
    let (a, b): (Vec<Counted>, Vec<Counted>) = (a.iter().collect(), b.iter().collect());
    let mut rest = &a[..];
    for same in b.chunk_by(|one, other| one.value >= other.value) {
        let value = same[0].value;
        let (less, others) = rest.split_at(rest.partition_point(|found| found.value < value));
        let (equal, greater) = others.split_at(others.partition_point(|found| found.value <= value));
        for found in less {
            below[found.day] += found.count as f64;
        }
        for found in equal {
            below[found.day] += 0.5 * found.count as f64;
        }
        for found in same {
            for (a_day, below) in below.iter().enumerate() {
                wins[a_day * n_days + found.day] += found.count as f64 * below;
            }
        }
        for found in equal {
            below[found.day] += 0.5 * found.count as f64;
        }
        rest = greater;
    }
    wins
}

/// Weights by day, each day's over all replicates: sums over days run along replicates.
pub(crate) struct DayMajor {
    n_replicates: usize,
    weights: Vec<Vec<f64>>,
}

impl DayMajor {
    pub(crate) fn of(bootstrap: &Bootstrap, n_days: usize) -> DayMajor {
        let of_day = |day: usize| bootstrap.replicates().map(|weights| f64::from(weights[day])).collect();
        DayMajor { n_replicates: bootstrap.replicates().len(), weights: (0..n_days).map(of_day).collect() }
    }

    fn shares(&self, a: &Clusters, b: &Clusters, wins: &[f64]) -> Vec<f64> {
        let n_days = self.weights.len();
        let (n_a, n_b) = (self.sizes(a), self.sizes(b));
        let mut won = vec![0.0; self.n_replicates];
        let mut of_day = vec![0.0; self.n_replicates];
        for (a_day, weights) in self.weights.iter().enumerate().filter(|(day, _)| a.day_sizes[*day] > 0) {
            of_day.fill(0.0);
            for b_day in (0..n_days).filter(|day| b.day_sizes[*day] > 0) {
                add(&mut of_day, wins[a_day * n_days + b_day], &self.weights[b_day]);
            }
            for ((won, of_day), weight) in won.iter_mut().zip(&of_day).zip(weights) {
                *won += of_day * weight;
            }
        }
        let pairs = n_a.iter().zip(&n_b).map(|(a, b)| a * b);
        won.iter().zip(pairs).filter(|(_, pairs)| *pairs > 0.0).map(|(won, pairs)| won / pairs).collect()
    }

    /// Returns the number of samples of `clusters` in each replicate.
    fn sizes(&self, clusters: &Clusters) -> Vec<f64> {
        let mut sizes = vec![0.0; self.n_replicates];
        for (weights, size) in self.weights.iter().zip(&clusters.day_sizes) {
            add(&mut sizes, *size as f64, weights);
        }
        sizes
    }
}

fn add(sums: &mut [f64], factor: f64, values: &[f64]) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += factor * value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clusters(days: &[&[f64]]) -> Clusters {
        let samples = days.iter().zip(0..).flat_map(|(day, idx)| day.iter().map(move |value| (idx, *value)));
        Clusters::new(samples, days.len())
    }

    fn check(a: &[&[f64]], b: &[&[f64]], expected: f64) {
        let (a, b) = (clusters(a), clusters(b));
        let bootstrap = Bootstrap::new(5, a.day_sizes.len(), 200);
        let (value, replicates) = superiority(&a, &b, &DayMajor::of(&bootstrap, a.day_sizes.len())).unwrap();
        assert!((value - expected).abs() < 1e-12, "{value} instead of {expected}");
        // Recomputes every replicate pair by pair.
        for (replicate, weights) in replicates.iter().zip(bootstrap.replicates()) {
            let weight = |found: Counted| f64::from(weights[found.day]) * found.count as f64;
            let (mut won, mut pairs) = (0.0, 0.0);
            for x in a.iter() {
                for y in b.iter() {
                    let both = weight(x) * weight(y);
                    pairs += both;
                    won += both
                        * if x.value < y.value {
                            1.0
                        } else if x.value > y.value {
                            0.0
                        } else {
                            0.5
                        };
                }
            }
            assert!((replicate - won / pairs).abs() < 1e-12);
        }
    }

    #[test]
    fn pairs_are_counted_and_ties_are_half() {
        check(&[&[1.0], &[2.0], &[3.0]], &[&[4.0], &[5.0], &[6.0]], 1.0);
        check(&[&[4.0], &[5.0], &[6.0]], &[&[1.0], &[2.0], &[3.0]], 0.0);
        check(&[&[1.0, 1.0], &[1.0, 1.0]], &[&[1.0], &[1.0]], 0.5);
        check(&[&[1.0, 3.0], &[2.0, 2.0]], &[&[2.0, 2.0], &[1.0, 3.0]], 0.5);
        check(&[&[1.0, 2.0, 9.0], &[3.0]], &[&[2.0], &[4.0, 4.0]], 7.5 / 12.0);
    }

    #[test]
    fn no_samples_have_no_superiority() {
        let (none, some) = (clusters(&[&[], &[]]), clusters(&[&[1.0], &[2.0]]));
        let bootstrap = DayMajor::of(&Bootstrap::new(5, 2, 50), 2);
        assert!(superiority(&none, &some, &bootstrap).is_none());
    }
}
