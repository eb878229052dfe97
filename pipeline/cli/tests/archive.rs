//! The whole lambda-perf archive, where it is at hand: `../shared/lambda-perf/` beside the project.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::print_stdout, reason = "what was measured is worth reading")]

mod support;

use std::{fs, path::PathBuf};

use support::{
    add_own_runs, check, files, project, root,
    upstream::{Fault, TREE, Upstream, raw},
};

/// The archive; none where it is not at hand.
fn archive() -> Option<PathBuf> {
    let archive = root().join("../shared/lambda-perf/data.tar.zst");
    if archive.is_file() {
        return Some(archive);
    }
    println!("The archive is not at hand: {} is not there", archive.display());
    None
}

/// Removes the simulations of five days, and those of ten samples a day with earlier windows in which days differ most.
fn without_small_designs(calibration: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(calibration).unwrap();
    let is_small = |line: &&str| line.starts_with("day,5,10,") || line.starts_with("day,15,10,50,0,8,");
    assert!(text.lines().filter(is_small).count() > 12, "{text}");
    text.lines().filter(|line| !is_small(line)).flat_map(|line| [line, "\n"]).collect::<String>().into_bytes()
}

#[test]
fn committed_tables_match_the_archive() {
    let Some(archive) = archive() else { return };
    let project = project();
    add_own_runs(project.path());
    let (stdout, _) =
        check(project.path(), &["fetch", "lambda-perf", "--from", archive.to_str().unwrap(), "--json"], 0);
    assert!(stdout.contains("1333"), "{stdout}");
    // Coverage takes minutes to simulate, so only a part of it is simulated again.
    let summaries = project.path().join("data/summaries");
    for (file, bytes) in files(&root().join("data/summaries")) {
        let bytes = if file == "calibration.csv" { without_small_designs(&bytes) } else { bytes };
        fs::create_dir_all(&summaries).unwrap();
        fs::write(summaries.join(file), bytes).unwrap();
    }
    let (stdout, _) = check(project.path(), &["summarize", "--study", "--json"], 0);
    let accounts: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(accounts[0]["files"], 1333);
    assert_eq!(accounts[0]["raw_samples"], 5_154_803);
    assert_eq!(accounts[0]["accepted_samples"], 5_142_407);
    assert_eq!(accounts[0]["quarantined_samples"], 12_396);
    let computed = files(&project.path().join("data/summaries"));
    for (file, bytes) in files(&root().join("data/summaries")) {
        assert!(
            computed.get(&file) == Some(&bytes),
            "data/summaries/{file} is not what the archive comes to"
        );
    }
    let quarantine = fs::read_to_string(project.path().join("data/summaries/quarantine.csv")).unwrap();
    let of_archive = quarantine.lines().filter(|line| line.starts_with("lambda-perf,"));
    let refused: Vec<_> = of_archive.map(|line| line.split(',').nth(4).unwrap()).collect();
    assert_eq!(
        refused,
        [
            "computed-sample",
            "computed-sample",
            "computed-sample",
            "computed-sample",
            "repeated-day",
            "newest-day-copy"
        ]
    );
}

#[test]
fn the_whole_archive_survives_a_faulty_network() {
    let Some(archive) = archive() else { return };
    let copy = project();
    check(copy.path(), &["fetch", "--from", archive.to_str().unwrap()], 0);
    let expected = raw(copy.path());
    let upstream = Upstream::with(&expected);
    upstream.list_as(&fs::read(archive.with_file_name("tree.json")).unwrap());
    let unavailable = || Fault::Status(500, String::new());
    for (idx, path) in expected.keys().enumerate() {
        let fault = match idx % 40 {
            0 => unavailable(),
            1 => Fault::Status(429, "Retry-After: 1\r\n".to_owned()),
            2 => Fault::Reset,
            3 => Fault::Truncated,
            4 => Fault::Wrong,
            _ => continue,
        };
        upstream.fail(path, &[fault]);
    }
    upstream.fail("data/last.json", &[Fault::Stalled]);
    upstream.fail(TREE, &[unavailable()]);
    upstream.fail_always("data/2024/2024-01-01.json", Fault::Status(404, String::new()));

    let project = project();
    let fetch = |code: i32, counts: &str| {
        let (_, said) = check(project.path(), &["fetch", "--mirror", &upstream.url, "--timeout", "2"], code);
        assert!(said.contains(counts), "{said}");
        println!("{} request(s): {said}", upstream.requests().len());
    };
    fetch(2, "1332 new, 0 changed, 0 unchanged, 1 failed");
    upstream.heal();
    fetch(0, "1 new, 0 changed, 1332 unchanged, 0 failed");
    assert_eq!(raw(project.path()).len(), 1333);
    assert!(raw(project.path()) == expected, "every file is as upstream has it");
    let (_, said) = check(project.path(), &["fetch", "--mirror", &upstream.url], 0);
    assert!(said.contains("0 new, 0 changed, 1333 unchanged, 0 failed; 0.0 MB"), "{said}");
    let paths: Vec<_> = upstream.requests().into_iter().map(|request| request.path).collect();
    assert_eq!(paths, [TREE], "nothing but the list is asked for");
}
