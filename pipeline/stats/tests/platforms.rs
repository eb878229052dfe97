//! Tests of several platforms: pooled regions, pairs of platforms, failures, and a second collector.

mod support;

use schema::{
    Arch, ClaimVerdict, Claims, ClusterUnit, CollectorComparisons, Conditions, FileRead, Load, Memory,
    Metric, Observer, OutcomeRow, Percentile, Pooled, Provider, Record, Registry, Runs, SeriesKey, Tables,
    Verdict, date,
};
use support::{runs, summarized, summarized_for};

fn key(provider: Provider, region: &str) -> SeriesKey {
    SeriesKey {
        conditions: Conditions {
            source: "made-up".to_owned(),
            provider,
            region: region.to_owned(),
            load: Load::burst(250),
            workload: "product".to_owned(),
            ..Conditions::default()
        },
        metric: Metric::WorkMs,
        runtime: provider.name().to_owned(),
        memory: Memory::Mb(512),
    }
}

/// Returns runs of `platforms`: provider, region, and the base of twenty samples in each of some runs.
fn surveyed(platforms: &[(Provider, &str, f64, u32)], pooled: Pooled) -> Runs {
    let mut found = Runs {
        source: "made-up".to_owned(),
        source_runtimes: vec!["upstream".to_owned()],
        cluster_unit: ClusterUnit::Run,
        pooled,
        ..Runs::default()
    };
    for (provider, region, base, n_runs) in platforms {
        found.series.push(key(*provider, region));
        for run in 0..*n_runs {
            let noise = |sample: u32| f64::from((sample * 37 + run * 101) % 97) / 1000.0;
            let samples: Vec<f64> = (0..20).map(|sample| base * (1.0 + noise(sample))).collect();
            let file_idx = found.files.len() as u32;
            found.records.push(Record {
                series_idx: found.series.len() as u32 - 1,
                source_runtime_idx: 0,
                file_idx,
                record_idx: 0,
                cluster_idx: file_idx,
                date: date(2025, 11, 26),
                first_sample: 0,
                n_samples: 20,
                batch_means: schema::BatchMeans::default(),
            });
            found.files.push(FileRead {
                path: format!("{file_idx}.log"),
                raw_samples: 20,
                samples,
                ..FileRead::default()
            });
        }
    }
    found
}

/// Computes the tables, and those that join series.
fn tables(runs: &Runs) -> Tables {
    let mut tables = summarized(runs);
    tables.platform_comparisons = stats::platform_comparisons(&tables);
    tables
}

#[test]
fn regions_are_pooled_and_each_is_a_cluster() {
    let regions = ["a-1", "b-1", "c-1", "d-1"].map(|region| (Provider::Aws, region, 100.0, 1));
    let found = tables(&surveyed(&regions, Pooled::Regions));
    let clusters: Vec<(&str, u32, u64)> = found
        .series
        .iter()
        .map(|row| (row.series.conditions.region.as_str(), row.distribution.clusters, row.distribution.n))
        .collect();
    assert_eq!(clusters, [("a-1", 1, 20), ("all", 4, 80), ("b-1", 1, 20), ("c-1", 1, 20), ("d-1", 1, 20)]);
    let with_ends = found.intervals.iter().filter(|row| row.ends().is_some());
    assert!(with_ends.clone().all(|row| row.series.conditions.region == "all"), "one run has no interval");
    assert!(with_ends.clone().any(|row| row.percentile == Percentile::P50));
    assert!(found.history.is_empty() && found.changes.is_empty() && found.ranks.is_empty());
}

#[test]
fn two_platforms_are_compared_and_one_run_is_not() {
    let platforms =
        [(Provider::Aws, "a-1", 200.0, 6), (Provider::Azure, "b", 100.0, 6), (Provider::Gcp, "c", 50.0, 1)];
    let found = tables(&surveyed(&platforms, Pooled::Nothing));
    let [row] = &found.platform_comparisons[..] else { panic!("one pair: {:?}", found.platform_comparisons) };
    assert_eq!((row.a.as_str(), row.b.as_str(), row.b_region.as_str()), ("aws", "azure", "b"));
    assert!((row.p50_ratio.value - 2.0).abs() < 0.05, "{row:?}");
    assert_eq!(row.verdict, Some(Verdict::Slower));
    let (lower, upper) = (row.p50_ratio.lower.unwrap(), row.p50_ratio.upper.unwrap());
    assert!(lower < row.p50_ratio.value && row.p50_ratio.value < upper);
}

