//! Campaigns: whole blocks, in an order that the seed decides, gone on with after any end.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{
    collections::BTreeMap,
    fs,
    io::Read,
    path::Path,
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use flate2::read::GzDecoder;
use serde_json::Value;
use support::{bench, check, project};
use tempfile::TempDir;

/// A campaign of two functions that are the same, in a project of its own. Whatever else runs on the machine is
/// no reason to reject a start.
fn campaign(blocks: u32, invocations: u32) -> TempDir {
    let project = project(&[("one", "greet"), ("other", "greet")]);
    let text = format!(
        "name = \"made-up\"\nabout = \"A test.\"\nseed = 7\nblocks = {blocks}\n\
         max_pressure_percent = 100\n\n[[group]]\n\
         functions = [\"one\", \"other\"]\nworkloads = [\"hello\"]\nprofiles = [\"uncapped\", 512]\n\
         invocations = {invocations}\n"
    );
    // Numbers are profiles too, but a list has one type.
    fs::write(project.path().join("campaign.toml"), text.replace("512", "\"512\"")).unwrap();
    project
}

fn arguments(project: &Path, more: &[&str]) -> Vec<String> {
    let project = project.to_str().unwrap();
    let file = format!("{project}/campaign.toml");
    let out = format!("{project}/runs");
    let words = ["--project", project, "run", &file, "--out", &out];
    words.iter().chain(more).map(|word| (*word).to_owned()).collect()
}

#[track_caller]
fn run(project: &Path, more: &[&str], code: i32) -> String {
    let arguments = arguments(project, more);
    check(&arguments.iter().map(String::as_str).collect::<Vec<_>>(), code).1
}

