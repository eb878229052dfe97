//! Tests of every format on its fixtures.
//!
//! `INSTA_UPDATE=always cargo test -p logs --test formats` updates the golden files.

mod support;

use std::{collections::BTreeSet, fs, path::Path};

use logs::{Format, Labels, Options};
use schema::{Arch, Packaging, ReadErrorKind};
use support::{FIXTURES, SmallReads, fixture, gzip, options, read_all, zstandard};

#[test]
fn every_format_is_read_as_expected() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("golden");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (name, _) in FIXTURES {
            insta::assert_snapshot!(name, read_all(&fixture(name)[..], &options(None)).text());
        }
    });
}

#[test]
fn every_golden_file_has_a_fixture() {
    let names_in = |folder: &str| -> BTreeSet<String> {
        let entries = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder)).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| !name.ends_with(".snap.new")).map(|name| name.replace(".snap", "")).collect()
    };
    let expected: BTreeSet<String> = FIXTURES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names_in("golden"), expected);
    assert_eq!(names_in("fixtures"), expected);
}

#[test]
fn every_format_is_detected_from_its_content() {
    for (name, format) in FIXTURES {
        assert_eq!(Format::detect(&fixture(name)), Ok(format), "{name}");
    }
}

#[test]
fn compression_read_sizes_and_line_ends_change_nothing() {
    for (name, _) in FIXTURES {
        let plain = fixture(name);
        let expected = read_all(&plain[..], &options(None));
        let same = |result: support::ReadResult, how: &str| {
            assert_eq!(result.invocations, expected.invocations, "{name} {how}");
            assert_eq!(result.stats.is_ok(), expected.stats.is_ok(), "{name} {how}");
            assert_eq!(result.errors.len(), expected.errors.len(), "{name} {how}");
        };
        same(read_all(&gzip(&plain)[..], &options(None)), "with gzip");
        same(read_all(&zstandard(&plain)[..], &options(None)), "with Zstandard");
        same(read_all(SmallReads(&plain, 1), &options(None)), "one byte per read");
        same(read_all(&[b"\xef\xbb\xbf", &plain[..]].concat()[..], &options(None)), "with a byte order mark");
        let windows = String::from_utf8(plain).unwrap().replace('\n', "\r\n");
        same(read_all(windows.as_bytes(), &options(None)), "with Windows line ends");
    }
}

#[test]
fn concatenated_compressed_files_are_one() {
    let plain = fixture("tail.log");
    let expected = read_all(&[&plain[..], &plain].concat()[..], &options(None));
    for pack in [gzip, zstandard] {
        let mut twice = pack(&plain);
        twice.extend(pack(&plain));
        assert_eq!(read_all(&twice[..], &options(None)), expected);
    }
}

#[test]
fn labels_fill_missing_values_only() {
    let labels = Labels {
        function: Some("mine".to_owned()),
        runtime: Some("rust".to_owned()),
        arch: Some(Arch::Arm64),
        packaging: Some(Packaging::Zip),
        workload: Some("hello".to_owned()),
        memory_mb: Some(64),
    };
    let options = Options { format: None, labels };
    let plain = read_all(&fixture("plain.log")[..], &options);
    let first = &plain.invocations[0];
    assert_eq!((first.memory_mb, first.runtime.as_deref()), (Some(512), Some("rust")));
    assert_eq!(first.runtime_version.as_deref(), Some("provided:al2023.v77"));
    assert_eq!((first.arch, first.packaging), (Some(Arch::Arm64), Some(Packaging::Zip)));
    assert_eq!((first.workload.as_deref(), first.function.as_deref()), (Some("hello"), Some("mine")));
    let rutkowski = read_all(&fixture("rutkowski.json")[..], &options);
    assert_eq!(rutkowski.invocations[0].runtime.as_deref(), Some("llrt"));
}

#[test]
fn written_invocations_are_read_back() {
    let invocations = read_all(&fixture("json.log")[..], &options(None)).invocations;
    let mut lines = Vec::new();
    for invocation in &invocations {
        logs::write_ndjson_line(&mut lines, invocation).unwrap();
    }
    assert_eq!(read_all(&lines[..], &options(Some(Format::Ndjson))).invocations, invocations);
    let mut writer = csv::Writer::from_writer(Vec::new());
    for invocation in &invocations {
        writer.serialize(invocation).unwrap();
    }
    let table = writer.into_inner().unwrap();
    assert_eq!(read_all(&table[..], &options(None)).invocations, invocations);
}

#[test]
fn a_folder_is_listed_in_order_without_other_files() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["b/000000.gz", "a/000001.gz", "a/000000.gz", "aws-logs-write-test", ".hidden"] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    let files = logs::files(folder.path()).unwrap();
    let names: Vec<_> = files.iter().map(|path| path.strip_prefix(folder.path()).unwrap()).collect();
    assert_eq!(names, ["a/000000.gz", "a/000001.gz", "b/000000.gz"].map(Path::new));
    assert_eq!(logs::files(&files[0]).unwrap(), files[..1]);
}

#[test]
fn an_unknown_format_is_refused_with_a_quote() {
    fn check(content: &[u8], kind: ReadErrorKind, shown: &str) {
        let error = read_all(content, &options(None)).stats.unwrap_err();
        assert_eq!((error.kind, error.file.as_str()), (kind, "test"), "{error}");
        assert!(error.reason.contains(shown), "{error}");
    }
    check(b"", ReadErrorKind::EmptyFile, "nothing");
    check(b" \r\n\n", ReadErrorKind::EmptyFile, "nothing");
    check(b"\x7fELF\0\0\0", ReadErrorKind::BinaryFile, "ELF");
    check(b"\xff\xfeR\0E\0", ReadErrorKind::BinaryFile, "UTF-16");
    check(b"Dear all,\n", ReadErrorKind::UnknownFormat, "'Dear all,'");
    check(b"{\"a\": 1}", ReadErrorKind::UnknownFormat, "lambda-log");
    check(b"{", ReadErrorKind::UnknownFormat, "'{'");
    check(b"a,b,c\n1,2,3\n", ReadErrorKind::UnknownFormat, "a,b,c");
    check(b"@timestamp,avg(@duration)\n", ReadErrorKind::FiguresOnly, "avg(@duration)");
    check(b"duration_ms,durations\n", ReadErrorKind::BrokenRecord, "not known");
    check(b"duration_ms,duration_ms\n", ReadErrorKind::BrokenRecord, "twice");
    check(&gzip(b""), ReadErrorKind::EmptyFile, "nothing");
    check(&gzip(b"REPORT")[..8], ReadErrorKind::BrokenFile, "cannot be read");
    check(b"\x28\xb5\x2f\xfd", ReadErrorKind::BrokenFile, "cannot be read");
}
