//! `coldmark summarize`: raw files in, tables out.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::ExitCode,
    time::Instant,
};

use anyhow::{Context, Result};
use schema::{Runs, Summaries};

use crate::{project::Project, stdout, tables, write};

/// Compute the tables in data/summaries/ from the raw files that are present
///
/// A source whose raw files are here is computed anew; of the others the tables stay as they are.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(after_long_help = "Example:
  coldmark fetch lambda-perf && coldmark summarize --json")]
pub(crate) struct Args {
    /// Make any quarantine an error: print it, write nothing and exit with 1
    #[arg(long)]
    strict: bool,

    /// Only count and describe: a quick look, without pooled series, that leaves the tables of intervals empty
    #[arg(long)]
    plain: bool,

    /// Print the accounts of every source as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args, project: &Project) -> Result<ExitCode> {
    let started = Instant::now();
    let Current { summaries, fresh, .. } = current(project, args.plain)?;
    if args.strict && has_quarantine(&summaries, &fresh) {
        return Ok(ExitCode::from(1));
    }
    let n_fresh = fresh.len();
    let n_written = write(project, &summaries)?;
    for row in &summaries.sources {
        eprintln!(
            "{}: {} raw samples = {} accepted + {} quarantined, {} to {}",
            row.source,
            row.raw_samples,
            row.accepted_samples,
            row.quarantined_samples,
            row.first_day,
            row.newest_day
        );
    }
    let seconds = started.elapsed().as_secs_f64();
    if n_fresh == 0 {
        eprintln!(
            "No raw files here: the tables in data/summaries/ stand as they are (`coldmark fetch` brings raw files)"
        );
    } else {
        eprintln!(
            "Summarized {n_fresh} source(s), {n_written} table(s) changed in data/summaries/, {seconds:.2} s"
        );
    }
    if args.json {
        stdout::json(&summaries.sources)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The tables as they should be.
pub(crate) struct Current {
    /// Of all registered sources: computed anew where raw files are here, and as they stand where not.
    pub(crate) summaries: Summaries,
    /// Sources that were computed anew.
    pub(crate) fresh: BTreeSet<String>,
    /// Sources that have no raw files here.
    pub(crate) standing: BTreeSet<String>,
}

/// Computes what can be computed here; only what counts and describes where it is to be `plain`.
pub(crate) fn current(project: &Project, plain: bool) -> Result<Current> {
    let registry = project.registry()?;
    let known = tables::known_designs(&project.summaries())?;
    let (mut standing, mut fresh) = (BTreeSet::new(), BTreeMap::new());
    for source in project.sources()? {
        let folder = project.raw(&source.name);
        if !sources::has_raw_files(&folder, &source.layout.extension)? {
            standing.insert(source.name);
            continue;
        }
        let runs = sources::read(&source, &registry, &folder)?;
        warn(&runs);
        let named = || format!("Failed to summarize the source '{}'", source.name);
        let summaries = if plain {
            // What was simulated before stays known.
            stats::describe(&runs).map(|found| Summaries { calibration: known.clone(), ..found })
        } else {
            stats::summarize(&runs, &registry, &known)
        };
        fresh.insert(source.name.clone(), summaries.with_context(named)?);
    }
    let names = fresh.keys().cloned().collect();
    let committed =
        if standing.is_empty() { Summaries::default() } else { tables::read(&project.summaries())? };
    let mut summaries = tables::merge(committed, &standing, fresh);
    summaries.claims = stats::claims(&project.claims()?, &summaries.comparisons);
    Ok(Current { summaries, fresh: names, standing })
}

/// Writes the tables that differ from what is there; says how many did.
fn write(project: &Project, summaries: &Summaries) -> Result<usize> {
    let mut n_written = 0;
    for table in tables::encode(summaries)? {
        n_written += usize::from(write::file(&project.summaries().join(&table.file), &table.bytes)?);
    }
    Ok(n_written)
}

fn warn(runs: &Runs) {
    for name in &runs.unregistered {
        eprintln!(
            "warning: {} has the runtime '{name}', which data/runtimes.toml lacks; it is shown under that name",
            runs.source
        );
    }
}

fn has_quarantine(summaries: &Summaries, fresh: &BTreeSet<String>) -> bool {
    let rows: Vec<_> = summaries.quarantine.iter().filter(|row| fresh.contains(&row.source)).collect();
    for row in &rows {
        eprintln!("{}: {}: {}: {} ({} samples)", row.source, row.file, row.rule, row.detail, row.samples);
    }
    if !rows.is_empty() {
        eprintln!("{} quarantined, nothing written; without --strict the rest is summarized", rows.len());
    }
    !rows.is_empty()
}
