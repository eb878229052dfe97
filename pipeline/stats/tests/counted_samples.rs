//! Samples that come counted give the same bytes as those that come one by one.

use proptest::prelude::*;
use schema::{Arch, BatchMeans, FileRead, FunctionKey, Memory, Metric, Record, Runs, date};

/// Samples of one record, each with a count, and the day and memory size of the record.
type Day = (i8, u32, Vec<(u16, u8)>);

/// Returns runs of one function, with counts or with each sample as often as it counts.
fn runs(days: &[Day], are_counted: bool) -> Runs<FunctionKey> {
    let key = |memory_mb| FunctionKey {
        function: "shop".to_owned(),
        version: None,
        memory: Memory::Mb(memory_mb),
        arch: Arch::X86_64,
        metric: Metric::WarmDurationMs,
    };
    let (mut file, mut records) = (FileRead::default(), Vec::new());
    for (day, series_idx, samples) in days {
        let first_sample = file.samples.len() as u32;
        for (hundredths, count) in samples {
            let value = f64::from(*hundredths) / 100.0;
            if are_counted {
                file.samples.push(value);
                file.counts.push(u32::from(*count));
            } else {
                file.samples.extend(std::iter::repeat_n(value, usize::from(*count)));
            }
        }
        records.push(Record {
            series_idx: *series_idx,
            source_runtime_idx: 0,
            file_idx: 0,
            record_idx: 0,
            cluster_idx: 0,
            date: date(2026, 1, *day),
            first_sample,
            n_samples: file.samples.len() as u32 - first_sample,
            batch_means: BatchMeans::default(),
        });
    }
    Runs {
        source: "logs".to_owned(),
        series: vec![key(128), key(256)],
        source_runtimes: vec!["shop".to_owned()],
        files: vec![file],
        records,
        ..Runs::default()
    }
}

fn days() -> impl Strategy<Value = Vec<Day>> {
    // Few different values, so that samples of a day, of days and of sizes are often equal.
    let samples = prop::collection::vec((1_u16..60, 1_u8..30), 1..40);
    prop::collection::vec((1_i8..=20, 0_u32..2, samples), 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn counted_samples_give_the_bytes_of_single_ones(days in days()) {
        let (counted, single) = (runs(&days, true), runs(&days, false));
        prop_assert_eq!(counted.n_accepted_samples(), single.n_accepted_samples());
        let [counted, single] = [counted, single].map(|runs| stats::log_report(&runs).unwrap());
        prop_assert_eq!(counted, single);
    }
}
