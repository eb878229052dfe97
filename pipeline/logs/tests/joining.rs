//! Joining: log group, stream, request and time decide which records belong together.

mod support;

use logs::Reader;
use schema::{Invocation, ReadError, ReadStats};
use serde_json::{Value, json};
use support::{START, STREAM, lines, options, plain, read_all, report, time};

/// Documents of a subscription: log group, stream, and messages with times in milliseconds.
fn subscription(group: &str, stream: &str, messages: &[(i64, &str)]) -> Value {
    let events =
        messages.iter().map(|(ms, message)| json!({"id": "38", "timestamp": START + ms, "message": message}));
    json!({"logGroup": format!("/aws/lambda/{group}"), "logStream": stream, "logEvents": events.collect::<Vec<_>>()})
}

#[test]
fn groups_never_share_anything() {
    let (one, two) = (report(1, ""), report(2, ""));
    let documents = [
        subscription(
            "cart",
            "s[7]a",
            &[(0, "INIT_START Runtime Version: java:21.v30\tRuntime Version ARN: x")],
        ),
        subscription(
            "cart",
            "s[7]a",
            &[(5, "INIT_REPORT Init Duration: 4.00 ms\tPhase: init\tStatus: error")],
        ),
        subscription(
            "mail",
            "s[3]b",
            &[(1, "INIT_START Runtime Version: python:3.13.v36\tRuntime Version ARN: x")],
        ),
        subscription("mail", "s[3]b", &[(9, &two)]),
        subscription("cart", "s[7]a", &[(9, &one)]),
    ];
    for text in [
        documents.iter().map(Value::to_string).collect::<String>(),
        documents.iter().map(|document| document.to_string() + "\n").collect(),
        json!(documents).to_string(),
    ] {
        let result = read_all(text.as_bytes(), &options(None));
        let seen: Vec<_> = result
            .invocations
            .iter()
            .map(|it| (it.function.as_deref(), it.version.as_deref(), it.runtime.as_deref(), it.init_ms))
            .collect();
        let cart = (Some("cart"), Some("7"), Some("java21"), Some(4.0));
        let mail = (Some("mail"), Some("3"), Some("python3.13"), None);
        assert_eq!(seen.len(), 2, "{:?}", result.errors);
        assert!(seen.contains(&cart) && seen.contains(&mail), "{seen:?}");
    }
}

