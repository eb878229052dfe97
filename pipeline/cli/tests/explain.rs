//! Receipts of `coldmark explain`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::fs;

use serde_json::Value;
use support::{add_sources, check, small_project};

#[test]
fn a_receipt_names_what_a_number_rests_on() {
    let project = small_project();
    check(project.path(), &["summarize"], 0);
    let (text, _) = check(project.path(), &["explain", "rust-al2023"], 0);
    for part in [
        "lambda-perf/aws/us-east-1/zip/unknown/x86_64/sequential/hello/rust-al2023/pooled/init_ms",
        "Window of lambda-perf  2026-01-03 to 2026-02-01",
        "definition 7 of Hyndman and Fan",
        "between two order statistics under the design effect",
        "data/2026-02-01.json",
        "coldmark explain lambda-perf/aws/us-east-1/zip/unknown/x86_64/sequential/hello/rust-al2023/pooled/init_ms --recompute",
    ] {
        assert!(text.contains(part), "no {part}:\n{text}");
    }
    let (json, _) = check(project.path(), &["explain", "rust-al2023", "--json"], 0);
    let receipt: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(receipt["kind"], "series");
    assert_eq!(receipt["facts"][0]["label"], "Percentiles");
    assert_eq!(receipt["files"][0]["sha256"].as_str().unwrap().len(), 64);
}

/// A small project that also has a run of another platform, whose source comes first by name.
fn with_another_platform() -> tempfile::TempDir {
    let project = small_project();
    add_sources(project.path(), |name| name == "cf-vs-vercel");
    let path = "data/sources/cf-vs-vercel/raw/results/results-2025-10-12T22-53-13-480Z.json";
    let path = project.path().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let run = r#"{"timestamp":"2025-10-12T22:53:13.480Z","iterations":2,"concurrency":10,"tests":[{"name":"page","results":{"cloudflare":{"times":[30.5,40],"min":30.5,"max":40,"mean":35.25},"vercel":null}}]}"#;
    fs::write(path, run).unwrap();
    check(project.path(), &["summarize"], 0);
    project
}

#[test]
fn a_runtime_of_another_platform_stands_for_itself() {
    let project = with_another_platform();
    let (text, _) = check(project.path(), &["explain", "cloudflare-workers"], 0);
    let address = "cf-vs-vercel/cloudflare/unknown/bundle/unknown/unknown/concurrent/page/cloudflare-workers/uncapped/client_ms";
    assert!(text.contains(address), "{text}");
    let (csv, _) = check(project.path(), &["explain", "cloudflare-workers", "--samples"], 0);
    let values: Vec<&str> = csv.lines().skip(1).filter_map(|line| line.rsplit(',').next()).collect();
    assert_eq!(values, ["30.5", "40"]);
}

#[test]
fn a_page_of_a_runtime_elsewhere_names_its_metric_and_its_runs() {
    let project = with_another_platform();
    check(project.path(), &["build"], 0);
    let read = |path: &str| fs::read_to_string(project.path().join("site/runtimes").join(path)).unwrap();
    let page = read("cloudflare-workers/index.html");
    assert!(
        page.contains(
            "round trip: 35.2\u{202f}ms at the median. The figures are for page, bundle, no memory limit: 2 samples from 1 run."
        ),
        "{page}"
    );
    assert!(page.contains("Round trip of every configuration"), "{page}");
    assert!(!page.contains("starts in") && !page.contains(" days)"), "{page}");
    assert!(read("index.html").contains("Other platforms"));
}

