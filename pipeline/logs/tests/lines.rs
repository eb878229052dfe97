//! Tests of single lines of a log, valid and broken.

mod support;

use support::{options, read_all};

const REPORT: &str = "REPORT RequestId: a\tDuration: 8.40 ms\tBilled Duration: 9 ms\tMemory Size: 128 MB\tMax Memory Used: 66 MB\t";
const FIELDS: &str = "memory_mb=128 duration_ms=8.4 billed_ms=9.0 max_memory_used_mb=66";

/// Checks the invocations and errors of a log, without the counts at the end.
fn check(log: &str, expected: &str) {
    let text = read_all(log.as_bytes(), &options(Some(logs::Format::Text))).text();
    let (results, _counts) = text.trim_end().rsplit_once('\n').unwrap_or_default();
    assert_eq!(results, expected, "{log:?}");
}

#[test]
fn a_message_may_follow_any_known_prefix() {
    let check = |prefix: &str, fields: &str| {
        let fields = if fields.is_empty() { String::new() } else { format!(" {fields}") };
        check(&format!("{prefix}{REPORT}\n"), &format!("request_id=a{fields} {FIELDS}"));
    };
    let at = "at=2026-01-31T10:00:00.5Z";
    let both = format!("{at} version=12");
    check("", "");
    check("2026-01-31T10:00:00.500Z ", at);
    check("2026-01-31T10:00:00.500Z\t", at);
    check("2026-01-31T11:00:00.500+01:00 ", at);
    check("2026-01-31T10:00:00.500000 ", at);
    check("2026-01-31 10:00:00.500 ", at);
    check("1769853600500 ", at);
    check("1769853600500,\"", at);
    check("2026/01/31/[12]00ff ", "version=12");
    check("2026/01/31/[12]00ff 2026-01-31T10:00:00.500000 ", &both);
    check("2026-01-31T10:00:00.500000+00:00 2026/01/31/[12]00ff ", &both);
    check(
        "2026-01-31T10:00:00.500000+00:00 2026/01/31/shop[12]00ff ",
        &format!("{at} function=shop version=12"),
    );
    check("/aws/lambda/shop 2026/01/31/[12]00ff ", "function=shop version=12");
    let event = "EVENTS\t37000000000000000000000000000000000000000000000000000000\t1769853600500\t2026/01/31/[12]00ff\t";
    check(event, &both);
}

#[test]
fn a_report_after_an_unknown_prefix_is_refused() {
    let refused = "1 unknown-prefix : No known tool writes the text before this report, so a function may have \
                   written it";
    for prefix in
        ["INFO ", "2026-01-31T10:00:00Z INFO ", "[INFO] ", "{\"message\":\"", "x", "2026-13-31 ", "- "]
    {
        check(&format!("{prefix}{REPORT}"), refused);
    }
    check("INFO see REPORT RequestId: a", "");
    check("INFO REPORT RequestId: a Duration: 1 ms", "");
}

#[test]
fn fields_come_in_any_order_with_any_separator() {
    check(
        "REPORT RequestId: a Duration: 8.40 ms Billed Duration: 9 ms Memory Size: 128 MB Max Memory Used: 66 MB",
        &format!("request_id=a {FIELDS}"),
    );
    check(
        "REPORT RequestId: a\tInit Duration: 1.00 ms\tMax Memory Used: 66 MB\tMemory Size: 128 MB\tBilled Duration: 9 ms\tDuration: 8.40 ms\tNew Duration: 5 ms\tNovelty\t",
        "request_id=a memory_mb=128 init_ms=1.0 duration_ms=8.4 billed_ms=9.0 max_memory_used_mb=66",
    );
    check(
        &format!("{REPORT}\nXRAY TraceId: 1-2-3\tSegmentId: 4\tSampled: true\tStatus: timeout\t\n{REPORT}"),
        &format!("request_id=a {FIELDS} status=timeout\nrequest_id=a {FIELDS}"),
    );
    check(&format!("{REPORT}Status: brand-new\n"), &format!("request_id=a {FIELDS} status=other"));
}

#[test]
fn fields_are_whole_words() {
    let unknown =
        "Runtime Duration: 7.10 ms~Post Runtime Duration: 1.30 ms~Extension Init Duration: 2.00 ms~";
    let own = "Novel Size: 3 words of text~Peak Max Memory Used: 5 MB~";
    for between in ["\t", " ", "   "] {
        for more in [unknown.to_owned(), own.to_owned(), format!("{own}{unknown}")] {
            let log = format!(
                "REPORT RequestId: a~Duration: 8.40 ms~{more}Billed Duration: 9 ms~Memory Size: 128 MB~\
                 Max Memory Used: 66 MB~{more}"
            );
            check(&log.replace('~', between), &format!("request_id=a {FIELDS}"));
        }
    }
}

