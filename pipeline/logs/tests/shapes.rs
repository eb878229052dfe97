//! Logs in the shapes in which people have them: one log of two functions, written as each tool writes it.

#![expect(clippy::unwrap_used, reason = "a panic fails the test")]

mod support;

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use logs::Reader;
use schema::{
    Invocation, ReadError,
    ReadErrorKind::{
        self, BinaryFile, FiguresOnly, MissingValue, UnknownFormat, UnknownPrefix, UnknownStart,
    },
    ReadStats,
};
use serde_json::{Value, json};
use support::{ReadResult, gzip, options, read_all};

const STREAM: &str = "2026/03/01/[$LATEST]0123456789abcdef0123456789abcdef";
const ONE: &str = "aaaaaaaa-0000-4000-8000-000000000001";
const TWO: &str = "aaaaaaaa-0000-4000-8000-000000000002";

/// Messages of a plain text log: milliseconds since its start, and text. A cold call and a warm one.
fn plain() -> Vec<(i64, String)> {
    let report = |id: &str, more: &str| {
        format!("REPORT RequestId: {id}\tDuration: {more}\tMemory Size: 128 MB\tMax Memory Used: 40 MB")
    };
    vec![
        (0, "INIT_START Runtime Version: nodejs:22.v40\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:0123".to_owned()),
        (130, format!("START RequestId: {ONE} Version: $LATEST")),
        (135, "{\"level\":\"info\",\"message\":\"hello\"}".to_owned()),
        (140, format!("END RequestId: {ONE}")),
        (141, format!("{}\tInit Duration: 121.35 ms\t", report(ONE, "8.40 ms\tBilled Duration: 130 ms"))),
        (1000, format!("START RequestId: {TWO} Version: $LATEST")),
        (1002, format!("END RequestId: {TWO}")),
        (1003, format!("{}\t", report(TWO, "1.50 ms\tBilled Duration: 2 ms"))),
    ]
}

/// The same log in the JSON format.
fn events() -> Vec<(i64, Value)> {
    let event = |ms: i64, kind: &str, record: Value| {
        (ms, json!({"time": time(ms), "type": format!("platform.{kind}"), "record": record}))
    };
    let report = |id: &str, metrics: Value| json!({"requestId": id, "status": "success", "metrics": metrics});
    vec![
        event(
            0,
            "initStart",
            json!({"initializationType": "on-demand", "phase": "init", "runtimeVersion": "nodejs:22.v40", "functionName": "shop", "functionVersion": "$LATEST"}),
        ),
        event(130, "start", json!({"requestId": ONE, "version": "$LATEST"})),
        event(
            141,
            "report",
            report(
                ONE,
                json!({"durationMs": 8.4, "billedDurationMs": 130, "memorySizeMB": 128, "maxMemoryUsedMB": 40, "initDurationMs": 121.35}),
            ),
        ),
        event(1000, "start", json!({"requestId": TWO, "version": "$LATEST"})),
        event(
            1003,
            "report",
            report(
                TWO,
                json!({"durationMs": 1.5, "billedDurationMs": 2, "memorySizeMB": 128, "maxMemoryUsedMB": 40}),
            ),
        ),
    ]
}

const START: i64 = 1_772_359_200_000;

