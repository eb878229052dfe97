//! Running `bench` with a function that goes wrong on demand.

#![allow(dead_code, reason = "each test file uses its part")]

use std::{
    env, fs,
    path::PathBuf,
    process::{Command, Output},
};

use serde_json::Value;
use tempfile::TempDir;

/// The function that goes wrong, which is built with the tests.
pub(crate) fn function() -> PathBuf {
    let tests = env::current_exe().unwrap();
    let built = tests.parent().and_then(|deps| deps.parent()).unwrap();
    built.join("examples/fault")
}

/// `bench`, run to its end.
pub(crate) fn bench(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bench")).args(arguments).output().unwrap()
}

/// Runs `bench` and expects `code`; gives back stdout and stderr.
#[track_caller]
pub(crate) fn check(arguments: &[&str], code: i32) -> (String, String) {
    let output = bench(arguments);
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "bench {arguments:?}\n{stdout}\n{stderr}");
    (stdout, stderr)
}

/// The records of the faulty function, `starts` of them.
#[track_caller]
pub(crate) fn records(fault: &str, code: i32, more: &[&str]) -> Vec<Value> {
    let (function, fault) = (function(), format!("FAULT={fault}"));
    let arguments = ["one", "--bootstrap", function.to_str().unwrap(), "--env", &fault, "--json"];
    let (stdout, _) = check(&[&arguments, more].concat(), code);
    stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A project whose only functions are the faulty one, under the names given; each is told of its `FAULT`.
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

/// Whether control groups can be had here: without, nothing is limited.
pub(crate) fn has_groups() -> bool {
    let project = project(&[("fault", "")]);
    let (stdout, _) = check(&["--project", project.path().to_str().unwrap(), "doctor"], 0);
    stdout.contains("shares of the processor can be set")
}
