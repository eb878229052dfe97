//! The campaigns in the repository.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::fs;

use support::{add_own_runs, check, files, project, root};

/// A project with our own runs, and with what is known of the coverage of intervals.
fn project_of_ours() -> tempfile::TempDir {
    let project = project();
    add_own_runs(project.path());
    let known = "data/summaries/calibration.csv";
    fs::create_dir_all(project.path().join("data/summaries")).unwrap();
    fs::copy(root().join(known), project.path().join(known)).unwrap();
    check(project.path(), &["summarize"], 0);
    project
}

#[test]
fn committed_tables_match_our_campaigns() {
    let project = project_of_ours();
    let committed = files(&root().join("data/summaries"));
    for (file, bytes) in files(&project.path().join("data/summaries")) {
        // Those are of all sources together, or simulated for all.
        if ["agreement.csv", "calibration.csv", "claims.csv"].contains(&file.as_str()) {
            continue;
        }
        let ours = |bytes: &[u8]| -> Vec<String> {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            text.lines().filter(|line| line.starts_with("local-")).map(ToOwned::to_owned).collect()
        };
        assert!(
            ours(&committed[&file]) == ours(&bytes),
            "data/summaries/{file} is not what data/runs/ comes to"
        );
    }
}

#[test]
fn a_campaign_number_is_recomputed_from_its_samples() {
    let project = project_of_ours();
    let words = ["explain", "local-rust", "local-go", "churn", "warm_ms"];
    let (text, _) = check(project.path(), &words, 0);
    assert!(text.starts_with("local-rust local-go local-epyc local none files warm x86_64 "), "{text}");
    assert!(text.contains("block-001.ndjson.gz"), "{text}");
    let (_, said) = check(project.path(), &[&words[..], &["--recompute"]].concat(), 0);
    assert!(said.contains("identical to the last digit"), "{said}");
    let (csv, _) = check(project.path(), &["explain", "local-c", "--samples"], 0);
    let blocks =
        csv.lines().skip(1).filter(|line| line.ends_with(|digit: char| digit.is_ascii_digit())).count();
    assert!(blocks >= 10, "a start for each block:\n{csv}");
}
