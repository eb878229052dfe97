//! Reports in a single file, and reports as JSON.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
    process::{Command, Output},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use html5gum::{Token, Tokenizer};
use sha2::{Digest, Sha256};
use support::{files, root};
use tempfile::TempDir;

const TABLES: [&str; 9] = [
    "usage",
    "series",
    "intervals",
    "days",
    "changes",
    "baselines",
    "failures",
    "cold_starts",
    "cold_start_hours",
];

fn report(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_coldmark"));
    command.arg("report").args(arguments).current_dir(folder).output().unwrap()
}

fn succeed(folder: &Path, arguments: &[&str]) -> Output {
    let output = report(folder, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn example_logs() -> String {
    root().join("content/your-logs").to_str().unwrap().to_owned()
}

/// The example logs in both forms: the single file, and the files of the folder.
fn both() -> (String, BTreeMap<String, Vec<u8>>) {
    let dir = tempfile::tempdir().unwrap();
    succeed(dir.path(), &["--by-file", "--single", &example_logs()]);
    succeed(dir.path(), &["--by-file", &example_logs()]);
    let single = fs::read_to_string(dir.path().join("coldmark-report.html")).unwrap();
    let folder = files(&dir.path().join("coldmark-report"));
    (single, folder.into_iter().collect())
}

/// An element: its name and its attributes.
type Element = (String, BTreeMap<String, String>);

fn elements(html: &str) -> Vec<Element> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let tag = |token: Result<Token, _>| match token {
        Ok(Token::StartTag(tag)) => {
            let attributes = tag.attributes.iter().map(|(name, value)| (text(name), text(value)));
            Some((text(&tag.name), attributes.collect()))
        }
        _ => None,
    };
    Tokenizer::new(html).filter_map(tag).collect()
}

/// The contents of all elements with one name.
fn contents<'h>(html: &'h str, name: &str) -> Vec<&'h str> {
    let (start, end) = (format!("<{name}"), format!("</{name}>"));
    let parts = html.split(&start).skip(1);
    parts.map(|part| part.split_once('>').unwrap().1.split(&end).next().unwrap()).collect()
}

/// Fails if a page refers to anything outside itself, repeats an id, or has a link that leads nowhere.
fn assert_self_contained(html: &str) {
    let elements = elements(html);
    let mut ids = BTreeSet::new();
    for (name, attributes) in &elements {
        if let Some(id) = attributes.get("id") {
            assert!(ids.insert(id.as_str()), "the id {id} occurs twice");
        }
        for forbidden in ["src", "srcset", "style", "action", "xlink:href", "data", "poster"] {
            assert!(!attributes.contains_key(forbidden), "<{name} {forbidden}>: {attributes:?}");
        }
        assert!(!["link", "base", "iframe", "img", "object"].contains(&name.as_str()), "<{name}>");
        for (attribute, value) in attributes {
            let is_address = value.contains("://") && attribute != "xmlns";
            assert!(!is_address, "<{name} {attribute}={value}>");
        }
    }
    for (name, attributes) in &elements {
        for attribute in ["aria-labelledby", "aria-describedby", "for", "aria-controls"] {
            for id in attributes.get(attribute).iter().flat_map(|value| value.split(' ')) {
                assert!(ids.contains(id), "<{name} {attribute}={id}> names no element");
            }
        }
        let Some(link) = attributes.get("href") else { continue };
        if let Some(id) = link.strip_prefix('#') {
            assert!(ids.contains(id), "{link} leads nowhere");
        } else {
            assert!(link.starts_with("data:text/csv;") && attributes.contains_key("download"), "{link}");
        }
    }
    for style in contents(html, "style") {
        assert!(!style.contains("url(") && !style.contains("@import"), "{style}");
    }
}

#[test]
fn a_single_report_needs_no_other_file() {
    let (single, folder) = both();
    assert_self_contained(&single);
    let n_drawings = |html: &str| html.matches("<figure").count();
    let pages = folder.iter().filter(|(path, _)| path.ends_with(".html"));
    let in_pages: usize = pages.map(|(_, page)| n_drawings(std::str::from_utf8(page).unwrap())).sum();
    assert!(in_pages > 5, "{in_pages}");
    assert_eq!(n_drawings(&single), in_pages, "every chart of the folder is in the file");
    for name in ["checkout", "thumbnails"] {
        assert!(single.contains(&format!("<h2>{name}</h2>")), "{name} has a section");
    }
}

#[test]
fn headings_of_a_single_report_skip_no_level() {
    let (single, _) = both();
    let level = |(name, _): Element| name.strip_prefix('h')?.parse::<u32>().ok();
    let levels: Vec<u32> = elements(&single).into_iter().filter_map(level).collect();
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
    assert_eq!(levels[0], 1);
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
}

#[test]
fn the_policy_of_a_single_report_allows_its_own_code_alone() {
    let (single, _) = both();
    let policy = elements(&single).into_iter().find(|(_, attributes)| {
        attributes.get("http-equiv").is_some_and(|value| value == "Content-Security-Policy")
    });
    let policy = policy.unwrap().1.remove("content").unwrap();
    let hash = |text: &&str| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)));
    let hashes = |name: &str| contents(&single, name).iter().map(hash).collect::<Vec<_>>().join(" ");
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; object-src 'none'; \
             style-src {}; script-src {}",
            hashes("style"),
            hashes("script"),
        )
    );
}

