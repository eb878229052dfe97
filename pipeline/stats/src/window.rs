//! Window of the current statistics.

use jiff::ToSpan;
use schema::{ClusterUnit, Runs, Window};

/// Calendar days in the window, the newest day included.
pub const WINDOW_DAYS: i32 = 30;

/// Returns the last [`WINDOW_DAYS`] calendar days up to the newest day with accepted samples; none without samples.
/// Days without samples count: the window is a span of time, not a number of measurements. The window of a campaign,
/// or of a set of runs, covers all its days.
pub fn window(runs: &Runs) -> Option<Window> {
    let dates = runs.records.iter().map(|record| record.date);
    let window_end = dates.clone().max()?;
    let window_start = match runs.cluster_unit {
        ClusterUnit::Day => window_end.saturating_sub((WINDOW_DAYS - 1).days()),
        ClusterUnit::Block | ClusterUnit::Run => dates.min()?,
    };
    Some(Window { window_start, window_end })
}
