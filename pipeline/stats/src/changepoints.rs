//! Change points: the days on which a series of daily levels shifts.
//!
//! Optimal partitioning with pruning: Killick, Fearnhead and Eckley, "Optimal Detection of Changepoints With a Linear
//! Computational Cost", JASA 107 (2012), 1590–1598, on squared deviations from each segment's mean. A running median
//! of three first removes single outlying days, which would otherwise become segments.

use crate::bootstrap::median;

/// Fewest days between two shifts: a week, so weekdays and weekends do not become levels of their own.
pub(crate) const MIN_DAYS: usize = 7;

/// The penalty of a shift, in variances of the noise times the logarithm of the number of days. It is twenty times
/// the 2 of the Schwarz criterion, which assumes independent noise. Days resemble their neighbours, so differences of
/// neighbours understate the drift of a level that has not shifted.
const PENALTY: f64 = 40.0;

/// The least noise of logarithms of medians: a tenth of a per cent, because values are rounded.
pub(crate) const LEAST_NOISE: f64 = 0.001;

/// Returns the positions at which new segments begin, without the first. Deterministic. Fewer than twice [`MIN_DAYS`]
/// days have none. `least_noise` is a lower bound on the standard deviation of the values.
pub(crate) fn changepoints(levels: &[f64], least_noise: f64) -> Vec<usize> {
    let n = levels.len();
    if n < 2 * MIN_DAYS {
        return Vec::new();
    }
    let levels = median_of_three(levels);
    let penalty = PENALTY * noise_variance(&levels, least_noise) * (n as f64).ln();
    let sums = Sums::of(&levels);
    // The least cost of the first `end` days, and the start of their last segment.
    let mut best = vec![(-penalty, 0); n + 1];
    let mut starts: Vec<usize> = vec![0];
    for end in MIN_DAYS..=n {
        let cost = |start: usize| best[start].0 + sums.deviations(start, end) + penalty;
        let (start, least) = starts
            .iter()
            .map(|start| (*start, cost(*start)))
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .unwrap_or((0, f64::INFINITY));
        // A start that costs more than the best even without a penalty will never be the best again.
        starts.retain(|start| cost(*start) - penalty <= least);
        best[end] = (least, start);
        // From here on a segment may begin, because the one before it is long enough.
        if end + 1 >= 2 * MIN_DAYS && end + 1 - MIN_DAYS <= n {
            starts.push(end + 1 - MIN_DAYS);
        }
    }
    let mut shifts = Vec::new();
    let mut end = n;
    while best[end].1 > 0 {
        end = best[end].1;
        shifts.push(end);
    }
    shifts.reverse();
    shifts
}

/// Returns each value's median with its neighbours; the first and the last stay.
fn median_of_three(values: &[f64]) -> Vec<f64> {
    let mut found = values.to_vec();
    for (found, three) in found[1..].iter_mut().zip(values.windows(3)) {
        let mut three = [three[0], three[1], three[2]];
        three.sort_by(f64::total_cmp);
        *found = three[1];
    }
    found
}

/// Returns the variance of the noise, from the median absolute difference of neighbours, which shifts barely move:
/// Rousseeuw and Croux (1993).
fn noise_variance(values: &[f64], least_noise: f64) -> f64 {
    let mut steps: Vec<f64> = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    let spread = 1.4826 * median(&mut steps).unwrap_or(0.0) / 2_f64.sqrt();
    spread.max(least_noise).powi(2)
}

/// Running sums. The deviations of any range are differences of them.
struct Sums {
    values: Vec<f64>,
    squares: Vec<f64>,
}

impl Sums {
    fn of(values: &[f64]) -> Sums {
        let running = |power: i32| {
            let mut sum = 0.0;
            let add = |value: &f64| {
                sum += value.powi(power);
                sum
            };
            std::iter::once(0.0).chain(values.iter().map(add)).collect()
        };
        Sums { values: running(1), squares: running(2) }
    }

    /// Returns the sum of squared deviations from their mean, for the days from `start` to before `end`.
    fn deviations(&self, start: usize, end: usize) -> f64 {
        let sum = self.values[end] - self.values[start];
        self.squares[end] - self.squares[start] - sum * sum / (end - start) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns levels with a little periodic noise.
    fn noisy(levels: &[(usize, f64)]) -> Vec<f64> {
        let days = levels.iter().flat_map(|(n, level)| std::iter::repeat_n(*level, *n));
        days.enumerate().map(|(day, level)| level + ((day * 7919) % 13) as f64 / 1300.0).collect()
    }

    #[test]
    fn shifts_are_found_where_they_are() {
        assert_eq!(changepoints(&noisy(&[(60, 1.0), (60, 1.5), (40, 1.2)]), LEAST_NOISE), [60, 120]);
        assert_eq!(changepoints(&noisy(&[(7, 1.0), (7, 2.0)]), LEAST_NOISE), [7]);
    }

    #[test]
    fn a_level_has_no_shift() {
        assert!(changepoints(&noisy(&[(200, 1.0)]), LEAST_NOISE).is_empty());
        assert!(changepoints(&[1.0; 50], LEAST_NOISE).is_empty());
        assert!(changepoints(&[], LEAST_NOISE).is_empty());
        assert!(changepoints(&[1.0; 13], LEAST_NOISE).is_empty());
    }

    #[test]
    fn a_single_day_that_stands_apart_is_no_shift() {
        let mut levels = noisy(&[(100, 1.0)]);
        levels[40] = 9.0;
        levels[77] = 0.1;
        assert!(changepoints(&levels, LEAST_NOISE).is_empty());
    }

    #[test]
    fn the_search_finds_the_best_partition() {
        // Compares with all partitions of a short series, one by one.
        let levels = noisy(&[(8, 1.0), (9, 1.02), (8, 1.3)]);
        let filtered = median_of_three(&levels);
        let penalty = PENALTY * noise_variance(&filtered, LEAST_NOISE) * (levels.len() as f64).ln();
        let sums = Sums::of(&filtered);
        let n = levels.len();
        let mut best = (sums.deviations(0, n), Vec::new());
        for a in MIN_DAYS..=n - MIN_DAYS {
            let one = sums.deviations(0, a) + sums.deviations(a, n) + penalty;
            if one < best.0 {
                best = (one, vec![a]);
            }
            for b in a + MIN_DAYS..=n - MIN_DAYS {
                let two =
                    sums.deviations(0, a) + sums.deviations(a, b) + sums.deviations(b, n) + 2.0 * penalty;
                if two < best.0 {
                    best = (two, vec![a, b]);
                }
            }
        }
        assert_eq!(changepoints(&levels, LEAST_NOISE), best.1);
    }
}
