//! Adapter of campaigns, as `bench run` writes them: one file per block, one line per process.
//!
//! `data/runs/README.md` explains the fields; [`rules`] lists the reasons for quarantine.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use flate2::read::MultiGzDecoder;
use rayon::prelude::*;
use schema::{ClusterUnit, FileRead, Quarantined, Record, Registry, Runs};

mod machine;
mod names;
mod process;
mod rules;

use names::Names;
use process::Process;
use rules::Rule;

use crate::tally::{Rules, Tally};

/// Limit of a decompressed block: a hundred times the longest so far, so only a decompression bomb reaches it.
const MAX_BYTES: u64 = 100_000_000;

/// Reads all `files` below `folder`, one block each.
pub(super) fn read(source: &str, registry: &Registry, folder: &Path, files: &[PathBuf]) -> Result<Runs> {
    let blocks = files.par_iter().map(|path| Block::read(folder, path)).collect::<Result<Vec<_>>>()?;
    let machines = machine::read(folder)?;
    let mut runs = Runs { source: source.to_owned(), cluster_unit: ClusterUnit::Block, ..Runs::default() };
    let mut names =
        Names::new(source, registry, machines.last().map(machine::Machine::arch).unwrap_or_default());
    let mut tally = Tally::default();
    for block in blocks {
        block.add_to(&mut runs, &mut names, &mut tally);
    }
    runs.rules = tally.rows(source);
    runs.artifacts = machine::artifacts(source, &machines, &names);
    names.index.add_to(&mut runs);
    Ok(runs)
}

/// Lines of a block file.
struct Block {
    path: String,
    /// Process of each line, or the parse error.
    processes: Vec<Result<Process, String>>,
    /// Error that makes the whole file unreadable.
    error: Option<String>,
}

impl Block {
    fn read(folder: &Path, path: &Path) -> Result<Block> {
        let compressed = fs::read(path).with_context(|| format!("Failed to read '{}'", path.display()))?;
        let mut text = String::new();
        let outcome = MultiGzDecoder::new(&compressed[..]).take(MAX_BYTES).read_to_string(&mut text);
        let error = match outcome {
            Err(error) => Some(format!("The file cannot be decompressed: {error}")),
            Ok(n_bytes) if n_bytes as u64 == MAX_BYTES => {
                Some(format!("The file has {MAX_BYTES} bytes or more when decompressed"))
            }
            Ok(_) => None,
        };
        let text = if error.is_some() { "" } else { &text };
        let parse = |line: &str| serde_json::from_str(line).map_err(|error| error.to_string());
        let processes = text.lines().map(parse).collect();
        Ok(Block { path: crate::name_below(folder, path), processes, error })
    }

    fn add_to(self, runs: &mut Runs, names: &mut Names<'_>, tally: &mut Tally<Rule>) {
        let date = self.processes.iter().flatten().map(|process| process.date).next();
        let file_idx = runs.files.len() as u32;
        let mut file = FileRead { path: self.path, date, ..FileRead::default() };
        let mut file_tally = Tally::default();
        let mut quarantine = |rule: Rule, function: &str, (records, samples): (u64, u64), detail: String| {
            file_tally.count(rule, records, samples);
            runs.quarantined.push(Quarantined {
                source: runs.source.clone(),
                file: file.path.clone(),
                date,
                source_runtime: function.to_owned(),
                rule: rule.name().to_owned(),
                samples,
                detail,
            });
        };
        if let Some(error) = self.error {
            quarantine(Rule::BrokenFile, "", (0, 0), error);
            file.refused_by = Some(Rule::BrokenFile.name());
        }
        let (mut throttled, mut disk_read) = ((0, 0), (0, 0));
        for (line, process) in self.processes.into_iter().enumerate() {
            file.raw_records += 1;
            let process = match process {
                Ok(process) => process,
                Err(error) => {
                    quarantine(Rule::BrokenRecord, "", (1, 0), format!("Line {}: {error}", line + 1));
                    continue;
                }
            };
            let samples = process.samples();
            let n_samples = samples.iter().map(|(_, values)| values.len() as u64).sum();
            file.raw_samples += n_samples;
            if let Some((rule, detail)) = process.refusal() {
                quarantine(rule, &process.function, (1, n_samples), format!("Line {}: {detail}", line + 1));
                continue;
            }
            if process.has_read_disk() {
                disk_read = (disk_read.0 + 1, disk_read.1 + n_samples);
            }
            let n_throttled = process.throttled_invocations();
            throttled = (throttled.0 + u64::from(n_throttled > 0), throttled.1 + n_throttled);
            file.raw_samples += n_throttled;
            let function = names.function(&process.function);
            for (metric, values) in samples {
                runs.records.push(Record {
                    series_idx: names.series(&process, metric),
                    source_runtime_idx: function,
                    file_idx,
                    record_idx: line as u32,
                    cluster_idx: file_idx,
                    date: process.date,
                    first_sample: file.samples.len() as u32,
                    n_samples: values.len() as u32,
                    batch_means: schema::BatchMeans::default(),
                });
                file.samples.extend(values);
            }
        }
        if throttled.1 > 0 {
            let detail = format!("{} invocations of {} processes", throttled.1, throttled.0);
            quarantine(Rule::ThrottledInvocations, "", throttled, detail);
        }
        if disk_read.0 > 0 {
            file_tally.count(Rule::DiskRead, disk_read.0, disk_read.1);
        }
        tally.add(&file_tally);
        runs.files.push(file);
    }
}
