//! Reports and exit codes of `coldmark news`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{fs, path::Path, process::Command};

use support::{check, small_project};

/// The day after the newest of the small project.
const TODAY: [&str; 2] = ["--today", "2026-02-02"];

#[track_caller]
fn news(project: &Path, since: &str, more: &[&str], code: i32) -> (String, String) {
    check(project, &[&["news", "--since", since], more].concat(), code)
}

/// A small project with its tables, and the folder of a copy of them.
fn summarized() -> (tempfile::TempDir, String) {
    let project = small_project();
    check(project.path(), &["summarize"], 0);
    let earlier = project.path().join("earlier");
    fs::create_dir(&earlier).unwrap();
    for file in ["sources.csv", "claims.csv", "changes.csv"] {
        fs::copy(project.path().join("data/summaries").join(file), earlier.join(file)).unwrap();
    }
    let earlier = earlier.to_str().unwrap().to_owned();
    (project, earlier)
}

/// The claims of a small project, which has no data for most of them, as if there were.
fn decided(rows: &str) -> String {
    let decided = rows.replace(",,,mixed", ",,supported,mixed");
    assert_ne!(decided, rows, "some claim is undecided in a small project");
    decided
}

#[test]
fn no_news_prints_nothing_and_exits_with_0() {
    let (project, earlier) = summarized();
    let (stdout, stderr) = news(project.path(), &earlier, &TODAY, 0);
    assert_eq!(stdout, "");
    assert!(stderr.contains("0 stale source(s), 0 changed verdict(s), 0 level shift(s)"), "{stderr}");
}

#[test]
fn a_stale_source_reads_the_same_every_day() {
    let (project, earlier) = summarized();
    // source.toml allows pauses of 40 days.
    news(project.path(), &earlier, &["--today", "2026-03-13"], 0);
    let (stdout, _) = news(project.path(), &earlier, &["--today", "2026-03-14"], 1);
    assert_eq!(stdout, "## Stale sources\n\n- `lambda-perf`: its newest day is 2026-02-01\n");
    let (later, _) = news(project.path(), &earlier, &["--today", "2026-04-09"], 1);
    assert_eq!(later, stdout, "the same news is no new issue");
    news(project.path(), &earlier, &["--today", "2026-04-09", "--stale-after", "90"], 0);
}

#[test]
fn a_changed_claim_names_both_verdicts() {
    let (project, earlier) = summarized();
    let table = Path::new(&earlier).join("claims.csv");
    let rows = fs::read_to_string(&table).unwrap();
    fs::write(&table, decided(&rows)).unwrap();
    let (stdout, _) = news(project.path(), &earlier, &TODAY, 1);
    assert!(stdout.starts_with("## Changed verdicts\n\n- `"), "{stdout}");
    assert!(stdout.contains("Was supported, is undecided, because data are missing."), "{stdout}");
    let (json, _) = news(project.path(), &earlier, &[&TODAY[..], &["--json"]].concat(), 1);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["flips"][0]["before"], &json["stale"]), (&"supported".into(), &serde_json::json!([])));
}

#[test]
fn a_level_shift_is_reported_once_and_pings_nobody() {
    let (project, earlier) = summarized();
    let table = project.path().join("data/summaries/changes.csv");
    let header = fs::read_to_string(&table).unwrap();
    let row = "lambda-perf,aws,us-east-1,zip,unknown,arm64,sequential,1,hello,init_ms,@everyone `x`,2026-01-02,2026-01-01,level-shift,10,20,2,,1.9,2.1,9,9,,runtime,1,3\n";
    fs::write(&table, header + row).unwrap();
    let (stdout, _) = news(project.path(), &earlier, &TODAY, 1);
    let told = "- 2026-01-02: `` @everyone `x` ``, zip, arm64, `hello`: init duration from 10.0 to 20.0 ms, ratio 2.00 [1.90, 2.10]; 1 of 3 series with it";
    assert!(stdout.contains(told), "{stdout}");
    fs::copy(&table, Path::new(&earlier).join("changes.csv")).unwrap();
    news(project.path(), &earlier, &TODAY, 0);
}

#[test]
fn news_compares_with_the_tables_of_a_commit() {
    let (project, _) = summarized();
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=nobody", "-c", "user.email=nobody@localhost"];
        let mut git = Command::new("git");
        git.arg("-C").arg(project.path()).args(identity).args(arguments);
        let output = git.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["init", "--quiet"]);
    git(&["add", "data/summaries"]);
    git(&["commit", "--quiet", "-m", "Begin"]);
    news(project.path(), "HEAD", &TODAY, 0);
    let table = project.path().join("data/summaries/claims.csv");
    let rows = fs::read_to_string(&table).unwrap();
    fs::write(&table, decided(&rows)).unwrap();
    news(project.path(), "HEAD", &TODAY, 1);
}

#[test]
fn an_unreadable_baseline_is_a_failure() {
    let (project, earlier) = summarized();
    for since in ["no-such-commit", "--output=stolen", ""] {
        let argument = format!("--since={since}");
        let (stdout, stderr) = check(project.path(), &["news", &argument], 2);
        assert_eq!(stdout, "");
        assert!(stderr.contains("of the commit"), "{stderr}");
    }
    fs::remove_file(Path::new(&earlier).join("claims.csv")).unwrap();
    let (_, stderr) = news(project.path(), &earlier, &TODAY, 2);
    assert!(stderr.contains("claims.csv"), "{stderr}");
}
