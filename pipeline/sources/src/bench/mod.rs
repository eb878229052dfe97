//! Runs of our own, as `bench run` leaves them: a file for each block of a campaign, a line for each process.
//!
//! What the fields of a line mean is in `data/runs/README.md`; [`rules`] says which processes are no figures.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use flate2::read::MultiGzDecoder;
use rayon::prelude::*;
use schema::{Clustering, FileRead, Quarantined, Record, Registry, Runs};

mod machine;
mod names;
mod rules;
mod start;

use names::Names;
use rules::Rule;
use start::Start;

use crate::tally::Tally;

/// A block may not be longer than this, unpacked: a hundred times the longest there is.
const MAX_BYTES: u64 = 100_000_000;

/// Reads all `files` below `folder`, each a block.
pub(super) fn read(source: &str, registry: &Registry, folder: &Path, files: &[PathBuf]) -> Result<Runs> {
    let blocks = files.par_iter().map(|path| Block::read(folder, path)).collect::<Result<Vec<_>>>()?;
    let machines = machine::read(folder)?;
    let mut runs = Runs { source: source.to_owned(), clustering: Clustering::Blocks, ..Runs::default() };
    let mut names =
        Names::new(source, registry, machines.last().map(machine::Machine::arch).unwrap_or_default());
    let mut tally = Tally::default();
    for block in blocks {
        block.add_to(&mut runs, &mut names, &mut tally);
    }
    runs.rules = tally.rows(source);
    runs.artifacts = machine::artifacts(source, &machines, &names);
    (runs.series, runs.source_runtimes) = (names.series, names.functions);
    runs.unregistered = names.unregistered.into_iter().collect();
    Ok(runs)
}

/// The lines of a file.
struct Block {
    path: String,
    /// Each line with its number from 0; what is wrong with it where it is no process.
    starts: Vec<Result<Start, String>>,
    /// What is wrong with the file.
    broken: Option<String>,
}

impl Block {
    fn read(folder: &Path, path: &Path) -> Result<Block> {
        let packed = fs::read(path).with_context(|| format!("Failed to read '{}'", path.display()))?;
        let mut text = String::new();
        let unpacked = MultiGzDecoder::new(&packed[..]).take(MAX_BYTES).read_to_string(&mut text);
        let broken = match unpacked {
            Err(error) => Some(format!("The file cannot be unpacked: {error}")),
            Ok(n_bytes) if n_bytes as u64 == MAX_BYTES => {
                Some(format!("The file has {MAX_BYTES} bytes or more, unpacked"))
            }
            Ok(_) => None,
        };
        let text = if broken.is_some() { "" } else { &text };
        let start = |line: &str| serde_json::from_str(line).map_err(|error| error.to_string());
        Ok(Block { path: crate::name_below(folder, path), starts: text.lines().map(start).collect(), broken })
    }

    fn add_to(self, runs: &mut Runs, names: &mut Names<'_>, tally: &mut Tally<Rule>) {
        let date = self.starts.iter().flatten().map(|start| start.date).next();
        let file_idx = runs.files.len() as u32;
        let mut file = FileRead { path: self.path, date, ..FileRead::default() };
        let mut of_file = Tally::default();
        let mut refuse = |rule: Rule, function: &str, (records, samples): (u64, u64), detail: String| {
            of_file.count(rule, records, samples);
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
        if let Some(broken) = self.broken {
            refuse(Rule::BrokenFile, "", (0, 0), broken);
            file.refused_by = Some(Rule::BrokenFile.name());
        }
        let (mut throttled, mut disk_read) = ((0, 0), (0, 0));
        for (line, start) in self.starts.into_iter().enumerate() {
            file.raw_records += 1;
            let start = match start {
                Ok(start) => start,
                Err(error) => {
                    refuse(Rule::BrokenRecord, "", (1, 0), format!("Line {}: {error}", line + 1));
                    continue;
                }
            };
            let samples = start.samples();
            let n_samples = samples.iter().map(|(_, values)| values.len() as u64).sum();
            file.raw_samples += n_samples;
            if let Some((rule, detail)) = start.refusal() {
                refuse(rule, &start.function, (1, n_samples), format!("Line {}: {detail}", line + 1));
                continue;
            }
            if start.has_read_disk() {
                disk_read = (disk_read.0 + 1, disk_read.1 + n_samples);
            }
            let n_throttled = start.throttled_invocations();
            throttled = (throttled.0 + u64::from(n_throttled > 0), throttled.1 + n_throttled);
            file.raw_samples += n_throttled;
            let function = names.function(&start.function);
            for (metric, values) in samples {
                runs.records.push(Record {
                    series_idx: names.series(&start, metric),
                    source_runtime_idx: function,
                    file_idx,
                    record_idx: line as u32,
                    date: start.date,
                    first_sample: file.samples.len() as u32,
                    n_samples: values.len() as u32,
                    batch_means: schema::BatchMeans::default(),
                });
                file.samples.extend(values);
            }
        }
        if throttled.1 > 0 {
            let detail = format!("{} invocations of {} processes", throttled.1, throttled.0);
            refuse(Rule::ThrottledInvocations, "", throttled, detail);
        }
        if disk_read.0 > 0 {
            of_file.count(Rule::DiskRead, disk_read.0, disk_read.1);
        }
        tally.add(&of_file);
        runs.files.push(file);
    }
}
