//! The example report of the site, and the page that leads to it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

#[path = "../../logs/examples/example_logs.rs"]
#[allow(dead_code, unreachable_pub, reason = "a program, of which this test needs one function")]
mod example_logs;

use std::{fs, path::Path, process::Command};

use support::{check, files, project, root, small_project};

const TABLES: [&str; 8] = [
    "usage.csv",
    "series.csv",
    "intervals.csv",
    "days.csv",
    "changes.csv",
    "failures.csv",
    "cold_starts.csv",
    "cold_start_hours.csv",
];

#[test]
fn committed_example_logs_are_generated() {
    let generated = example_logs::logs();
    assert_eq!(generated.len(), 2);
    let committed = files(&root().join("content/your-logs"));
    assert_eq!(committed.len(), generated.len());
    for (name, log) in generated {
        let is_same = committed[&name] == log.into_bytes();
        assert!(is_same, "content/your-logs/{name} differs: run the example `example_logs` of `logs`");
    }
    assert!(committed.values().map(Vec::len).sum::<usize>() < 310_000);
}

#[test]
fn the_site_shows_the_report_of_its_logs() {
    let project = project();
    check(project.path(), &["build"], 0);
    let example = project.path().join("site/your-logs/example");
    let site = files(&example);
    let text = |path: &str| String::from_utf8(site[path].clone()).unwrap();
    let logs = ["checkout.log", "thumbnails.log"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_coldmark"));
    let output = command
        .args(["report", "--by-file", "--out", "../report"])
        .args(logs)
        .current_dir(&example)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report = files(&example.join("../report"));
    for table in TABLES {
        assert!(report[table] == site[table], "{table} differs from a report on the published logs");
    }
    for page in ["index.html", "function/1-checkout/index.html", "function/2-thumbnails/index.html"] {
        let html = text(page);
        assert!(html.contains("<b>Example</b>: this report is made from synthetic logs"), "{page}");
        for log in logs {
            assert!(html.contains(&format!("{log}\" download>{log}</a>")), "{page} offers {log}");
        }
        let own = String::from_utf8(report[page].clone()).unwrap();
        assert!(!own.contains("synthetic") && !own.contains("Example"), "{page} of a reader is no example");
    }
    // It shows what a report is for: a deployment that made starts slower, failures, bursts and memory sizes.
    assert!(text("function/1-checkout/index.html").contains("Its level shifted once, on 16 October 2026"));
    assert!(
        text("index.html")
            .contains("16 of 724 invocations failed. 11 of them ended in an error (Runtime.ExitError)")
            && text("index.html").contains("2 functions")
            && text("index.html").contains("At 512 MB, warm invocations ran 1.85 times as fast as at 256 MB")
    );
    assert!(text("function/1-checkout/index.html").contains("came in 4 bursts. The largest began on"));
    assert!(text("function/1-checkout/index.html").contains("<th>Timeout<td>5"));
    assert!(text("failures.csv").contains("checkout,invocation,timeout,,2026-10-09,5,"));
    assert!(!site.keys().any(|path| path.starts_with("assets/")), "it uses the assets of the site");
    let page = fs::read_to_string(project.path().join("site/your-logs/index.html")).unwrap();
    assert!(page.contains("href=\"example/index.html\"") && page.contains("id=\"chart-init-ms\""), "{page}");
}

#[test]
fn example_links_are_checked() {
    let project = small_project();
    check(project.path(), &["summarize"], 0);
    check(project.path(), &["build"], 0);
    check(project.path(), &["check"], 0);
    let page = project.path().join("site/your-logs/example/index.html");
    let html = fs::read_to_string(&page).unwrap();
    fs::write(&page, html.replace("\"checkout.log\"", "\"nowhere.log\"")).unwrap();
    let (_, told) = check(project.path(), &["check"], 1);
    assert!(told.contains("links to 'nowhere.log'"), "{told}");
}

#[test]
fn a_broken_example_log_stops_the_build() {
    let project = project();
    let log = project.path().join("content/your-logs/checkout.log");
    let broken = fs::read_to_string(&log).unwrap().replacen("Duration: ", "Duration: x", 1);
    fs::write(&log, broken).unwrap();
    let (_, told) = check(project.path(), &["build"], 2);
    assert!(told.contains("In content/your-logs/: 'checkout.log', record 2"), "{told}");
}

#[test]
fn a_site_without_example_logs_builds() {
    let project = project();
    fs::remove_dir_all(project.path().join("content/your-logs")).unwrap();
    fs::remove_file(project.path().join("content/your-logs.md")).unwrap();
    check(project.path(), &["build"], 0);
    assert!(!project.path().join("site/your-logs").exists());
}

#[test]
fn the_install_command_is_that_of_the_readme() {
    let page = fs::read_to_string(root().join("content/your-logs.md")).unwrap();
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let install = page.lines().find(|line| line.starts_with("cargo install")).unwrap();
    assert!(readme.lines().any(|line| line == install), "{install}");
}

/// Builds `project` with other values of `repository` and `contact`; gives back the About page.
fn about(project: &Path, keys: &str) -> String {
    let file = project.join("content/site.toml");
    let config = fs::read_to_string(&file).unwrap();
    let is_key = |line: &&str| line.starts_with("repository") || line.starts_with("contact");
    let rest: Vec<&str> = config.lines().filter(|line| !is_key(line)).collect();
    fs::write(&file, format!("{keys}\n{}\n", rest.join("\n"))).unwrap();
    check(project, &["build"], 0);
    fs::read_to_string(project.join("site/about/index.html")).unwrap()
}

#[test]
fn about_names_repository_contact_and_citation() {
    let project = small_project();
    check(project.path(), &["summarize"], 0);
    let keys = "repository = \"https://code.host.org/x\"\ncontact = \"us@host.org\"";
    let page = about(project.path(), keys);
    assert!(
        page.contains("href=\"https://code.host.org/x\"") && page.contains("href=\"mailto:us@host.org\"")
    );
    let data = fs::read_to_string(project.path().join("site/data/index.html")).unwrap();
    let citation = |page: &str| {
        let (_, rest) = page.split_once(" id=\"cite\"").unwrap();
        rest.split_once("<p>").unwrap().1.split_once("</details>").unwrap().0.to_owned()
    };
    assert_eq!(citation(&page), citation(&data));
    assert!(about(project.path(), "").contains("names no repository and no contact"));
}