#[test]
fn events_name_their_function() {
    let event = |kind: &str, record: Value| {
        json!({"time": time(0), "type": format!("platform.{kind}"), "record": record}).to_string()
    };
    let arn = |name: &str| format!("arn:aws:lambda:eu-west-1:123456789012:function:{name}:live");
    let init = |name: &str, runtime: &str| {
        event("initStart", json!({"functionName": name, "functionVersion": "1", "runtimeVersion": runtime}))
    };
    let call = |id: &str, name: Option<&str>| {
        let start =
            name.map_or(json!({"requestId": id}), |name| json!({"requestId": id, "functionArn": arn(name)}));
        let report = json!({"requestId": id, "metrics": {"durationMs": 1.0}});
        format!("{}\n{}", event("start", start), event("report", report))
    };
    let log = [
        init("cart", "java:21.v30"),
        init("mail", "python:3.13.v36"),
        call("a", Some("cart")),
        call("b", Some("mail")),
        call("c", Some("other")),
        call("d", None),
    ];
    let result = read_all(log.join("\n").as_bytes(), &options(None));
    let seen: Vec<_> =
        result.invocations.iter().map(|it| (it.function.as_deref(), it.runtime.as_deref())).collect();
    let expected = [
        (Some("cart"), Some("java21")),
        (Some("mail"), Some("python3.13")),
        (Some("other"), None),
        // It may be of any of them.
        (None, None),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn an_init_long_before_its_first_call_made_nobody_wait() {
    let log = |wait: i64, before: &str| {
        [
            format!("{} INIT_START Runtime Version: java:21.v30\tRuntime Version ARN: x", time(0)),
            before.to_owned(),
            format!("{} {}", time(3_000 + wait), report(1, "Init Duration: 2900.00 ms")),
            format!("{} {}", time(9_000 + wait), report(2, "")),
        ]
        .join("\n")
    };
    let of = |text: &str| {
        let result = read_all(text.as_bytes(), &options(None));
        assert_eq!(result.invocations[0].init_ms, Some(2900.0));
        let stats = result.stats.unwrap();
        (stats.invocations, stats.cold_starts, stats.initialized_ahead)
    };
    assert_eq!(of(&log(0, "")), (2, 1, 0));
    assert_eq!(of(&log(9_000, "")), (2, 1, 0));
    assert_eq!(of(&log(11_000, "")), (2, 0, 1));
    assert_eq!(of(&log(3_600_000, "")), (2, 0, 1));
    let start = format!("{} START RequestId: 00000001-0000-4000-8000-000000000000 Version: 7", time(3_000));
    assert_eq!(of(&log(60_000, &start)), (2, 1, 0), "a long call is not an early init");
}

#[test]
fn an_invocation_counts_once_over_all_files() {
    let mut reader = Reader::default();
    let mut read = |text: &str| -> ReadStats {
        reader.read("test", text.as_bytes(), &options(None), &mut |_| {}).unwrap()
    };
    let text = lines(&plain(), |ms, message| format!("{} {STREAM} {message}", time(ms)));
    let other = lines(&plain(), |ms, message| format!("{} {message}", time(ms)));
    assert_eq!((read(&text).invocations, read(&text).repeated, read(&other).repeated), (2, 2, 2));
    let retried = [report(1, "Status: timeout"), report(1, "").replace("1.50", "7.50")].join("\n");
    assert_eq!(read(&retried).invocations, 2, "a retry has the same request id");
}

#[test]
fn an_environment_writes_to_several_files() {
    let mut reader = Reader::default();
    let mut found: Vec<Invocation> = Vec::new();
    let line = |message: &str| format!("{} 2026/03/01/[7]ab {message}\n", time(0));
    for text in [
        line("INIT_START Runtime Version: java:21.v30\tRuntime Version ARN: x"),
        line(&report(1, "Init Duration: 1.00 ms")),
        format!("{}\n", report(2, "")),
    ] {
        let mut each = |parsed: Result<Invocation, ReadError>| found.extend(parsed);
        reader.read("test", text.as_bytes(), &options(None), &mut each).unwrap();
    }
    assert_eq!(found[0].runtime.as_deref(), Some("java21"));
    assert_eq!(found[1].runtime, None, "a file without streams is of another environment");
}

#[test]
fn a_start_after_its_reports_is_a_caveat() {
    let line = |ms: i64, message: &str| format!("{} {STREAM} {message}\n", time(ms));
    let older = line(0, "INIT_START Runtime Version: java:21.v30\tRuntime Version ARN: x")
        + &line(50, "INIT_REPORT Init Duration: 40.00 ms\tPhase: init\tStatus: error");
    let newer = line(9_000, &report(1, ""));
    let newest = line(60_000, &report(2, ""));
    let read = |files: &[&str]| {
        let mut reader = Reader::default();
        let (mut inits, mut caveats) = (Vec::new(), Vec::new());
        for text in files {
            let mut each = |parsed: Result<Invocation, ReadError>| match parsed {
                Ok(invocation) => inits.push(invocation.init_ms),
                Err(error) => caveats.push(error.to_string()),
            };
            reader.read("test", text.as_bytes(), &options(None), &mut each).unwrap();
        }
        (inits, caveats)
    };
    let joined = (vec![Some(40.0), None], Vec::new());
    assert_eq!(read(&[&older, &newer, &newest]), joined);
    assert_eq!(read(&[&(newest.clone() + &newer + &older)]), joined, "one file is put in order");
    assert_eq!(read(&[&(older.clone() + &newer), &older, &newer, &newest]), joined, "overlapping files");
    let (inits, caveats) = read(&[&newer, &older, &newest]);
    assert_eq!(inits, [None, None], "the failed init belongs to neither");
    assert!(caveats.len() == 1 && caveats[0].contains("were read before it"), "{caveats:?}");
    assert!(caveats[0].contains("coldmark report OLDER NEWER"), "{caveats:?}");
}
