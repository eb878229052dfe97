//! Reports and imports of logs.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};

use support::{check, files, small_project};

/// Makes a log of `days` days with ten invocations each, the first one cold. Inits take 100 ms longer from day 8 on.
fn log(days: u32) -> String {
    let mut log = String::new();
    for day in 1..=days {
        for n in 0..10_u32 {
            let (init, billed) = match n {
                0 => {
                    let init = if day < 8 { 200 + day } else { 300 + day };
                    (format!("\tInit Duration: {init}.50 ms"), 20 + n + init + 1)
                }
                _ => (String::new(), 20 + n),
            };
            writeln!(
                log,
                "2026-10-{day:02}T0{n}:00:00.000Z REPORT RequestId: {day}-{n}\tDuration: {}.25 ms\t\
                 Billed Duration: {billed} ms\tMemory Size: 512 MB\tMax Memory Used: 90 MB{init}\t",
                19 + n
            )
            .unwrap();
        }
    }
    log
}

/// Runs `coldmark` in `folder`, outside any project.
fn coldmark_in(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_coldmark"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads nothing closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn stderr_of(output: &Output, code: i32) -> String {
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{text}");
    text
}

#[test]
fn a_report_needs_no_project() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("shop.log"), log(14)).unwrap();
    let found = coldmark_in(dir.path(), &["report", "--by-file", "shop.log", "--json"], "");
    let told = stderr_of(&found, 0);
    assert!(told.contains("function  invocations") && told.contains("\nshop "), "{told}");
    let json: serde_json::Value = serde_json::from_slice(&found.stdout).unwrap();
    assert_eq!((&json["invocations"], &json["refused"]), (&140.into(), &0.into()));
    let usage = &json["usage"][0];
    assert_eq!((&usage["function"], &usage["cold_starts"]), (&"shop".into(), &14.into()));
    let report = files(&dir.path().join("coldmark-report"));
    let text = |path: &str| String::from_utf8(report[path].clone()).unwrap();
    assert!(text("index.html").contains(
        "140 invocations of shop, <time>2026-10-01</time> 00:00 to <time>2026-10-14</time> 09:00 UTC"
    ));
    assert!(text("index.html").contains("At most 90 MB of 512 MB were used"));
    let page = text("function/1-shop/index.html");
    assert!(page.contains("Its level shifted once, on 8 October 2026, from 204 to 311 ms."), "{page}");
    assert!(text("usage.csv").lines().count() == 2 && text("days.csv").lines().count() > 14);
}

#[test]
fn a_report_separates_versions_and_memory_sizes() {
    let dir = tempfile::tempdir().unwrap();
    let mut rows = "function,version,at,memory_mb,duration_ms\n".to_owned();
    for (version, memory_mb) in [("1", "128"), ("2", "128"), ("2", "512"), ("", "")] {
        writeln!(rows, "shop,{version},2026-10-01T00:00:00Z,{memory_mb},10").unwrap();
        writeln!(rows, "cart,3,2026-10-01T00:00:00Z,{memory_mb},10").unwrap();
    }
    stderr_of(&coldmark_in(dir.path(), &["report", "-"], &rows), 0);
    let table = fs::read_to_string(dir.path().join("coldmark-report/series.csv")).unwrap();
    let cells = |line: &str| line.split(',').take(4).collect::<Vec<_>>().join(" ");
    let found: Vec<String> = table.lines().map(cells).collect();
    let expected = [
        "function version memory memory_mb",
        "cart  pooled ",
        "cart  128 MB 128",
        "cart  512 MB 512",
        "shop  pooled ",
        "shop  128 MB 128",
        "shop  512 MB 512",
        "shop 1 pooled ",
        "shop 1 128 MB 128",
        "shop 2 pooled ",
        "shop 2 128 MB 128",
        "shop 2 512 MB 512",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_piped_report_is_the_same_each_time() {
    let dir = tempfile::tempdir().unwrap();
    let once = || {
        stderr_of(&coldmark_in(dir.path(), &["report", "-", "--out", "a"], &log(6)), 0);
        files(&dir.path().join("a"))
    };
    let first = once();
    assert!(first == once(), "the same log, the same bytes");
    assert!(String::from_utf8(first["index.html"].clone()).unwrap().contains("standard input"));
}

#[test]
fn a_report_replaces_only_a_report() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("mine");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("letter.txt"), "precious").unwrap();
    let text = stderr_of(&coldmark_in(dir.path(), &["report", "-", "--out", "mine"], &log(1)), 2);
    assert!(text.contains("'mine' holds files that are not a report"), "{text}");
    assert_eq!(fs::read_to_string(folder.join("letter.txt")).unwrap(), "precious");
}

