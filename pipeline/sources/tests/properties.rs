//! Properties for any files of a source: no panic, every sample accounted for, and no unsafe name.
//!
//! `PROPTEST_CASES` sets the number of generated folders per adapter. `corpus/` holds inputs that failed once.

#![expect(clippy::unwrap_used, reason = "a panic fails the test")]

use std::{env, fs, io::Write, path::Path};

use flate2::{Compression, write::GzEncoder};
use proptest::{collection::vec, prelude::*, sample::Index};
use schema::{ClusterUnit, Layout, Registry, Runs, Runtime, Source};

/// Number of files in a generated folder.
const FILES: usize = 8;

/// Days in all four layouts, newest last.
const DAYS: [&str; 4] = [
    r#"{"metadata":{"generatedAt":"2026-01-01T05:35:33.929Z"},"runtimeData":[{"runtime":"lambda-perf-go","initDurations":[1.5,2],"memorySize":128,"averageMemoryUsed":29,"averageDuration":4.022,"averageColdStartDuration":1.75}]}"#,
    r#"{"metadata":{"generatedAt":"2026-01-01T14:00:00Z"},"runtimeData":[{"runtime":"lambda-perf-go","displayName":"go","initDurations":[1,2,3],"memorySize":128,"averageMemoryUsed":29}]}"#,
    r#"{"metadata":{"generatedAt":"2026-01-01T14:00:00Z"},"runtimeData":[{"runtime":"lambda-perf-go-512-arm64","displayName":"go","architecture":"arm64","initDurations":[1,null,0,-3,"x"],"memorySize":512,"new":{"field":[1]}}]}"#,
    r#"{"metadata":{"generatedAt":"2026-01-01T14:00:00.000Z"},"runtimeData":[{"r":"lambda-perf-rust-zip-128-arm64","p":"zip","d":"x","i":[1,2,3,4,5,6,7,8,9,10],"m":128,"a":"arm64","mu":20,"ad":1.5},{"r":"lambda-perf-zig_on_al2023-image-256-x86_64","p":"image","d":"x","i":[11.25],"m":256,"a":"x86_64"},7]}"#,
];

/// Starts of a local process, one of them with a CPU limit.
const BLOCKS: [&str; 2] = [
    r#"{"block":1,"date":"2026-11-24","function":"one","workload":"hello","profile":"uncapped","cache":"cache-warm","is_grouped":true,"rejected":null,"status":"ok","detail":"","ready_ns":2000000,"usage_ready":{"cpu_ns":1500000,"peak_rss_kb":1024},"usage_end":{"cpu_ns":2500000,"peak_rss_kb":2048},"invocations":{"sent_ns":[3000000,5000000],"end_ns":[4000000,6000000]}}"#,
    r#"{"block":1,"date":"2026-11-24","function":"two","workload":"sha256-lib","profile":"128","cache":"cache-cold","is_grouped":true,"rejected":null,"status":"ok","detail":"","ready_ns":2000000,"usage_ready":{"cpu_ns":1,"peak_rss_kb":1,"major_faults":3},"usage_end":{"cpu_ns":0,"peak_rss_kb":2},"invocations":{"sent_ns":[3,5],"end_ns":[4,6]}}"#,
];

/// Invocations as `coldmark import` writes them, and hostile ones.
const INVOCATIONS: [&str; 2] = [
    r#"{"request_id":"a","at":"2026-01-31T10:00:00Z","function":"shop","version":"12","runtime":"rust","arch":"arm64","packaging":"zip","workload":"checkout","memory_mb":128,"init_ms":16.5,"duration_ms":1.5,"billed_ms":19,"status":"ok"}"#,
    r#"{"at":"9999-12-30T00:00:00Z","function":"../../x","runtime":"../../x","restore_ms":1e-9,"init_status":"timeout","duration_ms":0}"#,
];

/// Files of `ClassiFaaS`: a log, and the records of three platforms.
const CLASSIFAAS: [&str; 4] = [
    "{\"function\":\"x\",\"iterationsPerBenchmark\":\"5\",\"memorySize\":\"512\",\"parallel-requests\":\"250\",\"provider\":\"aws\",\"region\":\"us-east-1\",\"retries\":\"7\",\"timestamp\":\"2025-11-26T12:00:01Z\",\"url\":\"\"}\n{\"header\":{\"aws-request-id\":\"a\"},\"body\":{\"benchmark\":{\"multiplicationTimeMs\":2361.5,\"type\":\"gemm\"},\"newcontainer\":1,\"invocationCount\":1}}\n",
    "@timestamp,@requestId,@duration,@billedDuration,@maxMemoryUsed,@memorySize,@initDuration\n2025-11-26 12:03:32.104,a,3094.27,3095,89000000,512000000,\n2025-11-26 12:03:30.978,b,3099.39,3300,90000000,512000000,170.25\n",
    "labels.execution_id,resource.labels.function_name,resource.labels.region,textPayload,timestamp\na,'gemm-us-east1-512,'us-east1,\"'Function execution took 2181 ms, finished with status code: 200\",'2025-11-08T12:43:45Z\n",
    "__time__,coldStartLatencyMs,durationMs,functionName,hasFunctionError,instanceEvent,isColdStart,memoryMB,prepareCodeLatencyMs,requestId,runtimeInitializationMs\n1762603990,183.56,926.31,n-gemm-128,false,ColdStart,true,128,0.17,a,182.26\n1762603990,,0.03,n-gemm-128,true,,false,128,,c,,\"{\"\"errorType\"\":\"\"x\"\"}\"\n",
];

