//! Frozen versions: written once, published by every build, never changed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{collections::BTreeMap, fs, path::Path};

use support::{check, files, project, raw_file, record};

type Found = BTreeMap<String, Vec<u8>>;

/// The archive of a version.
fn archive(project: &Path, version: &str) -> std::path::PathBuf {
    project.join(format!("data/releases/{version}.zip"))
}

/// The files of `version` on the site, by name.
fn published(project: &Path, version: &str) -> Found {
    files(&project.join("site/v").join(version))
}

/// Writes days of January or of February, of which Go takes as long as `first` and more.
fn measure(project: &Path, month: u32, first: u32) {
    for day in 1..=12 {
        let functions = [("rust_on_provided_al2023", 10), ("go_on_provided_al2023", first)];
        // No record may repeat that of an earlier day.
        let own = format!(".{month}25");
        let records = functions.map(|(function, first)| record(function, first + day).replace(".25", &own));
        raw_file(project, &format!("2026-{month:02}-{day:02}"), &records.join(","));
    }
    check(project, &["summarize"], 0);
}

/// A project with one month of data, frozen as 1.0.
fn frozen_once() -> tempfile::TempDir {
    let project = project();
    measure(project.path(), 1, 40);
    let (_, stderr) = check(project.path(), &["build", "--release", "1.0"], 0);
    assert!(stderr.contains("Froze version 1.0: commit"), "{stderr}");
    project
}

#[test]
fn a_version_never_changes_and_is_always_published() {
    let project = frozen_once();
    let (project, zip) = (project.path(), fs::read(archive(project.path(), "1.0")).unwrap());
    let mut first = published(project, "1.0");
    assert_eq!(first["coldmark-1.0.zip"], zip);
    for table in schema::TABLES {
        let current = fs::read(project.join("site/data").join(table.file)).unwrap();
        assert!(first[table.file] == current, "{}", table.file);
    }
    for name in ["index.html", "README.md", "CITATION.cff", "datapackage.json", "SHA256SUMS", "manifest.json"]
    {
        assert!(first.contains_key(name), "{name}");
    }
    // Again is fine, and touches nothing.
    let (_, stderr) = check(project, &["build", "--release", "1.0"], 0);
    assert!(
        stderr.contains("Version 1.0 is already frozen") && stderr.contains(", 0 of them changed"),
        "{stderr}"
    );
    check(project, &["check"], 0);
    // What hosts are sent leaves the tables to the zip.
    check(project, &["build", "--release-assets"], 0);
    let sent = published(project, "1.0");
    assert!(sent.contains_key("README.md.br") && sent["coldmark-1.0.zip"] == zip);
    assert!(
        !sent.keys().any(|name| name.contains(".csv.") || name.ends_with(".parquet")),
        "{:?}",
        sent.keys()
    );
    check(project, &["check"], 0);
    // Other data, and a fresh clone of them: the version stays, and its name is taken.
    measure(project, 2, 90);
    fs::remove_dir_all(project.join("site")).unwrap();
    check(project, &["build"], 0);
    let mut second = published(project, "1.0");
    // Its page says in its head how new the data are now, as every page does.
    assert!(first.remove("index.html") != second.remove("index.html"));
    assert!(first == second);
    let (_, stderr) = check(project, &["build", "--release", "1.0"], 2);
    assert!(
        stderr.contains("(data through 2026-01-12)") && stderr.contains("choose another name"),
        "{stderr}"
    );
    assert_eq!(fs::read(archive(project, "1.0")).unwrap(), zip);
    check(project, &["check"], 0);
}

