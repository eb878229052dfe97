//! `coldmark count`: counts the values in logs, and adds up counts.

use std::{
    collections::BTreeMap,
    io::{self, IsTerminal, Read},
    num::NonZero,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread,
    time::Instant,
};

use anyhow::{Context, Result, ensure};
use counts::{Counts, Fingerprint};
use indicatif::DecimalBytes;
use logs::Reader;
use schema::{ReadErrorKind, Receipt};

use crate::{
    count_files::{self, CountArgs},
    log_args::{Log, LogArgs},
    log_summary::{self, LogSummary},
    stderr, stdout, write,
};

/// Count the values in your own logs
///
/// Writes how often each function had each duration on each day, as Parquet: a report from these counts is the report from
/// the logs. Counts of many machines, nights or engines add up. Each log is read on its own, and its receipt says what was
/// read, so that nothing counts twice or is left out unseen.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Examples:
  coldmark count exported-log-group/ --out monday.parquet
  coldmark count --merge monday.parquet tuesday.parquet --out both.parquet
  coldmark count exported-log-group/ --known both.parquet --out tuesday-night.parquet
  coldmark report --counts both.parquet
  aws s3 cp s3://logs/shop/1.gz - | coldmark count - --name s3://logs/shop/1.gz --out -

Exit codes: 0 success, 1 a log cannot be read or counts are refused, 2 failure")]
pub(crate) struct Args {
    #[command(flatten)]
    logs: LogArgs,

    #[command(flatten)]
    counts: CountArgs,

    /// File for the counts, or - for standard output
    #[arg(long, value_name = "FILE", default_value = "counts.parquet")]
    out: PathBuf,

    /// Name of the log that is read from standard input, such as its address
    #[arg(long, value_name = "NAME", conflicts_with = "counts")]
    name: Option<String>,

    /// Leave out logs that these counts have: files or folders of earlier counts
    #[arg(long, value_name = "PATH", num_args = 1.., conflicts_with = "counts")]
    known: Vec<PathBuf>,

    /// Go on without logs that are cut off or cannot be read: their receipts say so, and they have no counts
    #[arg(long, conflicts_with = "counts")]
    lenient: bool,
}

pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let started = Instant::now();
    let is_stdout = args.out.as_os_str() == "-";
    ensure!(
        !is_stdout || !io::stdout().is_terminal(),
        "Standard output is a terminal: name a file with --out, or pipe the counts on"
    );
    let counts = if args.counts.are_given()? { merge(args)? } else { count(args)? };
    let Some(counts) = counts else { return Ok(ExitCode::from(1)) };
    let n_receipts = counts.receipts().len();
    if n_receipts == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    if is_stdout {
        stdout::bytes(&count_files::write(&counts, Vec::new())?)?;
    } else {
        let bytes = write::file_with(&args.out, |file| count_files::write_file(&counts, file))?;
        let invocations: u64 = counts.receipts().iter().map(|receipt| receipt.invocations).sum();
        let seconds = started.elapsed().as_secs_f64();
        eprintln!(
            "Counted {invocations} invocations of {n_receipts} log(s) in {seconds:.2} s: {}, {}",
            args.out.display(),
            DecimalBytes(bytes)
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Adds up counts; none if they are refused.
fn merge(args: &Args) -> Result<Option<Counts>> {
    let (counts, faults) = args.counts.read(&args.logs.labels())?;
    Ok(count_files::are_whole(&faults).then_some(counts))
}

/// Counts logs; none if one of them is refused.
fn count(args: &Args) -> Result<Option<Counts>> {
    let mut logs = args.logs.logs()?;
    if let Some(name) = &args.name {
        let is_stdin = matches!(&logs[..], [Log { file: None, .. }]);
        ensure!(is_stdin, "--name names the log in standard input, so give - as the only log");
        logs[0].name.clone_from(name);
    }
    ensure_distinct(&logs)?;
    ensure_new_file(&args.out, &args.known)?;
    leave_out_known(&mut logs, &args.known)?;
    if logs.is_empty() {
        eprintln!("Every log is in the earlier counts, so there is nothing to count");
        return Ok(Some(Counts::default()));
    }
    let counts = count_all(args, &logs)?;
    let summary = LogSummary::of(&counts);
    if args.out.as_os_str() != "-" {
        summary.print();
    }
    let refused: Vec<_> =
        counts.receipts().into_iter().filter_map(|it| Some((it, it.refused_as.as_ref()?))).collect();
    for (receipt, reason) in &refused {
        eprintln!("coldmark: Refused '{}': {}", stderr::shown(&receipt.path), stderr::shown(reason));
    }
    let is_refused = !refused.is_empty() && !args.lenient;
    if is_refused {
        eprintln!("coldmark: Nothing was written; --lenient goes on without these logs and lists them");
    }
    Ok((!is_refused && (args.name.is_some() || count_files::are_whole(&counts.faults()))).then_some(counts))
}

/// Fails if two logs have the same name, because receipts name them.
fn ensure_distinct(logs: &[Log]) -> Result<()> {
    let mut files = BTreeMap::new();
    for log in logs {
        let file = || log.file.as_deref().unwrap_or(Path::new("-")).display();
        if let Some(other) = files.insert(&log.name, log) {
            let other = other.file.as_deref().unwrap_or(Path::new("-")).display();
            anyhow::bail!(
                "'{other}' and '{}' are both called '{}'; name a folder above both, so that receipts differ",
                file(),
                log.name
            );
        }
    }
    Ok(())
}

/// Fails if the new counts would replace earlier ones.
fn ensure_new_file(out: &Path, known: &[PathBuf]) -> Result<()> {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    ensure!(
        known.iter().all(|path| real(path) != real(out)),
        "'{}' holds the earlier counts, and new ones would replace them: name another file with --out",
        out.display()
    );
    Ok(())
}

/// Removes the logs whose receipts are among the counts in `known`.
///
/// Fails if a log has changed since it was counted: then its counts are neither right nor to be taken back.
fn leave_out_known(logs: &mut Vec<Log>, known: &[PathBuf]) -> Result<()> {
    let mut sizes = BTreeMap::new();
    for path in known {
        for receipt in count_files::receipts(path)? {
            if receipt.refused_as.is_none() {
                sizes.insert(receipt.path, receipt.size);
            }
        }
    }
    for log in &*logs {
        let counted = sizes.get(&log.name).copied().flatten();
        let now = log.file.as_deref().and_then(|file| file.metadata().ok()).map(|found| found.len());
        if let Some((counted, now)) = counted.zip(now).filter(|(counted, now)| counted != now) {
            anyhow::bail!(
                "'{}' has {now} bytes, but had {counted} when it was counted; count all logs again",
                log.name
            );
        }
    }
    logs.retain(|log| !sizes.contains_key(&log.name));
    Ok(())
}

/// Counts logs on all cores.
fn count_all(args: &Args, logs: &[Log]) -> Result<Counts> {
    let (next, all) = (AtomicUsize::new(0), Mutex::new(Counts::default()));
    let work = || -> Result<()> {
        while let Some(log) = logs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let counts = count_one(args, log)?;
            all.lock().unwrap_or_else(PoisonError::into_inner).join(counts);
        }
        Ok(())
    };
    let n_threads = thread::available_parallelism().map_or(1, NonZero::get).min(logs.len());
    thread::scope(|scope| {
        let threads: Vec<_> = (0..n_threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|thread| match thread.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        })
    })?;
    Ok(all.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Counts one log. If it is cut off or cannot be read, there is nothing but its receipt.
fn count_one(args: &Args, log: &Log) -> Result<Counts> {
    let (mut counts, mut fingerprint) = (Counts::default(), Fingerprint::default());
    let size = AtomicU64::new(0);
    let mut input = Measured { input: log.open()?, size: &size };
    let options = args.logs.options(log);
    let mut reader = Reader::default();
    let receipt = log_summary::read_one(&mut reader, &log.name, &mut input, &options, &mut |invocation| {
        fingerprint.add(invocation);
        counts.add(invocation);
    });
    // A log that is refused early still has a length.
    io::copy(&mut input, &mut io::sink()).with_context(|| format!("Failed to read '{}'", log.name))?;
    let broken = receipt.errors.iter().find(|error| error.kind == ReadErrorKind::BrokenFile);
    let refused_as = receipt.refused_as.clone().or_else(|| broken.map(|error| error.reason.clone()));
    let size = Some(size.load(Ordering::Relaxed));
    let receipt = Receipt { size, ..receipt };
    if refused_as.is_none() {
        counts.add_receipt(Receipt { fingerprint: fingerprint.text(), ..receipt });
        return Ok(counts);
    }
    let mut refused = Counts::default();
    let Receipt { path, format, bytes, n_errors, refused_by_fault, errors, .. } = receipt;
    let rest =
        Receipt { path, size, format, bytes, n_errors, refused_by_fault, errors, ..Receipt::default() };
    refused.add_receipt(Receipt { refused_as, ..rest });
    Ok(refused)
}

/// Counts the bytes of a log as it is stored.
struct Measured<'a, R> {
    input: R,
    size: &'a AtomicU64,
}

impl<R: Read> Read for Measured<'_, R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let n_read = self.input.read(bytes)?;
        self.size.fetch_add(n_read as u64, Ordering::Relaxed);
        Ok(n_read)
    }
}
