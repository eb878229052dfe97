//! Output, messages and exit codes of `coldmark`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::fs;

use support::{check, coldmark, files, project, raw_file, record, small_project};

#[test]
fn without_a_command_it_summarizes_and_builds() {
    let project = small_project();
    let (stdout, stderr) = check(project.path(), &[], 0);
    assert_eq!(stdout, "", "talk goes to stderr");
    assert!(
        stderr.contains("60 raw samples = 60 accepted + 0 quarantined, 2026-01-01 to 2026-02-01"),
        "{stderr}"
    );
    assert!(stderr.contains("index.html"), "it says what to open: {stderr}");
    assert!(project.path().join("site/index.html").is_file());
    assert!(project.path().join("site/data/series.csv").is_file());
    check(project.path(), &["check"], 0);
}

#[test]
fn a_fresh_clone_builds_from_the_committed_tables_alone() {
    let project = small_project();
    check(project.path(), &["summarize"], 0);
    check(project.path(), &["build"], 0);
    let with_raw = files(&project.path().join("site"));
    fs::remove_dir_all(project.path().join("data/sources/lambda-perf/raw")).unwrap();
    let (_, stderr) = check(project.path(), &[], 0);
    assert!(stderr.contains("are unchanged"), "{stderr}");
    assert_eq!(files(&project.path().join("site")), with_raw);
    let (_, stderr) = check(project.path(), &["check"], 0);
    assert!(stderr.contains("lambda-perf: not recomputed, because its raw files are missing"), "{stderr}");
}

#[test]
fn building_twice_gives_the_same_bytes() {
    let project = small_project();
    check(project.path(), &[], 0);
    let first = files(project.path());
    check(project.path(), &[], 0);
    assert_eq!(files(project.path()), first);
}

#[test]
fn unchanged_inputs_are_not_recomputed() {
    let project = small_project();
    let summarize = |args: &[&str]| check(project.path(), &[&["summarize"], args].concat(), 0).1;
    let is_skipped = |said: &str| said.contains("unchanged since it was last summarized");
    assert!(!is_skipped(&summarize(&[])));
    let tables = files(&project.path().join("data/summaries"));
    assert!(is_skipped(&summarize(&[])));
    assert!(!is_skipped(&summarize(&["--force"])));
    assert_eq!(files(&project.path().join("data/summaries")), tables);
    // Whatever the tables depend on makes them come out again: a table that is gone, a claim, a raw file.
    fs::remove_file(project.path().join("data/summaries/series.csv")).unwrap();
    assert!(!is_skipped(&summarize(&[])));
    assert_eq!(files(&project.path().join("data/summaries")), tables);
    let claims = project.path().join("content/claims.toml");
    fs::write(&claims, fs::read_to_string(&claims).unwrap() + "\n# More.\n").unwrap();
    assert!(!is_skipped(&summarize(&[])));
    assert!(is_skipped(&summarize(&[])));
    raw_file(project.path(), "2026-02-02", &record("rust_on_provided_al2023", 40));
    assert!(!is_skipped(&summarize(&[])));
}

#[test]
fn a_project_without_data_builds_a_site() {
    let project = project();
    check(project.path(), &[], 0);
    assert!(project.path().join("site/index.html").is_file());
}

#[test]
fn quarantine_is_an_error_only_when_strict() {
    let project = small_project();
    raw_file(project.path(), "2026-01-03", "7");
    let (_, stderr) = check(project.path(), &["summarize", "--strict"], 1);
    assert!(stderr.contains("data/2026-01-03.json: unknown-layout: record 0"), "{stderr}");
    assert!(!project.path().join("data/summaries").exists(), "nothing is written");
    check(project.path(), &["summarize"], 0);
    let quarantine = fs::read_to_string(project.path().join("data/summaries/quarantine.csv")).unwrap();
    assert!(
        quarantine.contains("lambda-perf,data/2026-01-03.json,2026-01-03,,unknown-layout,0,"),
        "{quarantine}"
    );
}

#[test]
fn an_unregistered_runtime_is_shown_with_a_warning() {
    let project = small_project();
    raw_file(project.path(), "2026-02-02", &record("zig_on_al2023", 5));
    let (_, stderr) = check(project.path(), &[], 0);
    assert!(stderr.contains("warning: lambda-perf has the runtime 'zig_on_al2023'"), "{stderr}");
    assert!(project.path().join("site/runtimes/zig-on-al2023/index.html").is_file());
}

