//! Shared by the tests: fixtures, and results of reading them as text.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, reason = "each test uses a part of it")]

use std::{fmt::Write as _, fs, io::Write as _, path::Path};

use flate2::{Compression, write::GzEncoder};
use logs::{Format, Options};
use schema::{Invocation, ReadError, ReadStats};

/// Every fixture and its format.
pub const FIXTURES: [(&str, Format); 16] = [
    ("tail.log", Format::Text),
    ("plain.log", Format::Text),
    ("json.log", Format::Text),
    ("events.json", Format::Events),
    ("console.csv", Format::EventsCsv),
    ("insights.csv", Format::InsightsCsv),
    ("insights.json", Format::InsightsJson),
    ("insights-console.json", Format::InsightsJson),
    ("startled.json", Format::Startled),
    ("sebs.json", Format::Sebs),
    ("sebs.csv", Format::SebsCsv),
    ("power-tuning.json", Format::PowerTuning),
    ("rutkowski.json", Format::Rutkowski),
    ("hyperfine.json", Format::Hyperfine),
    ("native.csv", Format::Csv),
    ("native.ndjson", Format::Ndjson),
];

pub fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
}

/// Result of reading one input.
#[derive(Debug, PartialEq)]
pub struct ReadResult {
    pub invocations: Vec<Invocation>,
    pub errors: Vec<ReadError>,
    pub stats: Result<ReadStats, ReadError>,
}

/// Reads an input to its end, and checks that every record is accounted for.
pub fn read_all(input: impl std::io::Read + Send, options: &Options) -> ReadResult {
    let (mut invocations, mut errors) = (Vec::new(), Vec::new());
    let stats = logs::read("test", input, options, &mut |parsed| match parsed {
        Ok(invocation) => invocations.push(invocation),
        Err(error) => errors.push(error),
    });
    if let Ok(stats) = &stats {
        assert!(stats.is_complete(), "every record is accounted for: {stats:?}");
        assert_eq!(stats.invocations, invocations.len() as u64);
        assert_eq!(stats.refused + stats.file_errors, errors.len() as u64);
        assert_eq!(
            stats.cold_starts,
            invocations.iter().filter(|invocation| invocation.is_cold()).count() as u64
        );
    }
    ReadResult { invocations, errors, stats }
}

pub fn options(format: Option<Format>) -> Options {
    Options { format, ..Options::default() }
}

impl ReadResult {
    /// One line per invocation with its fields, one per error, and one for the counts.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for invocation in &self.invocations {
            let value = serde_json::to_value(invocation).unwrap();
            let present = Invocation::COLUMNS.iter().filter(|column| !value[**column].is_null());
            let fields: Vec<String> =
                present.map(|column| format!("{column}={}", value[*column]).replace('"', "")).collect();
            writeln!(text, "{}", fields.join(" ")).unwrap();
        }
        for error in &self.errors {
            let record = error.record.map_or_else(|| "file".to_owned(), |record| record.to_string());
            writeln!(text, "{record} {} {}: {}", error.kind.name(), error.field, error.reason).unwrap();
        }
        match &self.stats {
            Ok(stats) => writeln!(
                text,
                "{}: {} records, {} invocations, {} refused, {} platform, {} other",
                stats.format, stats.records, stats.invocations, stats.refused, stats.platform, stats.other
            ),
            Err(error) => writeln!(text, "{}: {}", error.kind.name(), error.reason),
        }
        .unwrap();
        text
    }
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn zstandard(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

/// Returns at most a given number of bytes per read.
pub struct SmallReads<'a>(pub &'a [u8], pub usize);

impl std::io::Read for SmallReads<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        let n_bytes = self.1.min(bytes.len());
        self.0.read(&mut bytes[..n_bytes])
    }
}

/// Log stream of the example log.
pub const STREAM: &str = "2026/03/01/[$LATEST]0123456789abcdef0123456789abcdef";
/// Request id of its cold call.
pub const ONE: &str = "aaaaaaaa-0000-4000-8000-000000000001";
/// Request id of its warm call.
pub const TWO: &str = "aaaaaaaa-0000-4000-8000-000000000002";
/// Time of its start, in milliseconds since 1970.
pub const START: i64 = 1_772_359_200_000;

/// Messages of a plain text log: milliseconds since its start, and text. A cold call and a warm one.
pub fn plain() -> Vec<(i64, String)> {
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

/// The time `ms` milliseconds after the start.
pub fn time(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(START + ms).unwrap().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// Writes each message with `line`, after its time in milliseconds.
pub fn lines<M>(messages: &[(i64, M)], line: impl Fn(i64, &M) -> String) -> String {
    messages.iter().map(|(ms, message)| line(*ms, message) + "\n").collect()
}

/// The report of call number `id`, with more fields.
pub fn report(id: u32, fields: &str) -> String {
    format!(
        "REPORT RequestId: {id:08x}-0000-4000-8000-000000000000\tDuration: {id}.50 ms\tBilled Duration: 9 ms\t\
         Memory Size: 128 MB\tMax Memory Used: 66 MB\t{fields}"
    )
}
