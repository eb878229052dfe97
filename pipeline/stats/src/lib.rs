//! The only code that computes a number shown to a reader.
//!
//! Raw runs in, summaries out: [`summarize`]. Nothing here reads a clock, the environment or the disk, and
//! the same runs give the same bytes: groups, their samples and the rows are in a fixed order.

use anyhow::Result;
use schema::{Runs, Summaries};

mod batches;
mod calendar;
mod distribution;
mod groups;
mod series;
mod source;
mod window;

pub use distribution::{QUANTILES, distribution};
pub use window::{WINDOW_DAYS, window};

/// Computes every table for the runs of one source.
pub fn summarize(runs: &Runs) -> Result<Summaries> {
    let Some(window) = window(runs) else {
        return Ok(Summaries { calendar: calendar::calendar(runs), ..refused(runs) });
    };
    Ok(Summaries {
        series: series::series(runs, window)?,
        history: series::history(runs)?,
        batches: batches::batches(runs, window)?,
        calendar: calendar::calendar(runs),
        sources: source::account(runs).into_iter().collect(),
        ..refused(runs)
    })
}

fn refused(runs: &Runs) -> Summaries {
    let mut quarantine = runs.quarantined.clone();
    quarantine.sort();
    Summaries { quarantine, rules: runs.rules.clone(), ..Summaries::default() }
}
