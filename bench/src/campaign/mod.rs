//! `bench run`: a campaign of many functions, in blocks.
//!
//! A block starts every function once in every workload and profile, in its own random order, so drift affects all
//! alike. Statistics resample blocks. A block is written only when complete. An interrupted block is measured again
//! with the same order and the same events.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result};
use indicatif::ProgressBar;
use rand_xoshiro::{
    Xoshiro256PlusPlus,
    rand_core::{Rng, SeedableRng},
};

mod baseline;
mod machine;
mod plan;
mod store;

pub(crate) use baseline::BASELINE;
use baseline::Baseline;
use plan::{Campaign, Cell};
use store::Store;

use crate::{
    api::Status,
    conditions::PressureMeter,
    cpus::CpuAssignment,
    measure::{Spec, measure},
    profile::{PageCache, Profile},
    record::Record,
    registry::Registry,
    stub::Stub,
    terminal::progress_bar,
    workload::Workload,
};

/// Measure a campaign in random order, block by block, and resume it after an interruption
///
/// Complete blocks are kept. Ctrl-C stops after the current process; run the same command again to resume.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Example:
  bench run bench/campaign.toml --blocks 3

Exit codes: 0 all blocks measured, 1 interrupted or a process failed, 2 error")]
pub(crate) struct Args {
    /// Campaign file
    campaign: PathBuf,

    /// Folder for the runs [default: this campaign's folder in data/runs/, or a new data/runs/DATE-NAME]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Blocks to measure in this session [default: all missing ones]
    #[arg(long, value_name = "N")]
    blocks: Option<u32>,
}

/// Idle time before the baseline probe, in which pressure shows what other programs do. Long enough for several
/// scheduler ticks.
const IDLE_WINDOW: Duration = Duration::from_millis(30);

/// Attempts per start. Noise that lasts longer is worth recording as such.
const MAX_ATTEMPTS: u32 = 5;

pub(crate) fn run(args: &Args, project: &Path) -> Result<ExitCode> {
    let registry = Registry::read(project)?;
    let campaign = Campaign::read(&args.campaign)?;
    let cells = campaign.cells(&registry)?;
    let store = Store::open(args.out.as_deref(), project, &campaign)?;
    let missing: Vec<u32> = (1..=campaign.blocks).filter(|block| !store.has(*block)).collect();
    let planned: Vec<u32> = missing.iter().copied().take(args.blocks.unwrap_or(u32::MAX) as usize).collect();
    eprintln!(
        "{}: {} of {} blocks done, {} cells each; measuring {}",
        store.folder.display(),
        campaign.blocks as usize - missing.len(),
        campaign.blocks,
        cells.len(),
        planned.len()
    );
    if planned.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    machine::write(&store, &registry, &campaign, &cells, project)?;
    let is_interrupted = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&is_interrupted);
    ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed)).context("Failed to handle Ctrl-C")?;
    let bench = Bench {
        registry: &registry,
        campaign: &campaign,
        cells: &cells,
        stub: Stub::start()?,
        cpus: CpuAssignment::get(),
        baseline: Baseline::calibrate(&registry)?,
        session: store.session,
    };
    if campaign.page_cache == PageCache::Warm {
        bench.warm_up(&is_interrupted)?;
    }
    let progress = progress_bar((planned.len() * cells.len()) as u64);
    let mut n_failed = 0;
    for block in planned {
        let Some(records) = bench.measure_block(block, &is_interrupted, &progress)? else {
            progress.finish_and_clear();
            eprintln!("Interrupted in block {block}; run the same command again to resume");
            return Ok(ExitCode::from(1));
        };
        n_failed += records.iter().filter(|record| record.status != Status::Ok).count();
        store.write_block(block, &records)?;
    }
    progress.finish_and_clear();
    let n_done = (1..=campaign.blocks).filter(|block| store.has(*block)).count();
    eprintln!("{n_done} of {} blocks done; {n_failed} process(es) failed in this session", campaign.blocks);
    Ok(ExitCode::from(u8::from(n_failed > 0)))
}

/// State that all blocks of a session share.
struct Bench<'a> {
    registry: &'a Registry,
    campaign: &'a Campaign,
    cells: &'a [Cell],
    stub: Stub,
    cpus: CpuAssignment,
    baseline: Baseline,
    session: u32,
}

