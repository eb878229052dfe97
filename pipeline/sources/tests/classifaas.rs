//! Tests of the adapter of `ClassiFaaS`, on synthetic files of every form.

mod support;

use schema::{ClusterUnit, Load, Observer, OutcomeRow, Pooled, Runs, Source};
use support::{quarantine, read_as, rules};

const LOG: &str = "data/stage_b/2025-11-26_12-00-01/aws/us-east-1/aws-gemm-512.log";

fn source() -> Source {
    Source {
        name: "made-up".to_owned(),
        adapter: "classifaas".to_owned(),
        load: Some(Load::burst(500)),
        cluster_unit: ClusterUnit::Run,
        pooled: Pooled::Nothing,
        layout: Some(schema::Layout { files: vec!["data/**".to_owned()], ..schema::Layout::default() }),
        ..Source::default()
    }
}

fn read(files: &[(&str, &str)]) -> Runs {
    read_as(&source(), files)
}

/// The first line of a log.
fn header(provider: &str, region: &str, memory: &str) -> String {
    format!(
        r#"{{"function":"x","iterationsPerBenchmark":"5","memorySize":"{memory}","parallel-requests":"250","provider":"{provider}","region":"{region}","retries":"7","timestamp":"2025-11-26T13:00:01+01:00","url":"https://host.example"}}"#
    )
}

/// An answer to the request `id`.
fn answer(id: &str, work: &str, container: u8, count: u32) -> String {
    format!(
        r#"{{"header":{{"aws-request-id":"{id}"}},"body":{{"benchmark":{work},"newcontainer":{container},"invocationCount":{count},"cpuFlags":["fpu"]}}}}"#
    )
}

