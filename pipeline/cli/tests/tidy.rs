//! The invariants of ARCHITECTURE.md, each checked against the code.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use support::{files, root};

/// Every room with its direct dependencies, development ones included.
fn rooms() -> BTreeMap<String, BTreeSet<String>> {
    let manifests =
        fs::read_dir(root().join("pipeline")).unwrap().map(|entry| entry.unwrap().path().join("Cargo.toml"));
    let rooms = manifests.filter(|path| path.is_file()).map(|path| {
        let manifest: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
        let names = ["dependencies", "dev-dependencies"]
            .into_iter()
            .filter_map(|kind| manifest.get(kind)?.as_table());
        let names = names.flat_map(toml::Table::keys).cloned().collect();
        (manifest["package"]["name"].as_str().unwrap().to_owned(), names)
    });
    rooms.collect()
}

/// The Rust files of a room, by path below the project.
fn sources_of(room: &str) -> BTreeMap<String, String> {
    let found = files(&root().join("pipeline").join(room).join("src"));
    found
        .into_iter()
        .map(|(path, bytes)| (format!("{room}/src/{path}"), String::from_utf8(bytes).unwrap()))
        .collect()
}

#[test]
fn each_heavy_crate_is_named_by_one_room() {
    let heavy =
        ["polars", "reqwest", "plotters", "tera", "pulldown-cmark", "resvg", "parquet", "clap", "fantoccini"];
    for heavy in heavy {
        let rooms: Vec<_> =
            rooms().into_iter().filter(|(_, names)| names.contains(heavy)).map(|(room, _)| room).collect();
        assert_eq!(rooms.len(), 1, "{heavy} is named by {rooms:?}");
    }
}

#[test]
fn arrows_point_one_way() {
    let rooms = rooms();
    let own: BTreeSet<String> = rooms.keys().cloned().collect();
    let arrows: BTreeMap<_, Vec<_>> = rooms
        .iter()
        .map(|(room, names)| (room.as_str(), names.intersection(&own).map(String::as_str).collect()))
        .collect();
    let expected = BTreeMap::from([
        ("browser", vec![]),
        ("cards", vec![]),
        ("charts", vec!["schema"]),
        ("cli", vec!["cards", "logs", "pages", "parcels", "schema", "sources", "stats"]),
        ("logs", vec!["schema"]),
        ("pages", vec!["charts", "schema"]),
        ("parcels", vec!["schema"]),
        ("schema", vec![]),
        ("sources", vec!["logs", "schema"]),
        ("stats", vec!["schema"]),
    ]);
    assert_eq!(arrows, expected);
}

#[test]
fn the_vocabulary_needs_serde_and_dates_only() {
    let expected = ["jiff", "serde", "serde_json"].map(str::to_owned);
    assert_eq!(rooms()["schema"], BTreeSet::from(expected), "serde_json is for its tests");
}

#[test]
fn stats_charts_and_pages_read_no_clock_environment_or_disk() {
    for room in ["schema", "stats", "charts", "cards", "parcels", "pages"] {
        for (path, text) in sources_of(room) {
            for word in
                ["std::fs", "std::env", "std::time", "std::net", "SystemTime", "Zoned::now", "File::open"]
            {
                assert!(!text.contains(word), "{path} has {word}");
            }
        }
    }
}

#[test]
fn only_sources_speaks_to_the_network_and_only_cli_writes_files() {
    for room in ["schema", "sources", "logs", "stats", "charts", "cards", "parcels", "pages"] {
        for (path, text) in sources_of(room) {
            for word in ["fs::write", "fs::rename", "File::create", "create_dir", "remove_file", "persist("] {
                assert!(!text.contains(word), "{path} has {word}");
            }
        }
    }
    for room in ["schema", "logs", "stats", "charts", "parcels", "pages"] {
        for (path, text) in sources_of(room) {
            assert!(!text.contains("TcpStream") && !text.contains("reqwest"), "{path} speaks to the network");
        }
    }
}

