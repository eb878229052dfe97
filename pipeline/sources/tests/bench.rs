//! Tests of the campaign adapter: every rule, on small synthetic blocks.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{fmt::Write, fs, io::Write as _};

use flate2::{Compression, write::GzEncoder};
use schema::{ClusterUnit, Registry, Runs, Runtime, Source};
use serde_json::{Value, json};

/// Returns a record as `bench` writes it: init of 2 ms, then `n` invocations of 1 ms, each 1 ms after the last.
fn start(function: &str, profile: &str, n: u64) -> Value {
    let sent: Vec<u64> = (0..n).map(|idx| 3_000_000 + idx * 2_000_000).collect();
    let end: Vec<u64> = sent.iter().map(|sent| sent + 1_000_000).collect();
    json!({
        "block": 1, "date": "2026-11-24", "function": function, "workload": "hello", "profile": profile,
        "page_cache": "warm", "in_cgroup": true, "rejected": null, "status": "ok", "detail": "",
        "ready_ns": 2_000_000, "usage_ready": {"cpu_ns": 1_500_000, "peak_rss_kb": 1024},
        "usage_end": {"cpu_ns": 1_500_000 + n * 500_000, "peak_rss_kb": 2048},
        "invocations": {"sent_ns": sent, "end_ns": end}
    })
}

