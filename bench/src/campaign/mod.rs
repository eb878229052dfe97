//! `bench run`: a campaign of many functions, in blocks.
//!
//! A block starts every function once in every workload and profile, in an order of its own, so that what drifts
//! hits all alike; blocks are what statistics resample. A block is written when it is whole: what was broken off
//! is begun again with the same order and the same events.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use rand_xoshiro::{
    Xoshiro256PlusPlus,
    rand_core::{Rng, SeedableRng},
};

mod floor;
mod machine;
mod plan;
mod store;

pub(crate) use floor::FLOOR;
use floor::Floor;
use plan::{Campaign, Cell};
use store::Store;

use crate::{
    api::Status,
    conditions::Watch,
    measure::{Asked, INIT_TIMEOUT, Spec, measure},
    profile::{Cache, Places, Profile},
    record::Record,
    registry::Registry,
    stub::Stub,
    workload::Workload,
};

/// Measure a campaign: blocks in random order, resumed where they were broken off
///
/// Whole blocks are kept. Ctrl-C ends after the process at hand, and the same command goes on with the block that
/// was broken off.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Example:
  bench run bench/campaign.toml --blocks 3

Exit codes: 0 all blocks are there, 1 broken off or some process failed, 2 could not be measured")]
pub(crate) struct Args {
    /// File that says what to measure
    campaign: PathBuf,

    /// Folder for the runs [default: the one of this campaign in data/runs/, or else data/runs/DATE-NAME]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Blocks to measure in this sitting [default: all that are missing]
    #[arg(long, value_name = "N")]
    blocks: Option<u32>,
}

/// How long nothing is done before the floor is probed.
const WATCHED: Duration = Duration::from_millis(30);

/// How often a start is tried again that was rejected.
const MAX_ATTEMPTS: u32 = 5;

pub(crate) fn run(args: &Args, project: &Path) -> Result<ExitCode> {
    let registry = Registry::read(project)?;
    let campaign = Campaign::read(&args.campaign)?;
    let cells = campaign.cells(&registry)?;
    let store = Store::open(args.out.as_deref(), project, &campaign)?;
    let missing: Vec<u32> = (1..=campaign.blocks).filter(|block| !store.has(*block)).collect();
    let now: Vec<u32> = missing.iter().copied().take(args.blocks.unwrap_or(u32::MAX) as usize).collect();
    eprintln!(
        "{}: {} of {} blocks are there, {} cells each, now {}",
        store.folder.display(),
        campaign.blocks as usize - missing.len(),
        campaign.blocks,
        cells.len(),
        now.len()
    );
    if now.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    machine::write(&store, &registry, &campaign, &cells, project)?;
    let is_broken_off = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&is_broken_off);
    ctrlc::set_handler(move || told.store(true, Ordering::Relaxed)).context("Failed to listen for Ctrl-C")?;
    let bench = Bench {
        registry: &registry,
        campaign: &campaign,
        cells: &cells,
        stub: Stub::start()?,
        places: Places::here(),
        floor: Floor::calibrate(&registry)?,
        sitting: store.sitting,
    };
    if campaign.cache == Cache::CacheWarm {
        bench.warm_up(&is_broken_off)?;
    }
    let progress = progress((now.len() * cells.len()) as u64);
    let mut n_failed = 0;
    for block in now {
        let Some(records) = bench.block(block, &is_broken_off, &progress)? else {
            progress.finish_and_clear();
            eprintln!("Broken off in block {block}, which is begun again by the next run");
            return Ok(ExitCode::from(1));
        };
        n_failed += records.iter().filter(|record| record.status != Status::Ok).count();
        store.keep(block, &records)?;
    }
    progress.finish_and_clear();
    let n_there = (1..=campaign.blocks).filter(|block| store.has(*block)).count();
    eprintln!(
        "{n_there} of {} blocks are there; {n_failed} process(es) failed in this sitting",
        campaign.blocks
    );
    Ok(ExitCode::from(u8::from(n_failed > 0)))
}

fn progress(n: u64) -> ProgressBar {
    let progress = ProgressBar::new(n);
    let style =
        ProgressStyle::with_template("{prefix} [{bar:30}] {human_pos}/{human_len} starts, {eta} left");
    if let Ok(style) = style {
        progress.set_style(style.progress_chars("=> "));
    }
    progress
}

