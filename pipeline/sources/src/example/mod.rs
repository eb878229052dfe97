//! Results of example: one JSON file a run, with the init durations of one function.
//!
//! `coldmark source new` copies this adapter. Replace what it says by what the files hold; [`rules`] lists every anomaly with
//! its outcome.

use std::path::{Path, PathBuf};

use anyhow::Result;
use schema::{
    Arch, Conditions, Date, Load, Memory, Metric, Packaging, PageCache, Registry, Runs, SeriesKey, Source,
};
use serde::Deserialize;
use serde_json::Value;

mod rules;

use rules::Rule;

use crate::batches::{BatchFile, Place, join, read_json};

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
    let rules = (Rule::BrokenFile, Rule::UnknownForm);
    let read = read_json((folder, files), rules, |file, name, run| take(file, source, name, &run))?;
    Ok(join(source, registry, read))
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
