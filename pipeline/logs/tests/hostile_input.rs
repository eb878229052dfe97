//! Tests with huge, broken and hostile files.

mod support;

use std::io::{self, Read};

use logs::{Format, MAX_DOCUMENT_BYTES, MAX_RECORD_BYTES};
use schema::ReadErrorKind;
use support::{FIXTURES, ReadResult, fixture, gzip, options, read_all, zstandard};

const REPORT: &str = "REPORT RequestId: a\tDuration: 8.40 ms\tBilled Duration: 9 ms\tMemory Size: 128 MB\tMax Memory Used: 66 MB\t\n";

fn kinds(result: &ReadResult) -> Vec<ReadErrorKind> {
    result
        .errors
        .iter()
        .map(|error| error.kind)
        .chain(result.stats.as_ref().err().map(|error| error.kind))
        .collect()
}

#[test]
fn an_oversized_line_does_not_affect_its_neighbours() {
    for (n_bytes, n_errors) in [
        (MAX_RECORD_BYTES - 1, 0),
        (MAX_RECORD_BYTES, 1),
        (MAX_RECORD_BYTES + 1, 1),
        (5 * MAX_RECORD_BYTES, 1),
    ] {
        let log = format!("{REPORT}{}\n{REPORT}", "x".repeat(n_bytes));
        let result = read_all(log.as_bytes(), &options(None));
        assert_eq!((result.invocations.len(), result.errors.len()), (2, n_errors), "{n_bytes} bytes");
        assert!(
            result
                .errors
                .iter()
                .all(|error| error.record == Some(2) && error.kind == ReadErrorKind::LongRecord)
        );
        assert_eq!(result.stats.map(|stats| stats.records), Ok(3));
    }
}

#[test]
fn every_streamed_format_refuses_oversized_records() {
    fn check(format: Format, before: &str, long: &str, after: &str) {
        let text = format!("{before}{}{after}", long.replace('~', &"x".repeat(2 * MAX_RECORD_BYTES)));
        let result = read_all(text.as_bytes(), &options(Some(format)));
        assert_eq!(kinds(&result), [ReadErrorKind::LongRecord], "{format}");
        assert_eq!(result.invocations.len(), 2, "{format}");
    }
    let own = "{\"duration_ms\":1}\n";
    check(Format::Ndjson, own, "{\"function\":\"~\"}\n", own);
    check(Format::Csv, "function,duration_ms\na,1\n", "\"~\",1\n", "b,2\n");
    let event = format!("{{\"message\":{}}}", serde_json::Value::from(REPORT));
    check(Format::Events, &format!("{{\"events\":[{event},"), "{\"message\":\"~\"}", &format!(",{event}]}}"));
    let row = r#"[{"field":"@duration","value":"1"},{"field":"@initDuration","value":"2"}]"#;
    let warm = r#"[{"field":"@duration","value":"1"}]"#;
    let long = r#"[{"field":"@duration","value":"~"}]"#;
    check(Format::InsightsJson, &format!("{{\"results\":[{row},"), long, &format!(",{warm}]}}"));
}

#[test]
fn an_unclosed_quote_costs_one_record() {
    let rows = "a,1\n".repeat(MAX_RECORD_BYTES / 2);
    let result = read_all(format!("function,duration_ms\n\"a,1\n{rows}").as_bytes(), &options(None));
    assert_eq!(kinds(&result), [ReadErrorKind::LongRecord]);
    assert!(result.invocations.len() > MAX_RECORD_BYTES / 5);
}

#[test]
fn a_truncated_file_is_read_up_to_its_end() {
    let plain = REPORT.repeat(100_000);
    for packed in [gzip(plain.as_bytes()), zstandard(plain.as_bytes())] {
        let result = read_all(&packed[..packed.len() * 9 / 10], &options(None));
        assert_eq!(kinds(&result), [ReadErrorKind::BrokenFile]);
        assert!(result.invocations.len() > 50_000, "{}", result.invocations.len());
        assert!(result.invocations.iter().all(|invocation| invocation.max_memory_used_mb == Some(66)));
    }
    let events = fixture("events.json");
    let result = read_all(&events[..900], &options(None));
    assert_eq!(kinds(&result), [ReadErrorKind::BrokenRecord, ReadErrorKind::BrokenFile]);
    for name in ["startled.json", "sebs.json", "hyperfine.json"] {
        let whole = fixture(name);
        assert_eq!(
            kinds(&read_all(&whole[..whole.len() / 2], &options(None))),
            [ReadErrorKind::BrokenDocument],
            "{name}"
        );
    }
}

