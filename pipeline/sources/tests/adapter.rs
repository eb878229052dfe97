//! Tests of every layout and rule of the lambda-perf adapter on synthetic files.

#![expect(clippy::unwrap_used, reason = "a panic fails the test")]

use std::{fmt::Write, fs};

use schema::{Layout, Registry, Runs, Runtime, Source};

const TEN: &str = "[1,2,3,4,5,6,7,8,9,10]";
const TEN_READ: &str = "[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]";
const OTHER: &str = "[11,12,13,14,15,16,17,18,19,20]";
const OTHER_READ: &str = "[11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0]";

#[test]
fn the_first_layout_implies_package_and_architecture() {
    let json = r#"{"metadata":{"generatedAt":"2022-09-04T05:35:33.929Z"},"runtimeData":[{
        "runtime":"lambda-perf-go","initDurations":[1.5,2],"memorySize":128,"averageMemoryUsed":29,
        "averageDuration":4.022,"averageColdStartDuration":1.75}]}"#;
    check(
        &[("data/2022/2022-09-04.json", json)],
        "\
2022-09-04 go zip 128 x86_64 init_ms [1.5, 2.0]
layout-runtime-only: 1 files, 1 records, 2 samples
architecture-implied: 1 files, 1 records, 2 samples
package-implied: 1 files, 1 records, 2 samples
short-record: 1 files, 1 records, 2 samples
",
    );
}

#[test]
fn the_second_layout_adds_a_display_name() {
    let json = r#"{"metadata":{"generatedAt":"2023-03-04T14:00:00Z"},"runtimeData":[{
        "runtime":"lambda-perf-go","displayName":"go","initDurations":TEN,"memorySize":128,
        "averageMemoryUsed":29,"averageDuration":4,"averageColdStartDuration":5.5}]}"#;
    check(
        &[("data/2023/2023-03-04.json", &json.replace("TEN", TEN))],
        "\
2023-03-04 go zip 128 x86_64 init_ms TEN
layout-display-name: 1 files, 1 records, 10 samples
architecture-implied: 1 files, 1 records, 10 samples
package-implied: 1 files, 1 records, 10 samples
",
    );
}

#[test]
fn the_third_layout_adds_an_architecture() {
    let json = r#"{"metadata":{"generatedAt":"2023-04-23T14:00:00Z"},"runtimeData":[{
        "runtime":"lambda-perf-go-512-arm64","displayName":"go","architecture":"arm64","initDurations":TEN,
        "memorySize":512,"averageMemoryUsed":29,"averageDuration":4,"new":{"field":[1]}}]}"#;
    check(
        &[("data/2023/2023-04-23.json", &json.replace("TEN", TEN))],
        "\
2023-04-23 go zip 512 arm64 init_ms TEN
layout-architecture: 1 files, 1 records, 10 samples
package-implied: 1 files, 1 records, 10 samples
",
    );
}

#[test]
fn the_fourth_layout_has_every_field() {
    check(
        &[("data/2026-01-02.json", &day("2026-01-02", &[&record("go", TEN)]))],
        "\
2026-01-02 go zip 128 arm64 init_ms TEN
layout-short-keys: 1 files, 1 records, 10 samples
",
    );
}

#[test]
fn an_empty_day_is_valid() {
    check(&[("data/2026-02-22.json", &day("2026-02-22", &[]))], "empty-day: 1 files, 0 records, 0 samples\n");
}

#[test]
fn snapstart_functions_have_restore_durations() {
    check(
        &[("data/2026-01-02.json", &day("2026-01-02", &[&record("java_snapstart", TEN)]))],
        "\
2026-01-02 java-snapstart zip 128 arm64 restore_ms TEN
layout-short-keys: 1 files, 1 records, 10 samples
",
    );
}

#[test]
fn short_and_long_records_are_flagged() {
    let long = "[1,2,3,4,5,6,7,8,9,10,11]";
    check(
        &[("data/2026-01-02.json", &day("2026-01-02", &[&record("go", "[1,2]"), &record("rust", long)]))],
        "\
2026-01-02 go zip 128 arm64 init_ms [1.0, 2.0]
2026-01-02 rust zip 128 arm64 init_ms [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0]
layout-short-keys: 1 files, 2 records, 13 samples
short-record: 1 files, 1 records, 2 samples
long-record: 1 files, 1 records, 11 samples
",
    );
}

