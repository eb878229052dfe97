//! `coldmark fetch`: downloads raw files from upstream, a mirror or a copy into `data/sources/<name>/raw/`.

use std::{
    collections::BTreeSet,
    env,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use schema::Source;
use serde::Serialize;
use sources::fetch::{self, Known, Options, Report, Sink};

use crate::{project::Project, stdout, tables, write::StagingDir};

/// Exit code after Ctrl-C: 128 plus the number of the signal.
const INTERRUPTED: u8 = 130;

/// Download new and changed raw files of sources
///
/// Asks upstream for its list of files and downloads new and changed ones into data/sources/NAME/raw/.
/// Every file is verified against the checksum in the list and written whole or not at all, so the next run
/// resumes an interrupted one. Files that disappeared upstream stay. A frozen source whose files match
/// data/summaries/files.csv is verified without a request.
///
/// The token in `GITHUB_TOKEN` is sent to GitHub's API only. Proxies in `HTTPS_PROXY` and similar variables
/// are used.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Examples:
  coldmark fetch                                       every source, from upstream
  coldmark fetch lambda-perf --from data.tar.zst       from a copy of its repository
  coldmark fetch --mirror http://127.0.0.1:9000/ --json

Exit codes: 0 all files are present, 2 some downloads failed (each is named), 130 interrupted")]
pub(crate) struct Args {
    /// Sources to fetch [default: all in data/sources/]
    names: Vec<String>,

    /// Base URL to use instead of the hosts of the file list and of the files
    #[arg(long, value_name = "URL", conflicts_with = "from")]
    mirror: Option<String>,

    /// Checkout of the upstream repository, or a .tar.zst of one, to take files from; sources of one repository
    #[arg(long, value_name = "PATH")]
    from: Option<PathBuf>,

    /// Seconds to wait for a connection, and for the next bytes of a response
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,

    /// Files to download at once
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: u16,

    /// Print the result of every source as JSON
    #[arg(long)]
    json: bool,
}

/// The result of a source, for programs.
#[derive(Serialize)]
struct Fetched {
    #[serde(flatten)]
    report: Report,
    seconds: f64,
}

pub(crate) fn run(args: &Args, project: &Project) -> Result<ExitCode> {
    let chosen = choose(args, project.sources()?)?;
    let mut fetched = Vec::new();
    let mut n_unlisted = 0;
    for source in &chosen {
        let started = Instant::now();
        match fetch_source(args, project, source) {
            Ok(Some(report)) => {
                let seconds = started.elapsed().as_secs_f64();
                tell(&report, seconds);
                fetched.push(Fetched { report, seconds });
            }
            Ok(None) => {
                eprintln!("{}: interrupted; run it again to resume", source.name);
                return Ok(ExitCode::from(INTERRUPTED));
            }
            Err(error) => {
                eprintln!("{}: {error:#}", source.name);
                n_unlisted += 1;
            }
        }
    }
    if args.json {
        stdout::json(&fetched)?;
    }
    let all_here = n_unlisted == 0 && fetched.iter().all(|fetched| fetched.report.failed.is_empty());
    Ok(ExitCode::from(if all_here { 0 } else { 2 }))
}

/// Returns the chosen sources among those that have files upstream.
fn choose(args: &Args, sources: Vec<Source>) -> Result<Vec<Source>> {
    let sources: Vec<Source> = sources.into_iter().filter(Source::is_third_party).collect();
    let known: Vec<_> = sources.iter().map(|source| source.name.clone()).collect();
    for name in &args.names {
        ensure!(known.contains(name), "No source '{name}' to fetch; data/sources/ has {}", known.join(", "));
    }
    let is_meant = |source: &Source| args.names.is_empty() || args.names.contains(&source.name);
    let chosen: Vec<_> = sources.into_iter().filter(is_meant).collect();
    let repositories: BTreeSet<&str> =
        chosen.iter().filter_map(|source| Some(source.layout.as_ref()?.repository.as_str())).collect();
    ensure!(
        args.from.is_none() || repositories.len() == 1,
        "--from needs sources of one repository; name one of {}",
        known.join(", ")
    );
    Ok(chosen)
}

/// Fetches one source; `None` if Ctrl-C interrupted it.
fn fetch_source(args: &Args, project: &Project, source: &Source) -> Result<Option<Report>> {
    let folder = project.raw(source);
    let known = known(project, source)?;
    if let Some(report) = fetch::verify(source, &folder, &known)? {
        return Ok(Some(report));
    }
    let sink = StagingSink { staging: StagingDir::open(&folder)?, progress: progress(&source.name) };
    let report = if let Some(from) = &args.from {
        Some(fetch::from_copy(source, &folder, from, &known, &sink)?)
    } else {
        download(args, source, &folder, &known, &sink)?
    };
    sink.progress.finish_and_clear();
    Ok(report)
}

/// SHA-256 of the files of a frozen source, as `data/summaries/` has them; empty for other sources.
fn known(project: &Project, source: &Source) -> Result<Known> {
    if source.is_alive() {
        return Ok(Known::new());
    }
    let rows = tables::files(&project.summaries())?;
    let of_source = rows.into_iter().filter(|row| row.source == source.name);
    Ok(of_source.map(|row| (row.file, row.sha256)).collect())
}

#[tokio::main(flavor = "current_thread")]
async fn download(
    args: &Args,
    source: &Source,
    folder: &Path,
    known: &Known,
    sink: &StagingSink,
) -> Result<Option<Report>> {
    let options = Options {
        mirror: args.mirror.clone(),
        token: env::var("GITHUB_TOKEN").ok().filter(|token| !token.is_empty()),
        timeout: Duration::from_secs(args.timeout),
        concurrency: usize::from(args.jobs),
    };
    tokio::select! {
        report = fetch::from_upstream(source, folder, &options, known, sink) => report.map(Some),
        interrupted = tokio::signal::ctrl_c() => interrupted.context("Failed to listen for Ctrl-C").map(|()| None),
    }
}

/// Writes fetched files and shows progress.
struct StagingSink {
    staging: StagingDir,
    progress: ProgressBar,
}

impl Sink for StagingSink {
    fn begin(&self, n_files: usize) {
        self.progress.set_length(n_files as u64);
        self.progress.set_style(style("{prefix} [{bar:30}] {human_pos}/{human_len} files, {eta} left"));
    }

    fn keep(&self, path: &str, body: &[u8]) -> Result<()> {
        self.staging.keep(path, body)
    }

    fn settled(&self) {
        self.progress.inc(1);
    }
}

/// Shows a count on a terminal, then a bar once the total is known, and nothing elsewhere.
fn progress(name: &str) -> ProgressBar {
    ProgressBar::no_length().with_style(style("{prefix} {human_pos} files")).with_prefix(name.to_owned())
}

fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template);
    style.map_or_else(|_| ProgressStyle::default_bar(), |style| style.progress_chars("=> "))
}

fn tell(report: &Report, seconds: f64) {
    let name = &report.source;
    for failure in &report.failed {
        eprintln!("{name}: failed: {}: {}", failure.file, failure.reason);
    }
    for file in &report.gone {
        eprintln!("{name}: warning: {file} is no longer upstream but stays here; delete it to exclude it");
    }
    let megabytes = report.bytes as f64 / 1e6;
    eprintln!(
        "{name}: {} new, {} changed, {} unchanged, {} failed; {megabytes:.1} MB in {seconds:.1} s",
        report.new,
        report.changed,
        report.unchanged,
        report.failed.len()
    );
}
