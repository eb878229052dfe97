//! `coldmark summarize`: computes the tables from raw files.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::ExitCode,
    time::Instant,
};

use anyhow::{Context, Result};
use schema::{CalibrationRow, Prices, Registry, Runs, SloResultRow, Source, Tables};

use crate::{digests::Digests, fingerprint::Fingerprint, project::Project, stderr, stdout, tables, write};

/// Compute the tables in data/summaries/ from the raw files that are present
///
/// Recomputes a source if its raw files are present and an input of its tables has changed. The tables of all other
/// sources stay as they are.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(after_long_help = "Example:
  coldmark fetch lambda-perf && coldmark summarize --json")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Args {
    /// Make any quarantine an error: print it, write nothing and exit with 1
    #[arg(long)]
    strict: bool,

    /// Compute only counts and descriptive statistics, without pooled series; leaves the interval tables empty
    #[arg(long)]
    plain: bool,

    /// Also simulate the coverage of intervals with few days and with days that differ, and keep the result
    #[arg(long, conflicts_with = "plain")]
    study: bool,

    /// Recompute sources even if their raw files, registry and claims have not changed
    #[arg(long)]
    force: bool,

    /// Print the sample counts of every source as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args, project: &Project) -> Result<ExitCode> {
    let started = Instant::now();
    let depth = if args.plain { Depth::Plain } else { Depth::Deep { study: args.study } };
    let is_asked_for = args.force || args.strict || args.plain || args.study;
    let scope = if is_asked_for { Scope::All } else { Scope::Changed };
    let Current { tables, fresh, unchanged, .. } = current(project, depth, scope)?;
    if args.strict && has_quarantine(&tables, &fresh) {
        return Ok(ExitCode::from(1));
    }
    let n_fresh = fresh.len();
    let n_written = if n_fresh == 0 && !unchanged.is_empty() { 0 } else { write(project, &tables)? };
    for (source, fingerprint, digests) in fresh.into_values() {
        if !args.plain {
            // First, because it does not depend on the tables.
            digests.save(project, &source)?;
            fingerprint.save(project, &source)?;
        }
    }
    for row in &tables.sources {
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
    for source in &unchanged {
        eprintln!("{source}: unchanged since it was last summarized (--force recomputes it)");
    }
    if n_fresh > 0 {
        eprintln!(
            "Summarized {n_fresh} source(s), {n_written} table(s) changed in data/summaries/, {seconds:.2} s"
        );
    } else if unchanged.is_empty() {
        eprintln!(
            "No raw files found: the tables in data/summaries/ are unchanged (`coldmark fetch` downloads raw files)"
        );
    }
    if args.json {
        stdout::json(&tables.sources)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Depth of the computation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Counts and descriptive statistics only.
    Plain,
    /// Everything, with the coverage study run now or taken from earlier results.
    Deep { study: bool },
}

/// Sources to compute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Every source whose raw files are present.
    All,
    /// Those of them whose tables would change.
    Changed,
}

/// Up-to-date tables.
pub(crate) struct Current {
    /// Tables of all registered sources, recomputed or unchanged.
    pub(crate) tables: Tables,
    /// Recomputed sources, with the fingerprints of their inputs and the digests of their files.
    pub(crate) fresh: BTreeMap<String, (Source, Fingerprint, Digests)>,
    /// Sources with raw files here whose tables are up to date.
    pub(crate) unchanged: BTreeSet<String>,
    /// Sources without raw files here.
    pub(crate) standing: BTreeSet<String>,
}

