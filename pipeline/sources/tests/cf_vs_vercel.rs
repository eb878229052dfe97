//! Tests of the adapter of cf-vs-vercel-bench, on synthetic runs.

mod support;

use schema::{ClusterUnit, Layout, Provider, Runs, Source};
use support::{quarantine, read_as, rules};

fn read(files: &[(&str, &str)]) -> Runs {
    let source = Source {
        name: "made-up".to_owned(),
        adapter: "cf-vs-vercel".to_owned(),
        cluster_unit: ClusterUnit::Run,
        layout: Some(Layout { files: vec!["**/*.json".to_owned()], ..Layout::default() }),
        ..Source::default()
    };
    read_as(&source, files)
}

fn times(values: &str, min: f64, max: f64, mean: f64) -> String {
    format!(r#"{{"times":[{values}],"min":{min},"max":{max},"mean":{mean},"successful":2,"failed":1}}"#)
}

#[test]
fn each_test_is_a_page_on_two_platforms() {
    let (fast, slow) = (times("1.5,2.5", 1.5, 2.5, 2.0), times("4,6", 4.0, 6.0, 5.0));
    let run = format!(
        r#"{{"timestamp":"2025-10-12T22:53:13.480Z","iterations":4,"concurrency":10,"tests":[{{"name":"next-js","urls":{{}},"results":{{"cloudflare":{slow},"vercel":{fast}}}}}]}}"#
    );
    let runs = read(&[("a.json", &run), ("b.json", &run)]);
    let found: Vec<_> =
        runs.series.iter().map(|key| (key.conditions.provider, key.conditions.workload.as_str())).collect();
    assert_eq!(found, [(Provider::Cloudflare, "next-js"), (Provider::Vercel, "next-js")]);
    assert_eq!(runs.samples_of(&runs.records[0]).values, [4.0, 6.0]);
    let clusters: Vec<u32> = runs.records.iter().map(|record| record.cluster_idx).collect();
    assert_eq!(clusters, [0, 0, 1, 1], "each run is a cluster");
    let outcome = &runs.outcomes[0];
    assert_eq!(
        (outcome.planned, outcome.recorded, outcome.failed, outcome.unanswered),
        (Some(8), 6, Some(2), Some(2))
    );
    assert_eq!(runs.unregistered, ["cf-vs-vercel/cloudflare", "cf-vs-vercel/vercel"]);
}

#[test]
fn the_oldest_form_and_a_missing_result_are_named() {
    let fast = times("1,3", 1.0, 3.0, 9.0);
    let run = format!(
        r#"{{"timestamp":"2025-10-03T03:52:47.398Z","iterations":2,"concurrency":5,"results":{{"cloudflare":null,"vercel":{fast}}}}}"#
    );
    let runs = read(&[("a.json", &run)]);
    assert_eq!(runs.series[0].conditions.workload, "unnamed");
    assert_eq!(quarantine(&runs), ["no-result 0 line 1: unnamed has no result on cloudflare"]);
    assert_eq!(rules(&runs), ["unnamed-test 1 1 0", "summary-differs 1 1 2"]);
}

#[test]
fn bad_values_and_files_are_named() {
    let bad = times("1,-2,\\\"x\\\",null,0", 1.0, 1.0, 1.0).replace('\\', "");
    let run = format!(
        r#"{{"timestamp":"2025-10-12T22:53:13.480Z","iterations":5,"concurrency":5,"tests":[{{"name":"../x","results":{{"cloudflare":{bad},"vercel":{bad}}}}}]}}"#
    );
    let runs = read(&[("a.json", &run), ("b.json", "{\"a\":"), ("c.json", "[1]")]);
    assert_eq!(runs.n_accepted_samples(), 2);
    assert!(runs.series.iter().all(|key| !key.conditions.workload.contains('/')), "{:?}", runs.series);
    let whole: Vec<_> = runs.files.iter().filter_map(|file| file.refused_by).collect();
    assert_eq!(whole, ["broken-file", "unknown-form"]);
}
