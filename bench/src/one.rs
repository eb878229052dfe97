//! `bench one`: a quick look at one function, from the registry or from anywhere.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use anyhow::{Context, Result, bail};

use crate::{
    api::Status,
    cpus::CpuAssignment,
    measure::{INIT_TIMEOUT, Spec, measure},
    profile::{PageCache, Profile},
    record::Record,
    registry::{Launch, Registry},
    stub::Stub,
    summary,
    terminal::{print_line, progress_bar},
    workload::Workload,
};

/// Take a quick look at one function
///
/// Measures a function from functions/functions.toml with one workload, or any program that speaks the Runtime API:
/// the executable that Lambda would run as `bootstrap`, or a folder with one.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Examples:
  bench one rust hello
  bench one java json --starts 20 --invocations 200 --profile 512
  bench one --bootstrap ./my-function --event event.json
  bench one --bootstrap ./my-folder --event event.json --out runs.ndjson

Milliseconds on this machine are not those of Lambda.

Exit codes: 0 measured, 1 a process failed, 2 error")]
pub(crate) struct Args {
    /// Name of a function in functions/functions.toml
    #[arg(required_unless_present = "bootstrap", conflicts_with = "bootstrap")]
    function: Option<String>,

    /// Workload
    #[arg(value_enum, default_value_t = Workload::Hello)]
    workload: Workload,

    /// Executable that speaks the Runtime API, or a folder with a `bootstrap`
    #[arg(long, value_name = "PATH")]
    bootstrap: Option<PathBuf>,

    /// JSON file with the event to send [default: {}]
    #[arg(long, value_name = "FILE", requires = "bootstrap")]
    event: Option<PathBuf>,

    /// Environment variable of the function; may be repeated
    #[arg(long, value_name = "NAME=VALUE", requires = "bootstrap")]
    env: Vec<String>,

    /// Value of `_HANDLER`
    #[arg(long, default_value = "bootstrap", requires = "bootstrap")]
    handler: String,

    /// Cold starts
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    starts: u32,

    /// Invocations per process
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    invocations: u32,

    /// 'uncapped', or the memory in MB that determines its CPU share
    #[arg(long, default_value = "uncapped")]
    profile: Profile,

    /// State of the page cache at a start; cold needs root
    #[arg(long, value_enum, default_value_t)]
    page_cache: PageCache,

    /// Seed of the events
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// Milliseconds between a response and the next event
    #[arg(long, value_name = "MS", default_value_t = 0)]
    gap: u64,

    /// Time limit of an init, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = INIT_TIMEOUT.as_secs(), value_parser = clap::value_parser!(u64).range(1..=900))]
    init_timeout: u64,

    /// Time limit of an invocation, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=900))]
    timeout: u64,

    /// File to append the records to, as one JSON line per process
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Print the records as one JSON line per process
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args, project: impl Fn() -> Result<PathBuf>) -> Result<ExitCode> {
    let mut spec = spec(args, project)?;
    let (stub, cpus) = (Stub::start()?, CpuAssignment::get());
    let progress = progress_bar(u64::from(args.starts));
    progress.set_prefix(spec.function.clone());
    let mut records = Vec::new();
    // The first start reads the files into the page cache and is discarded.
    let discarded = u32::from(args.page_cache == PageCache::Warm);
    for start in 0..args.starts + discarded {
        if spec.fixed_event.is_none() {
            spec.seed = args.seed + u64::from(start);
        }
        let record = measure(&spec, &cpus, &stub)?;
        if start < discarded && record.status == Status::Ok {
            continue;
        }
        records.push(record);
        progress.inc(1);
    }
    progress.finish_and_clear();
    report(args, &spec, &records)?;
    let has_failed = records.iter().any(|record| record.status != Status::Ok);
    Ok(ExitCode::from(u8::from(has_failed)))
}