#[test]
fn the_next_version_explains_changed_estimates() {
    let project = frozen_once();
    let project = project.path();
    measure(project, 2, 90);
    check(project, &["build"], 0);
    let changes = |path: &str| {
        let csv = fs::read(project.join("site/v").join(path)).unwrap();
        schema::rows_of::<schema::EstimateChange>(&csv).unwrap()
    };
    let unreleased = changes("estimate_changes.csv");
    // The medians of Go, and its ratio and difference to Rust, which is as it was.
    assert!(unreleased.len() > 3, "{unreleased:#?}");
    for row in &unreleased {
        let names = [row.runtime.as_deref(), row.against.as_deref()];
        assert!(names.contains(&Some("go-al2023")), "{row:#?}");
        assert!(row.new_data && !row.corrected_data && !row.changed_method, "{row:#?}");
        let (value, before) = (row.after.value, row.before);
        assert!(Some(value) < before.lower || Some(value) > before.upper, "{row:#?}");
    }
    // The next version keeps the unreleased changes, and the list is empty again.
    check(project, &["build", "--release", "1.1"], 0);
    assert_eq!(changes("1.1/estimate_changes.csv"), unreleased);
    assert_eq!(changes("estimate_changes.csv"), []);
    let manifest = |version: &str| -> schema::Manifest {
        serde_json::from_slice(&published(project, version)["manifest.json"]).unwrap()
    };
    let (first, second) = (manifest("1.0"), manifest("1.1"));
    assert_eq!((first.number, first.previous, first.release_diff), (1, None, None));
    assert_eq!((second.number, second.previous), (2, Some("1.0".parse().unwrap())));
    let diff = second.release_diff.unwrap();
    assert_eq!(diff.tables.iter().map(|table| table.changed).sum::<u64>(), unreleased.len() as u64);
    assert_eq!(diff.tables.iter().map(|table| table.unexplained).sum::<u64>(), 0);
    // The first is asked for again, and is what it was, with the second there.
    let (_, stderr) = check(project, &["build", "--release", "1.1"], 0);
    assert!(stderr.contains("Version 1.1 is already frozen"), "{stderr}");
    let list = fs::read_to_string(project.join("site/v/index.html")).unwrap();
    assert!(list.find("v/1.1/index.html") < list.find("v/1.0/index.html"), "newest first");
}

#[test]
fn corrected_days_are_distinguished_from_new_ones() {
    let project = frozen_once();
    let project = project.path();
    measure(project, 1, 60);
    check(project, &["build", "--release", "1.0.1"], 0);
    let csv = fs::read(project.join("site/v/1.0.1/estimate_changes.csv")).unwrap();
    let rows: Vec<schema::EstimateChange> = schema::rows_of(&csv).unwrap();
    assert!(!rows.is_empty());
    assert!(rows.iter().all(|row| row.corrected_data && !row.new_data), "{rows:#?}");
}

#[test]
fn invalid_version_names_are_refused() {
    let project = frozen_once();
    for name in ["../1.0", "index", "a b", "nul", ".", "1/0", "", "-1", "v1.0.0-and-then-some-more-and-more"]
    {
        let (_, stderr) = check(project.path(), &["build", &format!("--release={name}")], 2);
        assert!(stderr.contains("invalid value") && stderr.contains("--release"), "{name}: {stderr}");
    }
    check(project.path(), &["build", "--release", "RC"], 0);
    let (_, stderr) = check(project.path(), &["build", "--release", "rc"], 2);
    assert!(stderr.contains("'RC' is the same name on some systems"), "{stderr}");
    let found: Vec<String> = files(&project.path().join("data/releases")).into_keys().collect();
    assert_eq!(found, ["1.0.zip", "RC.zip"]);
    let nothing = support::project();
    let (_, stderr) = check(nothing.path(), &["build", "--release", "1"], 2);
    assert!(stderr.contains("There are no data to freeze"), "{stderr}");
    assert!(!nothing.path().join("data/releases").exists());
}

