//! Projects to run `coldmark` in, and running it.

#![allow(dead_code, reason = "each test file uses its part")]

pub(crate) mod upstream;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use tempfile::TempDir;

/// The root of this project.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// True if `tool` is installed. Otherwise prints what is left out; with `COLDMARK_REQUIRE_TOOLS=1`, as in CI, it panics.
pub(crate) fn require(tool: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let is_there = std::env::split_paths(&folders).any(|folder| folder.join(tool).is_file());
    require_working(tool, is_there)
}

/// Like [`require`], for a tool that may be installed and still refuse to work.
pub(crate) fn require_working(tool: &str, works: bool) -> bool {
    let is_required = std::env::var_os("COLDMARK_REQUIRE_TOOLS").is_some_and(|value| value == "1");
    assert!(works || !is_required, "COLDMARK_REQUIRE_TOOLS is set, and {tool} is missing or does not work");
    if !works {
        let test = std::thread::current().name().unwrap_or("a test").to_owned();
        eprintln!("LEFT OUT: {test}: {tool} is missing or does not work");
    }
    works
}

/// A project of its own with this one's words, templates and registries, and no data.
pub(crate) fn project() -> TempDir {
    let project = tempfile::tempdir().unwrap();
    for folder in ["templates", "content"] {
        copy(&root().join(folder), &project.path().join(folder));
    }
    for file in ["data/runtimes.toml", "data/prices.toml", "data/sources/lambda-perf/source.toml"] {
        let target = project.path().join(file);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(root().join(file), target).unwrap();
    }
    project
}

/// Adds our own runs, with the sources that they are.
pub(crate) fn add_own_runs(project: &Path) {
    copy(&root().join("data/runs"), &project.join("data/runs"));
    add_sources(project, |name| name.starts_with("local-"));
}

/// Adds the registrations of sources whose name `is_wanted`.
pub(crate) fn add_sources(project: &Path, is_wanted: impl Fn(&str) -> bool) {
    for entry in fs::read_dir(root().join("data/sources")).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_dir() && is_wanted(entry.file_name().to_str().unwrap()) {
            let file = Path::new("data/sources").join(entry.file_name()).join("source.toml");
            fs::create_dir_all(project.join(&file).parent().unwrap()).unwrap();
            fs::copy(root().join(&file), project.join(&file)).unwrap();
        }
    }
}

/// A project with three days of two functions.
pub(crate) fn small_project() -> TempDir {
    let project = project();
    for (day, first) in [("2026-01-01", 10), ("2026-01-02", 20), ("2026-02-01", 30)] {
        let records = ["rust_on_provided_al2023", "nodejs24x"].map(|function| record(function, first));
        raw_file(project.path(), day, &records.join(","));
    }
    project
}

/// Ten samples of one function.
pub(crate) fn record(function: &str, first: u32) -> String {
    let samples: Vec<_> = (first..first + 10).map(|value| format!("{value}.25")).collect();
    format!(
        r#"{{"r":"lambda-perf-{function}-zip-128-x86_64","p":"zip","d":"x","i":[{}],"m":128,"a":"x86_64","mu":20,"ad":1.5}}"#,
        samples.join(",")
    )
}

/// Writes the raw file of `day`.
pub(crate) fn raw_file(project: &Path, day: &str, records: &str) {
    let json = format!(r#"{{"metadata":{{"generatedAt":"{day}T14:00:00Z"}},"runtimeData":[{records}]}}"#);
    let folder = project.join("data/sources/lambda-perf/raw/data");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(format!("{day}.json")), json).unwrap();
}

/// `coldmark` in `project`, untouched by the proxies and tokens of this machine.
pub(crate) fn command(project: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_coldmark"));
    command.arg("--project").arg(project).args(arguments);
    for name in ["GITHUB_TOKEN", "http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
        command.env_remove(name).env_remove(name.to_uppercase());
    }
    command
}

/// Runs `coldmark` in `project`.
pub(crate) fn coldmark(project: &Path, arguments: &[&str]) -> Output {
    command(project, arguments).output().unwrap()
}

/// Runs `coldmark` and expects `code`; gives back stdout and stderr.
#[track_caller]
pub(crate) fn check(project: &Path, arguments: &[&str], code: i32) -> (String, String) {
    let output = coldmark(project, arguments);
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "coldmark {arguments:?}\n{stdout}\n{stderr}");
    (stdout, stderr)
}

/// The files below `folder`, by path.
pub(crate) fn files(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            (path, fs::read(entry.path()).unwrap())
        })
        .collect()
}

fn copy(from: &Path, to: &Path) {
    for (path, bytes) in files(from) {
        let target = to.join(path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, bytes).unwrap();
    }
}
