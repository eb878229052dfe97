//! Tests with failing functions: each gets its status, and nothing hangs.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use support::{bench, check, function, project, records, require};

#[track_caller]
fn fails(fault: &str, more: &[&str], status: &str, detail: &str) {
    let started = Instant::now();
    let records = records(fault, 1, &[&["--starts", "1", "--invocations", "2"], more].concat());
    // A failed warm-up start is recorded too.
    for record in &records {
        assert_eq!(record["status"], status, "{record}");
        let message = record["detail"].as_str().unwrap();
        assert!(message.contains(detail), "{message}");
    }
    assert!(started.elapsed() < Duration::from_secs(30), "{fault} took {:?}", started.elapsed());
}

#[test]
fn each_fault_has_its_status() {
    fails("init-crash", &[], "init-crash", "ended with exit code 3");
    fails("init-error", &[], "init-error", "no good");
    fails("init-hang", &["--init-timeout", "1"], "init-timeout", "no event within 1s");
    fails("crash", &[], "crash", "ended with exit code 4");
    fails("hang", &["--timeout", "1"], "timeout", "did not respond within 1s");
    fails("error", &[], "error", "cannot");
    fails("wrong-id", &[], "wrong-id", "not the current one");
    fails("oversize", &[], "oversize", "longer than 6 MiB");
    fails("stream-error", &[], "error", "Test");
}

#[test]
fn a_missing_function_is_named() {
    let (_, stderr) = check(&["one", "--bootstrap", "/no/such/function"], 2);
    assert!(stderr.contains("Failed to find '/no/such/function'"), "{stderr}");
    let folder = tempfile::tempdir().unwrap();
    let (_, stderr) = check(&["one", "--bootstrap", folder.path().to_str().unwrap()], 2);
    assert!(stderr.contains("Lambda runs a file of this name"), "{stderr}");
    fs::write(folder.path().join("bootstrap"), "not a program").unwrap();
    let (stdout, _) = check(&["one", "--bootstrap", folder.path().to_str().unwrap(), "--starts", "1"], 1);
    assert!(stdout.contains("InitCrash") && stdout.contains("Failed to start"), "{stdout}");
}

#[test]
fn a_wrong_response_is_a_mismatch_and_never_timed() {
    let project = project(&[("liar", "wrong-output")]);
    let project = project.path().to_str().unwrap();
    let (stdout, _) = check(&["--project", project, "verify"], 1);
    assert!(stdout.contains("WRONG (Mismatch)") && stdout.contains("Good day"), "{stdout}");
    let (stdout, _) = check(&["--project", project, "one", "liar", "--starts", "2"], 1);
    assert!(stdout.contains("are excluded"), "{stdout}");
}

#[test]
fn twenty_megabytes_of_output_block_nothing() {
    let records = records("flood", 0, &["--starts", "1", "--invocations", "2"]);
    assert_eq!(records[0]["status"], "ok");
    assert_eq!(records[0]["invocations"]["end_ns"].as_array().unwrap().len(), 2);
}

#[test]
fn children_do_not_survive_their_function() {
    if !require("setsid") {
        return;
    }
    let marker = &unique_marker(0);
    records("child", 0, &["--env", &format!("MARKER={marker}"), "--starts", "1", "--invocations", "1"]);
    assert!(is_gone(marker, Duration::from_secs(2)), "the child still runs");
}

#[test]
fn no_function_outlives_the_harness() {
    if !require("setsid") {
        return;
    }
    let marker = &unique_marker(1);
    let mut harness = Command::new(env!("CARGO_BIN_EXE_bench"))
        .args(["one", "--bootstrap", function().to_str().unwrap(), "--env", "FAULT=child", "--starts", "1"])
        .args(["--env", &format!("MARKER={marker}"), "--invocations", "10000", "--gap", "10"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let until = Instant::now() + Duration::from_mins(1);
    while count_running(marker) == 0 && Instant::now() < until {
        sleep(Duration::from_millis(10));
    }
    let has_started = count_running(marker) > 0;
    // SIGKILL: the harness cannot clean up.
    harness.kill().unwrap();
    harness.wait().unwrap();
    assert!(has_started, "the function never started");
    assert!(is_gone(marker, Duration::from_secs(5)), "the function still runs");
    // The next run removes any control group left behind.
    let output =
        bench(&["one", "--bootstrap", function().to_str().unwrap(), "--starts", "1", "--invocations", "1"]);
    assert!(output.status.success());
}

#[test]
fn a_full_disk_error_names_the_file() {
    let arguments = ["--bootstrap", function().to_str().unwrap(), "--starts", "1", "--out", "/dev/full"]
        .map(str::to_owned);
    let arguments: Vec<&str> = std::iter::once("one").chain(arguments.iter().map(String::as_str)).collect();
    let (_, stderr) = check(&arguments, 2);
    assert!(stderr.contains("Failed to write '/dev/full'"), "{stderr}");
}

/// Returns a number of seconds to sleep that identifies a process of this test run.
fn unique_marker(test: u32) -> String {
    (10_000_000 + 2 * std::process::id() + test).to_string()
}

/// Counts live processes with `marker` as an argument.
fn count_running(marker: &str) -> usize {
    let is_marked = |path: &Path| {
        let words = fs::read(path.join("cmdline")).unwrap_or_default();
        let stat = fs::read_to_string(path.join("stat")).unwrap_or_default();
        let is_alive = stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'));
        is_alive && words.split(|byte| *byte == 0).any(|word| word == marker.as_bytes())
    };
    fs::read_dir("/proc").unwrap().flatten().filter(|entry| is_marked(&entry.path())).count()
}

/// Waits until no process has `marker`. Returns false after `timeout`.
fn is_gone(marker: &str, timeout: Duration) -> bool {
    let until = Instant::now() + timeout;
    while Instant::now() < until {
        if count_running(marker) == 0 {
            return true;
        }
        sleep(Duration::from_millis(20));
    }
    false
}
