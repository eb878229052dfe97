//! The shape of the workspace: its crates, what they depend on, and the files they are made of.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::Command,
};

use support::{files, require, root};

/// Every crate of the workspace with its direct dependencies, those of tests and build scripts included.
fn crates() -> BTreeMap<String, BTreeSet<String>> {
    let workspace: toml::Table = read("Cargo.toml").parse().unwrap();
    let members = workspace["workspace"]["members"].as_array().unwrap();
    let crates = members.iter().map(|member| {
        let manifest: toml::Table =
            read(&format!("{}/Cargo.toml", member.as_str().unwrap())).parse().unwrap();
        let names = ["dependencies", "dev-dependencies", "build-dependencies"]
            .into_iter()
            .filter_map(|kind| manifest.get(kind)?.as_table());
        let names = names.flat_map(toml::Table::keys).cloned().collect();
        (manifest["package"]["name"].as_str().unwrap().to_owned(), names)
    });
    crates.collect()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The Rust files of the workspace, by path below the project.
fn rust_files() -> BTreeMap<String, String> {
    let folders = ["pipeline", "bench"].into_iter().flat_map(|folder| {
        files(&root().join(folder)).into_iter().map(move |(path, bytes)| (format!("{folder}/{path}"), bytes))
    });
    folders
        .filter(|(path, _)| path.ends_with(".rs"))
        .map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()))
        .collect()
}

#[test]
fn each_heavy_dependency_has_one_owner() {
    let heavy =
        ["polars", "reqwest", "plotters", "tera", "pulldown-cmark", "resvg", "parquet", "clap", "fantoccini"];
    for heavy in heavy {
        let owners: Vec<_> =
            crates().into_iter().filter(|(_, names)| names.contains(heavy)).map(|(name, _)| name).collect();
        // `bench` measures on a machine of its own and has its own command line.
        let owners: Vec<_> = owners.iter().filter(|name| heavy != "clap" || *name != "bench").collect();
        assert_eq!(owners.len(), 1, "{heavy} is a dependency of {owners:?}");
    }
}

#[test]
fn crate_dependencies_match_the_diagram() {
    let crates = crates();
    let own: BTreeSet<String> = crates.keys().cloned().collect();
    let arrows: BTreeMap<_, Vec<_>> = crates
        .iter()
        .map(|(name, names)| (name.as_str(), names.intersection(&own).map(String::as_str).collect()))
        .collect();
    let expected = BTreeMap::from([
        ("bench", vec!["schema"]),
        ("charts", vec!["schema"]),
        (
            "cli",
            vec![
                "counts",
                "dataset",
                "file_formats",
                "logs",
                "schema",
                "site",
                "social_cards",
                "sources",
                "stats",
            ],
        ),
        ("counts", vec!["schema"]),
        ("dataset", vec!["schema"]),
        ("e2e", vec![]),
        ("social_cards", vec![]),
        ("logs", vec!["schema"]),
        ("site", vec!["charts", "dataset", "schema"]),
        ("file_formats", vec!["schema"]),
        ("schema", vec![]),
        ("sources", vec!["counts", "file_formats", "logs", "schema"]),
        ("stats", vec!["counts", "schema"]),
    ]);
    assert_eq!(arrows, expected);
}

#[test]
fn the_schema_has_light_dependencies_only() {
    // Types, dates and CSV; every crate waits for it.
    let expected = ["csv", "itoa", "jiff", "rayon", "ryu", "serde", "serde_json"].map(str::to_owned);
    assert_eq!(crates()["schema"], BTreeSet::from(expected));
}

#[test]
fn source_files_have_at_most_500_lines() {
    for (path, text) in rust_files() {
        let n_lines = text.lines().count();
        assert!(n_lines <= 500, "{path} has {n_lines} lines: split it by its jobs");
    }
}

#[test]
fn measured_runtimes_are_those_with_current_series() {
    let registry: toml::Table = read("data/runtimes.toml").parse().unwrap();
    let series = read("data/summaries/series.csv");
    let current: BTreeSet<_> = series.lines().skip(1).map(|line| line.split(',').nth(10).unwrap()).collect();
    for runtime in registry["runtime"].as_array().unwrap() {
        let slug = runtime["slug"].as_str().unwrap();
        let measured = runtime["measured"].as_bool().unwrap();
        assert_eq!(measured, current.contains(slug), "`measured` of {slug} in data/runtimes.toml");
    }
}

#[test]
fn tables_have_unix_line_endings() {
    for (file, bytes) in files(&root().join("data/summaries")) {
        assert!(!bytes.contains(&b'\r') && bytes.ends_with(b"\n"), "data/summaries/{file}");
    }
}

/// Lints a crate that holds `code` only, by the rules in `.ci/lints/`.
fn lint(rules: &str, code: &str) -> bool {
    let dir = tempfile::tempdir().unwrap();
    let manifest =
        "[package]\nname = \"linted\"\nedition = \"2024\"\n[lib]\npath = \"lib.rs\"\n[workspace]\n";
    fs::write(dir.path().join("Cargo.toml"), manifest).unwrap();
    fs::write(dir.path().join("lib.rs"), code).unwrap();
    let mut clippy = Command::new("cargo");
    clippy.args(["clippy", "--quiet", "--offline", "--lib", "--", "-D", "warnings"]);
    clippy.env("CLIPPY_CONF_DIR", root().join(".ci/lints").join(rules).canonicalize().unwrap());
    clippy.env("CARGO_TARGET_DIR", dir.path().join("target")).env_remove("RUSTFLAGS");
    clippy.current_dir(dir.path()).output().unwrap().status.success()
}

#[test]
fn the_purity_lint_sees_through_imports() {
    if !require("cargo-clippy") {
        return;
    }
    assert!(lint("pure", "pub fn f() -> usize { [1, 2].len() }"));
    let impure = [
        "use std::{env};\npub fn f() -> bool { env::var(\"A\").is_ok() }",
        "use std::{env as names};\npub fn f() -> bool { names::var_os(\"A\").is_some() }",
        "use std::{fs};\npub fn f() -> bool { fs::read(\"a\").is_ok() }",
        "use std::path::Path;\npub fn f(path: &Path) -> bool { path.is_file() }",
        "use std::{time};\npub fn f() { let _ = time::Instant::now(); }",
        "use std::net::*;\npub fn f() -> bool { TcpStream::connect(\"a:1\").is_ok() }",
    ];
    for code in impure {
        assert!(!lint("pure", code), "{code}");
    }
    assert!(lint("reads-only", impure[2]), "reading is allowed there");
    let writes = "use std::{fs};\npub fn f() -> bool { fs::write(\"a\", \"b\").is_ok() }";
    assert!(!lint("reads-only", writes));
}

#[test]
fn ci_lints_every_pure_crate() {
    // All libraries are linted except these: new crates are pure until somebody writes their name here and there.
    let excluded = "--exclude sources --exclude logs --exclude e2e";
    let pure = format!("lint pure --workspace {excluded}\n");
    let ci = read(".ci/run");
    assert!(ci.contains(&pure), "{pure}");
    assert!(ci.contains("lint reads-only -p sources -p logs\n"));
}

#[test]
fn only_sources_depends_on_an_http_client() {
    for (name, dependencies) in crates() {
        let clients =
            ["reqwest", "hyper", "ureq", "curl"].iter().filter(|name| dependencies.contains(**name));
        assert!(name == "sources" || clients.count() == 0, "{name} can speak to the network");
    }
}