/// The records of each block that is there.
fn blocks(project: &Path) -> BTreeMap<String, Vec<Value>> {
    let entries = fs::read_dir(project.join("runs")).unwrap().flatten();
    let names = entries.map(|entry| entry.file_name().into_string().unwrap());
    names
        .filter(|name| name.ends_with(".ndjson.gz"))
        .map(|name| {
            let mut text = String::new();
            let file = fs::File::open(project.join("runs").join(&name)).unwrap();
            GzDecoder::new(file).read_to_string(&mut text).unwrap();
            (name, text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
        })
        .collect()
}

/// What does not depend on time: the order, and what was asked.
fn asked(records: &[Value]) -> Vec<(u64, String, String, u64)> {
    let mut found: Vec<_> = records
        .iter()
        .map(|record| {
            let text = |key: &str| record[key].as_str().unwrap().to_owned();
            let number = |key: &str| record[key].as_u64().unwrap();
            (number("order"), text("function"), text("profile"), number("seed"))
        })
        .collect();
    // What is rejected is tried again in its place.
    found.dedup();
    found
}

#[test]
fn a_campaign_is_not_gone_on_with_on_another_machine() {
    let project = campaign(2, 2);
    run(project.path(), &["--blocks", "1"], 0);
    let file = project.path().join("runs/machine-001.json");
    let mut machine: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    machine["processor"] = Value::from("Another one");
    fs::write(&file, machine.to_string()).unwrap();
    let said = run(project.path(), &[], 2);
    assert!(said.contains("was begun on another machine") && said.contains("--out"), "{said}");
    assert_eq!(blocks(project.path()).len(), 1);
}

#[test]
fn a_block_has_every_cell_once_and_a_sitting_goes_on_where_the_last_one_ended() {
    let project = campaign(3, 3);
    let said = run(project.path(), &["--blocks", "1"], 0);
    assert!(said.contains("0 of 3 blocks are there, 4 cells each, now 1"), "{said}");
    let first = blocks(project.path());
    assert_eq!(first.keys().collect::<Vec<_>>(), ["block-001.ndjson.gz"]);
    let said = run(project.path(), &[], 0);
    assert!(said.contains("1 of 3 blocks are there, 4 cells each, now 2"), "{said}");
    let all = blocks(project.path());
    assert_eq!(all.len(), 3);
    assert_eq!(all["block-001.ndjson.gz"], first["block-001.ndjson.gz"], "what is there stays");
    for records in all.values() {
        let mut cells: Vec<_> =
            asked(records).into_iter().map(|(_, function, profile, _)| (function, profile)).collect();
        cells.sort();
        cells.dedup();
        assert_eq!(cells.len(), 4);
        assert!(records.iter().all(|record| record["status"] == "ok"));
    }
    let machine = fs::read_to_string(project.path().join("runs/machine-001.json")).unwrap();
    assert!(project.path().join("runs/machine-002.json").is_file(), "one for each sitting");
    let machine: Value = serde_json::from_str(&machine).unwrap();
    assert_eq!(machine["functions"]["one"]["artifacts"]["hello"]["sha256"].as_str().unwrap().len(), 64);
}

#[test]
fn the_seed_decides_order_and_events() {
    let (a, b) = (campaign(2, 2), campaign(2, 2));
    for project in [&a, &b] {
        run(project.path(), &[], 0);
    }
    let asked_of = |project: &TempDir| {
        blocks(project.path()).into_values().map(|records| asked(&records)).collect::<Vec<_>>()
    };
    assert_eq!(asked_of(&a), asked_of(&b));
    let of_a = asked_of(&a);
    assert_ne!(of_a[0], of_a[1], "each block has an order of its own");
}

#[test]
fn what_is_broken_off_leaves_whole_blocks_and_is_gone_on_with() {
    for signal in ["INT", "KILL"] {
        let project = campaign(3, 4000);
        let mut running = Command::new(env!("CARGO_BIN_EXE_bench"))
            .args(arguments(project.path(), &[]))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let first = project.path().join("runs/block-001.ndjson.gz");
        let until = Instant::now() + Duration::from_secs(30);
        while !first.is_file() && Instant::now() < until {
            sleep(Duration::from_millis(5));
        }
        sleep(Duration::from_millis(50));
        let pid = running.id().to_string();
        assert!(Command::new("kill").args([&format!("-{signal}"), &pid]).status().unwrap().success());
        let status = running.wait().unwrap();
        let there = blocks(project.path());
        if signal == "INT" && there.len() < 3 {
            assert_eq!(status.code(), Some(1), "broken off");
        }
        for records in there.values() {
            assert!(asked(records).len() >= 4, "{signal}: a block is not whole");
        }
        let said = run(project.path(), &[], 0);
        assert!(said.contains("3 of 3 blocks are there"), "{said}");
        for (name, records) in &there {
            assert_eq!(&blocks(project.path())[name], records, "{signal}: {name} stays");
        }
    }
}

#[test]
fn another_campaign_does_not_mix_with_what_is_there() {
    let project = campaign(1, 1);
    run(project.path(), &[], 0);
    let file = project.path().join("campaign.toml");
    fs::write(&file, fs::read_to_string(&file).unwrap().replace("seed = 7", "seed = 8")).unwrap();
    let said = run(project.path(), &[], 2);
    assert!(said.contains("holds another campaign"), "{said}");
}

#[test]
fn a_campaign_that_cannot_be_is_refused_with_the_reason() {
    let project = campaign(1, 1);
    let file = project.path().join("campaign.toml");
    let text = fs::read_to_string(&file).unwrap();
    let refused = |from: &str, to: &str, expected: &str| {
        fs::write(&file, text.replace(from, to)).unwrap();
        let arguments = arguments(project.path(), &[]);
        let output = bench(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && said.contains(expected), "{expected}: {said}");
    };
    refused("blocks = 1", "blocks = 0", "asks for no block");
    refused("\"other\"", "\"nobody\"", "No function 'nobody'");
    refused("\"512\"", "\"99\"", "99 MB cannot be had");
    refused("\"other\"", "\"one\"", "in two groups");
    refused("name = \"made-up\"", "name = \"Made up\"", "must be lower case");
    fs::remove_file(project.path().join("functions/fault/bootstrap")).unwrap();
    refused("seed = 7", "seed = 7", "is not built for 'hello'; run `bench build one`");
}

/// A function beside itself: whoever finds a difference measures something else.
#[test]
fn a_function_is_not_told_from_itself() {
    const REPEATS: usize = 50;
    const BLOCKS: usize = 10;
    let project = campaign((REPEATS * BLOCKS) as u32, 1);
    let file = project.path().join("campaign.toml");
    fs::write(&file, fs::read_to_string(&file).unwrap().replace(", \"512\"", "")).unwrap();
    run(project.path(), &[], 0);
    let ratios: Vec<f64> = blocks(project.path())
        .into_values()
        .map(|records| {
            let init = |name: &str| {
                let last = records.iter().rfind(|record| record["function"] == name).unwrap();
                last["ready_ns"].as_f64().unwrap()
            };
            init("one") / init("other")
        })
        .collect();
    // Between the least and the greatest of 10, the median lies with 99.8 % confidence.
    let has_one = |ratios: &[f64]| {
        let mut sorted = ratios.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted[0] <= 1.0 && 1.0 <= sorted[BLOCKS - 1]
    };
    let n_same = ratios.chunks(BLOCKS).filter(|ratios| has_one(ratios)).count();
    assert!(n_same >= REPEATS * 9 / 10, "the same in {n_same} of {REPEATS} repeats");
}
