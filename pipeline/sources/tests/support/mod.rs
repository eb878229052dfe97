//! Helpers of the adapters' tests.

#![allow(dead_code, reason = "each test file uses its part")]
#![expect(clippy::unwrap_used, reason = "a panic fails the test")]

use std::fs;

use schema::{Registry, Runs, Source};

/// Reads `files`, each a path below the raw folder and its content, as `source`. Every sample must be accounted for.
pub(crate) fn read_as(source: &Source, files: &[(&str, &str)]) -> Runs {
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let runs = sources::read(source, &Registry::default(), folder.path()).unwrap();
    assert_eq!(runs.n_raw_samples(), runs.n_accepted_samples() + runs.n_quarantined_samples());
    runs
}

/// Lists what is quarantined: rule, samples and detail, in order of the files.
pub(crate) fn quarantine(runs: &Runs) -> Vec<String> {
    runs.quarantined.iter().map(|row| format!("{} {} {}", row.rule, row.samples, row.detail)).collect()
}

/// Lists the rules that accept or flag something: name, files, records and samples.
pub(crate) fn rules(runs: &Runs) -> Vec<String> {
    let is_shown = |rule: &&schema::RuleCount| rule.outcome != schema::Outcome::Quarantine && rule.files > 0;
    let shown = runs.rules.iter().filter(is_shown);
    shown.map(|rule| format!("{} {} {} {}", rule.rule, rule.files, rule.records, rule.samples)).collect()
}
