//! `coldmark summarize`: computes the tables from raw files.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::ExitCode,
    time::Instant,
};

use anyhow::{Context, Result};
use schema::{CalibrationRow, Prices, Registry, Runs, SloResultRow, Source, Tables};

use crate::{
    digests::Digests,
    fingerprint::{self, Fingerprint},
    project::Project,
    stderr, stdout, tables, write,
};

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
    let plan = plan(project, depth, scope)?;
    // Without any raw files, tables computed from tables may still change: prices and claims can.
    let is_idle = plan.stale.is_empty() && !plan.unchanged.is_empty();
    let (rows, n_written) = if is_idle {
        (tables::sources(&project.summaries())?, 0)
    } else {
        let tables = compute(project, depth, &plan)?;
        if args.strict && has_quarantine(&tables, &plan.stale) {
            return Ok(ExitCode::from(1));
        }
        let n_written = write(project, &tables)?;
        (tables.sources, n_written)
    };
    if !args.plain && !plan.stale.is_empty() {
        plan.save(project)?;
    }
    for row in &rows {
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
    for source in &plan.unchanged {
        eprintln!("{source}: unchanged since it was last summarized (--force recomputes it)");
    }
    let n_stale = plan.stale.len();
    if n_stale > 0 {
        let seconds = started.elapsed().as_secs_f64();
        eprintln!(
            "Summarized {n_stale} source(s), {n_written} table(s) changed in data/summaries/, {seconds:.2} s"
        );
    } else if plan.unchanged.is_empty() {
        eprintln!(
            "No raw files found: the tables in data/summaries/ are unchanged (`coldmark fetch` downloads raw files)"
        );
    }
    if args.json {
        stdout::json(&rows)?;
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

/// Sources by what has to be done with them.
pub(crate) struct Plan {
    /// Sources to compute.
    pub(crate) stale: Vec<Stale>,
    /// Sources with raw files here whose tables are up to date.
    pub(crate) unchanged: BTreeSet<String>,
    /// Sources without raw files here.
    pub(crate) standing: BTreeSet<String>,
}

impl Plan {
    /// Saves the fingerprints of the stale sources, whose tables were just written.
    fn save(&self, project: &Project) -> Result<()> {
        let tables = fingerprint::tables(project)?;
        for Stale { source, fingerprint, digests } in &self.stale {
            // First, because it does not depend on the tables.
            digests.save(project, source)?;
            fingerprint.save(project, source, &tables)?;
        }
        Ok(())
    }
}

/// A source to compute, with the fingerprint of its inputs and the digests of its files.
pub(crate) struct Stale {
    source: Source,
    fingerprint: Fingerprint,
    digests: Digests,
}

/// Finds the sources in `scope` whose raw files are present.
pub(crate) fn plan(project: &Project, depth: Depth, scope: Scope) -> Result<Plan> {
    let mut plan = Plan { stale: Vec::new(), unchanged: BTreeSet::new(), standing: BTreeSet::new() };
    let tables = fingerprint::tables(project)?;
    for source in project.sources()? {
        if !sources::has_raw_files(&source, &project.raw(&source))? {
            plan.standing.insert(source.name);
            continue;
        }
        let digests = if depth == Depth::Plain { Digests::default() } else { Digests::of(project, &source)? };
        let fingerprint = Fingerprint::now(project, &source, &digests.rows, &tables)?;
        if scope == Scope::Changed && fingerprint.is_current(project, &source) {
            plan.unchanged.insert(source.name);
        } else {
            plan.stale.push(Stale { source, fingerprint, digests });
        }
    }
    Ok(plan)
}

/// Recomputes the stale sources of `plan`. Returns the tables of all sources.
pub(crate) fn compute(project: &Project, depth: Depth, plan: &Plan) -> Result<Tables> {
    let (registry, claims, collectors) = (project.registry()?, project.claims()?, project.collectors()?);
    let known = tables::known_designs(&project.summaries())?;
    let mut found = BTreeMap::new();
    for Stale { source, digests, .. } in &plan.stale {
        let runs = sources::read(source, &registry, &project.raw(source))?;
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
        // Numbers are rounded here, so that tables of several sources do not depend on which of them are stale.
        found.insert(source.name.clone(), tables.with_context(named)?.published()?);
    }
    let kept: BTreeSet<String> = plan.standing.union(&plan.unchanged).cloned().collect();
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
    Ok(tables)
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

fn has_quarantine(tables: &Tables, stale: &[Stale]) -> bool {
    let is_stale = |source: &str| stale.iter().any(|it| it.source.name == source);
    let rows: Vec<_> = tables.quarantine.iter().filter(|row| is_stale(&row.source)).collect();
    for row in &rows {
        let (file, detail) = (stderr::shown(&row.file), stderr::shown(&row.detail));
        eprintln!("{}: {file}: {}: {detail} ({} samples)", row.source, row.rule, row.samples);
    }
    if !rows.is_empty() {
        eprintln!("{} quarantined, nothing written; without --strict the rest is summarized", rows.len());
    }
    !rows.is_empty()
}
