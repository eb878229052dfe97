//! What the tests share: fixtures, and what is read of them as text.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, reason = "each test takes what it needs")]

use std::{fmt::Write as _, fs, io::Write as _, path::Path};

use flate2::{Compression, write::GzEncoder};
use logs::{Account, Fault, Format, Options};
use schema::Invocation;

/// Every fixture with its format.
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
    ("own.csv", Format::Csv),
    ("own.ndjson", Format::Ndjson),
];

pub fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
}

/// All that is read of some bytes.
#[derive(Debug, PartialEq)]
pub struct Found {
    pub invocations: Vec<Invocation>,
    pub faults: Vec<Fault>,
    pub account: Result<Account, Fault>,
}

pub fn read(input: impl std::io::Read + Send, options: &Options) -> Found {
    let (mut invocations, mut faults) = (Vec::new(), Vec::new());
    let account = logs::read("test", input, options, &mut |found| match found {
        Ok(invocation) => invocations.push(invocation),
        Err(fault) => faults.push(fault),
    });
    if let Ok(account) = &account {
        assert!(account.is_whole(), "every record is accounted for: {account:?}");
        assert_eq!(account.invocations, invocations.len() as u64);
        assert_eq!(account.refused + account.file_faults, faults.len() as u64);
        assert_eq!(account.cold_starts, invocations.iter().filter(|found| found.is_cold()).count() as u64);
    }
    Found { invocations, faults, account }
}

pub fn of(format: Option<Format>) -> Options {
    Options { format, ..Options::default() }
}

impl Found {
    /// A line for each invocation with what it says, one for each fault, and one for what became of the records.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for invocation in &self.invocations {
            let value = serde_json::to_value(invocation).unwrap();
            let said = Invocation::COLUMNS.iter().filter(|column| !value[**column].is_null());
            let said: Vec<String> =
                said.map(|column| format!("{column}={}", value[*column]).replace('"', "")).collect();
            writeln!(text, "{}", said.join(" ")).unwrap();
        }
        for fault in &self.faults {
            let record = fault.record.map_or_else(|| "file".to_owned(), |record| record.to_string());
            writeln!(text, "{record} {} {}: {}", fault.kind.name(), fault.field, fault.reason).unwrap();
        }
        match &self.account {
            Ok(account) => writeln!(
                text,
                "{}: {} records, {} invocations, {} refused, {} platform, {} other",
                account.format,
                account.records,
                account.invocations,
                account.refused,
                account.platform,
                account.other
            ),
            Err(fault) => writeln!(text, "{}: {}", fault.kind.name(), fault.reason),
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

/// Hands out at most so many bytes at once.
pub struct Drops<'a>(pub &'a [u8], pub usize);

impl std::io::Read for Drops<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        let n_bytes = self.1.min(bytes.len());
        self.0.read(&mut bytes[..n_bytes])
    }
}
