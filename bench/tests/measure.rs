//! Tests of measured values, by statistics over repeats: on a busy machine no single time is reliable.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use serde_json::Value;
use support::{records, require};

fn numbers(record: &Value, list: &str) -> Vec<f64> {
    record["invocations"][list].as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

fn minimum(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(f64::INFINITY, f64::min)
}

#[test]
fn init_ends_at_the_first_request_for_an_event() {
    let records = records("init-sleep", 0, &["--starts", "8", "--invocations", "1"]);
    assert_eq!(records.len(), 8);
    let init_ms = minimum(records.iter().map(|record| record["ready_ns"].as_f64().unwrap() / 1e6));
    assert!((120.0..130.0).contains(&init_ms), "a function that sleeps 120 ms has an init of {init_ms} ms");
}

#[test]
fn peak_memory_is_what_the_function_allocated() {
    let records = records("allocate", 0, &["--starts", "1", "--invocations", "1"]);
    assert!(records[0]["usage_end"]["processes"].as_u64() >= Some(1), "the process still runs at the end");
    let mb = records[0]["usage_end"]["peak_rss_kb"].as_f64().unwrap() / 1024.0;
    assert!((50.0..54.0).contains(&mb), "allocated 50 MB, measured {mb} MB");
}

#[test]
fn times_are_in_order() {
    let records = records("", 0, &["--starts", "2", "--invocations", "20"]);
    for record in &records {
        let [sent, head, body, end, next] =
            ["sent_ns", "head_ns", "body_ns", "end_ns", "next_ns"].map(|list| numbers(record, list));
        assert_eq!((sent.len(), next.len()), (20, 20));
        assert!(record["connect_ns"].as_f64() <= record["ready_ns"].as_f64());
        for idx in 0..20 {
            assert!(
                sent[idx] < head[idx]
                    && head[idx] <= body[idx]
                    && body[idx] <= end[idx]
                    && end[idx] < next[idx]
            );
            assert!(idx == 0 || next[idx - 1] <= sent[idx]);
        }
    }
}

#[test]
fn a_streamed_response_starts_before_it_ends() {
    let records = records("stream", 0, &["--starts", "1", "--invocations", "5"]);
    let (body, end) = (numbers(&records[0], "body_ns"), numbers(&records[0], "end_ns"));
    let duration_ms = minimum(body.iter().zip(&end).map(|(body, end)| (end - body) / 1e6));
    // A busy machine reads the first bytes late, which shortens the stream.
    assert!((15.0..60.0).contains(&duration_ms), "streamed for 30 ms, measured {duration_ms} ms");
}

#[test]
fn a_cpu_share_stretches_computation() {
    if !require("control groups") {
        return;
    }
    let options = ["--profile", "128", "--starts", "2", "--invocations", "40"];
    let records = records("burn", 0, &options);
    for record in &records {
        assert_eq!(record["cpu_share"]["quota_us"], 1447);
        assert!(record["throttled"][0].as_u64().unwrap() > 10, "{}", record["throttled"]);
    }
    let all: Vec<f64> = records
        .iter()
        .flat_map(|record| {
            // Up to the next request: the kernel may throttle before the response or after it.
            let (sent, next) = (numbers(record, "sent_ns"), numbers(record, "next_ns"));
            sent.into_iter().zip(next).map(|(sent, next)| (next - sent) / 1e6).collect::<Vec<_>>()
        })
        .collect();
    let mean = all.iter().sum::<f64>() / all.len() as f64;
    // 5 ms of CPU time at 7.2% of a CPU take 69 ms. Other programs can only add to that.
    assert!((62.0..110.0).contains(&mean), "{mean} ms");
}