#[test]
fn downloads_of_a_single_report_are_the_tables_of_the_folder() {
    let (single, folder) = both();
    let mut n_tables = 0;
    for (_, attributes) in elements(&single) {
        let Some(name) = attributes.get("download") else { continue };
        let encoded = attributes["href"].strip_prefix("data:text/csv;charset=utf-8;base64,").unwrap();
        assert!(BASE64_STANDARD.decode(encoded).unwrap() == folder[name], "{name}");
        n_tables += 1;
    }
    assert_eq!(n_tables, folder.keys().filter(|path| path.ends_with(".csv")).count());
    assert_eq!(n_tables, TABLES.len());
}

/// A log of functions whose names are markup, with the same name in two spellings.
fn hostile() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let mut rows = "function,at,memory_mb,init_ms,duration_ms\n".to_owned();
    for name in ["\"\"><script>alert(1)</script>", "</style id=\"\"a\"\">", "a b", "a-b", "#usage.csv"] {
        for day in 1..=5 {
            for hour in 10..20 {
                writeln!(rows, "\"{name}\",2026-10-0{day}T{hour}:00:00Z,128,{hour},{day}").unwrap();
            }
        }
    }
    fs::write(dir.path().join("log.csv"), rows).unwrap();
    dir
}

#[test]
fn names_of_functions_are_no_markup_in_a_single_report() {
    let dir = hostile();
    succeed(dir.path(), &["--single", "--out", "a.html", "log.csv"]);
    let html = fs::read_to_string(dir.path().join("a.html")).unwrap();
    assert_self_contained(&html);
    let elements = elements(&html);
    let count = |name: &str| elements.iter().filter(|(found, _)| found == name).count();
    assert_eq!((count("script"), count("style"), count("article")), (1, 2, 5));
}

#[test]
fn a_single_report_replaces_only_a_report() {
    let dir = tempfile::tempdir().unwrap();
    let logs = example_logs();
    let path = dir.path().join("mine.html");
    let write = || report(dir.path(), &["--by-file", "--single", "--out", "mine.html", &logs]);
    fs::write(&path, "<!doctype html><p>A letter").unwrap();
    let refused = write();
    let text = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(2), "{text}");
    assert!(
        text.contains("'mine.html' is a file that is not a report; name another file with --out"),
        "{text}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "<!doctype html><p>A letter");
    fs::write(&path, "").unwrap();
    assert!(write().status.success(), "an empty file may be replaced");
    let first = fs::read(&path).unwrap();
    assert!(write().status.success(), "a report may be replaced");
    assert!(first == fs::read(&path).unwrap(), "the same logs, the same bytes");
    let left: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["mine.html"]);
    fs::create_dir(dir.path().join("folder")).unwrap();
    let refused = report(dir.path(), &["--by-file", "--single", "--out", "folder", &logs]);
    assert!(
        String::from_utf8(refused.stderr).unwrap().contains("'folder' is a folder; name a file with --out")
    );
}

#[test]
fn a_report_as_json_has_the_rows_of_its_tables() {
    let dir = tempfile::tempdir().unwrap();
    let output = succeed(dir.path(), &["--by-file", "--json", &example_logs()]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    for table in TABLES {
        let path = dir.path().join(format!("coldmark-report/{table}.csv"));
        let mut reader = csv::Reader::from_path(path).unwrap();
        let columns = reader.headers().unwrap().clone();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let objects = json[table].as_array().unwrap();
        assert!(!rows.is_empty(), "{table}");
        assert_eq!(objects.len(), rows.len(), "{table}");
        for (object, row) in objects.iter().zip(&rows) {
            assert_eq!(object.as_object().unwrap().len(), columns.len(), "{table}");
            for (column, cell) in columns.iter().zip(row) {
                let is_same = match &object[column] {
                    serde_json::Value::Null => cell.is_empty(),
                    serde_json::Value::String(text) => text == cell,
                    serde_json::Value::Number(number) => number.as_f64() == cell.parse().ok(),
                    serde_json::Value::Bool(value) => value.to_string() == cell,
                    _ => false,
                };
                assert!(is_same, "{table}.{column}: {} in JSON, {cell} in CSV", object[column]);
            }
        }
    }
}

#[test]
fn a_report_as_json_says_what_the_overview_says() {
    let dir = tempfile::tempdir().unwrap();
    let output =
        succeed(dir.path(), &["--by-file", "--json", "--single", "--out", "a.html", &example_logs()]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let others = ["file", "invocations", "refused", "undated", "prices", "advice", "read", "faults"];
    let expected = others.into_iter().chain(TABLES).collect();
    assert_eq!(BTreeSet::from_iter(keys), expected);
    assert_eq!((&json["file"], &json["undated"], &json["refused"]), (&"a.html".into(), &0.into(), &0.into()));
    let html = fs::read_to_string(dir.path().join("a.html")).unwrap();
    let since = json["prices"]["since"].as_str().unwrap();
    assert!(html.contains(&format!("since <time>{since}</time>")), "{since}");
    assert_eq!(html.matches("<li>").count() % 2, 0);
    let advice = json["advice"].as_array().unwrap();
    assert!(advice.iter().all(|row| row["function"].is_string() && row["kind"].is_string()), "{advice:?}");
    // The overview and the section of the function list each piece of advice.
    assert_eq!(html.matches("<li>").count(), 2 * advice.len());
    assert_eq!(json["read"].as_array().unwrap().len(), 2);
}
