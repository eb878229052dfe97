//! Tests of campaigns: intervals resample blocks.

mod support;

use schema::{ClusterUnit, Date, Memory, Packaging, Percentile, Provider, Runs, Verdict, date};
use support::{runs, summarized};

/// Returns eight blocks on two days, each with `n` samples of two functions.
fn campaign(n: u32) -> Runs {
    let mut samples: Vec<(&str, Date, Vec<f64>)> = Vec::new();
    for block in 0..8_u32 {
        for (function, base) in [("quick", 1.0), ("slow", 2.0)] {
            let noise = |sample: u32| f64::from((sample * 37 + block * 101) % 97) / 1000.0;
            samples.push((
                function,
                date(2026, 6, 1 + block as i8),
                (0..n).map(|idx| base + noise(idx)).collect(),
            ));
        }
    }
    let records: Vec<_> = samples.iter().map(|(a, b, values)| (*a, *b, values.as_slice())).collect();
    let mut runs = runs(&records);
    runs.cluster_unit = ClusterUnit::Block;
    for key in &mut runs.series {
        (key.conditions.provider, key.conditions.packaging) = (Provider::Local, Packaging::Files);
        key.memory = Memory::Uncapped;
    }
    // The blocks of a session share a day.
    for record in &mut runs.records {
        record.date = date(2026, 6, 1 + i8::from(record.file_idx > 3));
        record.cluster_idx = record.file_idx;
    }
    runs
}

#[test]
fn blocks_are_counted_and_resampled_though_they_share_days() {
    let found = summarized(&campaign(10));
    let window = found.series[0].window;
    assert_eq!((window.window_start, window.window_end), (date(2026, 6, 1), date(2026, 6, 2)));
    assert_eq!(found.series.len(), 2, "nothing is pooled: a share of the processor changes what is measured");
    assert!(
        found
            .series
            .iter()
            .all(|row| row.distribution.clusters == 8 && row.series.memory == Memory::Uncapped)
    );
    let median = found.intervals.iter().find(|row| row.percentile == Percentile::P50).unwrap();
    assert!(median.lower < Some(median.estimate) && Some(median.estimate) < median.upper, "{median:?}");
}

#[test]
fn functions_are_compared_block_by_block_and_have_no_history() {
    let found = summarized(&campaign(10));
    let [pair] = &found.comparisons[..] else { panic!("{:?}", found.comparisons) };
    assert_eq!((pair.a.as_str(), pair.verdict), ("quick", Some(Verdict::Faster)));
    assert_eq!(found.shifts.len(), 1);
    assert!(found.history.is_empty() && found.changes.is_empty() && found.multiverse.is_empty());
}

#[test]
fn a_pair_without_an_interval_has_no_verdict() {
    let mut runs = campaign(10);
    runs.records.retain(|record| record.cluster_idx < 5);
    for record in &runs.records {
        if runs.series[record.series_idx as usize].runtime == "slow" {
            let level = 2.0 + f64::from(record.cluster_idx);
            runs.files[record.file_idx as usize].samples[record.samples()].fill(level);
        }
    }
    let found = summarized(&runs);
    let [pair] = &found.comparisons[..] else { panic!("{:?}", found.comparisons) };
    let what = "five blocks of equal samples each are five effective samples";
    assert_eq!((pair.p50_ratio.lower, pair.verdict), (None, None), "{what}: {pair:?}");
}

#[test]
fn deciles_of_a_few_samples_are_not_published() {
    assert!(summarized(&campaign(2)).shifts.is_empty());
}

#[test]
fn the_deepest_percentile_needs_its_samples() {
    let check = |n, is_there: bool| {
        let found = summarized(&campaign(n));
        assert_eq!(found.series[0].p999.is_some(), is_there, "{n}");
        let rows = found.intervals.iter().filter(|row| row.percentile == Percentile::P999);
        assert_eq!(rows.count(), if is_there { 2 } else { 0 }, "{n}");
    };
    check(460, false);
    check(461, true);
    let deep = summarized(&campaign(600)).series[0].p999.unwrap();
    assert!((deep - 1.096).abs() < 0.001, "{deep}");
}