impl Bench<'_> {
    /// Starts each function once without recording it, so the page cache holds its files.
    fn warm_up(&self, is_interrupted: &AtomicBool) -> Result<()> {
        let functions: BTreeSet<(&str, Workload)> =
            self.cells.iter().map(|cell| (cell.function.as_str(), cell.workload)).collect();
        eprintln!("Warming up: starting each of {} functions once", functions.len());
        for (function, workload) in functions {
            if is_interrupted.load(Ordering::Relaxed) {
                break;
            }
            let cell =
                Cell { function: function.to_owned(), workload, profile: Profile::Uncapped, invocations: 1 };
            measure(&self.spec(&cell, 1)?, &self.cpus, &self.stub)?;
        }
        Ok(())
    }

    /// Measures one block; none if interrupted.
    fn measure_block(
        &self,
        block: u32,
        is_interrupted: &AtomicBool,
        progress: &ProgressBar,
    ) -> Result<Option<Vec<Record>>> {
        progress.set_prefix(format!("block {block}"));
        let mut random = Xoshiro256PlusPlus::seed_from_u64(self.campaign.seed ^ u64::from(block));
        let order = shuffled(self.cells.len(), &mut random);
        let mut records = Vec::new();
        for (position, idx) in order.into_iter().enumerate() {
            let cell = &self.cells[idx];
            let seed = random.next_u64() >> 12;
            for attempt in 1..=MAX_ATTEMPTS {
                if is_interrupted.load(Ordering::Relaxed) {
                    return Ok(None);
                }
                let record = self.measure_cell(cell, seed)?;
                let is_accepted = record.rejected.is_none();
                let (session, position) = (self.session, position as u32);
                records.push(Record { block, session, position, attempt, ..record });
                if is_accepted {
                    break;
                }
                // Gives the noise time to pass.
                std::thread::sleep(Duration::from_millis(500));
            }
            progress.inc(1);
        }
        Ok(Some(records))
    }

    /// Measures one start of a cell, with the baseline just before.
    fn measure_cell(&self, cell: &Cell, seed: u64) -> Result<Record> {
        if self.campaign.page_cache == PageCache::Cold {
            // The last start emptied the page cache, so read the baseline's file back first.
            self.baseline.probe(&self.cpus, &self.stub)?;
        }
        let meter = PressureMeter::start();
        std::thread::sleep(IDLE_WINDOW);
        let baseline_ns = self.baseline.probe(&self.cpus, &self.stub)?;
        let pressure_percent = meter.percent();
        let mut record = measure(&self.spec(cell, seed)?, &self.cpus, &self.stub)?;
        record.conditions.baseline_ns = baseline_ns;
        record.conditions.pressure_percent = pressure_percent;
        record.rejected = record.conditions.rejection(self.campaign.limits(), self.baseline.usual_ns);
        Ok(record)
    }

    /// Returns the measurement of a cell.
    fn spec(&self, cell: &Cell, seed: u64) -> Result<Spec> {
        let function = self.registry.by_name(&cell.function)?;
        let defaults = Spec::for_workload(self.registry, function, cell.workload, seed, cell.invocations)?;
        Ok(Spec {
            size: self.campaign.size,
            profile: cell.profile,
            page_cache: self.campaign.page_cache,
            gap: Duration::from_micros(self.campaign.gap_us),
            timeout: Duration::from_mins(1),
            ..defaults
        })
    }
}

/// Shuffles the numbers below `n`: Fisher and Yates, as in Knuth, TAOCP 2, 3.4.2.
fn shuffled(n: usize, random: &mut impl Rng) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    for last in (1..n).rev() {
        let other = ((u128::from(random.next_u64()) * (last as u128 + 1)) >> 64) as usize;
        order.swap(last, other);
    }
    order
}

#[test]
fn a_shuffle_is_a_permutation_that_the_seed_decides() {
    let order = |seed| shuffled(50, &mut Xoshiro256PlusPlus::seed_from_u64(seed));
    let mut sorted = order(1);
    sorted.sort_unstable();
    assert_eq!(sorted, (0..50).collect::<Vec<_>>());
    assert_eq!(order(1), order(1));
    assert_ne!(order(1), order(2));
}