#[test]
fn a_damaged_compressed_file_is_reported() {
    for pack in [gzip, zstandard] {
        let mut packed = pack(REPORT.repeat(10_000).as_bytes());
        let middle = packed.len() / 2;
        packed[middle] ^= 0xff;
        let result = read_all(&packed[..], &options(Some(Format::Text)));
        assert!(kinds(&result).contains(&ReadErrorKind::BrokenFile), "{result:?}");
    }
}

#[test]
fn an_oversized_document_is_refused() {
    let start: &[u8] = br#"{"cold_starts":[],"config":{},"x":""#;
    let endless = start.chain(io::repeat(b'x')).take(MAX_DOCUMENT_BYTES as u64 + 100);
    assert_eq!(kinds(&read_all(endless, &options(None))), [ReadErrorKind::LongDocument]);
}

#[test]
fn a_failing_input_is_read_up_to_the_failure() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let result =
        read_all(REPORT.as_bytes().chain(&b"REPORT RequestId: b\tDur"[..]).chain(Failing), &options(None));
    assert_eq!((result.invocations.len(), kinds(&result)), (1, vec![ReadErrorKind::BrokenFile]));
    assert!(result.errors[0].reason.contains("the disk is gone"));
    assert_eq!(kinds(&read_all(Failing, &options(None))), [ReadErrorKind::BrokenFile]);
}

#[test]
fn invalid_utf_8_costs_one_record() {
    let log =
        [REPORT.as_bytes(), b"\xff\xfe\0 of the function\n", b"REPORT RequestId: \xff\n", REPORT.as_bytes()];
    let result = read_all(&log.concat()[..], &options(None));
    assert_eq!((result.invocations.len(), kinds(&result)), (2, vec![ReadErrorKind::BrokenRecord]));
    assert_eq!(result.stats.map(|stats| (stats.records, stats.other)), Ok((4, 1)));
    let table = b"function,duration_ms\n\xff,1\nb,2\n";
    assert_eq!(kinds(&read_all(&table[..], &options(None))), [ReadErrorKind::BrokenRecord]);
}

#[test]
fn a_malformed_row_is_refused() {
    fn check(row: &str) {
        let result = read_all(format!("function,duration_ms\n{row}\nb,2\n").as_bytes(), &options(None));
        assert_eq!(
            (kinds(&result), result.invocations.len()),
            (vec![ReadErrorKind::BrokenRecord], 1),
            "{row:?}"
        );
    }
    check("a");
    check("a,1,2");
    check("a,1\rc,2");
    check(&"a,".repeat(5000));
    let result = read_all(&b"function,duration_ms\na,1e999\nb,NaN\nc,-1\nd,\"2\n"[..], &options(None));
    assert_eq!(kinds(&result), [ReadErrorKind::BadValue; 4]);
}

#[test]
fn an_error_quotes_little_of_a_file() {
    let long = "s3cret".repeat(10_000);
    for text in [
        format!("duration_ms,arch\n1,{long}\n"),
        format!("duration_ms,{long}\n1,2\n"),
        format!("duration_ms,at\n1,{long}\n"),
        format!("@timestamp,avg({long})\n1,2\n"),
        format!("{{\"duration_ms\":\"{long}\"}}\n"),
        format!("{{\"duration_ms\":1,\"{long}\":1}}\n"),
        format!("{{\"results\":[{{\"command\":[\"{long}\"]}}]}}"),
        format!("{{\"config\":{{\"memory_size\":\"{long}\"}},\"cold_starts\":[]}}"),
        format!("REPORT RequestId: a\tDuration: {long}\tBilled Duration: 9 ms\n"),
        long.clone(),
    ] {
        let result = read_all(text.as_bytes(), &options(None));
        let errors: Vec<_> = result.errors.iter().chain(result.stats.as_ref().err()).collect();
        assert!(!errors.is_empty(), "{}", &text[..40]);
        for error in errors {
            let n_quoted = error.to_string().matches("s3cret").count() * "s3cret".len();
            assert!(n_quoted <= 2 * 200, "{n_quoted} letters: {}", error.kind.name());
        }
    }
}

#[test]
fn every_reader_refuses_documents_of_another_shape() {
    let shapes = [
        "",
        "{}",
        "[]",
        "null",
        "[{}]",
        "[[]]",
        "[null,1,\"a\"]",
        "{\"a\":[1]}",
        "\0",
        "{\"events\":{}}",
        "][",
        "\"",
        ",",
    ];
    for format in Format::ALL {
        for shape in shapes {
            let result = read_all(shape.as_bytes(), &options(Some(format)));
            assert!(result.invocations.is_empty(), "{format} finds invocations in {shape:?}");
        }
        for (name, _) in FIXTURES {
            // The wrong format may find nothing, but it must account for every record.
            read_all(&fixture(name)[..], &options(Some(format)));
        }
    }
}