#[test]
fn a_broken_or_hostile_version_affects_no_other() {
    let project = frozen_once();
    let project = project.path();
    let good = fs::read(archive(project, "1.0")).unwrap();
    let sound = files_in(&good);
    let with = |version: &str, change: &dyn Fn(&mut Found)| {
        let mut files = sound.clone();
        change(&mut files);
        zip(version, &files)
    };
    let resum = |files: &mut Found| {
        files.remove("SHA256SUMS");
        let sums = files.iter().map(|(name, bytes)| {
            format!("{}  {name}\n", hex::encode(<sha2::Sha256 as sha2::Digest>::digest(bytes)))
        });
        let sums = sums.collect::<String>().into_bytes();
        files.insert("SHA256SUMS".to_owned(), sums);
    };
    let rename = |to: &str| {
        let to = to.to_owned();
        move |files: &mut Found| {
            let manifest = String::from_utf8(files["manifest.json"].clone()).unwrap();
            let manifest = manifest.replacen("\"version\": \"1.0\"", &format!("\"version\": \"{to}\""), 1);
            files.insert("manifest.json".to_owned(), manifest.into_bytes());
        }
    };
    let broken: Vec<(&str, Vec<u8>, &str)> = vec![
        ("2.0", b"PK".to_vec(), "It is not a zip archive"),
        ("2.1", good[..good.len() / 2].to_vec(), "It is not a zip archive"),
        ("2.2", good.clone(), "is not a plain file in the folder 'coldmark-2.2'"),
        (
            "2.3",
            with("2.3", &|files| drop(files.remove("manifest.json"))),
            "differ from those in its SHA256SUMS",
        ),
        (
            "2.4",
            with("2.4", &|files| files.get_mut("series.csv").unwrap().push(b'x')),
            "'series.csv' in it does not match",
        ),
        ("2.5", with("2.5", &|_| ()), "Its manifest names the version '1.0'"),
        (
            "2.6",
            with("2.6", &|files| {
                files.remove("manifest.json");
                resum(files);
            }),
            "It has no manifest.json",
        ),
        (
            "2.7",
            with("2.7", &|files| {
                files.insert("manifest.json".to_owned(), b"{}".to_vec());
                resum(files);
            }),
            "Failed to parse its manifest.json",
        ),
        (
            "2.8",
            with("2.8", &|files| {
                rename("../../x")(files);
                resum(files);
            }),
            "Failed to parse its manifest.json",
        ),
        (
            "2.9",
            with("2.9", &|files| {
                rename("2.9")(files);
                files.insert("series.csv".to_owned(), b"source\n".to_vec());
                resum(files);
            }),
            "Its manifest lists another series.csv",
        ),
        (
            "3.0",
            with("3.0", &|files| {
                rename("3.0")(files);
                files.insert("index.html".to_owned(), b"<script>".to_vec());
                resum(files);
            }),
            "'index.html' in it does not belong to a version",
        ),
        ("not a version", good.clone(), "Its name is not a valid version"),
    ];
    for (name, bytes, _) in &broken {
        fs::write(archive(project, name), bytes).unwrap();
    }
    fs::write(project.join("data/releases/README.md"), "words").unwrap();
    let before = files(&project.join("site"));
    let (_, stderr) = check(project, &["build"], 0);
    for (name, _, expected) in &broken {
        let line = stderr.lines().find(|line| line.contains(&format!("{name}.zip"))).unwrap_or_default();
        assert!(line.starts_with("warning: ") && line.contains(expected), "{name}: {line}");
    }
    assert!(files(&project.join("site")) == before, "nothing of them is in the site");
    let (_, stderr) = check(project, &["check"], 1);
    assert!(stderr.contains("2.4.zip' is left out"), "{stderr}");
    // What a version follows must be known.
    let (_, stderr) = check(project, &["build", "--release", "4.0"], 2);
    assert!(stderr.contains("Failed to freeze '4.0'") && stderr.contains("restore it"), "{stderr}");
}

fn files_in(zip: &[u8]) -> Found {
    file_formats::files_of(zip, "coldmark-1.0", file_formats::Limits { files: 100, bytes: 100_000_000 })
        .unwrap()
}

fn zip(version: &str, files: &Found) -> Vec<u8> {
    let list: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), &bytes[..])).collect();
    file_formats::zip_of(&format!("coldmark-{version}"), &list, (2026, 1, 12)).unwrap()
}