fn time(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(START + ms).unwrap().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// Writes each message with `line`, after its time in milliseconds.
fn lines<M>(messages: &[(i64, M)], line: impl Fn(i64, &M) -> String) -> String {
    messages.iter().map(|(ms, message)| line(*ms, message) + "\n").collect()
}

/// Checks that `text` is read as the two invocations, as it is and packed.
fn check(name: &str, text: &str, function: Option<&str>, has_times: bool) {
    for (how, bytes) in [("plain", text.as_bytes().to_vec()), ("packed", gzip(text.as_bytes()))] {
        let result = read_all(&bytes[..], &options(None));
        let name = format!("{name} {how}: {:?}\n{text}", result.errors);
        assert!(result.stats.is_ok() && result.errors.is_empty(), "{name}{:?}", result.stats);
        let [first, second] = &result.invocations[..] else { panic!("{name}{:?}", result.invocations) };
        assert_eq!((first.init_ms, second.init_ms), (Some(121.35), None), "{name}");
        assert_eq!((first.duration_ms, second.duration_ms), (Some(8.4), Some(1.5)), "{name}");
        for (invocation, id) in [(first, ONE), (second, TWO)] {
            assert_eq!(invocation.request_id.as_deref(), Some(id), "{name}");
            assert_eq!(invocation.runtime.as_deref(), Some("nodejs22.x"), "{name}");
            assert_eq!(
                (invocation.memory_mb, invocation.max_memory_used_mb),
                (Some(128), Some(40)),
                "{name}"
            );
            assert_eq!(invocation.function.as_deref(), function, "{name}");
            assert_eq!(invocation.at.is_some(), has_times, "{name}");
        }
    }
}

#[test]
fn text_of_every_tool_is_read() {
    let plain = plain();
    let spaces = |message: &str| message.replace('\t', " ");
    let check_lines =
        |name: &str, function: Option<&str>, has_times: bool, line: &dyn Fn(i64, &String) -> String| {
            check(name, &lines(&plain, line), function, has_times);
        };
    check_lines("as it is", None, false, &|_, message| message.clone());
    check_lines("spaces", None, false, &|_, message| spaces(message));
    check_lines("colors", None, true, &|ms, message| {
        let colored = message.replacen("REPORT", "\u{1b}[32mREPORT\u{1b}[0m", 1);
        format!("\u{1b}[36m{}\u{1b}[0m {colored}", time(ms))
    });
    check_lines("awslogs", Some("shop"), true, &|ms, message| {
        format!("/aws/lambda/shop {STREAM} {} {message}", time(ms))
    });
    check_lines("cdk watch", Some("ShopFn"), false, &|_, message| {
        format!("[/aws/lambda/ShopFn] 2:29:55 PM {}", spaces(message))
    });
    check_lines("ampx sandbox", Some("shop"), false, &|_, message| format!("[shop] 3:36:34 PM {message}"));
    check_lines("pulumi", Some("shop-d7"), true, &|ms, message| {
        format!(" {}[   shop-d7] {message}", time(ms).replace('Z', "+00:00"))
    });
    check_lines("zappa", None, true, &|ms, message| format!("[{}] {message}", START + ms));
    check_lines("chalice", None, true, &|ms, message| {
        format!("{} f4a7b2 {message}", time(ms).replace('T', " ").trim_end_matches('Z'))
    });
    check_lines("saw", None, true, &|ms, message| format!("[{}] ({STREAM}) {message}", time(ms)));
    check_lines("a table", None, true, &|ms, message| format!("| {} | {} |", START + ms, spaces(message)));
    let twice = lines(&plain, |ms, message| format!("{}\n{message}\n\n{}", time(ms), spaces(message)));
    let result = read_all(twice.as_bytes(), &options(None));
    assert_eq!(result.stats.unwrap().repeated, 2, "a copy of expanded rows has every message twice");
    check("expanded rows", &twice, None, true);
}

#[test]
fn the_newest_may_come_first() {
    let mut plain = plain();
    plain.reverse();
    let quoted = |message: &str| format!("\"{}\n\"", message.replace('"', "\"\""));
    let insights = |ms: i64| time(ms).replace('T', " ").replace('Z', "");
    let rows = |row: &dyn Fn(i64, &String) -> String| lines(&plain, row);
    let table =
        rows(&|ms, message| format!("{},{},{STREAM},1:/aws/lambda/shop", insights(ms), quoted(message)));
    check("Insights", &format!("@timestamp,@message,@logStream,@log\n{table}"), Some("shop"), true);
    let table = rows(&|ms, message| format!("{},{}", insights(ms), quoted(message)));
    check("Insights without streams", &format!("@timestamp,@message\n{table}"), None, true);
    let table = rows(&|ms, message| format!("| {} | {message} |", insights(ms)));
    check("Markdown", &format!("| @timestamp | @message |\n| --- | --- |\n{table}"), None, true);
    let table =
        rows(&|ms, message| format!("| {} | {message} | {STREAM} | 1:/aws/lambda/shop |", insights(ms)));
    check(
        "Markdown with groups",
        &format!("| @timestamp | @message | @logStream | @log |\n{table}"),
        Some("shop"),
        true,
    );
    let table = rows(&|ms, message| format!("{},h,shop,{}", time(ms), quoted(message)));
    check("Datadog", &format!("Date,Host,Service,Content\n{table}"), Some("shop"), true);
    let kibana = |ms: i64| format!("\"Mar 1, 2026 @ {}\"", &time(ms)[11..23]);
    let table =
        rows(&|ms, message| format!("{},{},\"/aws/lambda/shop\",\"{STREAM}\"", kibana(ms), quoted(message)));
    check(
        "Kibana",
        &format!("\"@timestamp\",\"@message\",\"@log_group\",\"@log_stream\"\n{table}"),
        Some("shop"),
        true,
    );
    let text = rows(&|ms, message| format!("{} {STREAM} {message}", time(ms)));
    check("tail", &text, None, true);
    check("without times", &rows(&|_, message| message.clone()), None, false);
}

#[test]
fn events_are_read_on_one_line_or_over_several() {
    let events = events();
    let pretty = |event: &Value| serde_json::to_string_pretty(event).unwrap();
    let compact: Vec<String> = events.iter().map(|(_, event)| event.to_string()).collect();
    let as_lines = |line: &dyn Fn(i64, &Value) -> String| lines(&events, line);
    check("NDJSON", &as_lines(&|_, event| event.to_string()), Some("shop"), true);
    check("pretty", &as_lines(&|_, event| pretty(event)), Some("shop"), true);
    check(
        "sam logs",
        &as_lines(&|ms, event| format!("{STREAM} {} {}", time(ms), pretty(event))),
        Some("shop"),
        true,
    );
    let deep = |event: &Value| pretty(event).replace("  ", "    ");
    check(
        "tail",
        &as_lines(&|ms, event| format!("{} {STREAM} \n{}", time(ms), deep(event))),
        Some("shop"),
        true,
    );
    let app = "{\n  \"level\": \"info\",\n  \"message\": \"}\"\n}";
    check(
        "with output",
        &as_lines(&|_, event| format!("{app}\n{}\n{app}", pretty(event))),
        Some("shop"),
        true,
    );
    check("windows", &as_lines(&|_, event| pretty(event)).replace('\n', "\r\n"), Some("shop"), true);
    let batch: Vec<&Value> = events.iter().map(|(_, event)| event).collect();
    check("Telemetry API", &serde_json::to_string(&batch).unwrap(), Some("shop"), true);
    check("pretty batch", &serde_json::to_string_pretty(&batch).unwrap(), Some("shop"), true);
    check("batches", &format!("{}\n{}", json!(batch[..2]), json!(batch[2..])), Some("shop"), true);
    check(
        "strings",
        &compact.iter().map(|event| json!(event).to_string() + "\n").collect::<String>(),
        Some("shop"),
        true,
    );
    check("array of strings", &json!(compact).to_string(), Some("shop"), true);
    let nested = events.iter().map(|(ms, event)| json!({"timestamp": START + ms, "message": event}));
    check(
        "messages that are JSON",
        &json!({"events": nested.collect::<Vec<_>>()}).to_string(),
        Some("shop"),
        true,
    );
    let floats =
        compact.join("\n").replace(":128", ":128.0").replace(":40", ":\"40\"").replace(":130", ":130.0");
    check("floats", &floats, Some("shop"), true);
    let side = compact
        .join("\n")
        .replace("\"success\"", "{\"code\":[0]}")
        .replace("\"version\":\"$LATEST\"", "\"version\":7");
    check("side fields of other types", &side, Some("shop"), true);
}

#[test]
fn json_documents_are_read_in_any_shape() {
    let plain = plain();
    let messages: Vec<&String> = plain.iter().map(|(_, message)| message).collect();
    let check_document = |name: &str, document: &Value, function: Option<&str>, has_times: bool| {
        check(name, &document.to_string(), function, has_times);
        check(name, &serde_json::to_string_pretty(document).unwrap(), function, has_times);
    };
    check_document("messages", &json!(messages), None, false);
    let of = |at: &dyn Fn(i64) -> Value| -> Vec<Value> {
        let event = |(ms, message): &(i64, String)| json!({"timestamp": at(*ms), "message": message, "logStreamName": STREAM});
        plain.iter().map(event).collect()
    };
    check_document("milliseconds", &json!({"events": of(&|ms| json!(START + ms))}), None, true);
    check_document("ISO", &json!({"events": of(&|ms| json!(time(ms)))}), None, true);
    check_document("floats", &json!({"events": of(&|ms| json!((START + ms) as f64))}), None, true);
    check_document("seconds", &json!({"events": of(&|ms| json!((START + ms) as f64 / 1000.0))}), None, true);
    check_document("text", &json!({"events": of(&|ms| json!((START + ms).to_string()))}), None, true);
    check_document("array", &json!(of(&|ms| json!(time(ms)))), None, true);
    let hits = plain.iter().map(|(ms, message)| {
        json!({"_source": {"@timestamp": time(*ms), "@message": message, "@log_group": "/aws/lambda/shop", "@log_stream": STREAM}})
    });
    check_document("hits", &json!({"hits": {"hits": hits.collect::<Vec<_>>()}}), Some("shop"), true);
    let log_events: Vec<Value> = plain
        .iter()
        .map(|(ms, message)| json!({"id": "1", "timestamp": START + ms, "message": message}))
        .collect();
    let document = json!({"messageType": "DATA_MESSAGE", "logGroup": "/aws/lambda/shop", "logStream": STREAM, "logEvents": log_events});
    check_document("subscription", &document, Some("shop"), true);
    check_document("subscriptions", &json!([document]), Some("shop"), true);
    let data = BASE64_STANDARD.encode(gzip(document.to_string().as_bytes()));
    check_document("awslogs", &json!({"awslogs": {"data": data}}), Some("shop"), true);
    check_document("Kinesis", &json!({"Records": [{"kinesis": {"data": data}}]}), Some("shop"), true);
    check_document(
        "Firehose",
        &json!({"records": [{"recordId": "1", "data": data}], "region": "eu-west-1"}),
        Some("shop"),
        true,
    );
    let tail = lines(&plain, |_, message| message.clone());
    check_document(
        "LogResult",
        &json!({"StatusCode": 200, "LogResult": BASE64_STANDARD.encode(tail)}),
        None,
        false,
    );
}

/// Documents of a subscription: log group, stream, and messages with times in milliseconds.
fn subscription(group: &str, stream: &str, messages: &[(i64, &str)]) -> Value {
    let events =
        messages.iter().map(|(ms, message)| json!({"id": "38", "timestamp": START + ms, "message": message}));
    json!({"logGroup": format!("/aws/lambda/{group}"), "logStream": stream, "logEvents": events.collect::<Vec<_>>()})
}

fn report(id: u32, fields: &str) -> String {
    format!(
        "REPORT RequestId: {id:08x}-0000-4000-8000-000000000000\tDuration: {id}.50 ms\tBilled Duration: 9 ms\t\
         Memory Size: 128 MB\tMax Memory Used: 66 MB\t{fields}"
    )
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
fn a_log_is_what_most_of_it_is() {
    for first in [
        "{\"level\":\"info\",\"request_id\":\"a\",\"msg\":\"order placed\"}",
        "{\"timestamp\":\"2026-03-01T10:00:00Z\",\"message\":\"hello\"}",
        "{\"duration_ms\":12,\"function\":\"mine\"}",
        "{\"events\":[1],\"results\":[{\"command\":\"x\"}]}",
        "[Sandbox] Watching for file changes...",
        "> shop@1.0.0 logs\n> sls logs\n",
        "[1, 2]",
    ] {
        let log = lines(&plain(), |_, message| message.clone());
        check(first, &format!("{first}\n{log}{first}\n"), None, false);
    }
    let mixed = lines(&plain(), |_, message| message.clone())
        + &lines(&events(), |_, event| event.to_string().replace(ONE, "b").replace(TWO, "c"));
    let result = read_all(mixed.as_bytes(), &options(None));
    let functions: Vec<_> = result.invocations.iter().map(|it| it.function.as_deref()).collect();
    assert_eq!(functions, [None, None, Some("shop"), Some("shop")]);
}

#[test]
fn a_missing_init_column_never_means_warm() {
    let ids = [ONE, TWO];
    let csv = |column: &str, cells: [&str; 2]| {
        let mut text = format!("@timestamp,@requestId,@duration,{column}\n");
        for (id, cell) in ids.iter().zip(cells) {
            writeln!(text, "2026-03-01 10:00:00.000,{id},8.4,{cell}").unwrap();
        }
        read_all(text.as_bytes(), &options(None))
    };
    let starts = |result: &ReadResult| -> Vec<Option<f64>> {
        result.invocations.iter().map(|it| it.init_ms.or(it.restore_ms)).collect()
    };
    for column in
        ["@initDuration", "coldStart", "initDuration", "cold_start_ms", "restoreDuration", "restore_ms"]
    {
        assert_eq!(starts(&csv(column, ["170.13", ""])), [Some(170.13), None], "{column}");
        assert_eq!(starts(&csv(column, ["170.13", "0"])), [Some(170.13), None], "{column}");
    }
    let flags = csv("coldstart", ["1", "0"]);
    assert_eq!((starts(&flags), flags.errors[0].kind), (vec![None], ReadErrorKind::MissingValue));
    assert_eq!(csv("@billedDuration", ["1", "2"]).stats.unwrap_err().kind, ReadErrorKind::UnknownStart);
    let both = "@duration,record.metrics.durationMs,@initDuration\n8.4,,\n,8.4,\n";
    let both = read_all(both.as_bytes(), &options(None));
    assert_eq!(both.stats.unwrap_err().kind, ReadErrorKind::UnknownStart, "the JSON log lacks its init");
    let row = |cells: &str| format!("{{\"@duration\":\"8.4\"{cells}}}");
    let json = |second: &str| read_all(format!("[{},{}]", row(""), row(second)).as_bytes(), &options(None));
    assert_eq!(starts(&json(",\"@initDuration\":\"2.5\"")), [None, Some(2.5)]);
    let unknown = json("");
    assert_eq!(unknown.errors.len(), 2);
    assert!(unknown.errors.iter().all(|error| error.kind == ReadErrorKind::UnknownStart));
}

#[test]
fn every_refusal_names_the_cause_and_the_way_out() {
    let check = |text: &[u8], kind: ReadErrorKind, cause: &str, way_out: &str| {
        let result = read_all(text, &options(None));
        let error = result.stats.as_ref().err().or(result.errors.first()).unwrap().to_string();
        let text = String::from_utf8_lossy(text);
        assert!(error.contains(kind.name()), "{text}\n{error}");
        assert!(error.contains(cause) && error.contains(way_out), "{text}\n{error}");
    };
    let command = "| coldmark report -";
    let emulated = "START RequestId: a\nREPORT RequestId: a\tInit Duration: 0.13 ms\tDuration: 319.38 ms\tBilled Duration: 320 ms\tMemory Size: 3008 MB\tMax Memory Used: 3008 MB\t";
    let compose = emulated.replace("START", "lambda-1  | START").replace("REPORT", "lambda-1  | REPORT");
    check(compose.as_bytes(), UnknownPrefix, "Docker Compose", "--no-log-prefix");
    check(emulated.as_bytes(), ReadErrorKind::Caveat, "emulator", command);
    let edge = format!("/aws/lambda/us-east-1.redirect {STREAM} {}", report(1, ""));
    check(edge.as_bytes(), ReadErrorKind::Caveat, "Lambda@Edge", command);
    check(
        b"START\nEND Duration: 8.40 ms (init: 121.35 ms) Memory Used: 40 MB\n",
        MissingValue,
        "Serverless Framework 3",
        command,
    );
    check(
        b"functionName,memorySize,countInvoke,avg,p90,maxInit\nshop,128,1,2,3,4\n",
        FiguresOnly,
        "statistics",
        "without `stats`",
    );
    check(b"bin(5m),avg(@duration)\n2026,1\n", FiguresOnly, "statistics", "without `stats`");
    let stats = json!({"results": [[{"field": "bin(5m)", "value": "x"}, {"field": "avg(@initDuration)", "value": "1"}]], "statistics": {}});
    check(stats.to_string().as_bytes(), FiguresOnly, "statistics", "without `stats`");
    check(
        json!([{"@log": "x", "avg(@duration)": "1"}]).to_string().as_bytes(),
        FiguresOnly,
        "statistics",
        "without `stats`",
    );
    check(
        b"@timestamp;@requestId;@duration\n2026;a;8,4\n",
        UnknownFormat,
        "semicolons",
        "coldmark report logs-insights",
    );
    check(
        b"@timestamp\t@requestId\t@duration\n2026\ta\t8.4\n",
        UnknownFormat,
        "tabs",
        "coldmark report logs-insights",
    );
    check(
        b"RequestId,Duration,Billed Duration\na,1 ms,1 ms\n",
        UnknownFormat,
        "names of its own",
        "--format csv",
    );
    check(b"@timestamp,@initDuration\n2026,1\n", MissingValue, "Neither @duration", "fields @timestamp");
    check(b"@timestamp,@duration\n2026,1\n", UnknownStart, "neither @initDuration", "fields @timestamp");
    let running = json!({"results": [], "statistics": {}, "status": "Running"});
    check(running.to_string().as_bytes(), ReadErrorKind::EmptyFile, "still running", "get-query-results");
    check(b"[{\"@initDuration\":\"1\"}]", MissingValue, "Neither @duration", "fields @timestamp");
    check(b"[]", ReadErrorKind::EmptyFile, "found no event", command);
    let insights = json!({"_aws": {"LambdaInsights": {"ShareTelemetry": true}}, "duration": 8, "cold_start": true, "request_id": "a"});
    check(insights.to_string().as_bytes(), UnknownFormat, "Lambda Insights", command);
    let exported = json!({"events": [{"timestamp": 1, "message": insights.to_string()}]});
    check(exported.to_string().as_bytes(), UnknownFormat, "Lambda Insights", command);
    let execution = json!({"executionArn": "x", "status": "SUCCEEDED", "output": "{\"power\": 512, \"cost\": 1, \"duration\": 2}"});
    check(execution.to_string().as_bytes(), FiguresOnly, "trimmed mean", command);
    check(
        BASE64_STANDARD.encode(emulated).as_bytes(),
        UnknownFormat,
        "base64",
        "base64 -d FILE | coldmark report -",
    );
    check(BASE64_STANDARD.encode(gzip(b"x")).as_bytes(), UnknownFormat, "base64", "gunzip");
    let python = "[{'message': 'REPORT RequestId: a\\tDuration: 1 ms'}]";
    check(python.as_bytes(), UnknownFormat, "Python", "json.dumps");
    let yaml = format!("events:\n- message: \"{}\"\n", report(1, "").replace('\t', "\\t"));
    check(yaml.as_bytes(), UnknownPrefix, "YAML", "--output json");
    check(
        format!("||  message  | {} ||", report(1, "")).as_bytes(),
        UnknownPrefix,
        "a table",
        "--output json",
    );
    check(b"PK\x03\x04x", BinaryFile, "zip archive", "unzip -p FILE | coldmark report -");
    check(b"BZh91AY", BinaryFile, "bzip2", "bunzip2 -c FILE | coldmark report -");
    check(b"\xfd7zXZ\0", BinaryFile, "xz", "xz -dc FILE | coldmark report -");
    check(
        &[&[b'x'; 257][..], b"ustar\0"].concat(),
        BinaryFile,
        "tar archive",
        "tar -xOf FILE | coldmark report -",
    );
    let wide: Vec<u8> = "REPORT RequestId: a".bytes().flat_map(|byte| [byte, 0]).collect();
    check(&wide, BinaryFile, "UTF-16", "iconv -f UTF-16");
    check(&[b"\xff\xfe", &wide[..]].concat(), BinaryFile, "UTF-16", "iconv -f UTF-16");
    check(b"An error occurred (ResourceNotFoundException) when calling\n", UnknownFormat, "AWS CLI", command);
}

#[test]
fn a_log_without_invocations_says_what_it_looks_like() {
    let check = |text: &str, cause: &str| {
        let stats = read_all(text.as_bytes(), &options(None)).stats.unwrap();
        let error = logs::no_invocations(&stats).to_string();
        assert!(error.contains(cause) && error.contains("| coldmark report -"), "{error}");
    };
    check(
        "START RequestId: a Version: 1\nhello\nEND RequestId: a\n",
        "2 of its 3 records are of the platform",
    );
    check("2026-03-01T10:00:00Z hello\n2026-03-01T10:00:00Z world\n", "none of its 2 records");
    check("{\"events\":[]}", "no record at all");
}

/// The examples that were gathered from the field, if they are there: file, invocations, cold starts; none if refused.
#[test]
fn examples_from_the_field_are_read_as_their_owners_would() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/field");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|it| it.path()).collect();
    files.sort();
    let readings = files.iter().find(|path| path.ends_with("README.md"));
    let Some(readings) = readings.map(|path| fs::read_to_string(path).unwrap()) else { return };
    for path in files.iter().filter(|path| !path.ends_with("README.md")) {
        let name = path.file_name().unwrap().to_string_lossy();
        let row = readings.lines().find(|line| line.contains(&format!("`{name}`"))).unwrap();
        let reading = row.split(" | ").last().unwrap();
        let result = read_all(&fs::read(path).unwrap()[..], &options(None));
        let n_cold = result.invocations.iter().filter(|it| it.is_cold()).count();
        let found = format!("{} inv, {n_cold} cold", result.invocations.len());
        let is_refused =
            result.invocations.is_empty() && (result.stats.is_err() || !result.errors.is_empty());
        let says = |word: &str| reading.contains(word);
        let is_right = if result.invocations.is_empty() {
            is_refused && (says("R ") || says("R:") || says("R,") || says("unknown-prefix"))
        } else {
            says(&found) || says("as 0") || (n_cold == 0 && says("0 that waited")) || !says(" cold")
        };
        assert!(is_right, "{name}: {found}, not {reading}: {:?} {:?}", result.errors, result.stats);
    }
}