fn spec(args: &Args, project: impl Fn() -> Result<PathBuf>) -> Result<Spec> {
    let defaults = if let Some(path) = &args.bootstrap {
        let event = match &args.event {
            Some(path) => fs::read(path).with_context(|| format!("Failed to read '{}'", path.display()))?,
            None => b"{}".to_vec(),
        };
        serde_json::from_slice::<serde_json::Value>(&event).context("The event is not valid JSON")?;
        let launch = bootstrap(args, path)?;
        Spec {
            fixed_event: Some(event),
            ..Spec::new(&file_name(path), launch, Workload::Hello, 0, args.invocations)
        }
    } else {
        let registry = Registry::read(&project()?)?;
        let function = registry.by_name(args.function.as_deref().unwrap_or_default())?;
        let spec = Spec::for_workload(&registry, function, args.workload, args.seed, args.invocations)?;
        if !function.is_built(&registry, args.workload) {
            bail!("'{}' is not built; run `bench build {}`", function.name, function.name);
        }
        spec
    };
    Ok(Spec {
        profile: args.profile,
        page_cache: args.page_cache,
        gap: Duration::from_millis(args.gap),
        init_timeout: Duration::from_secs(args.init_timeout),
        timeout: Duration::from_secs(args.timeout),
        ..defaults
    })
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| "function".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Returns the launch command of an executable, or of a folder with a `bootstrap`.
fn bootstrap(args: &Args, path: &Path) -> Result<Launch> {
    let path = path.canonicalize().with_context(|| format!("Failed to find '{}'", path.display()))?;
    let program = if path.is_dir() { path.join("bootstrap") } else { path };
    if !program.is_file() {
        bail!("'{}' does not exist: Lambda runs a file of this name", program.display());
    }
    let mut env = std::collections::BTreeMap::new();
    for pair in &args.env {
        let (name, value) = pair.split_once('=').with_context(|| format!("'{pair}' is not NAME=VALUE"))?;
        env.insert(name.to_owned(), value.to_owned());
    }
    Ok(Launch {
        folder: program.parent().unwrap_or(Path::new("/")).to_owned(),
        program: vec![program.display().to_string()],
        handler: args.handler.clone(),
        env,
    })
}

/// Writes the records to `--out` and prints them, or their percentiles.
fn report(args: &Args, spec: &Spec, records: &[Record]) -> Result<()> {
    let lines = records.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>();
    let lines = lines.context("Failed to serialise records")?;
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
        lines.iter().for_each(print_line);
        return Ok(());
    }
    let good: Vec<Record> = records.iter().filter(|record| record.status == Status::Ok).cloned().collect();
    let event = if spec.fixed_event.is_some() { "your event" } else { spec.workload.name() };
    print_line(format_args!("{} · {event} · {}", spec.function, spec.profile.name()));
    print_line(summary::table(&good).trim_end());
    let peak = good.iter().map(|record| record.usage_end.peak_rss_kb).max().unwrap_or(0);
    let cpu: Vec<f64> = good.iter().map(|record| record.usage_ready.cpu_ns as f64 / 1e6).collect();
    let cpu = summary::median(&cpu).map_or_else(|| "-".to_owned(), |ms| format!("{ms:.2} ms"));
    print_line(format_args!("  peak memory {:.1} MB, CPU time of init {cpu} (median)", peak as f64 / 1024.0));
    if let Some(record) =
        good.first().filter(|record| record.cpu_share.is_none() && spec.profile != Profile::Uncapped)
    {
        print_line(format_args!(
            "  NOT limited: CPU shares cannot be set here (in a control group: {})",
            record.in_cgroup
        ));
    }
    for record in records.iter().filter(|record| record.status != Status::Ok).take(3) {
        print_line(format_args!("  {:?}: {}", record.status, record.detail));
    }
    let n_failed = records.len() - good.len();
    if n_failed > 0 {
        print_line(format_args!("  {n_failed} of {} processes failed and are excluded", records.len()));
    }
    Ok(())
}