#[test]
fn a_mean_that_contradicts_its_samples_is_flagged() {
    let off = record("go", TEN).replace("\"mu\"", "\"acd\":5.52,\"mu\"");
    let rounded = record("rust", TEN).replace("\"mu\"", "\"acd\":5.501,\"mu\"");
    check(
        &[("data/2026-01-02.json", &day("2026-01-02", &[&off, &rounded]))],
        "\
2026-01-02 go zip 128 arm64 init_ms TEN
2026-01-02 rust zip 128 arm64 init_ms TEN
layout-short-keys: 1 files, 2 records, 20 samples
mean-differs: 1 files, 1 records, 10 samples
",
    );
}

#[test]
fn an_unregistered_runtime_is_kept_and_reported() {
    let json = day("2026-01-02", &[&record("zig_on_al2023", TEN)]);
    let files = [("data/2026-01-02.json", json.as_str())];
    check(
        &files,
        "\
2026-01-02 zig-on-al2023 zip 128 arm64 init_ms TEN
layout-short-keys: 1 files, 1 records, 10 samples
unregistered-runtime: 1 files, 1 records, 10 samples
",
    );
    assert_eq!(read(&files).unregistered, ["zig_on_al2023"]);
}

#[test]
fn a_renamed_function_stays_one_series() {
    let old = day("2026-01-02", &[&record("cpp11", TEN)]);
    let new = day("2026-01-03", &[&record("cpp11_on_al2", OTHER)]);
    let files = [("data/2026-01-02.json", old.as_str()), ("data/2026-01-03.json", &new)];
    check(
        &files,
        "\
2026-01-02 cpp11 zip 128 arm64 init_ms TEN
2026-01-03 cpp11 zip 128 arm64 init_ms OTHER
layout-short-keys: 2 files, 2 records, 20 samples
renamed-function: 1 files, 1 records, 10 samples
",
    );
    assert_eq!(read(&files).series.len(), 1);
}

#[test]
fn the_copy_of_the_newest_day_is_not_counted() {
    let newest = day("2026-01-02", &[&record("go", TEN)]);
    check(
        &[("data/2026-01-02.json", &newest), ("data/last.json", &newest), ("data/notes.json", &newest)],
        "\
2026-01-02 go zip 128 arm64 init_ms TEN
! data/last.json | newest-day-copy | 10 | copy of data/2026-01-02.json
! data/notes.json | not-a-day | 10 | the name is not YYYY-MM-DD
layout-short-keys: 3 files, 3 records, 30 samples
newest-day-copy: 1 files, 1 records, 10 samples
not-a-day: 1 files, 1 records, 10 samples
",
    );
}

#[test]
fn a_file_generated_on_another_day_is_refused() {
    check(
        &[("data/2026-01-02.json", &day("2026-01-05", &[&record("go", TEN)]))],
        "\
! data/2026-01-02.json | date-differs | 10 | generated at 2026-01-05T14:00:00.000Z
layout-short-keys: 1 files, 1 records, 10 samples
date-differs: 1 files, 1 records, 10 samples
",
    );
}

#[test]
fn the_later_of_two_files_of_a_day_counts() {
    let early = day("2026-01-02", &[&record("go", TEN)]);
    let late = day("2026-01-02", &[&record("go", OTHER)]).replace("T14:", "T15:");
    check(
        &[("data/2026-01-02.json", &early), ("data/2026/2026-01-02.json", &late)],
        "\
2026-01-02 go zip 128 arm64 init_ms OTHER
! data/2026-01-02.json | superseded-file | 10 | data/2026/2026-01-02.json says the same day and was generated no earlier
layout-short-keys: 2 files, 2 records, 20 samples
superseded-file: 1 files, 1 records, 10 samples
",
    );
}

#[test]
fn a_day_that_repeats_an_earlier_one_is_refused() {
    let earlier = day("2026-01-02", &[&record("go", TEN), &record("rust", OTHER)]);
    let later = day("2026-02-02", &[&record("rust", OTHER), &record("go", TEN)]);
    check(
        &[("data/2026-01-02.json", &earlier), ("data/2026-02-02.json", &later)],
        "\
2026-01-02 go zip 128 arm64 init_ms TEN
2026-01-02 rust zip 128 arm64 init_ms OTHER
! data/2026-02-02.json | repeated-day | 20 | all records are those of data/2026-01-02.json
layout-short-keys: 2 files, 4 records, 40 samples
repeated-day: 1 files, 2 records, 20 samples
",
    );
}

