//! `coldmark count`, and what is made from counts.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};

use flate2::{Compression, write::GzEncoder};
use support::{files, project, root};
use tempfile::TempDir;

const PLAIN: &str = "\
2026-10-01T10:00:00.000Z INIT_START Runtime Version: python:3.12.v36\tRuntime Version ARN: arn:x
2026-10-01T10:00:00.200Z START RequestId: 00000000-0000-4000-8000-000000000001 Version: 12
2026-10-01T10:00:00.250Z REPORT RequestId: 00000000-0000-4000-8000-000000000001\tDuration: 45.21 ms\tBilled Duration: 246 ms\tMemory Size: 512 MB\tMax Memory Used: 90 MB\tInit Duration: 200.05 ms
2026-10-02T10:00:00.250Z REPORT RequestId: 00000000-0000-4000-8000-000000000002\tDuration: 3.10 ms\tBilled Duration: 4 ms\tMemory Size: 512 MB\tMax Memory Used: 90 MB
2026-10-02T10:00:01.250Z REPORT RequestId: 00000000-0000-4000-8000-000000000003\tDuration: 3.10 ms\tBilled Duration: 4 ms\tMemory Size: 512 MB\tMax Memory Used: 512 MB\tStatus: error\tError Type: Runtime.ExitError
2026-10-02T10:00:02.250Z REPORT RequestId: 00000000-0000-4000-8000-000000000004\tDuration: -1 ms\tBilled Duration: 4 ms\tMemory Size: 512 MB\tMax Memory Used: 512 MB
";

const JSON: &str = "\
{\"time\":\"2026-10-03T10:00:00.000Z\",\"type\":\"platform.report\",\"record\":{\"requestId\":\"00000000-0000-4000-8000-000000000005\",\"status\":\"success\",\"metrics\":{\"durationMs\":1072.145,\"billedDurationMs\":1537,\"memorySizeMB\":1024,\"maxMemoryUsedMB\":70,\"initDurationMs\":463.512}}}
";

fn coldmark(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_coldmark")).args(args).current_dir(folder).output().unwrap()
}

/// Runs `coldmark` and returns its messages.
fn run(folder: &Path, args: &[&str], code: i32) -> String {
    let output = coldmark(folder, args);
    let messages = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {messages}");
    messages
}

fn gzip(text: &str) -> Vec<u8> {
    let mut file = GzEncoder::new(Vec::new(), Compression::default());
    file.write_all(text.as_bytes()).unwrap();
    file.finish().unwrap()
}

