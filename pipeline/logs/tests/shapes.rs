//! Logs in the shapes in which people have them: one log, written as each tool writes it.

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use support::{ONE, START, STREAM, TWO, gzip, lines, options, plain, read_all, time};

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
    check_document(
        "get-records",
        &json!({"Records": [{"Data": data, "PartitionKey": "a"}]}),
        Some("shop"),
        true,
    );
    check_document("undelivered", &json!({"attemptsMade": 4, "rawData": data}), Some("shop"), true);
    let tail = lines(&plain, |_, message| message.clone());
    check_document(
        "LogResult",
        &json!({"StatusCode": 200, "LogResult": BASE64_STANDARD.encode(tail)}),
        None,
        false,
    );
}

#[test]
fn the_group_may_stand_in_a_field_of_any_name() {
    let plain = plain();
    let splunk = lines(&plain, |ms, message| {
        json!({"result": {"_raw": message, "_time": time(ms), "source": "eu-west-1:/aws/lambda/shop"}})
            .to_string()
    });
    check("Splunk", &splunk, Some("shop"), true);
    let quoted = |message: &str| format!("\"{}\"", message.replace('"', "\"\""));
    let cells = lines(&plain, |ms, message| format!("{},{},/aws/lambda/shop,x", quoted(message), time(ms)));
    check("Splunk CSV", &format!("_raw,_time,source,sourcetype\n{cells}"), Some("shop"), true);
    let values: Vec<Value> =
        plain.iter().map(|(ms, message)| json!([((START + ms) * 1_000_000).to_string(), message])).collect();
    let labels = json!({"app": "logs", "log_group": "/aws/lambda/shop"});
    let loki = json!({"data": {"resultType": "streams", "result": [{"stream": labels, "values": values}]}});
    check("Loki", &loki.to_string(), Some("shop"), false);
    let address = "arn:aws:lambda:eu-west-1:123456789012:function:shop";
    let rows = lines(&plain, |ms, message| format!("{},{address},{}", time(ms), quoted(message)));
    check("Datadog", &format!("Date,Host,Content\n{rows}"), Some("shop"), true);
}

#[test]
fn a_failed_restore_is_a_wait() {
    let log = "RESTORE_START Runtime Version: java:21.v30\tRuntime Version ARN: x\n\
               RESTORE_REPORT Restore Duration: 9999.10 ms\tStatus: timeout\n\
               REPORT RequestId: a\tDuration: 97.50 ms\tBilled Duration: 98 ms\tMemory Size: 1024 MB\tMax Memory Used: 90 MB\t\n";
    let result = read_all(log.as_bytes(), &options(None));
    let [only] = &result.invocations[..] else { panic!("{result:?}") };
    assert!(only.is_cold());
    assert_eq!((only.init_ms, only.init_status), (Some(9999.1), Some(schema::InvocationStatus::Timeout)));
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
