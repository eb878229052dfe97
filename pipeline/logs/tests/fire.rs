//! What no honest tool writes: huge, broken and hostile files.

mod support;

use std::io::{self, Read};

use logs::{FaultKind, Format, MAX_DOCUMENT_BYTES, MAX_RECORD_BYTES};
use support::{FIXTURES, Found, fixture, gzip, of, read, zstandard};

const REPORT: &str = "REPORT RequestId: a\tDuration: 8.40 ms\tBilled Duration: 9 ms\tMemory Size: 128 MB\tMax Memory Used: 66 MB\t\n";

fn kinds(found: &Found) -> Vec<FaultKind> {
    found
        .faults
        .iter()
        .map(|fault| fault.kind)
        .chain(found.account.as_ref().err().map(|fault| fault.kind))
        .collect()
}

#[test]
fn a_line_too_long_is_named_and_those_around_it_are_read() {
    for (n_bytes, n_faults) in [
        (MAX_RECORD_BYTES - 1, 0),
        (MAX_RECORD_BYTES, 1),
        (MAX_RECORD_BYTES + 1, 1),
        (5 * MAX_RECORD_BYTES, 1),
    ] {
        let log = format!("{REPORT}{}\n{REPORT}", "x".repeat(n_bytes));
        let found = read(log.as_bytes(), &of(None));
        assert_eq!((found.invocations.len(), found.faults.len()), (2, n_faults), "{n_bytes} bytes");
        assert!(
            found.faults.iter().all(|fault| fault.record == Some(2) && fault.kind == FaultKind::LongRecord)
        );
        assert_eq!(found.account.map(|account| account.records), Ok(3));
    }
}

#[test]
fn a_record_too_long_is_named_in_every_format_that_is_read_in_pieces() {
    fn check(format: Format, before: &str, long: &str, after: &str) {
        let text = format!("{before}{}{after}", long.replace('~', &"x".repeat(2 * MAX_RECORD_BYTES)));
        let found = read(text.as_bytes(), &of(Some(format)));
        assert_eq!(kinds(&found), [FaultKind::LongRecord], "{format}");
        assert_eq!(found.invocations.len(), 2, "{format}");
    }
    let own = "{\"duration_ms\":1}\n";
    check(Format::Ndjson, own, "{\"function\":\"~\"}\n", own);
    check(Format::Csv, "function,duration_ms\na,1\n", "\"~\",1\n", "b,2\n");
    let event = format!("{{\"message\":{}}}", serde_json::Value::from(REPORT));
    check(Format::Events, &format!("{{\"events\":[{event},"), "{\"message\":\"~\"}", &format!(",{event}]}}"));
    let row = r#"[{"field":"@duration","value":"1"}]"#;
    let long = r#"[{"field":"@duration","value":"~"}]"#;
    check(Format::InsightsJson, &format!("{{\"results\":[{row},"), long, &format!(",{row}]}}"));
}

#[test]
fn a_quote_that_is_not_closed_costs_a_record_and_not_the_file() {
    let rows = "a,1\n".repeat(MAX_RECORD_BYTES / 2);
    let found = read(format!("function,duration_ms\n\"a,1\n{rows}").as_bytes(), &of(None));
    assert_eq!(kinds(&found), [FaultKind::LongRecord]);
    assert!(found.invocations.len() > MAX_RECORD_BYTES / 5);
}

#[test]
fn what_is_cut_off_is_read_as_far_as_it_goes() {
    let plain = REPORT.repeat(100_000);
    for packed in [gzip(plain.as_bytes()), zstandard(plain.as_bytes())] {
        let found = read(&packed[..packed.len() * 9 / 10], &of(None));
        assert_eq!(kinds(&found), [FaultKind::BrokenFile]);
        assert!(found.invocations.len() > 50_000, "{}", found.invocations.len());
        assert!(found.invocations.iter().all(|invocation| invocation.max_memory_used_mb == Some(66)));
    }
    let events = fixture("events.json");
    let found = read(&events[..900], &of(None));
    assert_eq!(kinds(&found), [FaultKind::BrokenRecord, FaultKind::BrokenFile]);
    for name in ["startled.json", "sebs.json", "hyperfine.json"] {
        let whole = fixture(name);
        assert_eq!(kinds(&read(&whole[..whole.len() / 2], &of(None))), [FaultKind::BrokenDocument], "{name}");
    }
}

