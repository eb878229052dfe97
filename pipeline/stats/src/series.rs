//! The current figures of every series, and its history month by month.

use anyhow::{Context, Result};
use schema::{Distribution, HistoryRow, Month, Record, Runs, SeriesRow, Window};

use crate::{
    distribution::distribution,
    groups::{Group, rows},
};

/// Each series over `window`.
pub(crate) fn series(runs: &Runs, window: Window) -> Result<Vec<SeriesRow>> {
    let within = |record: &Record| (window.window_start..=window.window_end).contains(&record.date);
    let row = |group: &Group<'_, ()>| {
        let distribution = describe(runs, group)?;
        Ok(SeriesRow { series: group.series(runs), window, distribution })
    };
    rows(runs, within, |_| (), row).into_iter().collect()
}

/// Each series in each month that has samples of it.
pub(crate) fn history(runs: &Runs) -> Result<Vec<HistoryRow>> {
    let row = |group: &Group<'_, Month>| {
        let distribution = describe(runs, group)?;
        Ok(HistoryRow { series: group.series(runs), month: group.key, distribution })
    };
    rows(runs, |_| true, |record| Month::of(record.date), row).into_iter().collect()
}

fn describe<K>(runs: &Runs, group: &Group<'_, K>) -> Result<Distribution> {
    let found = distribution(group.samples(runs), group.n_days());
    let named = || format!("Failed to describe {:?}", group.series(runs));
    found.with_context(named)?.with_context(named)
}
