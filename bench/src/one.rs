//! `bench one`: a quick look at one function, ours or anybody's.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    api::Status,
    measure::{Asked, INIT_TIMEOUT, Spec, measure},
    profile::{Cache, Places, Profile},
    record::Record,
    registry::{Registry, Start},
    stdout::line,
    stub::Stub,
    summary,
    verify::workload,
    workload::{Size, Workload},
};

/// Measure one function for a quick look
///
/// Either one of functions/functions.toml with a workload, or any function that speaks the Runtime API: the
/// program that Lambda would run as `bootstrap`, or a folder that has one.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Examples:
  bench one rust hello
  bench one java json --starts 20 --invocations 200 --profile 512
  bench one --bootstrap ./my-function --event event.json
  bench one --bootstrap ./my-folder --event event.json --out runs.ndjson

What is measured here is the function on this machine: milliseconds are not those of Lambda.

Exit codes: 0 measured, 1 some process failed, 2 could not be measured")]
pub(crate) struct Args {
    /// Name of a function in functions/functions.toml
    #[arg(required_unless_present = "bootstrap", conflicts_with = "bootstrap")]
    function: Option<String>,

    /// What it does
    #[arg(value_parser = workload, default_value = "hello")]
    workload: Workload,

    /// A function's program, or a folder with a `bootstrap`
    #[arg(long, value_name = "PATH")]
    bootstrap: Option<PathBuf>,

    /// File with the event that it gets, as JSON [default: {}]
    #[arg(long, value_name = "FILE", requires = "bootstrap")]
    event: Option<PathBuf>,

    /// Variable to set for the function, as NAME=VALUE; may be repeated
    #[arg(long, value_name = "NAME=VALUE", requires = "bootstrap")]
    env: Vec<String>,

    /// Value of `_HANDLER`
    #[arg(long, default_value = "bootstrap", requires = "bootstrap")]
    handler: String,

    /// Cold starts
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    starts: u32,

    /// Invocations of each process
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    invocations: u32,

    /// uncapped, or the megabytes whose share of the processor it gets
    #[arg(long, default_value = "uncapped")]
    profile: Profile,

    /// What is in the page cache at a start
    #[arg(long, value_enum, default_value_t)]
    cache: Cache,

    /// Seed of the events
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// Milliseconds between a response and the next event
    #[arg(long, value_name = "MS", default_value_t = 0)]
    gap: u64,

    /// Seconds until it must ask for its first event
    #[arg(long, value_name = "SECONDS", default_value_t = INIT_TIMEOUT.as_secs(), value_parser = clap::value_parser!(u64).range(1..=900))]
    init_timeout: u64,

    /// Seconds that an invocation may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=900))]
    timeout: u64,

    /// File to add the records to, a line of JSON for each process
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Print the records as JSON, a line for each process
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args, project: impl Fn() -> Result<PathBuf>) -> Result<ExitCode> {
    let mut spec = spec(args, project)?;
    let (stub, places) = (Stub::start()?, Places::here());
    let progress = ProgressBar::new(u64::from(args.starts));
    if let Ok(style) = ProgressStyle::with_template("{prefix} [{bar:30}] {pos}/{len} starts, {eta} left") {
        progress.set_style(style.progress_chars("=> "));
    }
    progress.set_prefix(spec.function.clone());
    let mut records = Vec::new();
    // The first start brings the files into the page cache, and is not counted.
    let discarded = u32::from(args.cache == Cache::CacheWarm);
    for start in 0..args.starts + discarded {
        if let Asked::Workload { seed, .. } = &mut spec.asked {
            *seed = args.seed + u64::from(start);
        }
        let record = measure(&spec, &places, &stub)?;
        if start < discarded && record.status == Status::Ok {
            continue;
        }
        records.push(record);
        progress.inc(1);
    }
    progress.finish_and_clear();
    tell(args, &spec, &records)?;
    let is_fine = records.iter().all(|record| record.status == Status::Ok);
    Ok(ExitCode::from(u8::from(!is_fine)))
}