#[test]
fn unreadable_records_are_named_and_the_rest_reported() {
    let dir = tempfile::tempdir().unwrap();
    let broken = "REPORT RequestId: x\tDuration: 1e999 ms\tBilled Duration: 1 ms\tMemory Size: 1 MB\tMax Memory Used: 1 MB\t\n";
    let text = stderr_of(&coldmark_in(dir.path(), &["report", "-"], &format!("{broken}{}", log(2))), 0);
    assert!(text.contains("record 1, Duration: bad-value") && text.contains("20 invocations"), "{text}");
    let page = fs::read_to_string(dir.path().join("coldmark-report/index.html")).unwrap();
    assert!(page.contains("Records that could not be read") && page.contains("record 1"), "{page}");
    for (input, expected) in
        [("", "empty-file"), ("hello\n", "unknown-format"), ("[]", "No invocation in these logs")]
    {
        let text = stderr_of(&coldmark_in(dir.path(), &["report", "-", "--out", "none"], input), 1);
        assert!(text.contains(expected), "{input:?}: {text}");
        assert!(!dir.path().join("none").exists(), "nothing is written of nothing");
    }
    let text = stderr_of(&coldmark_in(dir.path(), &["report", "nowhere.log"], ""), 2);
    assert!(text.contains("nowhere.log"), "{text}");
}

#[test]
fn a_log_without_invocations_is_explained() {
    let dir = tempfile::tempdir().unwrap();
    for (input, cause) in [
        ("START RequestId: a Version: 1\nhello\n", "none is a REPORT line"),
        ("2026-03-01T10:00:00Z hello\n", "output of functions only"),
        ("[]", "The document is empty"),
        ("{\"events\": []}", "no record at all"),
        ("lambda-1  | REPORT RequestId: a\tBilled Duration: 1 ms\tMemory Size: 1 MB\n", "Docker Compose"),
    ] {
        let text = stderr_of(&coldmark_in(dir.path(), &["report", "-"], input), 1);
        assert!(text.contains(cause) && text.contains("| coldmark report -"), "{input:?}: {text}");
    }
}

#[test]
fn logs_that_overlap_count_once() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("logs")).unwrap();
    fs::write(dir.path().join("logs/first.log"), log(6)).unwrap();
    fs::write(dir.path().join("logs/second.log"), log(8)).unwrap();
    fs::write(dir.path().join("logs/third.log"), "START RequestId: x Version: 1\n").unwrap();
    let text = stderr_of(&coldmark_in(dir.path(), &["report", "logs"], ""), 0);
    assert!(text.contains("Reported 80 invocations") && text.contains("60 repeated"), "{text}");
    assert!(!text.contains("warning"), "one of several logs may have no invocation: {text}");
}

#[test]
fn imports_that_overlap_count_once() {
    let project = small_project();
    let logs = project.path().join("shop.log");
    let import = |days: u32| {
        fs::write(&logs, log(days)).unwrap();
        check(project.path(), &["import", "--into", "shop", logs.to_str().unwrap()], 0).1
    };
    assert!(import(4).contains("Imported 40 invocations"));
    assert!(import(6).contains("Imported 20 invocations"));
    assert!(import(6).contains("already has these 60 invocations"));
}

#[test]
fn names_in_logs_are_text_and_never_markup() {
    let dir = tempfile::tempdir().unwrap();
    let name = "<script>alert(1)</script>&\"'";
    stderr_of(&coldmark_in(dir.path(), &["report", "-", "--function", name], &log(6)), 0);
    for (path, bytes) in files(&dir.path().join("coldmark-report")) {
        assert!(!path.contains(['<', '"', '&']), "{path}");
        if path.ends_with(".html") {
            let text = String::from_utf8(bytes).unwrap();
            assert!(!text.contains("<script>alert") && text.contains("&lt;script&gt;"), "{path}");
        }
    }
}

