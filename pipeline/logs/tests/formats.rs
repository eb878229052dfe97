//! What is read of each format, on files made for the purpose.
//!
//! `UPDATE_GOLDEN=1 cargo test -p logs` writes what is expected anew.

mod support;

use std::{env, fs, path::Path};

use logs::{FaultKind, Format, Labels, Options};
use schema::{Arch, Package};
use support::{Drops, FIXTURES, fixture, gzip, of, read, zstandard};

#[test]
fn every_format_is_read_as_expected() {
    for (name, _) in FIXTURES {
        let text = read(&fixture(name)[..], &of(None)).text();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.txt"));
        if env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(text, expected, "{name}; UPDATE_GOLDEN=1 writes it anew");
    }
}

#[test]
fn every_format_is_found_from_its_content() {
    for (name, format) in FIXTURES {
        assert_eq!(Format::detect(&fixture(name)), Ok(format), "{name}");
    }
}

#[test]
fn packing_pieces_line_ends_and_byte_order_marks_change_nothing() {
    for (name, _) in FIXTURES {
        let plain = fixture(name);
        let expected = read(&plain[..], &of(None));
        let same = |found: support::Found, how: &str| {
            assert_eq!(found.invocations, expected.invocations, "{name} {how}");
            assert_eq!(found.account.is_ok(), expected.account.is_ok(), "{name} {how}");
            assert_eq!(found.faults.len(), expected.faults.len(), "{name} {how}");
        };
        same(read(&gzip(&plain)[..], &of(None)), "with gzip");
        same(read(&zstandard(&plain)[..], &of(None)), "with Zstandard");
        same(read(Drops(&plain, 1), &of(None)), "a byte at once");
        same(read(&[b"\xef\xbb\xbf", &plain[..]].concat()[..], &of(None)), "with a byte order mark");
        let windows = String::from_utf8(plain).unwrap().replace('\n', "\r\n");
        same(read(windows.as_bytes(), &of(None)), "with line ends of Windows");
    }
}

#[test]
fn packed_files_one_after_the_other_are_one() {
    let plain = fixture("tail.log");
    let expected = read(&[&plain[..], &plain].concat()[..], &of(None));
    for pack in [gzip, zstandard] {
        let mut twice = pack(&plain);
        twice.extend(pack(&plain));
        assert_eq!(read(&twice[..], &of(None)), expected);
    }
}

#[test]
fn labels_fill_what_the_file_does_not_say() {
    let labels = Labels {
        function: Some("mine".to_owned()),
        runtime: Some("rust".to_owned()),
        arch: Some(Arch::Arm64),
        package: Some(Package::Zip),
        workload: Some("hello".to_owned()),
        memory_mb: Some(64),
    };
    let options = Options { format: None, labels };
    let found = read(&fixture("plain.log")[..], &options);
    let first = &found.invocations[0];
    assert_eq!((first.memory_mb, first.runtime.as_deref()), (Some(512), Some("rust")));
    assert_eq!(first.runtime_version.as_deref(), Some("provided:al2023.v77"));
    assert_eq!((first.arch, first.package), (Some(Arch::Arm64), Some(Package::Zip)));
    assert_eq!((first.workload.as_deref(), first.function.as_deref()), (Some("hello"), Some("mine")));
    let said = read(&fixture("rutkowski.json")[..], &options);
    assert_eq!(said.invocations[0].runtime.as_deref(), Some("llrt"));
}

#[test]
fn what_is_written_is_read_as_it_was() {
    let invocations = read(&fixture("json.log")[..], &of(None)).invocations;
    let lines: Vec<String> =
        invocations.iter().map(|invocation| serde_json::to_string(invocation).unwrap()).collect();
    assert_eq!(read(lines.join("\n").as_bytes(), &of(Some(Format::Ndjson))).invocations, invocations);
    let mut writer = csv::Writer::from_writer(Vec::new());
    for invocation in &invocations {
        writer.serialize(invocation).unwrap();
    }
    let table = writer.into_inner().unwrap();
    assert_eq!(read(&table[..], &of(None)).invocations, invocations);
}

#[test]
fn a_folder_is_listed_in_order_without_what_is_no_log() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["b/000000.gz", "a/000001.gz", "a/000000.gz", "aws-logs-write-test", ".hidden"] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    let found = logs::files(folder.path()).unwrap();
    let names: Vec<_> = found.iter().map(|path| path.strip_prefix(folder.path()).unwrap()).collect();
    assert_eq!(names, ["a/000000.gz", "a/000001.gz", "b/000000.gz"].map(Path::new));
    assert_eq!(logs::files(&found[0]).unwrap(), found[..1]);
}

#[test]
fn what_is_no_known_format_is_refused_with_what_it_begins_with() {
    fn check(content: &[u8], kind: FaultKind, shown: &str) {
        let fault = read(content, &of(None)).account.unwrap_err();
        assert_eq!((fault.kind, fault.file.as_str()), (kind, "test"), "{fault}");
        assert!(fault.reason.contains(shown), "{fault}");
    }
    check(b"", FaultKind::EmptyFile, "nothing");
    check(b" \r\n\n", FaultKind::EmptyFile, "nothing");
    check(b"\x7fELF\0\0\0", FaultKind::BinaryFile, "ELF");
    check(b"\xff\xfeR\0E\0", FaultKind::BinaryFile, "UTF-16");
    check(b"Dear all,\n", FaultKind::UnknownFormat, "'Dear all,'");
    check(b"{\"a\": 1}", FaultKind::UnknownFormat, "lambda-log");
    check(b"{", FaultKind::UnknownFormat, "'{'");
    check(b"a,b,c\n1,2,3\n", FaultKind::UnknownFormat, "a,b,c");
    check(b"@timestamp,avg(@duration)\n", FaultKind::FiguresOnly, "avg(@duration)");
    check(b"duration_ms,durations\n", FaultKind::BrokenRecord, "not known");
    check(b"duration_ms,duration_ms\n", FaultKind::BrokenRecord, "twice");
    check(&gzip(b""), FaultKind::EmptyFile, "nothing");
    check(&gzip(b"REPORT")[..8], FaultKind::BrokenFile, "cannot be read");
    check(b"\x28\xb5\x2f\xfd", FaultKind::BrokenFile, "cannot be read");
}