#[test]
fn check_names_what_differs() {
    let wanting = |spoil: &dyn Fn(&std::path::Path), expected: &str| {
        let project = small_project();
        check(project.path(), &[], 0);
        spoil(project.path());
        let (stdout, stderr) = check(project.path(), &["check", "--json"], 1);
        let findings: Vec<String> = serde_json::from_str(&stdout).unwrap();
        assert!(
            findings.iter().any(|finding| finding.contains(expected)),
            "{expected}: {findings:?}\n{stderr}"
        );
    };
    let edit = |path: &std::path::Path, from: &str, to: &str| {
        let text = fs::read_to_string(path).unwrap();
        assert!(text.contains(from), "{} has no '{from}'", path.display());
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    };
    wanting(
        &|project| edit(&project.join("data/summaries/series.csv"), "30.25", "29.25"),
        "data/summaries/series.csv does not match the raw files; run `coldmark summarize`",
    );
    wanting(
        &|project| fs::remove_file(project.join("data/summaries/rules.csv")).unwrap(),
        "data/summaries/rules.csv is missing",
    );
    wanting(
        &|project| edit(&project.join("site/index.html"), "<h1", "<h1 hidden"),
        "site/index.html differs from a fresh build; run `coldmark build`",
    );
    wanting(
        &|project| fs::remove_file(project.join("site/data/series.csv")).unwrap(),
        "site/data/series.csv is missing",
    );
    wanting(
        &|project| fs::write(project.join("site/stray.html"), "").unwrap(),
        "site/stray.html is not part of the site",
    );
    wanting(
        &|project| fs::remove_dir_all(project.join("site")).unwrap(),
        "site/ is empty; run `coldmark build`",
    );
}

#[test]
fn a_claim_that_stops_holding_fails_the_check() {
    let project = project();
    for day in 1..=8 {
        let records = [("rust_on_provided_al2023", 10), ("nodejs24x", 100)];
        let records = records.map(|(function, first)| record(function, first + day));
        raw_file(project.path(), &format!("2026-01-{day:02}"), &records.join(","));
    }
    let claim = |rule: &str, relies_on: &str| {
        let text = format!(
            "[[claim]]\nid = \"quick\"\nsentence = \"Rust starts sooner.\"\nby = \"somebody\"\nrelies_on = \"{relies_on}\"\n\
             [[claim.test]]\nsource = \"lambda-perf\"\nprovider = \"aws\"\nregion = \"us-east-1\"\npackaging = \"zip\"\nload = \"sequential\"\narch = \"x86_64\"\nworkload = \"hello\"\n\
             metric = \"init_ms\"\na = \"rust-al2023\"\nb = \"nodejs24\"\nstatistic = \"p50-ratio\"\nrule = \"{rule}\"\n"
        );
        fs::write(project.path().join("content/claims.toml"), text).unwrap();
        // The words of this site are about other claims.
        let words = "+++\ntitle = \"x\"\ndescription = \"x\"\n+++\n\nIt is {{ verdict(claim=\"quick\") }}.\n";
        for file in ["article", "clouds", "edge", "measured"].map(|name| format!("content/{name}.md")) {
            fs::write(project.path().join(file), words).unwrap();
        }
    };
    claim("below 0.5", "supported");
    check(project.path(), &[], 0);
    check(project.path(), &["check"], 0);
    claim("below 0.01", "supported");
    check(project.path(), &[], 0);
    let (_, stderr) = check(project.path(), &["check"], 1);
    let expected = "'quick' assumes 'supported', but the data say 'refuted': \"Rust starts sooner.\"";
    assert!(stderr.contains(expected), "{stderr}");
    claim("under 0.5", "supported");
    let (_, stderr) = check(project.path(), &["build"], 2);
    assert!(stderr.contains("'under 0.5' is not a rule; write `below 0.8`"), "{stderr}");
}

#[test]
fn errors_name_the_file_and_the_remedy() {
    let project = small_project();
    check(project.path(), &["summarize"], 0);
    fs::write(project.path().join("data/summaries/calendar.csv"), "source,day\n").unwrap();
    let (_, stderr) = check(project.path(), &["build"], 2);
    assert!(stderr.contains("calendar.csv"), "{stderr}");
    assert!(stderr.contains("restore them from version control"), "{stderr}");

    let nowhere = tempfile::tempdir().unwrap();
    let (_, stderr) = check(nowhere.path(), &["build"], 2);
    assert!(stderr.contains("not a Coldmark project"), "{stderr}");
}

#[test]
fn programs_read_json_from_stdout() {
    let project = small_project();
    let (stdout, _) = check(project.path(), &["summarize", "--json"], 0);
    let accounts: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(accounts[0]["accepted_samples"], 60);
    let (stdout, _) = check(project.path(), &["build", "--json"], 0);
    let built: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert!(built["files"].as_u64() > Some(10), "{built}");
}

#[test]
fn every_command_has_help_with_an_example() {
    let project = project();
    for command in ["fetch", "summarize", "build", "check", "serve"] {
        let (stdout, _) = check(project.path(), &[command, "--help"], 0);
        assert!(stdout.contains("coldmark ") && stdout.contains("Example"), "{command}: {stdout}");
    }
}

#[test]
fn piped_output_has_no_escape_codes() {
    let project = small_project();
    for arguments in [&["summarize"] as &[&str], &["build"], &["check"], &["no-such-command"]] {
        let output = coldmark(project.path(), arguments);
        assert!(!output.stderr.contains(&0x1b) && !output.stdout.contains(&0x1b), "{arguments:?}");
    }
}