#[test]
fn a_broken_report_does_not_affect_the_next() {
    let check = |line: &str, expected: &str| {
        check(&format!("{line}\n{REPORT}\n"), &format!("request_id=a {FIELDS}\n1 {expected}"));
    };
    let missing = "The field is missing, so the line may be cut off";
    check("REPORT RequestId: b", &format!("missing-value Duration: {missing}"));
    check("REPORT RequestId: b\tDuration: 8.40 ms", &format!("missing-value Billed Duration: {missing}"));
    check("REPORT RequestId: \tDuration: 8.40 ms", "missing-value RequestId: The id is missing");
    for number in ["NaN ms", "1e999 ms", "-1 ms", "8.4", "8.4 s", "", "1.2.3 ms", ". ms"] {
        let line = REPORT.replace("8.40 ms", number);
        check(&line, &format!("bad-value Duration: '{number}' is not a number of ms"));
    }
    check(&REPORT.replace("128 MB", "128.5 MB"), "bad-value Memory Size: '128.5 MB' is not a number of MB");
    check(&REPORT.replace("128 MB", "0 MB"), "bad-value memory_mb: A function cannot have 0 MB");
    check(
        &REPORT.replace("128 MB", "4000000000 MB"),
        "bad-value memory_mb: 4000000000 MB is more than a terabyte",
    );
    let long = "9".repeat(30);
    check(
        &REPORT.replace("8.40", &long),
        &format!(
            "bad-value duration_ms: {} ms is not between 0 and a year",
            "1".to_owned() + &"0".repeat(30)
        ),
    );
    check(&REPORT.replace("Billed ", ""), "bad-value Duration: The field occurs twice");
}

#[test]
fn a_broken_event_does_not_affect_the_next() {
    let check = |event: &str, expected: &str| {
        check(&format!("{event}\n{REPORT}\n"), &format!("request_id=a {FIELDS}\n1 {expected}"));
    };
    let report = |record: &str| format!(r#"{{"type":"platform.report","record":{record}}}"#);
    check(
        &report(r#"{"requestId":"b","metrics":{}}"#),
        "missing-value durationMs: The event lacks the field",
    );
    check(&report(r#"{"metrics":{"durationMs":1}}"#), "missing-value requestId: The event lacks the field");
    check(r#"{"type":"platform.report"}"#, "missing-value record: The event lacks the field");
    check(
        &report(r#"{"requestId":"b","requestId":"c"}"#),
        "broken-record : duplicate field `requestId` at line 1 column 28",
    );
    check(
        &report(r#"{"requestId":"b","metrics":{"durationMs":1e999}}"#),
        "broken-record : number out of range at line 1 column 46",
    );
    check(
        &report(r#"{"requestId":"b","metrics":{"durationMs":-1}}"#),
        "bad-value duration_ms: -1 ms is not between 0 and a year",
    );
    let deep = "[".repeat(10_000);
    let result = read_all(format!("{}\n{REPORT}", report(&deep)).as_bytes(), &options(None));
    assert_eq!((result.invocations.len(), result.errors.len()), (1, 1), "{:?}", result.errors);
}

#[test]
fn streams_do_not_mix() {
    let line = |stream: &str, message: &str| format!("2026/01/31/[{stream}]00ff {message}\n");
    let log = [
        line("1", "INIT_START Runtime Version: python:3.12.v36\tRuntime Version ARN: x"),
        line("2", "INIT_START Runtime Version: nodejs:22.v1\tRuntime Version ARN: x"),
        line(
            "1",
            "INIT_REPORT Init Duration: 10.17 ms\tPhase: init\tStatus: error\tError Type: Runtime.ExitError",
        ),
        line("2", REPORT),
        line("1", REPORT),
        line("1", REPORT),
    ];
    let node = "runtime=nodejs22.x runtime_version=nodejs:22.v1";
    let python = "runtime=python3.12 runtime_version=python:3.12.v36";
    check(
        &log.concat(),
        &[
            format!("request_id=a version=2 {node} {FIELDS}"),
            format!(
                "request_id=a version=1 {python} {}",
                FIELDS.replace(" dur", " init_ms=10.17 init_status=error dur")
            ),
            format!("request_id=a version=1 {python} {FIELDS}"),
        ]
        .join("\n"),
    );
}

#[test]
fn an_init_within_an_invocation_counts_once() {
    let log = format!(
        "INIT_REPORT Init Duration: 4.87 ms\tPhase: invoke\tStatus: error\tError Type: E\n{REPORT}\n"
    );
    check(&log, &format!("request_id=a {}", FIELDS.replace(" dur", " init_status=error dur")));
    let log = format!("INIT_REPORT Init Duration: 9908.09 ms\n{REPORT}\n");
    check(&log, &format!("request_id=a {FIELDS}"));
}
