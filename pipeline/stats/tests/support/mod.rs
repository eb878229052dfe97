//! Synthetic runs to summarize.

#![allow(dead_code, reason = "each test file uses its part")]

use schema::{
    BatchMeans, Claims, CollectorComparisons, Conditions, Date, FileRead, Memory, Metric, Record, Registry,
    Runs, SeriesKey, Tables,
};
use stats::{Context, summarize};

/// Returns runs of one source: each record holds a runtime's samples of one day, and each day is a file.
pub(crate) fn runs(records: &[(&str, Date, &[f64])]) -> Runs {
    let records: Vec<_> =
        records.iter().map(|(runtime, day, samples)| (*runtime, 128, *day, *samples)).collect();
    runs_of(&records)
}

/// Returns the same with a memory size for each record.
pub(crate) fn runs_of(records: &[(&str, u32, Date, &[f64])]) -> Runs {
    let mut runs = Runs {
        source: "made-up".to_owned(),
        source_runtimes: vec!["upstream".to_owned()],
        ..Runs::default()
    };
    for &(runtime, memory_mb, day, samples) in records {
        let key = SeriesKey {
            conditions: Conditions {
                source: "made-up".to_owned(),
                workload: "hello".to_owned(),
                ..Conditions::default()
            },
            runtime: runtime.to_owned(),
            memory: Memory::Mb(memory_mb),
            metric: Metric::InitMs,
        };
        let series_idx = runs.series.iter().position(|known| *known == key).unwrap_or_else(|| {
            runs.series.push(key);
            runs.series.len() - 1
        });
        let file_idx = runs.files.iter().position(|file| file.date == Some(day)).unwrap_or_else(|| {
            let path = format!("data/{day}.json");
            runs.files.push(FileRead { path, date: Some(day), ..FileRead::default() });
            runs.files.len() - 1
        });
        let file = &mut runs.files[file_idx];
        file.raw_records += 1;
        file.raw_samples += samples.len() as u64;
        runs.records.push(Record {
            series_idx: series_idx as u32,
            source_runtime_idx: 0,
            file_idx: file_idx as u32,
            record_idx: 0,
            cluster_idx: 0,
            date: day,
            first_sample: file.samples.len() as u32,
            n_samples: samples.len() as u32,
            batch_means: BatchMeans::default(),
        });
        file.samples.extend_from_slice(samples);
    }
    runs
}

/// Computes every table of `runs`, with an empty registry.
pub(crate) fn summarized(runs: &Runs) -> Tables {
    summarized_with(runs, &Registry::default(), &Claims::default())
}

/// Computes every table of `runs`.
pub(crate) fn summarized_with(runs: &Runs, registry: &Registry, claims: &Claims) -> Tables {
    summarized_for(runs, registry, claims, &CollectorComparisons::default())
}

/// Computes every table of `runs`, with the months of `collectors`.
pub(crate) fn summarized_for(
    runs: &Runs,
    registry: &Registry,
    claims: &Claims,
    collectors: &CollectorComparisons,
) -> Tables {
    summarize(runs, &Context { registry, claims, collectors, known: &[], digests: &[], study: false })
        .expect("runs of a test can be summarized")
}