fn spec(args: &Args, project: impl Fn() -> Result<PathBuf>) -> Result<Spec> {
    let (function, start, asked) = if let Some(path) = &args.bootstrap {
        let body = match &args.event {
            Some(path) => fs::read(path).with_context(|| format!("Failed to read '{}'", path.display()))?,
            None => b"{}".to_vec(),
        };
        serde_json::from_slice::<serde_json::Value>(&body).context("The event is no JSON")?;
        (name_of(path), bootstrap(args, path)?, Asked::Event { body, n: args.invocations })
    } else {
        let registry = Registry::read(&project()?)?;
        let function = registry.by_name(args.function.as_deref().unwrap_or_default())?;
        let start = registry.start(function, args.workload)?;
        if !function.is_built(&registry, args.workload) {
            bail!("'{}' is not built; run `bench build {}`", function.name, function.name);
        }
        let (workload, size, seed, n) = (args.workload, Size::default(), args.seed, args.invocations);
        (function.name.clone(), start, Asked::Workload { workload, size, seed, n })
    };
    Ok(Spec {
        function,
        start,
        asked,
        profile: args.profile,
        cache: args.cache,
        gap: Duration::from_millis(args.gap),
        init_timeout: Duration::from_secs(args.init_timeout),
        timeout: Duration::from_secs(args.timeout),
    })
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| "function".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Anybody's function: a program, or a folder with one called `bootstrap`.
fn bootstrap(args: &Args, path: &Path) -> Result<Start> {
    let path = path.canonicalize().with_context(|| format!("Failed to find '{}'", path.display()))?;
    let program = if path.is_dir() { path.join("bootstrap") } else { path };
    if !program.is_file() {
        bail!("'{}' is not there: Lambda runs a file of this name", program.display());
    }
    let mut env = std::collections::BTreeMap::new();
    for pair in &args.env {
        let (name, value) = pair.split_once('=').with_context(|| format!("'{pair}' is not NAME=VALUE"))?;
        env.insert(name.to_owned(), value.to_owned());
    }
    Ok(Start {
        folder: program.parent().unwrap_or(Path::new("/")).to_owned(),
        program: vec![program.display().to_string()],
        handler: args.handler.clone(),
        env,
    })
}

fn tell(args: &Args, spec: &Spec, records: &[Record]) -> Result<()> {
    let lines = records.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>();
    let lines = lines.context("Failed to write down records")?;
    if let Some(path) = &args.out {
        let mut file = File::options()
            .create(true)
            .append(true)
            .open(path)
            .with_context(|| format!("Failed to open '{}'", path.display()))?;
        let text = lines.join("\n") + "\n";
        file.write_all(text.as_bytes()).with_context(|| format!("Failed to write '{}'", path.display()))?;
    }
    if args.json {
        lines.iter().for_each(line);
        return Ok(());
    }
    let good: Vec<Record> = records.iter().filter(|record| record.status == Status::Ok).cloned().collect();
    let what = match &spec.asked {
        Asked::Workload { workload, .. } => workload.to_string(),
        Asked::Event { .. } => "your event".to_owned(),
    };
    line(format_args!("{} · {what} · {}", spec.function, spec.profile.name()));
    line(summary::text(&good).trim_end());
    let peak = good.iter().map(|record| record.usage_end.peak_rss_kb).max().unwrap_or(0);
    let cpu: Vec<f64> = good.iter().map(|record| record.usage_ready.cpu_ns as f64 / 1e6).collect();
    let cpu = summary::median(&cpu).map_or_else(|| "-".to_owned(), |ms| format!("{ms:.2} ms"));
    line(format_args!("  peak memory {:.1} MB, processor time of init {cpu} (median)", peak as f64 / 1024.0));
    if let Some(record) =
        good.first().filter(|record| record.share.is_none() && spec.profile != Profile::Uncapped)
    {
        line(format_args!(
            "  NOT limited: control groups cannot be had here (grouped: {})",
            record.is_grouped
        ));
    }
    for record in records.iter().filter(|record| record.status != Status::Ok).take(3) {
        line(format_args!("  {:?}: {}", record.status, record.detail));
    }
    let n_failed = records.len() - good.len();
    if n_failed > 0 {
        line(format_args!("  {n_failed} of {} processes failed and are not in the figures", records.len()));
    }
    Ok(())
}