#[test]
fn another_source_does_not_replace_the_usual_one() {
    let project = with_another_platform();
    let (text, _) = check(project.path(), &["explain", "rust-al2023"], 0);
    assert!(text.contains("Window of lambda-perf  2026-01-03 to 2026-02-01"), "{text}");
    let words =
        "+++\ntitle = \"x\"\ndescription = \"x\"\n+++\n\nSince {{ first_day() }}, in {{ window() }}.\n";
    fs::write(project.path().join("content/article.md"), words).unwrap();
    check(project.path(), &["build"], 0);
    let page = fs::read_to_string(project.path().join("site/article/index.html")).unwrap();
    assert!(
        page.replace('\u{a0}', " ").contains("3 January to 1 February 2026") && !page.contains("2025-10-12"),
        "{page}"
    );
}

#[test]
fn an_address_and_its_arguments_give_one_receipt() {
    let project = small_project();
    check(project.path(), &["summarize"], 0);
    let explain = |words: &[&str]| check(project.path(), &[&["explain"], words].concat(), 0).0;
    let address =
        explain(&["lambda-perf/aws/us-east-1/zip/unknown/x86_64/sequential/hello/rust-al2023/128/init_ms"]);
    assert_eq!(explain(&["rust-al2023", "128"]), address);
    assert_eq!(explain(&["128", "x86_64", "rust-al2023", "zip"]), address);
    assert!(explain(&["rust-al2023", "128", "2026-01"]).contains("/128/init_ms 2026-01"));
}

#[test]
fn samples_of_a_number_are_raw_file_rows() {
    let project = small_project();
    check(project.path(), &["summarize"], 0);
    let samples = |words: &[&str]| {
        let (csv, _) = check(project.path(), &[&["explain"], words, &["--samples"]].concat(), 0);
        csv.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let window = samples(&["rust-al2023", "128"]);
    assert_eq!(window[0], "file,record,date,series,value");
    assert!(window[1].starts_with("data/2026-02-01.json,"), "{}", window[1]);
    let series = fs::read_to_string(project.path().join("data/summaries/series.csv")).unwrap();
    let n = series
        .lines()
        .find(|line| {
            line.contains("rust-al2023")
                && line.contains(",zip,unknown,x86_64,")
                && line.contains(",128 MB,128,")
        })
        .unwrap();
    let n: usize = n.split(',').nth(17).unwrap().parse().unwrap();
    assert_eq!(window.len() - 1, n);
    assert!(
        samples(&["rust-al2023", "128", "2026-01"]).iter().skip(1).all(|line| line.contains(",2026-01-"))
    );
}

#[test]
fn recomputing_reports_whether_the_number_matches() {
    let project = small_project();
    check(project.path(), &["summarize"], 0);
    let again = ["explain", "rust-al2023", "--recompute"];
    let (_, stderr) = check(project.path(), &again, 0);
    assert!(stderr.contains("identical to the last digit"), "{stderr}");
    let table = project.path().join("data/summaries/files.csv");
    let forged = fs::read_to_string(&table).unwrap().replace("2026-02-01,", "2026-02-01,1");
    fs::write(&table, forged).unwrap();
    let (_, stderr) = check(project.path(), &again, 1);
    assert!(stderr.contains("DIFFERENT"), "{stderr}");
    fs::remove_dir_all(project.path().join("data/sources/lambda-perf/raw")).unwrap();
    let (_, stderr) = check(project.path(), &again, 2);
    assert!(stderr.contains("are missing; run `coldmark fetch`"), "{stderr}");
}

#[test]
fn unknown_names_list_the_known_ones() {
    let project = small_project();
    check(project.path(), &["summarize"], 0);
    let refused = |words: &[&str], expected: &str| {
        let (_, stderr) = check(project.path(), &[&["explain"], words].concat(), 2);
        assert!(stderr.contains(expected), "{words:?}: {stderr}");
    };
    refused(&["nonsense"], "'nonsense' names nothing here");
    refused(&["rust-al2023", "image", "arm64"], "There are no current samples of");
    refused(&["rust-al2023", "go-al2023", "python314"], "Name a claim, one runtime or two, not 3");
    refused(&["zip"], "not 0");
    refused(&["cold-starts", "--samples"], "A claim has no samples of its own");
}
