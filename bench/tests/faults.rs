//! Functions that go wrong: each has its right status, and nothing hangs.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use support::{bench, check, function, project, records};

#[track_caller]
fn fails(fault: &str, more: &[&str], status: &str, detail: &str) {
    let started = Instant::now();
    let records = records(fault, 1, &[&["--starts", "1", "--invocations", "2"], more].concat());
    // The start that would not be counted is kept where it fails.
    for record in &records {
        assert_eq!(record["status"], status, "{record}");
        let found = record["detail"].as_str().unwrap();
        assert!(found.contains(detail), "{found}");
    }
    assert!(started.elapsed() < Duration::from_secs(30), "{fault} took {:?}", started.elapsed());
}

#[test]
fn each_fault_has_its_status() {
    fails("init-crash", &[], "init-crash", "ended with exit code 3");
    fails("init-error", &[], "init-error", "no good");
    fails("init-hang", &["--init-timeout", "1"], "init-timeout", "no event within 1s");
    fails("crash", &[], "crash", "ended with exit code 4");
    fails("hang", &["--timeout", "1"], "timeout", "did not answer within 1s");
    fails("error", &[], "error", "cannot");
    fails("wrong-id", &[], "wrong-id", "not the one it has");
    fails("oversize", &[], "oversize", "longer than 6 MiB");
    fails("stream-error", &[], "error", "Test");
}

#[test]
fn a_function_that_is_not_there_is_said_not_to_be() {
    let (_, stderr) = check(&["one", "--bootstrap", "/no/such/function"], 2);
    assert!(stderr.contains("Failed to find '/no/such/function'"), "{stderr}");
    let folder = tempfile::tempdir().unwrap();
    let (_, stderr) = check(&["one", "--bootstrap", folder.path().to_str().unwrap()], 2);
    assert!(stderr.contains("Lambda runs a file of this name"), "{stderr}");
    fs::write(folder.path().join("bootstrap"), "no program").unwrap();
    let (stdout, _) = check(&["one", "--bootstrap", folder.path().to_str().unwrap(), "--starts", "1"], 1);
    assert!(stdout.contains("InitCrash") && stdout.contains("cannot be started"), "{stdout}");
}

#[test]
fn a_wrong_answer_is_a_mismatch_and_never_a_time() {
    let project = project(&[("liar", "wrong-output")]);
    let project = project.path().to_str().unwrap();
    let (stdout, _) = check(&["--project", project, "verify"], 1);
    assert!(stdout.contains("WRONG (Mismatch)") && stdout.contains("Good day"), "{stdout}");
    let (stdout, _) = check(&["--project", project, "one", "liar", "--starts", "2"], 1);
    assert!(stdout.contains("are not in the figures"), "{stdout}");
}

#[test]
fn a_function_that_talks_without_end_is_heard_out() {
    let records = records("flood", 0, &["--starts", "1", "--invocations", "2"]);
    assert_eq!(records[0]["status"], "ok");
    assert_eq!(records[0]["invocations"]["end_ns"].as_array().unwrap().len(), 2);
}

#[test]
fn a_child_does_not_survive_its_parent() {
    let marker = "987654";
    records("child", 0, &["--env", &format!("MARKER={marker}"), "--starts", "1", "--invocations", "1"]);
    assert!(gone(marker, Duration::from_secs(2)), "the child still runs");
}

#[test]
fn no_function_outlives_the_harness() {
    let marker = "876543";
    let mut harness = Command::new(env!("CARGO_BIN_EXE_bench"))
        .args(["one", "--bootstrap", function().to_str().unwrap(), "--env", "FAULT=child", "--starts", "1"])
        .args(["--env", &format!("MARKER={marker}"), "--invocations", "1000000", "--gap", "10"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let until = Instant::now() + Duration::from_secs(10);
    while running(marker) == 0 && Instant::now() < until {
        sleep(Duration::from_millis(10));
    }
    assert!(running(marker) > 0, "it never started");
    // SIGKILL: nothing of the harness runs any more.
    harness.kill().unwrap();
    harness.wait().unwrap();
    assert!(gone(marker, Duration::from_secs(5)), "the function still runs");
    // Whatever group was left is gone with the next run.
    let output =
        bench(&["one", "--bootstrap", function().to_str().unwrap(), "--starts", "1", "--invocations", "1"]);
    assert!(output.status.success());
}

#[test]
fn a_full_disk_is_an_error_that_names_the_file() {
    let arguments = ["--bootstrap", function().to_str().unwrap(), "--starts", "1", "--out", "/dev/full"]
        .map(str::to_owned);
    let arguments: Vec<&str> = std::iter::once("one").chain(arguments.iter().map(String::as_str)).collect();
    let (_, stderr) = check(&arguments, 2);
    assert!(stderr.contains("Failed to write '/dev/full'"), "{stderr}");
}

/// Processes whose command line has `marker` as a word.
fn running(marker: &str) -> usize {
    let is_it = |path: &Path| {
        let words = fs::read(path.join("cmdline")).unwrap_or_default();
        let stat = fs::read_to_string(path.join("stat")).unwrap_or_default();
        let is_alive = stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'));
        is_alive && words.split(|byte| *byte == 0).any(|word| word == marker.as_bytes())
    };
    fs::read_dir("/proc").unwrap().flatten().filter(|entry| is_it(&entry.path())).count()
}

fn gone(marker: &str, within: Duration) -> bool {
    let until = Instant::now() + within;
    while Instant::now() < until {
        if running(marker) == 0 {
            return true;
        }
        sleep(Duration::from_millis(20));
    }
    false
}
