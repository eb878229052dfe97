//! Citations of the tables: their days and authors.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::fs;

use support::{add_sources, check, files, project, root};

/// First and newest day of a source in the committed tables.
fn days(source: &str) -> (String, String) {
    let table = fs::read_to_string(root().join("data/summaries/sources.csv")).unwrap();
    let row = table.lines().find(|line| line.starts_with(&format!("{source},"))).unwrap();
    let cells: Vec<&str> = row.split(',').collect();
    (cells[1].to_owned(), cells[2].to_owned())
}

#[test]
fn citations_keep_campaigns_apart_from_aws_data() {
    let project = project();
    add_sources(project.path(), |_| true);
    let table = "data/summaries/sources.csv";
    fs::create_dir_all(project.path().join("data/summaries")).unwrap();
    fs::copy(root().join(table), project.path().join(table)).unwrap();
    check(project.path(), &["build"], 0);
    let site = files(&project.path().join("site"));
    let (first, newest) = days("lambda-perf");
    let (campaign_first, campaign_newest) = (days("local-xeon").0, days("local-epyc").1);
    let period = format!(
        "data from {first} to {newest} (maxday/lambda-perf) and our own campaigns from {campaign_first} to {campaign_newest}"
    );
    for path in [
        "data/index.html",
        "about/index.html",
        "data/CITATION.cff",
        "data/datapackage.json",
        "data/README.md",
    ] {
        let text = String::from_utf8(site[path].clone()).unwrap().replace("&#x2F;", "/");
        // Pages mark dates as such.
        let text = text.replace("<time>", "").replace("</time>", "");
        assert!(text.contains(&period), "{path} lacks: {period}");
        assert!(!text.contains(&format!("{first} to {campaign_newest}")), "{path} mixes the two");
    }
    let page = String::from_utf8(site["data/index.html"].clone()).unwrap();
    let coverage =
        format!("\"temporalCoverage\":[\"{first}/{newest}\",\"{campaign_first}/{campaign_newest}\"]");
    assert!(page.contains(&coverage), "{coverage}");
}

/// Names of authors in a citation file.
fn authors(cff: &str) -> Vec<&str> {
    let names = cff.lines().filter_map(|line| line.trim_start().strip_prefix("- name: \""));
    names.map(|name| name.trim_end_matches('"')).collect()
}

#[test]
fn citation_files_name_authors_and_not_works() {
    let project = project();
    let table = "data/summaries/sources.csv";
    fs::create_dir_all(project.path().join("data/summaries")).unwrap();
    fs::copy(root().join(table), project.path().join(table)).unwrap();
    check(project.path(), &["build"], 0);
    let built = fs::read_to_string(project.path().join("site/data/CITATION.cff")).unwrap();
    let committed = fs::read_to_string(root().join("CITATION.cff")).unwrap();
    assert_eq!(authors(&built), ["Coldmark", "Maxime David"]);
    assert_eq!(authors(&committed), ["Coldmark", "Coldmark", "Maxime David"]);
    for cff in [built, committed] {
        let (_, references) = cff.split_once("\nreferences:\n").unwrap();
        assert!(references.contains("    notes: \"Maxime David, lambda-perf: daily AWS"), "{references}");
    }
}