fn gemm(ms: &str) -> String {
    format!(r#"{{"matrixSize":400,"multiplicationTimeMs":{ms},"type":"gemm"}}"#)
}

/// Lists each series with its samples.
fn samples(runs: &Runs) -> Vec<(String, Vec<f64>)> {
    let of = |record: &schema::Record| {
        let key = &runs.series[record.series_idx as usize];
        let conditions = &key.conditions;
        let name = format!(
            "{} {} {} {} {} {} {}",
            conditions.provider,
            conditions.region,
            conditions.load,
            conditions.workload,
            key.memory,
            key.metric,
            record.date
        );
        (name, runs.samples_of(record).values.to_vec())
    };
    runs.records.iter().map(of).collect()
}

#[test]
fn a_log_gives_the_work_of_each_answer() {
    let log = [
        header("aws", "us-east-1", "512"),
        answer("a", &gemm("2361.5"), 1, 1),
        answer("b", &gemm("2300"), 0, 1),
        answer("c", &gemm("2310.25"), 0, 2),
    ];
    let runs = read(&[(LOG, &log.join("\n"))]);
    let expected =
        ("aws us-east-1 burst-250 matrix-product 512 work_ms 2025-11-26", vec![2361.5, 2300.0, 2310.25]);
    assert_eq!(samples(&runs), [(expected.0.to_owned(), expected.1)]);
    assert_eq!(rules(&runs), ["fresh-sandbox 1 1 1", "restarted-process 1 1 1", "unanswered-requests 1 2 0"]);
    let [outcome] = &runs.outcomes[..] else { panic!("one count") };
    let OutcomeRow { observer, planned, recorded, unanswered, failed, .. } = outcome;
    assert_eq!(
        (*observer, *planned, *recorded, *unanswered, *failed),
        (Observer::Caller, Some(5), 3, Some(2), None)
    );
    let lines: Vec<u32> = runs.samples_with_records(&runs.records[0]).map(|(line, _)| line).collect();
    assert_eq!(lines, [1, 2, 3], "each sample leads back to its line");
}

#[test]
fn each_workload_has_a_name_of_its_own() {
    let works = [
        (r#"{"type":"aesCtr","encryptTimeMs":1.5}"#, "aes-ctr"),
        (r#"{"type":"gzip","compressTimeMS":1.5}"#, "gzip"),
        (r#"{"type":"sha256","hashTimeMs":1.5}"#, "sha256"),
        (r#"{"type":"json","jsonTimeMs":1.5}"#, "json"),
    ];
    for (work, name) in works {
        let log = [header("aws", "us-east-1", "512"), answer("a", work, 1, 1)];
        let runs = read(&[("data/stage_c/2025-11-29_10-00-01/aws/us-east-1/aws-x-512.log", &log.join("\n"))]);
        assert_eq!(runs.series[0].conditions.workload, name);
    }
}

#[test]
fn a_bad_answer_is_named_and_the_rest_is_read() {
    let log = [
        header("aws", "us-east-1", "512"),
        answer("a", &gemm("1"), 1, 1),
        "{".to_owned(),
        answer("a", &gemm("2"), 1, 1),
        answer("b", &gemm("0"), 1, 1),
        answer("c", &gemm("null"), 1, 1),
        answer("d", r#"{"type":"sort","sortTimeMs":3}"#, 1, 1),
        r#"{"header":{},"body":{}}"#.to_owned(),
        answer("e", &gemm("4"), 0, 2),
    ];
    let runs = read(&[(LOG, &log.join("\n"))]);
    assert_eq!(samples(&runs)[0].1, [1.0, 4.0]);
    assert_eq!(
        quarantine(&runs),
        [
            "repeated-request 1 line 4: the request id is in the file already",
            "unknown-workload 1 line 7: benchmark.type is 'sort'",
            "bad-value 2 lines 5, 6: its time is missing or not above 0",
            "broken-record 0 line 3: EOF while parsing an object",
            "broken-record 0 line 8: missing field `id`",
        ]
    );
}

#[test]
fn a_log_of_another_form_is_quarantined_as_a_whole() {
    let refused = |log: &str, expected: &str| {
        let runs = read(&[(LOG, log)]);
        assert_eq!(quarantine(&runs), [expected]);
        assert!(runs.records.is_empty());
        assert!(runs.files[0].refused_by.is_some());
    };
    refused("", "broken-file 0 the file is empty");
    refused("{}", "unknown-form 0 the first line: missing field `provider`");
    refused(&header("gcp", "us-east-1", "512"), "header-differs 0 the first line names gcp us-east-1 512 MB");
    refused(&header("aws", "us-east-1", "128"), "header-differs 0 the first line names aws us-east-1 128 MB");
    refused(&header("aws", "us-east-1", "much"), "unknown-form 0 the first line: memorySize is 'much'");
}

#[test]
fn lambdas_records_give_durations_and_inits() {
    let csv = "@timestamp,@requestId,@duration,@billedDuration,@maxMemoryUsed,@memorySize,@initDuration\n\
        2025-11-26 12:03:32.104,a,3094.27,3095,89000000,512000000,\n\
        2025-11-26 12:03:30.978,b,3099.39,3300,90000000,512000000,170.25\n\
        2025-11-26 14:03:30.909,c,3036.18,3037,105000000,128000000,\n\
        2025-11-26 14:03:30.909,d,fast,3037,105000000,128000000,\n\
        2025-11-26 14:03:30.909,e,1,1\n";
    let runs = read(&[("data/stage_b/billed/aws/billed.csv", csv)]);
    let of = |series: &str, values: &[f64]| {
        (format!("aws us-east-1 burst-500 matrix-product {series}"), values.to_vec())
    };
    assert_eq!(
        samples(&runs),
        [
            of("512 duration_ms 2025-11-26", &[3094.27, 3099.39]),
            of("512 init_ms 2025-11-26", &[170.25]),
            of("128 duration_ms 2025-11-26", &[3036.18]),
        ]
    );
    let clusters: Vec<u32> = runs.records.iter().map(|record| record.cluster_idx).collect();
    assert_eq!(clusters, [0, 0, 1], "runs of one file are clusters of their own");
    assert_eq!(
        quarantine(&runs),
        ["bad-value 0 line 5: @duration is 'fast'", "broken-record 0 line 6: 4 cells instead of 7"]
    );
}

#[test]
fn durations_without_a_workload_are_not_attributed() {
    let csv = "@timestamp,@requestId,@duration,@billedDuration,@maxMemoryUsed,@memorySize,@initDuration\n\
        2025-11-29 12:03:32.104,a,3094.27,3095,89000000,512000000,171.5\n";
    let runs = read(&[("data/stage_c/billed/aws/billed-0.csv", csv)]);
    assert_eq!(
        samples(&runs),
        [("aws us-east-1 burst-500 any 512 init_ms 2025-11-29".to_owned(), vec![171.5])]
    );
    assert_eq!(quarantine(&runs), ["workload-not-named 1 line 2: the record names no workload"]);
}

#[test]
fn records_of_a_platform_take_the_load_of_its_logs() {
    let csv = "@timestamp,@requestId,@duration,@billedDuration,@maxMemoryUsed,@memorySize,@initDuration\n\
        2025-11-26 12:03:32.104,a,3094.27,3095,89000000,512000000,\n";
    let log = [header("aws", "us-east-1", "512"), answer("a", &gemm("1"), 1, 1)].join("\n");
    let runs = read(&[(LOG, &log), ("data/stage_b/billed/aws/billed.csv", csv)]);
    assert!(runs.series.iter().all(|key| key.conditions.load == Load::burst(250)));
}

#[test]
fn googles_records_have_a_status() {
    let csv = "insertId,labels.execution_id,resource.labels.function_name,resource.labels.region,severity,textPayload,timestamp\n\
        1,a,'gemm-us-east1-512,'us-east1,DEBUG,\"'Function execution took 2181 ms, finished with status code: 200\",'2025-11-08T12:43:45.559332238Z\n\
        2,b,'gemm-us-east1-512,'us-east1,DEBUG,\"'Function execution took 60000 ms, finished with status: 'timeout'\",'2025-11-08T12:43:45.5Z\n\
        3,c,'gemm-us-east1-512,'us-east1,DEBUG,\"'Function execution took 5 ms, finished with status code: 500\",'2025-11-08T12:43:45.5Z\n\
        4,d,'gemm-us-east1,'us-east1,DEBUG,\"'Function execution took 5 ms, finished with status code: 200\",'2025-11-08T12:43:45.5Z\n\
        5,e,'gemm-us-east1-512,'us-east1,DEBUG,'Function execution started,'2025-11-08T12:43:45.5Z\n";
    let runs = read(&[("data/stage_a/gcp/us-east1/billed.csv", csv)]);
    let name = "gcp us-east1 burst-500 matrix-product 512 duration_ms 2025-11-08";
    assert_eq!(samples(&runs), [(name.to_owned(), vec![2181.0])]);
    assert_eq!(
        quarantine(&runs),
        [
            "function-error 1 line 4: finished with status code: 500",
            "function-timeout 1 line 3: stopped at the time limit",
            "unknown-function 0 line 5: the function is 'gemm-us-east1'",
            "broken-record 0 line 6: textPayload is 'Function execution started'",
        ]
    );
    let [outcome] = &runs.outcomes[..] else { panic!("one count") };
    assert_eq!((outcome.recorded, outcome.failed, outcome.timed_out), (3, Some(1), Some(1)));
}

#[test]
fn alibabas_records_give_the_parts_of_a_cold_start() {
    let columns = "__time__,coldStartLatencyMs,durationMs,functionName,hasFunctionError,instanceEvent,isColdStart,memoryMB,prepareCodeLatencyMs,requestId,runtimeInitializationMs";
    let csv = format!(
        "\u{feff}{columns}\n\
        1762603990,183.56,926.31,n-gemm-128,false,ColdStart,true,128,0.17,a,182.26\n\
        1762603990,,917.37,n-gemm-128,false,null,false,128,,b,\n\
        1762603990,,0.03,n-gemm-128,true,,false,128,,c,,\"{{\"\"errorType\"\":\"\"FunctionAbnormalExitError\"\"}}\"\n\
        1762603990,,60000,n-gemm-128,true,null,false,128,,d,\n"
    );
    let runs = read(&[("data/stage_a/alibaba/us-east-1/billed.csv", &csv)]);
    let of = |series: &str, values: &[f64]| {
        (format!("alibaba us-east-1 burst-500 matrix-product 128 {series} 2025-11-08"), values.to_vec())
    };
    assert_eq!(
        samples(&runs),
        [
            of("cold_latency_ms", &[183.56]),
            of("prepare_code_ms", &[0.17]),
            of("runtime_init_ms", &[182.26]),
            of("duration_ms", &[926.31, 917.37]),
        ]
    );
    assert_eq!(
        quarantine(&runs),
        [
            "function-error 1 line 4: FunctionAbnormalExitError",
            "function-timeout 1 line 5: stopped at the time limit",
        ]
    );
    assert!(rules(&runs).contains(&"null-in-words 1 2 0".to_owned()));
}

#[test]
fn both_documented_forms_of_azure_are_read() {
    let check = |columns: &str, row: &str| {
        let csv = format!("{columns}\n{row}\n");
        let runs = read(&[("data/stage_b/billed/azure/billed.csv", &csv)]);
        let name = "azure germanywestcentral burst-500 matrix-product 512 duration_ms 2025-11-26";
        assert_eq!(samples(&runs), [(name.to_owned(), vec![1588.25])], "{columns}");
    };
    let app = "b-fa-germanywestcentral-gemm-512mb";
    check(
        "timestamp,id,name,success,resultCode,duration,cloud_RoleName",
        &format!("2025-11-26T12:00:05.1Z,a,gemm,True,200,1588.25,{app}"),
    );
    check(
        "TimeGenerated,Id,Name,Success,ResultCode,DurationMs,AppRoleName",
        &format!("2025-11-26T12:00:05.1Z,a,gemm,true,200,1588.25,{app}"),
    );
}

#[test]
fn an_unknown_form_of_records_is_quarantined_by_its_columns() {
    let runs = read(&[
        ("data/stage_b/billed/azure/billed.csv", "when,how long\n1,2\n"),
        ("data/stage_x/a.csv", "a\n"),
    ]);
    assert_eq!(
        quarantine(&runs),
        ["unknown-form 0 the columns are when,how long", "unknown-form 0 the path names no stage and cloud",]
    );
    assert_eq!(runs.files.len(), 2);
}
