//! The days that the current figures cover.

use jiff::ToSpan;
use schema::{Runs, Window};

/// Calendar days in the window, the newest day included.
pub const WINDOW_DAYS: i32 = 30;

/// The last [`WINDOW_DAYS`] calendar days up to the newest day with accepted samples; none without any.
/// Days without samples are part of the window: it is a span of time, not a number of measurements.
pub fn window(runs: &Runs) -> Option<Window> {
    let window_end = runs.records.iter().map(|record| record.date).max()?;
    let window_start = window_end.saturating_sub((WINDOW_DAYS - 1).days());
    Some(Window { window_start, window_end })
}