#[test]
fn imported_logs_become_a_source() {
    let project = small_project();
    let logs = project.path().join("shop.log");
    fs::write(&logs, log(14)).unwrap();
    let arguments = [
        "import",
        "--into",
        "shop",
        "--runtime",
        "nodejs24",
        "--workload",
        "checkout",
        logs.to_str().unwrap(),
    ];
    let (_, told) = check(project.path(), &arguments, 0);
    assert!(told.contains("Imported 140 invocations into the source 'shop'"), "{told}");
    let raw = project.path().join("data/sources/shop/raw");
    let n_files = |n: usize| assert_eq!(files(&raw).keys().filter(|name| name.ends_with(".gz")).count(), n);
    n_files(1);
    let (_, told) = check(project.path(), &arguments, 0);
    assert!(told.contains("The source 'shop' already has these 140 invocations"), "{told}");
    n_files(1);
    check(project.path(), &["summarize"], 0);
    let series = fs::read_to_string(project.path().join("data/summaries/series.csv")).unwrap();
    let ours: Vec<&str> = series.lines().filter(|line| line.starts_with("shop,")).collect();
    for metric in ["init_ms", "cold_total_ms", "cold_duration_ms", "warm_duration_ms"] {
        let expected = format!(",x86_64,production,,checkout,{metric},nodejs24,");
        assert_eq!(ours.iter().filter(|line| line.contains(&expected)).count(), 2, "{metric}: {ours:#?}");
    }
    assert!(ours.iter().all(|line| line.starts_with("shop,unknown,")), "{ours:#?}");
    check(project.path(), &["build"], 0);
    check(project.path(), &["check"], 0);
}

#[test]
fn logs_are_imported_only_into_log_sources() {
    let project = small_project();
    let logs = project.path().join("a.log");
    fs::write(&logs, log(1)).unwrap();
    for (name, expected) in [
        ("lambda-perf", "does not hold imported logs"),
        ("../elsewhere", "'../elsewhere' is not a valid name"),
        ("Shop", "'Shop' is not a valid name"),
        ("", "'' is not a valid name"),
    ] {
        let (_, told) = check(project.path(), &["import", "--into", name, logs.to_str().unwrap()], 2);
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn documented_log_commands_work() {
    let pages = ["docs/logs.md", "content/your-logs.md"];
    let page = pages.map(|path| fs::read_to_string(support::root().join(path)).unwrap()).concat();
    let help = coldmark_in(Path::new("."), &["report", "--help"], "").stdout;
    let help = String::from_utf8(help).unwrap();
    // A pipe from another tool may be on the same line.
    let commands = page.lines().filter_map(|line| Some(line.split_once("coldmark report")?.1));
    let words = commands.flat_map(str::split_whitespace).chain(page.split('`'));
    let flags: Vec<_> = words
        .filter_map(|word| word.split([' ', '`']).next())
        .filter(|word| word.starts_with("--"))
        .collect();
    assert!(flags.len() > 20, "{flags:?}");
    for flag in flags {
        let is_ours = help.contains(&format!("{flag} ")) || help.contains(&format!("{flag}\n"));
        // Of AWS's own tool.
        assert!(is_ours || flag == "--output", "{flag} is not known");
    }
    for format in logs::Format::ALL {
        assert!(help.contains(&format!("  {} ", format.name())), "{format}");
    }
}

#[test]
fn logs_that_may_be_of_several_functions_have_a_caveat() {
    let dir = tempfile::tempdir().unwrap();
    let of = |runtime: &str, id: &str| {
        format!(
            "2026-10-01T00:00:00.000Z INIT_START Runtime Version: {runtime}.v1\tRuntime Version ARN: a\n\
             2026-10-01T00:00:01.000Z REPORT RequestId: {id}\tDuration: 5.00 ms\tBilled Duration: 6 ms\t\
             Memory Size: 512 MB\tMax Memory Used: 90 MB\tInit Duration: 90.00 ms\t\n"
        )
    };
    let (shop, cart) = (of("nodejs:22", "a"), of("python:3.13", "b"));
    fs::create_dir(dir.path().join("export")).unwrap();
    for (name, log) in [
        ("shop.log", &shop),
        ("cart.log", &cart),
        ("both.log", &(shop.clone() + &cart)),
        ("export/1.log", &shop),
        ("export/2.log", &of("nodejs:22", "c")),
    ] {
        fs::write(dir.path().join(name), log).unwrap();
    }
    let said = |arguments: &[&str]| {
        let arguments = [&["report"], arguments].concat();
        stderr_of(&coldmark_in(dir.path(), &arguments, ""), 0)
    };
    let text = said(&["shop.log", "cart.log"]);
    assert!(text.contains("2 logs name no function, so they count as one") && text.contains("--by-file"));
    let text = said(&["both.log"]);
    assert!(text.contains("several runtimes, such as nodejs22.x and python3.13"), "{text}");
    for arguments in
        [&["--by-file", "shop.log", "cart.log"][..], &["--function", "f", "both.log"], &["export"]]
    {
        let text = said(arguments);
        assert!(!text.contains("warning"), "{arguments:?}: {text}");
    }
}
