//! Results of example: one JSON file a run, with the init durations of one function.
//!
//! `coldmark source new` copies this adapter. Replace what it says by what the files hold; [`rules`] lists every anomaly with
//! its outcome.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use rayon::prelude::*;
use schema::{
    Arch, Conditions, Date, Load, Memory, Metric, Packaging, PageCache, Registry, Runs, SeriesKey, Source,
};
use serde::Deserialize;
use serde_json::Value;

mod rules;

use rules::Rule;

use crate::{
    batches::{BatchFile, Place, join},
    raw_files,
};

/// A run. Unused fields are ignored.
#[derive(Debug, Deserialize)]
struct Run {
    date: Date,
    runtime: String,
    memory_mb: u32,
    init_ms: Vec<Value>,
}

/// Reads all `files` below `folder`.
pub(super) fn read(source: &Source, registry: &Registry, folder: &Path, files: &[PathBuf]) -> Result<Runs> {
    let read = files.par_iter().map(|path| read_file(source, folder, path)).collect::<Result<Vec<_>>>()?;
    Ok(join(source, registry, read))
}

fn read_file(source: &Source, folder: &Path, path: &Path) -> Result<BatchFile<Rule>> {
    let name = raw_files::name_below(folder, path);
    let bytes = fs::read(path).with_context(|| format!("Failed to read '{}'", path.display()))?;
    let mut file = BatchFile::new(name.clone());
    match serde_json::from_slice::<Run>(&bytes) {
        Ok(run) => take(&mut file, source, &name, &run),
        Err(error) => {
            let rule = if error.is_data() { Rule::UnknownForm } else { Rule::BrokenFile };
            file.refuse_all(rule, error.to_string());
        }
    }
    Ok(file)
}

fn take(file: &mut BatchFile<Rule>, source: &Source, name: &str, run: &Run) {
    let place = place(source, name, run);
    for (record, time) in (0..).zip(&run.init_ms) {
        file.count_record();
        match time.as_f64().filter(|ms| *ms > 0.0) {
            Some(ms) => file.add(record, ms, |other| *other == place, || place.clone()),
            None => file.refuse(Rule::BadValue, record, 1, format!("a time is {time}")),
        }
    }
}

/// Returns the place of the samples of a run.
fn place(source: &Source, name: &str, run: &Run) -> Place {
    Place {
        // `data/runtimes.toml` lists it as an alias.
        function: format!("example/{}", run.runtime),
        series: SeriesKey {
            conditions: Conditions {
                source: String::new(),
                provider: source.provider,
                region: source.region.clone(),
                packaging: Packaging::Zip,
                page_cache: PageCache::Unknown,
                arch: Arch::Unknown,
                load: source.load.unwrap_or(Load::SEQUENTIAL),
                workload: "hello".to_owned(),
            },
            metric: Metric::InitMs,
            runtime: String::new(),
            memory: Memory::Mb(run.memory_mb),
        },
        // Each file is one run. Days are clusters by their date instead.
        cluster: name.to_owned(),
        date: run.date,
    }
}
