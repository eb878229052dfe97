//! The only code that computes a number shown to a reader.
//!
//! Raw runs in, summaries out: [`summarize`]. Nothing here reads a clock, the environment or the disk, and
//! the same runs give the same bytes, for any number of threads: groups, their samples and the rows are in a
//! fixed order, and every draw is decided by a seed.

use std::collections::BTreeSet;

use anyhow::Result;
use rayon::prelude::*;
use schema::{CalibrationRow, Claims, Clustering, FileDigest, Registry, Runs, Summaries, Window};

mod agreement;
mod answers;
mod batches;
mod calendar;
mod calibration;
mod changes;
mod claims;
mod clusters;
mod compare;
mod distribution;
mod effect;
mod groups;
mod intervals;
mod levels;
mod moved;
mod multiverse;
mod news;
mod order_interval;
mod own;
mod ranks;
mod resampling;
mod segments;
mod series;
mod source;
mod superiority;
mod two_levels;
mod usage;
mod window;

use intervals::Replicates;
use resampling::{Resampling, seed_of};
use series::{Current, Depth};

pub use agreement::agreement;
pub use answers::{Asked, answers};
pub use claims::claims;
pub use distribution::{QUANTILES, distribution};
pub use moved::{Tables, moved};
pub use news::{Compared, news};
pub use own::{Own, advice, own};
pub use resampling::REPLICATES;
pub use usage::Tally;
pub use window::{WINDOW_DAYS, window};

/// What statistics need to know besides runs.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Which runtimes share a language or an operating system.
    pub registry: &'a Registry,
    /// What is tried under every set of choices.
    pub claims: &'a Claims,
    /// Rows of `calibration.csv` that need not be simulated again.
    pub known: &'a [CalibrationRow],
    /// The raw files that the runs were read from.
    pub digests: &'a [FileDigest],
    /// Whether to simulate the coverage of intervals where data are fewer or days more unlike, too.
    pub study: bool,
}

/// Computes every table for the runs of one source.
pub fn summarize(runs: &Runs, context: &Context<'_>) -> Result<Summaries> {
    let files = source::files(runs, context.digests);
    let Some(window) = window(runs) else { return Ok(Summaries { files, ..accounts(runs) }) };
    let current = series::current(runs, window, Depth::Deep)?;
    let sureness = sureness(runs, window, &current, context);
    if runs.clustering == Clustering::Blocks {
        // A campaign is one moment: it has no history to follow.
        let deep = Summaries { files, artifacts: runs.artifacts.clone(), ..sureness };
        return plain(runs, window, Depth::Deep, current, deep);
    }
    let changes = changes::changes(runs, context.registry);
    let multiverse = multiverse::multiverse(runs, context.claims, &changes);
    let robustness = multiverse::robustness(&multiverse);
    let deep = Summaries { changes, multiverse, robustness, files, ..sureness };
    plain(runs, window, Depth::Deep, current, deep)
}

/// Computes the tables that only count and describe, without pooled series; those of [`summarize`] that say how
/// sure figures are stay empty.
pub fn describe(runs: &Runs) -> Result<Summaries> {
    let Some(window) = window(runs) else { return Ok(accounts(runs)) };
    let current = series::current(runs, window, Depth::Plain)?;
    plain(runs, window, Depth::Plain, current, Summaries::default())
}

/// Adds the tables that count and describe to `sureness`.
fn plain(
    runs: &Runs,
    window: Window,
    depth: Depth,
    current: Vec<Current>,
    sureness: Summaries,
) -> Result<Summaries> {
    let Summaries { calendar, quarantine, rules, sources, .. } = accounts(runs);
    Ok(Summaries {
        series: current.into_iter().map(|current| current.row).collect(),
        history: if runs.clustering == Clustering::Days { series::history(runs, depth)? } else { Vec::new() },
        batches: batches::batches(runs, window)?,
        calendar,
        quarantine,
        rules,
        sources,
        ..sureness
    })
}

/// How sure the figures are, and what follows for pairs and rankings.
fn sureness(runs: &Runs, window: Window, current: &[Current], context: &Context<'_>) -> Summaries {
    // The days of a window are drawn once for all its series, which pairs them by day.
    let n_days = current.first().map_or(0, |current| current.clusters.day_sizes.len());
    let resampling = Resampling::new(seed_of(&runs.source, window), n_days, REPLICATES);
    let replicates: Vec<Replicates> =
        current.par_iter().map(|current| intervals::replicates(&current.clusters, &resampling)).collect();
    let mut designs: BTreeSet<_> = current.iter().filter_map(intervals::design).collect();
    designs.extend(calibration::study(context.known, context.study));
    let calibration = calibration::calibrate(&designs, context.known);
    let intervals = current
        .par_iter()
        .zip(&replicates)
        .flat_map_iter(|(current, replicates)| {
            intervals::intervals(current, replicates, &resampling, &calibration)
        })
        .collect();
    let levels = current.par_iter().zip(&replicates);
    let levels = levels.flat_map_iter(|(current, replicates)| levels::rows(current, replicates, &resampling));
    let levels = levels.collect();
    let lists = compare::lists(current, &replicates);
    let (comparisons, shifts) = compare::compare(&lists, &resampling).into_iter().unzip();
    let shifts: Vec<Vec<_>> = shifts;
    let ranks = lists.par_iter().flat_map_iter(ranks::ranks).collect();
    let shifts = shifts.into_iter().flatten().collect();
    Summaries {
        intervals,
        replicates: levels,
        comparisons,
        shifts,
        ranks,
        calibration,
        ..Summaries::default()
    }
}

/// What became of every file, record and sample.
fn accounts(runs: &Runs) -> Summaries {
    let mut quarantine = runs.quarantined.clone();
    quarantine.sort();
    Summaries {
        calendar: if runs.clustering == Clustering::Days { calendar::calendar(runs) } else { Vec::new() },
        quarantine,
        rules: runs.rules.clone(),
        sources: source::account(runs).into_iter().collect(),
        ..Summaries::default()
    }
}
