//! Page budgets of the whole site.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use support::{check, root};

#[test]
fn every_page_stays_within_its_budget() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("site");
    let (stdout, _) = check(&root(), &["build", "--weights", "--json", "--out", out.to_str().unwrap()], 0);
    let built: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    let kinds = built["weights"].as_array().unwrap();
    assert!(kinds.iter().any(|kind| kind["pages"].as_u64() > Some(100)), "{stdout}");
    for kind in kinds {
        let heaviest = &kind["heaviest"];
        let (bytes, budget) = (heaviest["bytes"].as_u64().unwrap(), heaviest["budget"].as_u64().unwrap());
        assert!(bytes <= budget, "{} weighs too much: {heaviest:#}", heaviest["page"]);
    }
}