/// Recomputes the sources in `scope` whose raw files are present.
pub(crate) fn current(project: &Project, depth: Depth, scope: Scope) -> Result<Current> {
    let (registry, claims, collectors) = (project.registry()?, project.claims()?, project.collectors()?);
    let known = tables::known_designs(&project.summaries())?;
    let (mut standing, mut unchanged) = (BTreeSet::new(), BTreeSet::new());
    let (mut fresh, mut found) = (BTreeMap::new(), BTreeMap::new());
    for source in project.sources()? {
        let folder = project.raw(&source);
        if !sources::has_raw_files(&source, &folder)? {
            standing.insert(source.name);
            continue;
        }
        let digests = if depth == Depth::Plain { Digests::default() } else { Digests::of(project, &source)? };
        let fingerprint = Fingerprint::now(project, &source, &digests.rows)?;
        if scope == Scope::Changed && fingerprint.is_current(project, &source) {
            unchanged.insert(source.name);
            continue;
        }
        let runs = sources::read(&source, &registry, &folder)?;
        warn(&runs);
        let tables = match depth {
            // Results of earlier simulations stay.
            Depth::Plain => {
                stats::describe(&runs).map(|found| Tables { calibration: known.clone(), ..found })
            }
            Depth::Deep { study } => {
                let context = stats::Context {
                    registry: &registry,
                    claims: &claims,
                    collectors: &collectors,
                    known: &known,
                    digests: &digests.rows,
                    study,
                };
                stats::summarize(&runs, &context)
            }
        };
        let named = || format!("Failed to summarize the source '{}'", source.name);
        // Numbers are rounded here, so that tables of several sources do not depend on which of them are fresh.
        found.insert(source.name.clone(), tables.with_context(named)?.published()?);
        fresh.insert(source.name.clone(), (source, fingerprint, digests));
    }
    let kept: BTreeSet<String> = standing.union(&unchanged).cloned().collect();
    let committed = if kept.is_empty() { Tables::default() } else { tables::read(&project.summaries())? };
    let mut tables = merge(committed, &kept, found);
    tables.platform_comparisons = schema::published(&stats::platform_comparisons(&tables))?;
    tables.collectors = schema::published(&stats::with_ratios(&tables.collectors))?;
    tables.claims = schema::published(&stats::claims(&claims, &tables))?;
    tables.agreement = schema::published(&stats::agreement(&registry, &tables))?;
    let prices = project.prices()?;
    if let Some(prices) = &prices {
        tables.platform_costs = schema::published(&stats::platform_costs(&tables, prices))?;
        tables.slo_results = schema::published(&slo_results(project, &registry, &tables, prices)?)?;
    }
    Ok(Current { tables, fresh, unchanged, standing })
}

/// Joins the committed tables of `kept` sources with the `fresh` ones, and keeps each simulated design once.
fn merge(committed: Tables, kept: &BTreeSet<String>, fresh: BTreeMap<String, Tables>) -> Tables {
    let designs = committed.calibration.iter().chain(fresh.values().flat_map(|tables| &tables.calibration));
    let key = |row: &CalibrationRow| (row.design, row.statistic);
    let designs: BTreeMap<_, _> = designs.map(|row| (key(row), row.clone())).collect();
    let merged = committed.merge(kept, fresh.into_values().collect());
    Tables { calibration: designs.into_values().collect(), ..merged }
}

/// Evaluates every configuration in every scenario.
fn slo_results(
    project: &Project,
    registry: &Registry,
    tables: &Tables,
    prices: &Prices,
) -> Result<Vec<SloResultRow>> {
    let (distributions, batches) = (&tables.confidence_distributions, &tables.batches);
    let scenarios = &project.scenarios()?.scenarios;
    Ok(stats::slo_results(&stats::SloInputs { registry, scenarios, prices, distributions, batches }))
}

/// Writes the tables that differ from those on disk, all or none. Returns their number.
fn write(project: &Project, tables: &Tables) -> Result<usize> {
    let tables = tables.csv_files().into_iter().map(|table| (table.shape.file.to_owned(), table.bytes));
    write::add(&project.summaries(), &tables.collect())
}

fn warn(runs: &Runs) {
    for name in &runs.unregistered {
        eprintln!(
            "warning: {} has the runtime '{}', which data/runtimes.toml lacks; it is shown under that name",
            runs.source,
            stderr::shown(name)
        );
    }
}

fn has_quarantine(tables: &Tables, fresh: &BTreeMap<String, (Source, Fingerprint, Digests)>) -> bool {
    let rows: Vec<_> = tables.quarantine.iter().filter(|row| fresh.contains_key(&row.source)).collect();
    for row in &rows {
        let (file, detail) = (stderr::shown(&row.file), stderr::shown(&row.detail));
        eprintln!("{}: {file}: {}: {detail} ({} samples)", row.source, row.rule, row.samples);
    }
    if !rows.is_empty() {
        eprintln!("{} quarantined, nothing written; without --strict the rest is summarized", rows.len());
    }
    !rows.is_empty()
}