/// Runs of cf-vs-vercel-bench, in both forms.
const CF_VS_VERCEL: [&str; 2] = [
    r#"{"timestamp":"2025-10-12T22:53:13.480Z","iterations":4,"concurrency":10,"tests":[{"name":"next-js","urls":{},"results":{"cloudflare":{"times":[1.5,2.5],"min":1.5,"max":2.5,"mean":2,"successful":2,"failed":0},"vercel":null}}]}"#,
    r#"{"timestamp":"2025-10-03T03:52:47.398Z","iterations":2,"concurrency":5,"results":{"cloudflare":null,"vercel":{"times":[1,3],"min":1,"max":3,"mean":2,"successful":2}}}"#,
];

/// Parts of hostile files, besides random bytes.
const WORDS: [&str; 24] = [
    "1e999",
    "-0.0",
    "NaN",
    "1e-400",
    "18446744073709551616",
    "null",
    "[]",
    "{}",
    "[[",
    "]]",
    "\"",
    "\\",
    "\\u0000",
    "\\ud800",
    "\u{feff}",
    "\n",
    "..",
    "/",
    "\"i\":[1]",
    "\"r\":\"../../x\"",
    "\"runtimeData\":[",
    "-zip-128-arm64",
    "9999-12-31",
    "\"date\":\"-009999-01-01\"",
];

/// Mutates one of `texts`: pieces are overwritten, removed, repeated or inserted, and the text may be cut off.
fn mutated(texts: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let with = prop_oneof![
        2 => (0..WORDS.len()).prop_map(|idx| WORDS[idx].as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..6),
        1 => any::<f64>().prop_map(|number| number.to_string().into_bytes()),
        1 => any::<u64>().prop_map(|number| number.to_string().into_bytes()),
    ];
    let change = (any::<Index>(), 0..4_u8, with, 0..30_usize);
    let cut = prop::option::weighted(0.1, any::<Index>());
    (0..texts.len(), vec(change, 0..5), cut).prop_map(|(idx, changes, cut)| {
        let mut bytes = texts[idx].as_bytes().to_vec();
        for (idx, kind, with, length) in changes {
            let start = idx.index(bytes.len() + 1);
            let end = (start + length).min(bytes.len());
            match kind {
                0 => drop(bytes.splice(start..end.min(start + with.len()), with)),
                1 => drop(bytes.drain(start..end)),
                2 => {
                    let piece = bytes[start..end].to_vec();
                    bytes.splice(end..end, piece);
                }
                _ => drop(bytes.splice(start..start, with)),
            }
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len() + 1));
        }
        bytes
    })
}

fn source(adapter: &str) -> Source {
    let layout = Layout { files: vec!["**/*.*".to_owned()], ..Layout::default() };
    let is_packed = ["bench", "invocations"].contains(&adapter);
    Source {
        name: "made-up".to_owned(),
        adapter: adapter.to_owned(),
        provider: schema::Provider::Aws,
        region: "us-east-1".to_owned(),
        layout: (!is_packed).then_some(layout),
        cluster_unit: if adapter == "lambda-perf" { ClusterUnit::Day } else { ClusterUnit::Run },
        runs: (adapter == "bench").then(|| "made-up".to_owned()),
        ..Source::default()
    }
}

/// Reads a folder with `files`.
fn read(adapter: &str, files: &[(String, Vec<u8>)]) -> Runs {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let runtime = Runtime {
        slug: "rust".to_owned(),
        name: "Rust".to_owned(),
        language: String::new(),
        version: String::new(),
        os: String::new(),
        kind: schema::RuntimeKind::Managed,
        experimental: false,
        deprecated: None,
        snapstart: false,
        measured: true,
        aliases: vec!["rust".to_owned(), "bench/one".to_owned()],
        counterpart: None,
    };
    sources::read(&source(adapter), &Registry { support: None, runtimes: vec![runtime] }, folder.path())
        .unwrap()
}

/// Fails unless every sample of every file was accepted or quarantined.
fn assert_accounted_for(runs: &Runs) {
    assert_eq!(runs.n_raw_samples(), runs.n_accepted_samples() + runs.n_quarantined_samples());
}