#[test]
fn no_file_of_code_is_longer_than_500_lines() {
    for room in rooms().keys() {
        for (path, text) in sources_of(room) {
            let n_lines = text.lines().count();
            assert!(n_lines <= 500, "{path} has {n_lines} lines; what are its two jobs?");
        }
    }
}

#[test]
fn every_measured_runtime_has_current_figures_and_no_other() {
    let registry: toml::Table =
        fs::read_to_string(root().join("data/runtimes.toml")).unwrap().parse().unwrap();
    let series = fs::read_to_string(root().join("data/summaries/series.csv")).unwrap();
    let current: BTreeSet<_> = series.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()).collect();
    for runtime in registry["runtime"].as_array().unwrap() {
        let slug = runtime["slug"].as_str().unwrap();
        let measured = runtime["measured"].as_bool().unwrap();
        assert_eq!(measured, current.contains(slug), "`measured` of {slug} in data/runtimes.toml");
    }
}

#[test]
fn the_article_types_no_number() {
    for page in ["article", "measured", "local-aws"] {
        types_no_number(page);
    }
}

fn types_no_number(page: &str) {
    let mut words = fs::read_to_string(root().join(format!("content/{page}.md"))).unwrap();
    // Shortcodes bring numbers from the tables, addresses and names have theirs.
    for (start, end) in [("{{", "}}"), ("](", ")")] {
        let parts: Vec<&str> = words.split(start).collect();
        let (first, rest) = parts.split_first().unwrap();
        let rest = rest.iter().map(|part| part.split_once(end).map_or("", |(_, after)| after));
        words = std::iter::once(*first).chain(rest).collect();
    }
    for name in [
        "Amazon Linux 2023",
        "Amazon Linux 2",
        "Java 17",
        "Node.js 20",
        "Python 3.11",
        "100 MiB",
        "SHA-256",
        "sha256",
        "x86_64",
        "arm64",
        "99th percentile",
    ] {
        words = words.replace(name, "");
    }
    let typed: Vec<&str> =
        words.lines().filter(|line| line.contains(|letter: char| letter.is_ascii_digit())).collect();
    assert!(typed.is_empty(), "{page}: numbers belong in function calls: {typed:#?}");
}

#[test]
fn every_table_is_committed_without_windows_line_ends() {
    for (file, bytes) in files(&root().join("data/summaries")) {
        assert!(!bytes.contains(&b'\r') && bytes.ends_with(b"\n"), "data/summaries/{file}");
    }
}

#[test]
fn the_documents_name_what_is_there() {
    let read = |name: &str| fs::read_to_string(root().join(name)).unwrap();
    let (architecture, readme, ci) = (read("ARCHITECTURE.md"), read("README.md"), read(".ci/run"));
    for room in rooms().keys() {
        assert!(
            architecture.contains(&format!("`{room}`")),
            "ARCHITECTURE.md says nothing of the room {room}"
        );
    }
    let tests = ["pipeline/cli/tests", "bench/tests"].map(|folder| files(&root().join(folder)));
    let tests = tests.into_iter().flat_map(BTreeMap::into_values);
    let tests: Vec<String> = tests.map(|bytes| String::from_utf8(bytes).unwrap()).collect();
    let named = architecture.split("Test: `").skip(1).map(|rest| rest.split('`').next().unwrap());
    let mut n_named = 0;
    for name in named {
        assert!(
            tests.iter().any(|text| text.contains(&format!("fn {name}()"))),
            "ARCHITECTURE.md names the test {name}, which is not there"
        );
        n_named += 1;
    }
    assert!(n_named >= 7, "Each invariant names its test");
    assert!(readme.contains("\ncargo test --workspace\n"), "The README says how to test");
    assert!(ci.contains("cargo test --workspace"), "CI runs the README's own test command");
    let missing: Vec<PathBuf> = readme
        .split("](")
        .skip(1)
        .map(|rest| rest.split([')', '#']).next().unwrap())
        .filter(|link| !link.contains("://") && !link.is_empty())
        .map(|link| root().join(link))
        .filter(|path| !path.exists())
        .collect();
    assert!(missing.is_empty(), "README.md links to {missing:?}");
}
