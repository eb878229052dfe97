//! Tests of campaigns: complete blocks, in an order that the seed decides, resumed after any interruption.

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

/// Creates a project with a campaign of two identical functions. Its pressure limit accepts a busy machine.
fn campaign(blocks: u32, invocations: u32) -> TempDir {
    let project = project(&[("one", "greet"), ("other", "greet")]);
    let text = format!(
        "name = \"made-up\"\nabout = \"A test.\"\nseed = 7\nblocks = {blocks}\n\
         max_pressure_percent = 100\n\n[[group]]\n\
         functions = [\"one\", \"other\"]\nworkloads = [\"hello\"]\nprofiles = [\"uncapped\", \"512\"]\n\
         invocations = {invocations}\n"
    );
    fs::write(project.path().join("campaign.toml"), text).unwrap();
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

/// Reads the records of each block written.
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

/// Returns the part of a block that does not depend on time: order, cells and seeds.
fn planned(records: &[Value]) -> Vec<(u64, String, String, u64)> {
    let mut cells: Vec<_> = records
        .iter()
        .map(|record| {
            let text = |key: &str| record[key].as_str().unwrap().to_owned();
            let number = |key: &str| record[key].as_u64().unwrap();
            (number("position"), text("function"), text("profile"), number("seed"))
        })
        .collect();
    // Rejected starts are retried at the same position.
    cells.dedup();
    cells
}

#[test]
fn a_campaign_does_not_resume_on_another_machine() {
    let project = campaign(2, 2);
    run(project.path(), &["--blocks", "1"], 0);
    let file = project.path().join("runs/machine-001.json");
    let mut machine: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    machine["processor"] = Value::from("Another one");
    fs::write(&file, machine.to_string()).unwrap();
    let stderr = run(project.path(), &[], 2);
    assert!(stderr.contains("was started on another machine") && stderr.contains("--out"), "{stderr}");
    assert_eq!(blocks(project.path()).len(), 1);
}

#[test]
fn sessions_continue_and_blocks_have_every_cell_once() {
    let project = campaign(3, 3);
    let stderr = run(project.path(), &["--blocks", "1"], 0);
    assert!(stderr.contains("0 of 3 blocks done, 4 cells each; measuring 1"), "{stderr}");
    let first = blocks(project.path());
    assert_eq!(first.keys().collect::<Vec<_>>(), ["block-001.ndjson.gz"]);
    let stderr = run(project.path(), &[], 0);
    assert!(stderr.contains("1 of 3 blocks done, 4 cells each; measuring 2"), "{stderr}");
    let all = blocks(project.path());
    assert_eq!(all.len(), 3);
    assert_eq!(all["block-001.ndjson.gz"], first["block-001.ndjson.gz"], "earlier blocks stay");
    for records in all.values() {
        let mut cells: Vec<_> =
            planned(records).into_iter().map(|(_, function, profile, _)| (function, profile)).collect();
        cells.sort();
        cells.dedup();
        assert_eq!(cells.len(), 4);
        assert!(records.iter().all(|record| record["status"] == "ok"));
    }
    let machine = fs::read_to_string(project.path().join("runs/machine-001.json")).unwrap();
    assert!(project.path().join("runs/machine-002.json").is_file(), "one for each session");
    let machine: Value = serde_json::from_str(&machine).unwrap();
    assert_eq!(machine["functions"]["one"]["artifacts"]["hello"]["sha256"].as_str().unwrap().len(), 64);
}

#[test]
fn the_seed_decides_order_and_events() {
    let (a, b) = (campaign(2, 2), campaign(2, 2));
    for project in [&a, &b] {
        run(project.path(), &[], 0);
    }
    let plans = |project: &TempDir| {
        blocks(project.path()).into_values().map(|records| planned(&records)).collect::<Vec<_>>()
    };
    assert_eq!(plans(&a), plans(&b));
    let blocks = plans(&a);
    assert_ne!(blocks[0], blocks[1], "each block has its own order");
}

#[test]
fn an_interrupted_campaign_keeps_whole_blocks_and_resumes() {
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
        let complete = blocks(project.path());
        if signal == "INT" && complete.len() < 3 {
            assert_eq!(status.code(), Some(1), "interrupted");
        }
        for records in complete.values() {
            assert!(planned(records).len() >= 4, "{signal}: a block is incomplete");
        }
        let stderr = run(project.path(), &[], 0);
        assert!(stderr.contains("3 of 3 blocks done"), "{stderr}");
        for (name, records) in &complete {
            assert_eq!(&blocks(project.path())[name], records, "{signal}: {name} stays");
        }
    }
}

#[test]
fn two_campaigns_do_not_share_a_folder() {
    let project = campaign(1, 1);
    run(project.path(), &[], 0);
    let file = project.path().join("campaign.toml");
    fs::write(&file, fs::read_to_string(&file).unwrap().replace("seed = 7", "seed = 8")).unwrap();
    let stderr = run(project.path(), &[], 2);
    assert!(stderr.contains("holds another campaign"), "{stderr}");
}

#[test]
fn invalid_campaigns_are_refused_with_a_reason() {
    let project = campaign(1, 1);
    let file = project.path().join("campaign.toml");
    let text = fs::read_to_string(&file).unwrap();
    let refused = |from: &str, to: &str, expected: &str| {
        fs::write(&file, text.replace(from, to)).unwrap();
        let arguments = arguments(project.path(), &[]);
        let output = bench(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && stderr.contains(expected), "{expected}: {stderr}");
    };
    refused("blocks = 1", "blocks = 0", "needs at least one block");
    refused("\"other\"", "\"nobody\"", "No function 'nobody'");
    refused("\"512\"", "\"99\"", "99 MB is out of range");
    refused("\"other\"", "\"one\"", "in two groups");
    refused("name = \"made-up\"", "name = \"Made up\"", "must be lower case");
    fs::remove_file(project.path().join("functions/fault/bootstrap")).unwrap();
    refused("seed = 7", "seed = 7", "is not built for 'hello'; run `bench build one`");
}

/// An A/A test: a difference between identical functions would come from the harness.
#[test]
fn identical_functions_are_statistically_tied() {
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
    // The range of 10 values covers the median with 99.8% confidence.
    let covers_one = |ratios: &[f64]| {
        let mut sorted = ratios.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted[0] <= 1.0 && 1.0 <= sorted[BLOCKS - 1]
    };
    let n_tied = ratios.chunks(BLOCKS).filter(|ratios| covers_one(ratios)).count();
    assert!(n_tied >= REPEATS * 9 / 10, "tied in {n_tied} of {REPEATS} repeats");
}