fn with(start: &Value, changes: &Value) -> Value {
    let mut start = start.clone();
    for (name, value) in changes.as_object().unwrap() {
        start[name] = value.clone();
    }
    start
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn block(starts: &[Value]) -> Vec<u8> {
    let lines: Vec<String> = starts.iter().map(ToString::to_string).collect();
    gzip(&(lines.join("\n") + "\n"))
}

fn read(files: &[(&str, Vec<u8>)]) -> Runs {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let runtime = Runtime {
        slug: "local-one".to_owned(),
        name: "One".to_owned(),
        language: "None".to_owned(),
        version: String::new(),
        os: String::new(),
        kind: schema::RuntimeKind::Managed,
        experimental: false,
        deprecated: None,
        snapstart: false,
        measured: true,
        aliases: vec!["bench/one".to_owned()],
        counterpart: None,
    };
    let source = Source {
        name: "local-test".to_owned(),
        adapter: "bench".to_owned(),
        provider: schema::Provider::Aws,
        region: "us-east-1".to_owned(),
        runs: Some("test".to_owned()),
        ..Source::default()
    };
    let runs =
        sources::read(&source, &Registry { support: None, runtimes: vec![runtime] }, folder.path()).unwrap();
    let (raw, accepted, refused) =
        (runs.n_raw_samples(), runs.n_accepted_samples(), runs.n_quarantined_samples());
    assert_eq!(raw, accepted + refused, "every sample is accounted for");
    assert_eq!(runs.cluster_unit, ClusterUnit::Block);
    runs
}

/// Renders the accepted records and the quarantine, one line each.
fn rendered(runs: &Runs) -> String {
    let mut text = String::new();
    for record in &runs.records {
        let key = &runs.series[record.series_idx as usize];
        let samples = runs.samples_of(record).values;
        let shown = if samples.len() > 3 {
            format!("{} times {}", samples.len(), samples[0])
        } else {
            format!("{samples:?}")
        };
        writeln!(text, "{key} {shown}").unwrap();
    }
    for row in &runs.quarantined {
        let (file, rule, function) = (&row.file, &row.rule, &row.source_runtime);
        let detail = row.detail.split("; ").next().unwrap_or_default();
        writeln!(text, "{file}: {rule} {function} {} samples: {detail}", row.samples).unwrap();
    }
    text
}

#[test]
fn an_uncapped_process_yields_all_metrics() {
    let runs = read(&[("block-001.ndjson.gz", block(&[start("one", "uncapped", 12)]))]);
    let expected = "\
local-test/local/none/files/warm/x86_64/sequential/hello/local-one/uncapped/init_ms [2.0]
local-test/local/none/files/warm/x86_64/sequential/hello/local-one/uncapped/first_response_ms [1.0]
local-test/local/none/files/warm/x86_64/sequential/hello/local-one/uncapped/cold_total_ms [4.0]
local-test/local/none/files/warm/x86_64/sequential/hello/local-one/uncapped/early_ms 9 times 1
local-test/local/none/files/warm/x86_64/sequential/hello/local-one/uncapped/warm_ms [1.0, 1.0]
local-test/local/none/files/warm/x86_64/sequential/hello/local-one/uncapped/init_cpu_ms [1.5]
local-test/local/none/files/warm/x86_64/sequential/hello/local-one/uncapped/call_cpu_ms [0.5]
local-test/local/none/files/warm/x86_64/sequential/hello/local-one/uncapped/peak_rss_mb [2.0]
";
    assert_eq!(rendered(&runs), expected);
}

#[test]
fn throttled_invocations_are_quarantined() {
    let runs = read(&[("block-001.ndjson.gz", block(&[start("one", "128", 6), start("one", "1769", 3)]))]);
    let expected = "\
local-test/local/none/files/warm/x86_64/sequential/hello/local-one/128/init_ms [2.0]
local-test/local/none/files/warm/x86_64/sequential/hello/local-one/128/first_response_ms [1.0]
local-test/local/none/files/warm/x86_64/sequential/hello/local-one/128/cold_total_ms [4.0]
local-test/local/none/files/warm/x86_64/sequential/hello/local-one/1769/init_ms [2.0]
local-test/local/none/files/warm/x86_64/sequential/hello/local-one/1769/first_response_ms [1.0]
local-test/local/none/files/warm/x86_64/sequential/hello/local-one/1769/cold_total_ms [4.0]
local-test/local/none/files/warm/x86_64/sequential/hello/local-one/1769/early_ms [1.0, 1.0]
block-001.ndjson.gz: throttled-invocations  5 samples: 5 invocations of 1 processes
";
    assert_eq!(rendered(&runs), expected);
}

#[test]
fn each_rule_quarantines_one_process_and_keeps_the_other() {
    let fine = start("one", "uncapped", 1);
    let check = |changes: Value, expected: &str| {
        let runs =
            read(&[("block-001.ndjson.gz", block(&[with(&fine, &changes), start("one", "uncapped", 1)]))]);
        let text = rendered(&runs);
        let quarantined: Vec<&str> = text.lines().filter(|line| line.starts_with("block")).collect();
        assert_eq!(quarantined, [expected]);
        assert_eq!(runs.records.len(), 6, "the other process counts");
    };
    check(
        json!({"rejected": "CPU pressure of 9.5%"}),
        "block-001.ndjson.gz: rejected-pressure one 6 samples: Line 1: CPU pressure of 9.5%",
    );
    check(
        json!({"rejected": "the baseline took 2.5 times as long as usual"}),
        "block-001.ndjson.gz: rejected-baseline one 6 samples: Line 1: the baseline took 2.5 times as long as usual",
    );
    check(
        json!({"status": "mismatch", "detail": "response 0 is wrong"}),
        "block-001.ndjson.gz: failed one 6 samples: Line 1: mismatch: response 0 is wrong",
    );
    check(
        json!({"profile": "512", "in_cgroup": false}),
        "block-001.ndjson.gz: no-share one 3 samples: Line 1: no control group, so it ran uncapped",
    );
    check(
        json!({"ready_ns": null}),
        "block-001.ndjson.gz: broken-record one 0 samples: Line 1: its times are incomplete or out of order",
    );
    check(
        json!({"invocations": {"sent_ns": [5], "end_ns": [4]}}),
        "block-001.ndjson.gz: broken-record one 6 samples: Line 1: its times are incomplete or out of order",
    );
}

#[test]
fn a_start_that_reads_the_disk_is_flagged() {
    let mut slow = start("one", "uncapped", 1);
    slow["usage_ready"]["major_faults"] = json!(3);
    let runs = read(&[("block-001.ndjson.gz", block(&[slow, start("one", "uncapped", 1)]))]);
    let rule = runs.rules.iter().find(|row| row.rule == "disk-read").unwrap();
    assert_eq!((rule.outcome, rule.records, rule.samples), (schema::Outcome::Flag, 1, 6));
    assert_eq!((runs.records.len(), runs.quarantined.len()), (12, 0));
}

#[test]
fn broken_files_are_named_and_other_blocks_count() {
    let whole = block(&[start("one", "uncapped", 1)]);
    let mut torn = whole.clone();
    torn.truncate(torn.len() / 2);
    let lines = gzip("{\"block\": 1}\nnothing\n");
    let runs = read(&[
        ("block-001.ndjson.gz", torn),
        ("block-002.ndjson.gz", lines),
        ("block-003.ndjson.gz", whole),
        ("block-004.ndjson.gz", gzip("")),
    ]);
    let refused: Vec<(&str, &str)> =
        runs.quarantined.iter().map(|row| (row.file.as_str(), row.rule.as_str())).collect();
    let expected = [
        ("block-001.ndjson.gz", "broken-file"),
        ("block-002.ndjson.gz", "broken-record"),
        ("block-002.ndjson.gz", "broken-record"),
    ];
    assert_eq!(refused, expected);
    assert_eq!((runs.records.len(), runs.files.len()), (6, 4));
}

#[test]
fn unregistered_functions_are_kept_and_listed() {
    let runs = read(&[("block-001.ndjson.gz", block(&[start("other", "uncapped", 1)]))]);
    assert_eq!(runs.unregistered, ["bench/other"]);
    assert_eq!(runs.series[0].runtime, "local-other");
}

#[test]
fn each_session_lists_its_artifacts() {
    let machine = json!({
        "processor": "A processor", "processors": 2, "memory_kb": 4_194_304, "kernel": "6.1", "is_virtual": true,
        "arch": "arm64", "revision": null,
        "functions": {"one": {"client": "a client", "client_version": "1.0", "toolchain": null,
            "artifacts": {"hello": {"bytes": 10, "sha256": "00"}}}}
    });
    let runs = read(&[
        ("block-001.ndjson.gz", block(&[start("one", "uncapped", 1)])),
        ("machine-001.json", machine.to_string().into_bytes()),
        ("machine-002.json", machine.to_string().into_bytes()),
    ]);
    let rows: Vec<(u32, &str, u64, u64)> = runs
        .artifacts
        .iter()
        .map(|row| (row.session, row.runtime.as_str(), row.machine_memory_mb, row.artifact_bytes))
        .collect();
    assert_eq!(rows, [(1, "local-one", 4096, 10), (2, "local-one", 4096, 10)]);
    assert!(runs.series.iter().all(|key| key.conditions.arch == schema::Arch::Arm64));
}
