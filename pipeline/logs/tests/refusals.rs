//! Logs that are refused: each refusal names the cause and the way out.

mod support;

use std::fmt::Write as _;

use base64::{Engine, prelude::BASE64_STANDARD};
use schema::ReadErrorKind::{
    self, BinaryFile, FiguresOnly, MissingValue, UnknownFormat, UnknownPrefix, UnknownStart,
};
use serde_json::json;
use support::{ONE, ReadResult, STREAM, TWO, gzip, options, read_all, report};

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

/// Reads `text`, whose error must have this kind, cause and way out.
fn check(text: &[u8], kind: ReadErrorKind, cause: &str, way_out: &str) {
    let result = read_all(text, &options(None));
    let error = result.stats.as_ref().err().or(result.errors.first());
    let error = error.map(ToString::to_string).unwrap_or_default();
    let text = String::from_utf8_lossy(text);
    assert!(error.contains(kind.name()), "{text}\n{error}");
    assert!(error.contains(cause) && error.contains(way_out), "{text}\n{error}");
}

#[test]
fn every_refusal_names_the_cause_and_the_way_out() {
    let command = "| coldmark report -";
    let emulated = "START RequestId: a\nREPORT RequestId: a\tInit Duration: 0.13 ms\tDuration: 319.38 ms\tBilled Duration: 320 ms\tMemory Size: 3008 MB\tMax Memory Used: 3008 MB\t";
    let compose = emulated.replace("START", "lambda-1  | START").replace("REPORT", "lambda-1  | REPORT");
    check(compose.as_bytes(), UnknownPrefix, "Docker Compose", "--no-log-prefix");
    check(emulated.as_bytes(), ReadErrorKind::Caveat, "emulator", command);
    let edge = format!("/aws/lambda/us-east-1.redirect {STREAM} {}", report(1, ""));
    check(edge.as_bytes(), ReadErrorKind::Caveat, "Lambda@Edge", command);
    let prefixed = format!("[pod/shop/rie] {}\n", report(1, ""));
    check(prefixed.as_bytes(), UnknownPrefix, "No known tool", command);
    let cut = &report(1, "")[..90];
    check(cut.as_bytes(), MissingValue, "cut off", "include the field");
    check(
        b"@timestamp,@requestId,@duration,@initDuration\n2026-01-31 10:00:00.000,a,8.4,121\n2026-01-31 10:00:01.000,b,8.4,121\n",
        ReadErrorKind::Caveat,
        "Every row is a cold start",
        "without `filter ispresent(@initDuration)`",
    );
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
    check(b"{\"level\":\"INFO\",\"msg\":\"x\"}\n", UnknownFormat, "output of a function", command);
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
fn metrics_and_traces_are_figures_only() {
    let command = "| coldmark report -";
    let metrics = json!({"Label": "Duration", "Datapoints": [{"Average": 12.5, "Unit": "Milliseconds"}]});
    check(metrics.to_string().as_bytes(), FiguresOnly, "metrics of CloudWatch", command);
    let metrics = json!({"MetricDataResults": [{"Id": "m1", "Values": [12.5]}]});
    check(metrics.to_string().as_bytes(), FiguresOnly, "metrics of CloudWatch", command);
    let traces = json!({"Traces": [{"Id": "1-5", "Segments": [{"Document": "{}"}]}]});
    check(traces.to_string().as_bytes(), FiguresOnly, "traces of X-Ray", command);
    check(b"{\"resourceSpans\": []}", FiguresOnly, "OpenTelemetry", command);
}

#[test]
fn logs_of_other_platforms_are_named() {
    let web = |kind: &str| json!({"time": "2026-09-16T10:00:00.000Z", "type": format!("platform.{kind}"), "record": {"instanceId": "a"}});
    for kind in ["invokeStart", "invokeSummary", "invokeReport", "requestComplete"] {
        let event = web(kind).to_string();
        check(event.as_bytes(), ReadErrorKind::Caveat, "Web Functions", "--format csv FILE");
        let exported = json!({"events": [{"timestamp": 1, "message": event}]}).to_string();
        check(exported.as_bytes(), ReadErrorKind::Caveat, "Web Functions", "--format csv FILE");
    }
    for (text, platform) in [
        (
            "timestamp,id,name,success,resultCode,duration,cloud_RoleName\n2026,a,f,True,200,8.4,shop\n",
            "Azure",
        ),
        ("timestamp,message,cloud_RoleName\n2026,Executed,shop\n", "Azure"),
        ("[{\"textPayload\": \"x\", \"resource\": {\"type\": \"cloud_run_revision\"}}]", "Google"),
        ("D  shop  a  2026-03-01 10:00:00.000  Function execution took 8 ms\n", "Google"),
        ("{\"ScriptName\":\"shop\",\"WallTimeMs\":8,\"CPUTimeMs\":2}\n", "Cloudflare"),
        ("[{\"message\":\"x\",\"timestamp\":1,\"proxy\":{\"vercelId\":\"a\"}}]", "Vercel"),
        ("START RequestID: a Version: b\nREPORT RequestID: a Duration: 8.4 ms\n", "Yandex"),
        ("{\"SCF_RequestId\":\"a\",\"SCF_Duration\":8}\n", "Tencent"),
    ] {
        check(text.as_bytes(), UnknownFormat, platform, "--format csv FILE");
    }
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