/// A folder of logs in several shapes, without a damaged one.
fn logs() -> TempDir {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("logs");
    for (name, bytes) in [
        ("shop/2026-10-01-[12]aa/000000.gz", gzip(PLAIN)),
        ("shop/2026-10-03-[$LATEST]bb/000000", JSON.as_bytes().to_vec()),
        ("checkout.log", fs::read(root().join("content/your-logs/checkout.log")).unwrap()),
        ("nothing.log", b"REPORT\nnothing to see\n".to_vec()),
    ] {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    place
}

fn report(folder: &Path, args: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let out = folder.join("report");
    let _ = fs::remove_dir_all(&out);
    run(folder, &[&["report", "--out", "report"], args].concat(), 0);
    files(&out)
}

#[test]
fn a_report_from_counts_is_the_report_of_the_logs() {
    let place = logs();
    let place = place.path();
    for labels in [&[][..], &["--function", "shop"], &["--by-file", "--arch", "arm64"]] {
        let expected = report(place, &[labels, &["logs"]].concat());
        let messages = run(place, &[&["count", "--lenient", "logs"], labels].concat(), 0);
        assert!(messages.contains("Counted 728 invocations"), "{messages}");
        let found = report(place, &["--counts", "counts.parquet"]);
        let differ: Vec<_> =
            expected.iter().filter(|(path, bytes)| found.get(*path) != Some(bytes)).collect();
        assert!(differ.is_empty() && found.len() == expected.len(), "{labels:?}: {:?}", differ[0].0);
    }
}

#[test]
fn counts_of_machines_add_up_to_those_of_one() {
    let place = logs();
    let place = place.path();
    run(place, &["count", "--lenient", "logs", "--out", "all.parquet"], 0);
    fs::create_dir(place.join("parts")).unwrap();
    for (idx, log) in ["shop", "checkout.log", "nothing.log"].iter().enumerate() {
        // From the folder above, so that names are the same.
        let other = tempfile::tempdir().unwrap();
        fs::create_dir(other.path().join("logs")).unwrap();
        fs::rename(place.join("logs").join(log), other.path().join("logs").join(log)).unwrap();
        let out = place.join(format!("parts/{idx}.parquet"));
        run(other.path(), &["count", "--lenient", "logs", "--out", out.to_str().unwrap()], 0);
    }
    // Athena gives its files no extension.
    fs::rename(place.join("parts/0.parquet"), place.join("parts/0")).unwrap();
    // Engines leave such files.
    fs::write(place.join("parts/_SUCCESS"), "").unwrap();
    fs::write(place.join("parts/.part.parquet.crc"), "x").unwrap();
    run(place, &["count", "--merge", "parts", "--out", "sum.parquet"], 0);
    let read = |name: &str| fs::read(place.join(name)).unwrap();
    assert!(read("all.parquet") == read("sum.parquet"), "the sum differs");
}

#[test]
fn a_nightly_run_reads_new_logs_only() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    fs::create_dir_all(place.join("logs")).unwrap();
    fs::create_dir_all(place.join("counts")).unwrap();
    fs::write(place.join("logs/1.log"), PLAIN).unwrap();
    let night = |out: &str, code| {
        let known: &[&str] = if out == "counts/1.parquet" { &[] } else { &["--known", "counts"] };
        run(place, &[&["count", "logs", "--out", out], known].concat(), code)
    };
    night("counts/1.parquet", 0);
    let idle = night("counts/2.parquet", 0);
    assert!(idle.contains("nothing to count") && !place.join("counts/2.parquet").exists(), "{idle}");
    fs::write(place.join("logs/2.log"), JSON).unwrap();
    let new = night("counts/2.parquet", 0);
    assert!(new.contains("Counted 1 invocations of 1 log(s)"), "{new}");
    assert!(report(place, &["--counts", "counts"]) == report(place, &["logs"]));
    fs::write(place.join("logs/1.log"), PLAIN.repeat(2)).unwrap();
    let same = run(place, &["count", "logs", "--known", "counts/2.parquet", "--out", "counts/2.parquet"], 2);
    assert!(same.contains("holds the earlier counts"), "{same}");
    fs::write(place.join("list"), "").unwrap();
    let unchecked = run(place, &["report", "logs", "--objects", "list"], 2);
    assert!(unchecked.contains("--objects checks counts"), "{unchecked}");
    let changed = night("counts/3.parquet", 2);
    assert!(changed.contains("'logs/1.log' has ") && changed.contains("when it was counted"), "{changed}");
}

#[test]
fn standard_input_is_an_object_with_a_name() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_coldmark"));
    command.args(["count", "-", "--name", "s3://logs/shop/1.gz", "--out", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(&gzip(PLAIN)).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("1.parquet"), output.stdout).unwrap();
    let size = gzip(PLAIN).len();
    let listed = |list: &str, code| {
        fs::write(place.path().join("list"), list).unwrap();
        run(place.path(), &["count", "--merge", "1.parquet", "--objects", "list"], code)
    };
    listed(&format!("s3://logs/shop/1.gz\t{size}\n"), 0);
    let messages = listed("s3://logs/shop/1.gz\t7\ns3://logs/shop/2.gz\n", 1);
    assert!(messages.contains("Listed, but not counted: 's3://logs/shop/2.gz'"), "{messages}");
    assert!(messages.contains("but the object has 7: 's3://logs/shop/1.gz'"), "{messages}");
    let messages = listed("", 1);
    assert!(messages.contains("Counted, but not listed: 's3://logs/shop/1.gz'"), "{messages}");
}

#[test]
fn a_log_that_is_cut_off_is_refused_by_name() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    fs::create_dir(place.join("logs")).unwrap();
    fs::write(place.join("logs/whole.gz"), gzip(PLAIN)).unwrap();
    let cut = gzip(&PLAIN.repeat(100));
    fs::write(place.join("logs/cut.gz"), &cut[..cut.len() / 2]).unwrap();
    let messages = run(place, &["count", "logs"], 1);
    assert!(messages.contains("Refused 'logs/cut.gz': "), "{messages}");
    assert!(messages.contains("Nothing was written") && !place.join("counts.parquet").exists());
    run(place, &["count", "logs", "--lenient"], 0);
    let messages = run(place, &["report", "--counts", "counts.parquet"], 0);
    assert!(messages.contains("Reported 3 invocations") && messages.contains("'logs/cut.gz'"), "{messages}");
}