#[test]
fn a_record_that_repeats_an_earlier_day_is_refused() {
    let earlier = day("2026-01-02", &[&record("go", TEN), &record("rust", "[1,2]")]);
    let later = day("2026-02-02", &[&record("go", TEN), &record("rust", "[1,2]"), &record("cpp11", TEN)]);
    check(
        &[("data/2026-01-02.json", &earlier), ("data/2026-02-02.json", &later)],
        "\
2026-01-02 go zip 128 arm64 init_ms TEN
2026-01-02 rust zip 128 arm64 init_ms [1.0, 2.0]
2026-02-02 rust zip 128 arm64 init_ms [1.0, 2.0]
2026-02-02 cpp11 zip 128 arm64 init_ms TEN
! data/2026-02-02.json go | repeated-record | 10 | record 0: the samples are those of data/2026-01-02.json
layout-short-keys: 2 files, 5 records, 34 samples
short-record: 2 files, 2 records, 4 samples
renamed-function: 1 files, 1 records, 10 samples
repeated-record: 1 files, 1 records, 10 samples
",
    );
}

#[test]
fn a_second_record_of_a_function_is_refused() {
    check(
        &[("data/2026-01-02.json", &day("2026-01-02", &[&record("go", TEN), &record("go", OTHER)]))],
        "\
2026-01-02 go zip 128 arm64 init_ms TEN
! data/2026-01-02.json go | duplicate-record | 10 | record 1: zip, 128 MB, arm64 again
layout-short-keys: 1 files, 1 records, 10 samples
duplicate-record: 1 files, 1 records, 10 samples
",
    );
}

