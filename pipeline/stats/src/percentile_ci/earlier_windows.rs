//! Earlier windows, which show bad days that one window may not have.
//!
//! Variances of similar experiments are pooled: Smyth, "Linear Models and Empirical Bayes Methods", Statistical
//! Applications in Genetics and Molecular Biology 3 (2004), 3. All windows share one threshold. With one of its own, a
//! window without bad days would never show them.

use super::{HALF_MONTH_DAYS, design_effect::icc_of_percentile};
use crate::{
    clusters::{Clusters, Counted},
    window_samples::WindowSamples,
};

/// Fewest earlier windows that are pooled: fewer hardly add days.
const LEAST_WINDOWS: usize = 3;

/// A window and earlier ones together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct EarlierWindows {
    pub(super) n: f64,
    pub(super) days: f64,
    pub(super) n_earlier: u32,
    /// Correlation within days of "lies above the threshold"; below 0 where days are more alike than chance.
    pub(super) icc: f64,
    /// The same by the model of normal scores, averaged over windows.
    pub(super) icc_of_percentile: f64,
}

impl EarlierWindows {
    /// Pools `samples` with the `earlier` windows that have enough days. None if too few have, or if a window's median is
    /// not positive.
    pub(super) fn of(
        samples: &WindowSamples,
        earlier: &[WindowSamples],
        fraction: f64,
    ) -> Option<EarlierWindows> {
        let n_earlier = n_pooled(earlier);
        if n_earlier == 0 {
            return None;
        }
        let earlier = earlier.iter().filter(|window| has_enough_days(window));
        let windows: Vec<Scaled<'_>> =
            std::iter::once(samples).chain(earlier).map(Scaled::of).collect::<Option<_>>()?;
        let threshold = threshold(&windows, fraction)?;
        let (mut squares, mut variance, mut sizes) = (0.0, 0.0, 0.0);
        let (mut n, mut days, mut modelled) = (0.0, 0.0, 0.0);
        for window in &windows {
            let (n_window, n_days) = (window.clusters.n() as f64, f64::from(window.clusters.n_days()));
            squares += n_days / (n_days - 1.0) * window.squares(threshold);
            variance += n_window * fraction * (1.0 - fraction);
            sizes += window.clusters.mean_day_size();
            n += n_window;
            days += n_days;
            modelled += icc_of_percentile(window.icc, fraction);
        }
        let n_windows = windows.len() as f64;
        let mean_size = sizes / n_windows;
        let has_icc = mean_size > 1.0 && n > days;
        has_icc.then(|| EarlierWindows {
            n,
            days,
            n_earlier,
            icc: (squares / variance - 1.0) / (mean_size - 1.0),
            icc_of_percentile: modelled / n_windows,
        })
    }
}

fn has_enough_days(window: &WindowSamples) -> bool {
    window.clusters.n_days() >= HALF_MONTH_DAYS
}

/// Returns the number of `earlier` windows that are pooled; 0 if too few have enough days.
pub(crate) fn n_pooled(earlier: &[WindowSamples]) -> u32 {
    let n_windows = earlier.iter().filter(|window| has_enough_days(window)).count();
    if n_windows < LEAST_WINDOWS { 0 } else { n_windows as u32 }
}

/// A window whose samples are multiples of its median.
struct Scaled<'a> {
    clusters: &'a Clusters,
    median: f64,
    icc: f64,
}

impl<'a> Scaled<'a> {
    fn of(samples: &'a WindowSamples) -> Option<Scaled<'a>> {
        let clusters = &samples.clusters;
        let median = clusters.quantile(0.5).filter(|median| *median > 0.0)?;
        (clusters.n_days() >= 2).then(|| Scaled { clusters, median, icc: samples.icc() })
    }

    /// Sums the squares of how many more samples of each day lie above `threshold` than its share.
    fn squares(&self, threshold: f64) -> f64 {
        let day_sizes = &self.clusters.day_sizes;
        let mut above = vec![0.0; day_sizes.len()];
        let mut n_above = 0;
        for found in self.clusters.iter().rev().take_while(|found| found.value / self.median > threshold) {
            above[found.day] += found.count as f64;
            n_above += found.count;
        }
        let share = n_above as f64 / self.clusters.n() as f64;
        above.iter().zip(day_sizes).map(|(above, size)| (above - share * *size as f64).powi(2)).sum()
    }
}

/// The percentile of the samples of all windows.
fn threshold(windows: &[Scaled<'_>], fraction: f64) -> Option<f64> {
    let n: u64 = windows.iter().map(|window| window.clusters.n()).sum();
    // Definition 7 of Hyndman and Fan. The two samples that it needs are among the largest of each window.
    let position = fraction * n.checked_sub(1)? as f64;
    let n_largest = n - position as u64;
    let mut largest: Vec<(f64, u64)> = Vec::new();
    for Scaled { clusters, median, .. } in windows {
        let mut n_taken = 0;
        let is_among = |found: &Counted| {
            let is_among = n_taken < n_largest;
            n_taken += found.count;
            is_among
        };
        let among = clusters.iter().rev().take_while(is_among);
        largest.extend(among.map(|found| (found.value / median, found.count)));
    }
    largest.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    // Counted from the largest, the sample at `position`, and the next larger one.
    let at = |rank: u64| {
        let mut n_passed = 0;
        largest.iter().find(|(_, count)| {
            n_passed += count;
            n_passed >= rank
        })
    };
    let (below, _) = at(n_largest)?;
    let (above, _) = at((n_largest - 1).max(1))?;
    Some(*below + position.fract() * (above - *below))
}