/// Everything that blocks need.
struct Bench<'a> {
    registry: &'a Registry,
    campaign: &'a Campaign,
    cells: &'a [Cell],
    stub: Stub,
    places: Places,
    floor: Floor,
    sitting: u32,
}

impl Bench<'_> {
    /// Starts what is measured once, which is kept nowhere: from then on the machine has its files in memory.
    fn warm_up(&self, is_broken_off: &AtomicBool) -> Result<()> {
        let functions: BTreeSet<(&str, Workload)> =
            self.cells.iter().map(|cell| (cell.function.as_str(), cell.workload)).collect();
        eprintln!("Starting each of {} functions once, which is not kept", functions.len());
        for (function, workload) in functions {
            if is_broken_off.load(Ordering::Relaxed) {
                break;
            }
            let cell =
                Cell { function: function.to_owned(), workload, profile: Profile::Uncapped, invocations: 1 };
            measure(&self.spec(&cell, 1)?, &self.places, &self.stub)?;
        }
        Ok(())
    }

    /// One block; none where it was broken off.
    fn block(
        &self,
        block: u32,
        is_broken_off: &AtomicBool,
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
                if is_broken_off.load(Ordering::Relaxed) {
                    return Ok(None);
                }
                let record = self.start(cell, seed)?;
                let is_believed = record.rejected.is_none();
                records.push(Record {
                    block,
                    sitting: self.sitting,
                    order: position as u32,
                    attempt,
                    ..record
                });
                if is_believed {
                    break;
                }
                std::thread::sleep(Duration::from_millis(500));
            }
            progress.inc(1);
        }
        Ok(Some(records))
    }

    /// One start of a cell, with the floor just before.
    fn start(&self, cell: &Cell, seed: u64) -> Result<Record> {
        if self.campaign.cache == Cache::DiskCold {
            // The last start had the floor forgotten with everything else.
            self.floor.probe(&self.places, &self.stub)?;
        }
        let watch = Watch::begin();
        // A moment of nothing, in which what others do shows.
        std::thread::sleep(WATCHED);
        let floor_ns = self.floor.probe(&self.places, &self.stub)?;
        let pressure_percent = watch.pressure_percent();
        let mut record = measure(&self.spec(cell, seed)?, &self.places, &self.stub)?;
        record.conditions.floor_ns = floor_ns;
        record.conditions.pressure_percent = pressure_percent;
        record.rejected = record.conditions.rejection(self.campaign.limits(), self.floor.usual_ns);
        Ok(record)
    }

    /// What is asked of a cell.
    fn spec(&self, cell: &Cell, seed: u64) -> Result<Spec> {
        let function = self.registry.by_name(&cell.function)?;
        Ok(Spec {
            function: cell.function.clone(),
            start: self.registry.start(function, cell.workload)?,
            asked: Asked::Workload {
                workload: cell.workload,
                size: self.campaign.size,
                seed,
                n: cell.invocations,
            },
            profile: cell.profile,
            cache: self.campaign.cache,
            gap: Duration::from_micros(self.campaign.gap_us),
            init_timeout: INIT_TIMEOUT,
            timeout: Duration::from_mins(1),
        })
    }
}

/// The numbers below `n` in an order that `random` decides: Fisher and Yates, as in Knuth, TAOCP 2, 3.4.2.
fn shuffled(n: usize, random: &mut impl Rng) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    for last in (1..n).rev() {
        let other = ((u128::from(random.next_u64()) * (last as u128 + 1)) >> 64) as usize;
        order.swap(last, other);
    }
    order
}

/// Fails where a folder of runs is of another campaign.
fn same_campaign(folder: &Path, text: &str) -> Result<()> {
    let path = folder.join("campaign.toml");
    if !path.is_file() {
        return Ok(());
    }
    let there = fs::read_to_string(&path).with_context(|| format!("Failed to read '{}'", path.display()))?;
    ensure!(there == text, "'{}' holds another campaign; name another folder with --out", folder.display());
    Ok(())
}

#[test]
fn an_order_has_every_cell_once_and_the_seed_decides_it() {
    let order = |seed| shuffled(50, &mut Xoshiro256PlusPlus::seed_from_u64(seed));
    let mut sorted = order(1);
    sorted.sort_unstable();
    assert_eq!(sorted, (0..50).collect::<Vec<_>>());
    assert_eq!(order(1), order(1));
    assert_ne!(order(1), order(2));
}