#[test]
fn damage_of_a_packed_file_is_named() {
    for pack in [gzip, zstandard] {
        let mut packed = pack(REPORT.repeat(10_000).as_bytes());
        let middle = packed.len() / 2;
        packed[middle] ^= 0xff;
        let found = read(&packed[..], &of(Some(Format::Text)));
        assert!(kinds(&found).contains(&FaultKind::BrokenFile), "{found:?}");
    }
}

#[test]
fn a_document_too_long_is_refused() {
    let start: &[u8] = br#"{"cold_starts":[],"config":{},"x":""#;
    let endless = start.chain(io::repeat(b'x')).take(MAX_DOCUMENT_BYTES as u64 + 100);
    assert_eq!(kinds(&read(endless, &of(None))), [FaultKind::LongDocument]);
}

#[test]
fn an_input_that_fails_is_read_as_far_as_it_goes() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let found = read(REPORT.as_bytes().chain(&b"REPORT RequestId: b\tDur"[..]).chain(Failing), &of(None));
    assert_eq!((found.invocations.len(), kinds(&found)), (1, vec![FaultKind::BrokenFile]));
    assert!(found.faults[0].reason.contains("the disk is gone"));
    assert_eq!(kinds(&read(Failing, &of(None))), [FaultKind::BrokenFile]);
}

#[test]
fn bytes_that_are_no_text_cost_their_record_only() {
    let log =
        [REPORT.as_bytes(), b"\xff\xfe\0 of the function\n", b"REPORT RequestId: \xff\n", REPORT.as_bytes()];
    let found = read(&log.concat()[..], &of(None));
    assert_eq!((found.invocations.len(), kinds(&found)), (2, vec![FaultKind::BrokenRecord]));
    assert_eq!(found.account.map(|account| (account.records, account.other)), Ok((4, 1)));
    let table = b"function,duration_ms\n\xff,1\nb,2\n";
    assert_eq!(kinds(&read(&table[..], &of(None))), [FaultKind::BrokenRecord]);
}

#[test]
fn a_row_that_is_not_one_row_is_named() {
    fn check(row: &str) {
        let found = read(format!("function,duration_ms\n{row}\nb,2\n").as_bytes(), &of(None));
        assert_eq!((kinds(&found), found.invocations.len()), (vec![FaultKind::BrokenRecord], 1), "{row:?}");
    }
    check("a");
    check("a,1,2");
    check("a,1\rc,2");
    check(&"a,".repeat(5000));
    let found = read(&b"function,duration_ms\na,1e999\nb,NaN\nc,-1\nd,\"2\n"[..], &of(None));
    assert_eq!(kinds(&found), [FaultKind::BadValue; 4]);
}

#[test]
fn a_fault_quotes_no_more_of_a_file_than_is_needed_to_find_it() {
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
        let found = read(text.as_bytes(), &of(None));
        let faults: Vec<_> = found.faults.iter().chain(found.account.as_ref().err()).collect();
        assert!(!faults.is_empty(), "{}", &text[..40]);
        for fault in faults {
            let n_quoted = fault.to_string().matches("s3cret").count() * "s3cret".len();
            assert!(n_quoted <= 2 * 200, "{n_quoted} letters: {}", fault.kind.name());
        }
    }
}

#[test]
fn documents_of_another_shape_are_refused_by_every_reader() {
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
            let found = read(shape.as_bytes(), &of(Some(format)));
            assert!(found.invocations.is_empty(), "{format} finds invocations in {shape:?}");
        }
        for (name, _) in FIXTURES {
            // A format by force on a file of another: it may find nothing, but it has to say so or count it.
            read(&fixture(name)[..], &of(Some(format)));
        }
    }
}
