//! Tests of counting: which values an invocation has.

use schema::{CountMetric, Initialization, Invocation, InvocationStatus, Metric, ValueCount};

use super::*;

fn invocation(time: &str, init_ms: Option<f64>, duration_ms: f64) -> Invocation {
    Invocation {
        function: Some("f".to_owned()),
        at: (!time.is_empty()).then(|| time.parse().unwrap()),
        init_ms,
        duration_ms: Some(duration_ms),
        ..Invocation::default()
    }
}

fn counted(invocations: &[Invocation]) -> Counts {
    let mut counts = Counts::default();
    for invocation in invocations {
        counts.add(invocation);
    }
    counts
}

fn series(invocations: &[Invocation]) -> Vec<Metric> {
    let mut found = counted(invocations).runs("logs", "a.log", |_, metric| vec![metric]).series;
    found.sort();
    found
}

#[test]
fn an_invocation_gives_samples_of_its_metrics() {
    let counts = counted(&[
        invocation("2026-01-02T23:59:59Z", Some(100.0), 10.0),
        invocation("2026-01-02T12:00:00Z", None, 2.0),
        invocation("2026-01-03T00:00:00Z", None, 3.0),
        invocation("2026-01-03T00:00:01Z", None, 0.0),
        invocation("", None, 4.0),
    ]);
    assert_eq!(counts.n_undated(), 1);
    let runs = counts.runs("logs", "a.log", |_, metric| vec![metric]);
    assert_eq!(runs.n_raw_samples(), 6);
    let mut records: Vec<String> = runs
        .records
        .iter()
        .map(|record| {
            let metric = runs.series[record.series_idx as usize];
            format!("{metric} {} {:?}", record.date, runs.samples_of(record).values)
        })
        .collect();
    records.sort();
    let expected = [
        "cold_duration_ms 2026-01-02 [10.0]",
        "cold_total_ms 2026-01-02 [110.0]",
        "init_ms 2026-01-02 [100.0]",
        "warm_duration_ms 2026-01-02 [2.0]",
        "warm_duration_ms 2026-01-02 [4.0]",
        "warm_duration_ms 2026-01-03 [3.0]",
    ];
    assert_eq!(records, expected);
}

#[test]
fn a_failed_init_is_not_a_sample() {
    let failed = Invocation {
        init_status: Some(InvocationStatus::Timeout),
        ..invocation("2026-01-02T00:00:00Z", Some(10_000.0), 50.0)
    };
    assert_eq!(series(&[failed]), [Metric::ColdDurationMs]);
}

#[test]
fn an_init_ahead_of_its_invocation_is_no_wait() {
    let first = Invocation {
        initialization: Some(Initialization::Ahead),
        ..invocation("2026-01-02T00:00:00Z", Some(3000.0), 5.0)
    };
    assert_eq!(series(&[first]), [Metric::InitMs, Metric::WarmDurationMs]);
}

#[test]
fn phases_of_an_invocation_are_samples_of_their_own() {
    let phases = Invocation {
        response_latency_ms: Some(3.0),
        response_duration_ms: Some(0.25),
        runtime_overhead_ms: Some(0.5),
        extension_overhead_ms: Some(0.0),
        produced_bytes: Some(64),
        ..invocation("2026-01-02T00:00:00Z", None, 5.0)
    };
    let round_trip = Invocation { client_ms: Some(42.0), ..Invocation::default() };
    assert_eq!(
        series(&[phases, round_trip]),
        [
            Metric::WarmDurationMs,
            Metric::ClientMs,
            Metric::ResponseLatencyMs,
            Metric::ResponseDurationMs,
            Metric::RuntimeOverheadMs,
            Metric::ProducedBytes
        ]
    );
}

#[test]
fn a_key_may_feed_several_series() {
    let counts = counted(&[invocation("2026-01-02T00:00:00Z", None, 5.0)]);
    let runs = counts.runs("logs", "a.log", |_, metric| vec![(metric, None), (metric, Some("1"))]);
    assert_eq!((runs.series.len(), runs.records.len(), runs.n_raw_samples()), (2, 2, 1));
}

#[test]
fn absurd_values_overflow_nothing() {
    let huge = Invocation {
        memory_mb: Some(128),
        billed_ms: Some(f64::MAX),
        ..invocation("", Some(f64::MAX), f64::MAX)
    };
    let not_a_number = invocation("1970-01-01T00:00:00Z", Some(f64::NAN), f64::INFINITY);
    let counts = counted(&[huge.clone(), huge, not_a_number]);
    assert_eq!(counts.total(CountMetric::Invocations), 3);
    assert_eq!(series(&[]), []);
}

#[test]
fn a_large_count_fills_several_samples() {
    let mut counts = Counts::default();
    let n = 3 * u64::from(u32::MAX);
    counts
        .add_row(&ValueCount {
            function: Some("f"),
            version: None,
            memory_mb: None,
            arch: None,
            day: Some(1),
            metric: CountMetric::InitUs,
            detail: None,
            value: 1500,
            n,
        })
        .unwrap();
    let runs = counts.runs("logs", "counts", |_, metric| vec![metric]);
    let samples = runs.samples_of(&runs.records[0]);
    assert_eq!((samples.values, samples.n(), runs.n_raw_samples()), (&[1.5; 3][..], n, n));
}

#[test]
fn an_impossible_row_is_refused() {
    let row = ValueCount {
        function: None,
        version: None,
        memory_mb: None,
        arch: None,
        day: None,
        metric: CountMetric::Invocations,
        detail: None,
        value: 1,
        n: 1,
    };
    let check = |row: ValueCount<'_>, expected: &str| {
        let error = Counts::default().add_row(&row).unwrap_err();
        assert!(error.starts_with(expected), "{error}");
    };
    check(ValueCount { n: 0, ..row }, "n is 0");
    check(ValueCount { value: 2, ..row }, "value is 2, but that of invocations is 1");
    check(ValueCount { metric: CountMetric::InitUs, value: -1, ..row }, "value is -1");
    check(ValueCount { metric: CountMetric::Failures, ..row }, "detail is missing");
    check(ValueCount { detail: Some("x"), ..row }, "detail is not empty");
    check(ValueCount { day: Some(i32::MAX), ..row }, "day is out of range");
    check(
        ValueCount { metric: CountMetric::Failures, detail: Some("x"), ..row },
        "'x' is no kind of failure",
    );
    check(ValueCount { metric: CountMetric::Object, detail: Some("{}"), ..row }, "detail is no receipt");
    check(
        ValueCount { metric: CountMetric::Object, detail: Some(r#"{"path":"a","invocations":2}"#), ..row },
        "value is 1, but its receipt has 2 invocations",
    );
    assert_eq!(Counts::default().add_row(&row), Ok(()));
}