/// Checks every property of an adapter on `files`.
fn check(adapter: &str, files: &[(String, Vec<u8>)]) {
    let runs = read(adapter, files);
    assert_accounted_for(&runs);
    assert_eq!(runs.files.len(), files.len(), "each file is accounted for");
    for record in &runs.records {
        assert!(runs.samples_of(record).values.iter().all(|sample| sample.is_finite() && *sample >= 0.0));
        assert!(record.n_samples > 0);
    }
    let is_safe = |text: &str| {
        text.chars().all(|letter| letter.is_ascii_alphanumeric() || "-.".contains(letter))
            && !text.is_empty()
            && !text.starts_with(['-', '.'])
            && text.len() < 80
    };
    for key in &runs.series {
        // Workloads of imported logs are never part of a path, so they keep their names.
        let is_unsafe =
            !is_safe(&key.runtime) || adapter != "invocations" && !is_safe(&key.conditions.workload);
        assert!(!is_unsafe, "{key} is unsafe in a path");
    }
    assert!(runs.quarantined.iter().all(|row| !row.detail.is_empty() && !row.rule.is_empty()));
}

fn named(files: Vec<Vec<u8>>, adapter: &str) -> Vec<(String, Vec<u8>)> {
    let name = |idx: usize| match adapter {
        "bench" => format!("block-{idx:03}.ndjson.gz"),
        "invocations" => format!("{idx:016x}.ndjson.gz"),
        "classifaas" if idx.is_multiple_of(2) => {
            format!("data/stage_b/run-{idx}/aws/us-east-1/aws-gemm-512.log")
        }
        "classifaas" => {
            format!("data/stage_a/{}/x/billed-{idx}.csv", ["aws", "gcp", "alibaba", "azure"][idx / 2])
        }
        _ => format!("2026-01-{:02}.json", idx + 1),
    };
    files.into_iter().enumerate().map(|(idx, bytes)| (name(idx), bytes)).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn corpus(kind: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(kind);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| fs::read(path).unwrap()).collect()
}

#[test]
fn every_corpus_file_is_read_or_quarantined() {
    let days = corpus("day");
    assert!(!days.is_empty());
    for day in days {
        check("lambda-perf", &named(vec![day], "lambda-perf"));
    }
    let blocks = corpus("block");
    assert!(!blocks.is_empty());
    for block in blocks {
        check("bench", &named(vec![gzip(&block)], "bench"));
    }
    let invocations = corpus("invocation");
    assert!(!invocations.is_empty());
    for lines in invocations {
        check("invocations", &named(vec![gzip(&lines), lines], "invocations"));
    }
}

#[test]
fn a_decompression_bomb_is_quarantined() {
    // A hundred megabytes of line ends.
    let bomb = gzip(&vec![b'\n'; 1_000_000]).repeat(101);
    let runs = read("bench", &named(vec![bomb], "bench"));
    let rules: Vec<_> = runs.quarantined.iter().map(|row| (row.rule.as_str(), row.detail.as_str())).collect();
    assert_eq!(rules, [("broken-file", "The file has 100000000 bytes or more when decompressed")]);
}

fn cases() -> u32 {
    env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(500)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn raw_samples_equal_accepted_plus_quarantined(
        days in vec(mutated(&DAYS), FILES),
        blocks in vec(mutated(&BLOCKS), FILES),
        invocations in vec(mutated(&INVOCATIONS), FILES),
    ) {
        let gzipped = |files: Vec<Vec<u8>>| files.iter().map(|file| gzip(file)).collect::<Vec<_>>();
        for (adapter, files) in
            [("lambda-perf", days), ("bench", gzipped(blocks)), ("invocations", gzipped(invocations))]
        {
            assert_accounted_for(&read(adapter, &named(files, adapter)));
        }
    }

    #[test]
    fn any_days_are_read_or_quarantined(days in vec(mutated(&DAYS), FILES)) {
        check("lambda-perf", &named(days, "lambda-perf"));
    }

    #[test]
    fn any_results_of_classifaas_are_read_or_quarantined(files in vec(mutated(&CLASSIFAAS), FILES)) {
        check("classifaas", &named(files, "classifaas"));
    }

    #[test]
    fn any_results_of_cf_vs_vercel_are_read_or_quarantined(files in vec(mutated(&CF_VS_VERCEL), FILES)) {
        check("cf-vs-vercel", &named(files, "cf-vs-vercel"));
    }

    #[test]
    fn any_invocations_are_read_or_quarantined(files in vec(vec(mutated(&INVOCATIONS), 1..4), FILES)) {
        let packed: Vec<Vec<u8>> = files.iter().map(|lines| gzip(&lines.join(&b'\n'))).collect();
        check("invocations", &named(packed, "invocations"));
    }

    #[test]
    fn any_blocks_are_read_or_quarantined(
        lines in vec(vec(mutated(&BLOCKS), 1..4), FILES),
        damage in prop::option::weighted(0.2, (any::<Index>(), any::<u8>())),
    ) {
        let mut blocks: Vec<Vec<u8>> = lines.iter().map(|lines| gzip(&lines.join(&b'\n'))).collect();
        if let Some((idx, byte)) = damage {
            let idx = idx.index(blocks[0].len());
            blocks[0][idx] = byte;
        }
        check("bench", &named(blocks, "bench"));
    }
}