#[test]
fn regions_of_one_platform_are_not_compared_with_parts_of_another() {
    let platforms = [
        (Provider::Aws, "a-1", 200.0, 2),
        (Provider::Aws, "a-2", 200.0, 2),
        (Provider::Gcp, "c-1", 100.0, 2),
        (Provider::Gcp, "c-2", 100.0, 2),
    ];
    let pooled = tables(&surveyed(&platforms, Pooled::Regions));
    let pairs = |found: &Tables| -> Vec<(String, String)> {
        let rows = found.platform_comparisons.iter();
        rows.map(|row| (row.conditions.region.clone(), row.b_region.clone())).collect()
    };
    assert_eq!(pairs(&pooled), [("all".to_owned(), "all".to_owned())]);
    assert!(pairs(&tables(&surveyed(&platforms, Pooled::Nothing))).is_empty());
}

#[test]
fn a_claim_about_platforms_is_tested() {
    let platforms = [(Provider::Aws, "a-1", 200.0, 6), (Provider::Azure, "b", 100.0, 6)];
    let found = tables(&surveyed(&platforms, Pooled::Nothing));
    let claims: Claims = toml::from_str(
        r#"
        [[claim]]
        id = "twice"
        sentence = "AWS takes more than one and a half times as long."
        by = "nobody"
        relies_on = "supported"
        [[claim.test]]
        source = "made-up"
        provider = "aws"
        region = "a-1"
        packaging = "zip"
        arch = "x86_64"
        load = "burst-250"
        workload = "product"
        metric = "work_ms"
        memory_mb = 512
        a = "aws"
        b = "azure"
        statistic = "p50-ratio"
        rule = "above 1.5"
        "#,
    )
    .unwrap();
    let rows = stats::claims(&claims, &found);
    assert_eq!((rows[0].verdict, rows[0].memory_mb), (Some(ClaimVerdict::Supported), Some(512)));
}

#[test]
fn failures_are_added_up_and_unknown_counts_stay_missing() {
    let mut found =
        surveyed(&[(Provider::Aws, "a-1", 1.0, 1), (Provider::Aws, "b-1", 1.0, 1)], Pooled::Regions);
    let count = |region: &str, failed, planned| OutcomeRow {
        conditions: key(Provider::Aws, region).conditions,
        runtime: "aws".to_owned(),
        memory: Memory::Mb(512),
        observer: Observer::Platform,
        recorded: 10,
        failed,
        planned,
        ..OutcomeRow::default()
    };
    found.outcomes = vec![count("a-1", Some(1), None), count("b-1", Some(2), Some(5))];
    let rows = summarized(&found).outcomes;
    let all = rows.iter().find(|row| row.conditions.region == "all").unwrap();
    assert_eq!((all.recorded, all.failed, all.planned), (20, Some(3), None));
    assert_eq!(rows.len(), 3);
}

#[test]
fn a_second_collector_is_compared_by_month_and_size() {
    let samples = |base: f64| (0..10).map(|idx| base + f64::from(idx) / 100.0).collect::<Vec<_>>();
    let days = |base: f64| -> Vec<(&'static str, schema::Date, Vec<f64>)> {
        (1..=28).map(|day| ("node", date(2025, 11, day), samples(base))).collect()
    };
    let collectors: CollectorComparisons = toml::from_str(
        r#"
        [[comparison]]
        reference = "first"
        runtime = "node"
        provider = "unknown"
        region = ""
        packaging = "zip"
        arch = "x86_64"
        metric = "init_ms"
        months = ["2025-10", "2025-11"]
        "#,
    )
    .unwrap();
    let of = |source: &str, base: f64| {
        let records = days(base);
        let records: Vec<_> =
            records.iter().map(|(name, day, values)| (*name, *day, values.as_slice())).collect();
        let mut found = runs(&records);
        for key in &mut found.series {
            (key.conditions.source, key.conditions.arch) = (source.to_owned(), Arch::X86_64);
        }
        summarized_for(&found, &Registry::default(), &Claims::default(), &collectors).collectors
    };
    let rows = [of("first", 100.0), of("second", 120.0)].concat();
    assert_eq!(rows.len(), 2, "one month has samples: {rows:?}");
    let [reference, other] = &stats::with_ratios(&rows)[..] else { panic!("two rows") };
    assert_eq!(reference.ratio, None);
    assert!((other.ratio.unwrap() - 1.2).abs() < 0.001 && other.ratio_lower < other.ratio);
}
