//! Tests of the adapter of example, on a synthetic run.

mod support;

use schema::{ClusterUnit, Layout, Runs, Source};
use support::{quarantine, read_as};

/// A run as upstream writes it, made up.
const RUN: &str = include_str!("example/run.json");

fn read(files: &[(&str, &str)]) -> Runs {
    let source = Source {
        name: "made-up".to_owned(),
        adapter: "example".to_owned(),
        cluster_unit: ClusterUnit::Run,
        layout: Some(Layout { files: vec!["**/*.json".to_owned()], ..Layout::default() }),
        ..Source::default()
    };
    read_as(&source, files)
}

#[test]
fn a_run_gives_its_samples() {
    let runs = read(&[("a.json", RUN), ("b.json", RUN)]);
    assert_eq!(runs.samples_of(&runs.records[0]).values, [101.5, 99.25]);
    let clusters: Vec<u32> = runs.records.iter().map(|record| record.cluster_idx).collect();
    assert_eq!(clusters, [0, 1], "each run is a cluster");
    assert_eq!(runs.unregistered, ["example/nodejs"]);
}

#[test]
fn bad_values_and_files_are_named() {
    let runs = read(&[("a.json", RUN), ("b.json", "{\"date\":"), ("c.json", "[1]")]);
    let rules: Vec<String> =
        quarantine(&runs).iter().map(|row| row.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(rules, ["bad-value", "broken-file", "unknown-form"]);
}
