//! Workflows, systemd units and lints that guard publishing.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{fs, process::Command};

use support::{files, require, root};

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The workflows by name.
fn workflows() -> Vec<(String, String)> {
    let found = files(&root().join(".github/workflows"));
    found.into_iter().map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect()
}

#[test]
fn every_action_is_pinned_to_a_commit() {
    let mut n_actions = 0;
    for (name, text) in workflows() {
        for action in text.lines().filter_map(|line| line.split_once("uses: ")).map(|(_, action)| action) {
            let (pinned, version) = action.split_once(" # v").unwrap_or_default();
            let commit = pinned.split_once('@').unwrap_or_default().1;
            let is_commit = commit.len() == 40 && commit.bytes().all(|digit| digit.is_ascii_hexdigit());
            assert!(is_commit && version.split('.').count() == 3, "{name}: {action}");
            n_actions += 1;
        }
    }
    assert!(n_actions >= 7);
}

#[test]
fn workflows_start_read_only_and_keep_no_token() {
    for (name, text) in workflows() {
        let rights = text.split("\npermissions:").nth(1).unwrap();
        assert!(rights.starts_with(" {}\n") || rights.starts_with("\n  contents: read\n\n"), "{name}");
        assert!(text.contains("\nconcurrency:\n"), "{name} may run twice at once");
        let count = |word: &str| text.matches(word).count();
        assert_eq!(count("actions/checkout@"), count("persist-credentials: false"), "{name}");
        // What an expression brings into a script is run; what it brings into the environment is not.
        for script in text.split("run: ").skip(1) {
            let script = script.split("\n      - ").next().unwrap();
            assert!(!script.contains("${{"), "{name}: {script}");
        }
    }
}

#[test]
fn ci_runs_one_script_anyone_can_run() {
    assert!(read(".github/workflows/ci.yml").contains("- run: .ci/run\n"));
}

/// The commands of `coldmark` that a text starts, in order.
fn commands(text: &str, program: &str) -> Vec<String> {
    let lines = text.lines().filter_map(|line| line.trim_start().split_once(program));
    lines.map(|(_, rest)| rest.split_whitespace().next().unwrap().to_owned()).collect()
}

#[test]
fn both_ways_to_publish_check_first() {
    let workflow = read(".github/workflows/publish.yml");
    let steps = ["fetch", "summarize", "news", "build", "check"];
    assert_eq!(commands(&workflow, "target/release/coldmark "), steps);
    let (checked, uploaded) = (workflow.find("coldmark check"), workflow.find("upload-pages-artifact"));
    assert!(checked < uploaded);
    let service = read("docs/coldmark.service");
    let started: String = service
        .lines()
        .filter(|line| line.starts_with("ExecStart="))
        .fold(String::new(), |all, line| all + line + "\n");
    assert_eq!(commands(&started, "coldmark "), [&steps[..], &["build"]].concat());
    assert_eq!(started.matches("--out").count(), 1, "the web root is written to in the last step only");
    assert!(started.trim_end().lines().last().unwrap().contains("--out"), "{started}");
}

#[test]
fn systemd_accepts_the_units() {
    let dir = tempfile::tempdir().unwrap();
    // Programs that are not installed here are a complaint of their own.
    let service = read("docs/coldmark.service").replace("/usr/local/bin/coldmark", "/bin/true");
    fs::write(dir.path().join("coldmark.service"), service).unwrap();
    fs::write(dir.path().join("coldmark.timer"), read("docs/coldmark.timer")).unwrap();
    let timer = dir.path().join("coldmark.timer");
    if !require("systemd-analyze") {
        return;
    }
    let output = Command::new("systemd-analyze").arg("verify").arg(timer).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let complaints: Vec<_> = said.lines().filter(|line| line.contains("coldmark.")).collect();
    assert!(complaints.is_empty(), "{said}");
}

#[test]
fn a_report_needs_neither_a_project_nor_an_environment() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(
        dir.path().join("my.log"),
        "REPORT RequestId: 8f507cfc-0000-4697-b07a-ac58fc914c95\tDuration: 15.74 ms\tBilled Duration: 16 ms\t\
         Memory Size: 128 MB\tMax Memory Used: 56 MB\tInit Duration: 130.53 ms\n",
    )
    .unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_coldmark"));
    let output = command.env_clear().current_dir(dir.path()).args(["report", "my.log"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let page = fs::read_to_string(dir.path().join("coldmark-report/index.html")).unwrap();
    assert!(page.contains("Content-Security-Policy"), "a report keeps to itself as the site does");
    assert!(!page.contains("src=\"http") && !page.contains("<link rel=\"stylesheet\" href=\"http"), "{page}");
}

#[test]
fn unsafe_code_is_forbidden_in_every_crate() {
    let workspace: toml::Table = read("Cargo.toml").parse().unwrap();
    assert_eq!(workspace["workspace"]["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
    for member in workspace["workspace"]["members"].as_array().unwrap() {
        let path = format!("{}/Cargo.toml", member.as_str().unwrap());
        let manifest: toml::Table = read(&path).parse().unwrap();
        let is_held = manifest["lints"]["workspace"].as_bool() == Some(true);
        assert!(is_held, "{path} is not held to the lints of the workspace");
    }
}