#[test]
fn a_log_that_is_refused_early_has_its_whole_length() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("noise.log"), vec![7_u8; 5_000_000]).unwrap();
    fs::write(place.path().join("list"), "noise.log\t5000000\n").unwrap();
    run(place.path(), &["count", "noise.log", "--lenient"], 0);
    run(place.path(), &["count", "--merge", "counts.parquet", "--objects", "list"], 0);
}

#[test]
fn counts_of_the_same_log_are_refused() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    fs::write(place.join("a.log"), PLAIN).unwrap();
    fs::write(place.join("b.gz"), gzip(PLAIN)).unwrap();
    let messages = run(place, &["count", "a.log", "b.gz"], 1);
    assert!(
        messages.contains("hold the same invocations; leave out the copies: 'a.log', 'b.gz'"),
        "{messages}"
    );
    run(place, &["count", "a.log"], 0);
    let twice = run(place, &["report", "--counts", "counts.parquet", "counts.parquet"], 1);
    assert!(twice.contains("Counted more than once: 'a.log'"), "{twice}");
    assert!(!place.join("coldmark-report").exists());
    let same_name = run(place, &["count", "a.log", "./a.log"], 2);
    assert!(same_name.contains("are both called 'a.log'"), "{same_name}");
    fs::write(place.join("text.parquet"), "x").unwrap();
    let other = run(place, &["report", "--counts", "text.parquet"], 2);
    assert!(other.contains("'text.parquet': This is no Parquet file"), "{other}");
}

#[test]
fn tables_from_imported_counts_are_those_from_imported_logs() {
    let labels = ["--into", "shop", "--runtime", "python3.12", "--workload", "checkout"];
    let log = root().join("content/your-logs/checkout.log");
    let log = log.to_str().unwrap();
    let tables = |of: &dyn Fn(&Path)| {
        let project = project();
        of(project.path());
        run(project.path(), &["summarize"], 0);
        files(&project.path().join("data/summaries"))
    };
    let from_log = tables(&|project| {
        run(project, &[&["import"], &labels[..], &[log]].concat(), 0);
    });
    let from_counts = tables(&|project| {
        run(project, &["count", log], 0);
        let import = [&["import"], &labels[..], &["--counts", "counts.parquet"]].concat();
        run(project, &import, 0);
        let again = run(project, &import, 0);
        assert!(again.contains("already has these 724 invocations"), "{again}");
        let source = fs::read_to_string(project.join("data/sources/shop/source.toml")).unwrap();
        assert!(source.contains("adapter = \"value-counts\""), "{source}");
        // The same objects, counted with another label.
        run(project, &["count", "--function", "other", log, "--out", "other.parquet"], 0);
        let refused = run(project, &["import", "--into", "shop", "--counts", "other.parquet"], 1);
        assert!(refused.contains("Counted more than once: 'checkout.log'"), "{refused}");
        // Logs cannot join counts.
        let mixed = run(project, &["import", "--into", "shop", log], 2);
        assert!(mixed.contains("does not hold imported logs"), "{mixed}");
    });
    for table in ["series.csv", "intervals.csv", "history.csv", "ranks.csv", "shifts.csv"] {
        assert!(from_log[table] == from_counts[table], "{table} differs");
        assert!(table != "series.csv" || from_log[table].len() > 1000, "{table} is empty");
    }
}

#[test]
fn a_function_with_two_runtimes_is_left_out_by_name() {
    let project = project();
    let project = project.path();
    let upgraded = PLAIN.replace("python:3.12.v36", "python:3.13.v3").replace("4000-8000", "4000-9000");
    fs::create_dir(project.join("logs")).unwrap();
    fs::write(project.join("logs/1.log"), PLAIN).unwrap();
    fs::write(project.join("logs/2.log"), upgraded).unwrap();
    run(project, &["count", "--function", "shop", "logs"], 0);
    run(project, &["import", "--into", "shop", "--counts", "counts.parquet"], 0);
    run(project, &["summarize"], 0);
    let quarantine = fs::read_to_string(project.join("data/summaries/quarantine.csv")).unwrap();
    assert!(quarantine.contains(",shop,several-configurations,"), "{quarantine}");
}
