//! What is read of one line of a log, and what is said of one that cannot be read.

mod support;

use support::{of, read};

const REPORT: &str = "REPORT RequestId: a\tDuration: 8.40 ms\tBilled Duration: 9 ms\tMemory Size: 128 MB\tMax Memory Used: 66 MB\t";
const FOUND: &str = "memory_mb=128 duration_ms=8.4 billed_ms=9.0 max_memory_used_mb=66";

/// Checks what is said of a log, without the sum at its end.
fn check(log: &str, expected: &str) {
    let text = read(log.as_bytes(), &of(Some(logs::Format::Text))).text();
    let shown = text.lines().rev().skip(1).collect::<Vec<_>>();
    let shown: Vec<_> = shown.into_iter().rev().collect();
    assert_eq!(shown.join("\n"), expected, "{log:?}");
}

#[test]
fn a_message_may_stand_after_whatever_tools_write() {
    let check = |prefix: &str, said: &str| {
        let said = if said.is_empty() { String::new() } else { format!(" {said}") };
        check(&format!("{prefix}{REPORT}\n"), &format!("request_id=a{said} {FOUND}"));
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
fn a_report_behind_something_unknown_is_named_and_not_believed() {
    let named = "1 unknown-prefix : A report stands behind what no known tool writes, so that a function may have \
                 written it";
    for prefix in
        ["INFO ", "2026-01-31T10:00:00Z INFO ", "[INFO] ", "{\"message\":\"", "x", "2026-13-31 ", "- "]
    {
        check(&format!("{prefix}{REPORT}"), named);
    }
    check("INFO see REPORT RequestId: a", "");
    check("INFO REPORT RequestId: a Duration: 1 ms", "");
}

#[test]
fn fields_come_in_any_order_and_with_any_gaps() {
    check(
        "REPORT RequestId: a Duration: 8.40 ms Billed Duration: 9 ms Memory Size: 128 MB Max Memory Used: 66 MB",
        &format!("request_id=a {FOUND}"),
    );
    check(
        "REPORT RequestId: a\tInit Duration: 1.00 ms\tMax Memory Used: 66 MB\tMemory Size: 128 MB\tBilled Duration: 9 ms\tDuration: 8.40 ms\tNew Duration: 5 ms\tNovelty\t",
        "request_id=a memory_mb=128 init_ms=1.0 duration_ms=8.4 billed_ms=9.0 max_memory_used_mb=66",
    );
    check(
        &format!("{REPORT}\nXRAY TraceId: 1-2-3\tSegmentId: 4\tSampled: true\tStatus: timeout\t\n{REPORT}"),
        &format!("request_id=a {FOUND} status=timeout\nrequest_id=a {FOUND}"),
    );
    check(&format!("{REPORT}Status: brand-new\n"), &format!("request_id=a {FOUND} status=other"));
}

#[test]
fn a_broken_report_is_named_and_the_next_is_read() {
    let check = |line: &str, expected: &str| {
        check(&format!("{line}\n{REPORT}\n"), &format!("request_id=a {FOUND}\n1 {expected}"));
    };
    let missing = "The line does not say it, and may be cut off";
    check("REPORT RequestId: b", &format!("missing-value Duration: {missing}"));
    check("REPORT RequestId: b\tDuration: 8.40 ms", &format!("missing-value Billed Duration: {missing}"));
    check("REPORT RequestId: \tDuration: 8.40 ms", "missing-value RequestId: The line does not say it");
    for number in ["NaN ms", "1e999 ms", "-1 ms", "8.4", "8.4 s", "", "1.2.3 ms", ". ms"] {
        let line = REPORT.replace("8.40 ms", number);
        check(&line, &format!("bad-value Duration: '{number}' is no number of ms"));
    }
    check(&REPORT.replace("128 MB", "128.5 MB"), "bad-value Memory Size: '128.5 MB' is no number of MB");
    check(&REPORT.replace("128 MB", "0 MB"), "bad-value memory_mb: No function is given 0 MB");
    check(
        &REPORT.replace("128 MB", "4000000000 MB"),
        "bad-value memory_mb: 4000000000 MB is more than a terabyte",
    );
    let long = "9".repeat(30);
    check(
        &REPORT.replace("8.40", &long),
        &format!(
            "bad-value duration_ms: {} ms is no time between 0 and a year",
            "1".to_owned() + &"0".repeat(30)
        ),
    );
    check(&REPORT.replace("Billed ", ""), "bad-value Duration: It is said twice");
}

#[test]
fn a_broken_event_is_named_and_the_next_is_read() {
    let check = |event: &str, expected: &str| {
        check(&format!("{event}\n{REPORT}\n"), &format!("request_id=a {FOUND}\n1 {expected}"));
    };
    let report = |record: &str| format!(r#"{{"type":"platform.report","record":{record}}}"#);
    check(
        &report(r#"{"requestId":"b","metrics":{}}"#),
        "missing-value durationMs: The event does not have it",
    );
    check(&report(r#"{"metrics":{"durationMs":1}}"#), "missing-value requestId: The event does not have it");
    check(r#"{"type":"platform.report"}"#, "missing-value record: The event does not have it");
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
        "bad-value duration_ms: -1 ms is no time between 0 and a year",
    );
    let deep = "[".repeat(10_000);
    let found = read(format!("{}\n{REPORT}", report(&deep)).as_bytes(), &of(None));
    assert_eq!((found.invocations.len(), found.faults.len()), (1, 1), "{:?}", found.faults);
}

#[test]
fn invocations_of_several_streams_keep_apart() {
    let of = |stream: &str, message: &str| format!("2026/01/31/[{stream}]00ff {message}\n");
    let log = [
        of("1", "INIT_START Runtime Version: python:3.12.v36\tRuntime Version ARN: x"),
        of("2", "INIT_START Runtime Version: nodejs:22.v1\tRuntime Version ARN: x"),
        of(
            "1",
            "INIT_REPORT Init Duration: 10.17 ms\tPhase: init\tStatus: error\tError Type: Runtime.ExitError",
        ),
        of("2", REPORT),
        of("1", REPORT),
        of("1", REPORT),
    ];
    let node = "runtime=nodejs22.x runtime_version=nodejs:22.v1";
    let python = "runtime=python3.12 runtime_version=python:3.12.v36";
    check(
        &log.concat(),
        &[
            format!("request_id=a version=2 {node} {FOUND}"),
            format!(
                "request_id=a version=1 {python} {}",
                FOUND.replace(" dur", " init_ms=10.17 init_status=error dur")
            ),
            format!("request_id=a version=1 {python} {FOUND}"),
        ]
        .join("\n"),
    );
}

#[test]
fn an_init_within_an_invocation_is_not_counted_twice() {
    let log = format!(
        "INIT_REPORT Init Duration: 4.87 ms\tPhase: invoke\tStatus: error\tError Type: E\n{REPORT}\n"
    );
    check(&log, &format!("request_id=a {}", FOUND.replace(" dur", " init_status=error dur")));
    let log = format!("INIT_REPORT Init Duration: 9908.09 ms\n{REPORT}\n");
    check(&log, &format!("request_id=a {FOUND}"));
}
