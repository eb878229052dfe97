//! The whole lambda-perf archive, where it is at hand: `../shared/lambda-perf/` beside the project.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::print_stdout, reason = "what was measured is worth reading")]

mod support;

use std::{fs, path::PathBuf};

use support::{
    add_own_runs, add_sources, check, files, project, root,
    upstream::{Fault, TREE, Upstream, raw},
};

/// Archives of other sources beside that of lambda-perf, each with the sources in it.
const OTHERS: [(&str, &[&str]); 2] = [
    ("classifaas", &["classifaas-regions", "classifaas-repeats", "classifaas-days"]),
    ("cf-vs-vercel", &["cf-vs-vercel", "cf-vs-vercel-before"]),
];

/// The archive; none where it is not at hand.
fn archive() -> Option<PathBuf> {
    let archive = root().join("../shared/lambda-perf/data.tar.zst");
    if archive.is_file() {
        return Some(archive);
    }
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    eprintln!("LEFT OUT: {test}: {} is missing", archive.display());
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
    add_sources(project.path(), |name| OTHERS.iter().any(|(_, names)| names.contains(&name)));
    let (stdout, _) =
        check(project.path(), &["fetch", "lambda-perf", "--from", archive.to_str().unwrap(), "--json"], 0);
    assert!(stdout.contains("1333"), "{stdout}");
    for (folder, names) in OTHERS {
        let archive = root().join("../shared").join(folder).join("data.tar.zst");
        if !archive.is_file() {
            println!("{} is not at hand", archive.display());
            continue;
        }
        let found = [&["fetch"][..], names, &["--from", archive.to_str().unwrap()]].concat();
        check(project.path(), &found, 0);
    }
    // Coverage takes minutes to simulate, so only a part of it is simulated again.
    let summaries = project.path().join("data/summaries");
    for (file, bytes) in files(&root().join("data/summaries")) {
        let bytes = if file == "calibration.csv" { without_small_designs(&bytes) } else { bytes };
        fs::create_dir_all(&summaries).unwrap();
        fs::write(summaries.join(file), bytes).unwrap();
    }
    let (stdout, _) = check(project.path(), &["summarize", "--study", "--json"], 0);
    let accounts: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    let account = |source: &str| {
        let rows = accounts.as_array().unwrap();
        let row = rows.iter().find(|row| row["source"] == source).unwrap();
        ["files", "raw_samples", "accepted_samples", "quarantined_samples"]
            .map(|count| row[count].as_u64().unwrap())
    };
    assert_eq!(account("lambda-perf"), [1333, 5_154_803, 5_142_407, 12_396]);
    assert_eq!(account("classifaas-regions"), [51, 359_419, 342_933, 16_486]);
    assert_eq!(account("classifaas-repeats"), [144, 310_872, 310_872, 0]);
    assert_eq!(account("classifaas-days"), [45, 521_992, 71_996, 449_996]);
    assert_eq!(account("cf-vs-vercel"), [5, 11_000, 11_000, 0]);
    assert_eq!(account("cf-vs-vercel-before"), [19, 6_665, 6_665, 0]);
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

/// Figures computed from the raw records by others: source, provider, metric, memory, samples, and a percentile as it is
/// published.
#[test]
fn checked_figures_of_other_archives_come_out_to_the_digit() {
    let path = root().join("data/summaries/series.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    let names = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let check = |of: [&str; 5], column: &str, digits: usize, expected: &str| {
        let [source, provider, metric, group, n] = of;
        let cell = |row: &csv::StringRecord, name: &str| {
            row[names.iter().position(|column| column == name).unwrap()].to_owned()
        };
        let is_it = |row: &&csv::StringRecord| {
            cell(row, "source") == source
                && cell(row, "provider") == provider
                && cell(row, "metric") == metric
                && (cell(row, "memory") == group || cell(row, "workload") == group)
                && (source != "classifaas-regions" || cell(row, "region") == "all")
        };
        let row = rows.iter().find(is_it).unwrap_or_else(|| panic!("{of:?} is missing"));
        let value: f64 = cell(row, column).parse().unwrap();
        assert_eq!((cell(row, "n").as_str(), format!("{value:.digits$}").as_str()), (n, expected), "{of:?}");
    };
    let (regions, repeats) = ("classifaas-regions", "classifaas-repeats");
    check([regions, "aws", "init_ms", "128 MB", "5211"], "p50", 1, "165.7");
    check([regions, "aws", "init_ms", "512 MB", "4813"], "p50", 1, "166.5");
    check([regions, "aws", "init_ms", "2048 MB", "4781"], "p50", 1, "164.3");
    check([repeats, "aws", "init_ms", "128 MB", "3076"], "p50", 1, "170.9");
    check([repeats, "aws", "init_ms", "512 MB", "2253"], "p50", 1, "170.4");
    check([repeats, "aws", "init_ms", "2048 MB", "1709"], "p50", 1, "168.9");
    check([regions, "alibaba", "cold_latency_ms", "128 MB", "3933"], "p50", 0, "4032");
    check([regions, "alibaba", "cold_latency_ms", "512 MB", "2294"], "p50", 0, "1726");
    check([regions, "alibaba", "cold_latency_ms", "2048 MB", "507"], "p50", 0, "263");
    check([repeats, "azure", "work_ms", "512 MB", "17983"], "p50", 0, "1305");
    check([repeats, "gcp", "work_ms", "512 MB", "18000"], "p50", 0, "1620");
    check([repeats, "alibaba", "work_ms", "512 MB", "17458"], "p50", 0, "2223");
    check([repeats, "aws", "work_ms", "512 MB", "18000"], "p50", 0, "2638");
    check([repeats, "azure", "work_ms", "2048 MB", "17647"], "p50", 0, "384");
    check([repeats, "aws", "work_ms", "2048 MB", "18000"], "p50", 0, "620");
    check([repeats, "gcp", "work_ms", "2048 MB", "18000"], "p50", 0, "628");
    check([repeats, "alibaba", "work_ms", "2048 MB", "17983"], "p50", 0, "703");
    check(["classifaas-days", "aws", "init_ms", "512 MB", "71996"], "p50", 1, "172.1");
    for (page, on_workers, on_vercel) in [
        ("next-js", ["1011", "1644"], ["476", "713"]),
        ("react-ssr-bench", ["146", "282"], ["94", "292"]),
        ("sveltekit", ["178", "343"], ["155", "283"]),
        ("realistic-math-bench", ["794", "1085"], ["696", "880"]),
        ("vanilla-slower", ["202", "311"], ["162", "541"]),
    ] {
        for (provider, [p50, p95]) in [("cloudflare", on_workers), ("vercel", on_vercel)] {
            check(["cf-vs-vercel", provider, "client_ms", page, "1100"], "p50", 0, p50);
            check(["cf-vs-vercel", provider, "client_ms", page, "1100"], "p95", 0, p95);
        }
    }
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
