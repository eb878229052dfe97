//! Runs `bench` with a function that fails on demand.

#![allow(dead_code, reason = "each test file uses its part")]

use std::{
    env, fs,
    path::PathBuf,
    process::{Command, Output},
};

use serde_json::Value;
use tempfile::TempDir;

/// Returns the failing function, an example built with the tests.
pub(crate) fn function() -> PathBuf {
    let tests = env::current_exe().unwrap();
    let built = tests.parent().and_then(|deps| deps.parent()).unwrap();
    built.join("examples/fault")
}

/// Runs `bench` to its end.
pub(crate) fn bench(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bench")).args(arguments).output().unwrap()
}

/// Runs `bench`, expects the exit code `code`, and returns stdout and stderr.
#[track_caller]
pub(crate) fn check(arguments: &[&str], code: i32) -> (String, String) {
    let output = bench(arguments);
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "bench {arguments:?}\n{stdout}\n{stderr}");
    (stdout, stderr)
}

/// Runs the failing function and returns its records.
#[track_caller]
pub(crate) fn records(fault: &str, code: i32, more: &[&str]) -> Vec<Value> {
    let (function, fault) = (function(), format!("FAULT={fault}"));
    let arguments = ["one", "--bootstrap", function.to_str().unwrap(), "--env", &fault, "--json"];
    let (stdout, _) = check(&[&arguments, more].concat(), code);
    stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Creates a project that registers the failing function under each name, with its `FAULT`.
pub(crate) fn project(functions: &[(&str, &str)]) -> TempDir {
    let project = tempfile::tempdir().unwrap();
    let folder = project.path().join("functions/fault");
    fs::create_dir_all(&folder).unwrap();
    fs::copy(function(), folder.join("bootstrap")).unwrap();
    let entries: Vec<String> = functions
        .iter()
        .map(|(name, fault)| {
            format!(
                "[[function]]\nname = \"{name}\"\ntitle = \"{name}\"\nlanguage = \"Rust\"\nfolder = \"fault\"\n\
                 client = \"none\"\nclient_version = \"1\"\nbuild = []\nversion = [\"true\"]\nstart = [\"./bootstrap\"]\n\
                 handler = \"x\"\nworkloads = [\"hello\"]\nartifacts = [\"bootstrap\"]\nneeds = \"nothing\"\n\
                 control = \"\"\n[function.env]\nFAULT = \"{fault}\"\n\n"
            )
        })
        .collect();
    fs::write(project.path().join("functions/functions.toml"), entries.join("\n")).unwrap();
    project
}

/// Returns true if `tool` is available: a program on the `PATH`, or `control groups`.
///
/// Without it, prints that the test is skipped. With `COLDMARK_REQUIRE_TOOLS=1`, as in CI, it panics instead, so no test
/// passes unseen.
#[track_caller]
pub(crate) fn require(tool: &str) -> bool {
    let is_available = match tool {
        "control groups" => {
            let project = project(&[("fault", "")]);
            let (stdout, _) = check(&["--project", project.path().to_str().unwrap(), "doctor"], 0);
            stdout.contains("CPU shares can be set")
        }
        program => env::split_paths(&env::var_os("PATH").unwrap_or_default())
            .any(|folder| folder.join(program).is_file()),
    };
    let is_required = env::var("COLDMARK_REQUIRE_TOOLS").is_ok_and(|value| value == "1");
    assert!(is_available || !is_required, "This test needs {tool}, and COLDMARK_REQUIRE_TOOLS=1 is set");
    if !is_available {
        eprintln!("Skipped: this test needs {tool}");
    }
    is_available
}