#[test]
fn a_broken_file_does_not_stop_the_others() {
    check(
        &[
            ("data/2026-01-02.json", r#"{"metadata":{"generatedAt":"2026-01-02T14:00"#),
            ("data/2026-01-03.json", "{}"),
            ("data/2026-01-04.json", ""),
            ("data/2026-01-05.json", &day("2026-01-05", &[&record("go", "[1]")])),
        ],
        "\
2026-01-05 go zip 128 arm64 init_ms [1.0]
! data/2026-01-02.json | broken-file | 0 | EOF while parsing a string at line 1 column 44
! data/2026-01-03.json | unknown-layout | 0 | missing field `metadata` at line 1 column 2
! data/2026-01-04.json | broken-file | 0 | EOF while parsing a value at line 1 column 0
layout-short-keys: 1 files, 1 records, 1 samples
short-record: 1 files, 1 records, 1 samples
broken-file: 2 files, 0 records, 0 samples
unknown-layout: 1 files, 0 records, 0 samples
",
    );
}

#[test]
fn an_unknown_layout_affects_one_record_only() {
    let renamed = r#"{"function":"lambda-perf-go","i":[1,2,3]}"#;
    let wrong_arch = record("rust", TEN).replace("\"a\":\"arm64\"", "\"a\":\"riscv64\"");
    let wrong_package = record("rust", TEN).replace("\"p\":\"zip\"", "\"p\":\"layer\"");
    let records = [renamed, "7", &wrong_arch, &wrong_package, &record("go", TEN)];
    check(
        &[("data/2026-01-02.json", &day("2026-01-02", &records))],
        "\
2026-01-02 go zip 128 arm64 init_ms TEN
! data/2026-01-02.json | unknown-layout | 3 | record 0: missing field `runtime` at line 1 column 41
! data/2026-01-02.json | unknown-layout | 0 | record 1: invalid type: integer `7`, expected struct UpstreamRecord at line 1 column 1
! data/2026-01-02.json rust | unknown-layout | 10 | record 2: unknown architecture 'riscv64'
! data/2026-01-02.json rust | unknown-layout | 10 | record 3: unknown package 'layer'
layout-short-keys: 1 files, 1 records, 10 samples
unknown-layout: 1 files, 4 records, 23 samples
",
    );
}

#[test]
fn a_name_that_contradicts_the_fields_is_refused() {
    let contradiction = record("go", TEN).replace("\"m\":128", "\"m\":256");
    check(
        &[("data/2026-01-02.json", &day("2026-01-02", &[&contradiction]))],
        "\
! data/2026-01-02.json go | name-contradicts-fields | 10 | record 0: the name is 'lambda-perf-go-zip-128-arm64', the fields say zip, 256 MB, arm64
name-contradicts-fields: 1 files, 1 records, 10 samples
",
    );
}

#[test]
fn invalid_values_are_refused_one_by_one() {
    let mixed = record("go", r#"[1.5,null,0,-3,"x"]"#);
    let records = [mixed.as_str(), &record("rust", "[]"), &record("cpp11_on_al2", "[1e999,2]")];
    check(
        &[("data/2026-01-02.json", &day("2026-01-02", &records))],
        "\
2026-01-02 go zip 128 arm64 init_ms [1.5]
! data/2026-01-02.json go | not-measured | 2 | record 0: sample 1 is null; sample 2 is 0
! data/2026-01-02.json go | bad-value | 2 | record 0: sample 3 is -3; sample 4 is text, not a number
! data/2026-01-02.json rust | no-samples | 0 | record 1: none of its 0 samples is usable
! data/2026-01-02.json cpp11_on_al2 | bad-value | 2 | record 2: number out of range at line 1 column 74
layout-short-keys: 1 files, 1 records, 1 samples
short-record: 1 files, 1 records, 1 samples
no-samples: 1 files, 1 records, 0 samples
not-measured: 1 files, 1 records, 2 samples
bad-value: 1 files, 2 records, 4 samples
",
    );
}

#[test]
fn batch_means_stay_with_their_record() {
    let runs = read(&[("data/2026-01-02.json", &day("2026-01-02", &[&record("go", TEN)]))]);
    let means = runs.records[0].batch_means;
    assert_eq!((means.handler_ms, means.memory_used_mb), (Some(1.5), Some(20.0)));
}

#[test]
fn unfinished_downloads_are_not_read() {
    check(&[("data/.2026-01-02.json", "{"), ("data/2026-01-02.json.part", "{")], "");
}

/// Reads `files` and compares accepted records, refused records and matched rules.
/// `TEN` and `OTHER` stand for those samples.
fn check(files: &[(&str, &str)], expected: &str) {
    let runs = read(files);
    let mut found = String::new();
    for record in &runs.records {
        let series = &runs.series[record.series_idx as usize];
        let (date, samples) = (record.date, runs.samples_of(record).values);
        let name = format!(
            "{} {} {} {}",
            series.runtime, series.conditions.packaging, series.memory, series.conditions.arch
        );
        writeln!(found, "{date} {name} {} {samples:?}", series.metric).unwrap();
    }
    for row in &runs.quarantined {
        let place = format!("{} {}", row.file, row.source_runtime);
        writeln!(found, "! {} | {} | {} | {}", place.trim_end(), row.rule, row.samples, row.detail).unwrap();
    }
    for row in runs.rules.iter().filter(|row| row.files > 0) {
        let (files, records, samples) = (row.files, row.records, row.samples);
        writeln!(found, "{}: {files} files, {records} records, {samples} samples", row.rule).unwrap();
    }
    assert_eq!(found.replace(TEN_READ, "TEN").replace(OTHER_READ, "OTHER"), expected);
}

/// Reads `files`, each a path below the raw folder and its content. Every sample must be accounted for.
fn read(files: &[(&str, &str)]) -> Runs {
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let runs = sources::read(&source(), &registry(), folder.path()).unwrap();
    assert_eq!(runs.n_raw_samples(), runs.n_accepted_samples() + runs.n_quarantined_samples());
    runs
}

/// One day of records, generated on that day.
fn day(date: &str, records: &[&str]) -> String {
    let records = records.join(",");
    format!(r#"{{"metadata":{{"generatedAt":"{date}T14:00:00.000Z"}},"runtimeData":[{records}]}}"#)
}

/// A record in the newest layout.
fn record(function: &str, samples: &str) -> String {
    let name = format!("lambda-perf-{function}-zip-128-arm64");
    format!(r#"{{"r":"{name}","p":"zip","d":"x","i":{samples},"m":128,"a":"arm64","mu":20,"ad":1.5}}"#)
}

fn source() -> Source {
    let layout = Layout { files: vec!["data/**/*.json".to_owned()], ..Layout::default() };
    Source {
        name: "made-up".to_owned(),
        adapter: "lambda-perf".to_owned(),
        provider: schema::Provider::Aws,
        region: "us-east-1".to_owned(),
        layout: Some(layout),
        ..Source::default()
    }
}

fn registry() -> Registry {
    let runtime = |(slug, aliases): (&str, &[&str])| Runtime {
        slug: slug.to_owned(),
        name: slug.to_owned(),
        language: String::new(),
        version: String::new(),
        os: String::new(),
        kind: schema::RuntimeKind::Managed,
        experimental: false,
        deprecated: None,
        snapstart: false,
        measured: true,
        aliases: aliases.iter().map(ToString::to_string).collect(),
        counterpart: None,
    };
    let known: [(&str, &[&str]); 4] = [
        ("go", &["go"]),
        ("rust", &["rust"]),
        ("cpp11", &["cpp11_on_al2", "cpp11"]),
        ("java-snapstart", &["java_snapstart"]),
    ];
    Registry { support: None, runtimes: known.into_iter().map(runtime).collect() }
}
