//! Memory is bounded for files of any length. This test needs a process of its own to measure the peak.

#![cfg(target_os = "linux")]

mod support;

use std::io::{self, Read};

use logs::Format;
use schema::{Invocation, ReadError, ReadErrorKind};
use support::{gzip, options, zstandard};

/// Length of the files.
const N_BYTES: u64 = 64 << 20;
/// Most memory for reading, in megabytes. 9 MB hold waiting blocks, a record, the windows of decoders, and messages that
/// wait to be in order. 14 MB hold twelve bytes, and one of the hash table, for each of the newest million invocations,
/// which must not count again. The rest is what an allocator leaves free.
const MAX_MB: u64 = 28;
const REPORT: &str = "REPORT RequestId: a\tDuration: 8.40 ms\tBilled Duration: 9 ms\tMemory Size: 128 MB\tMax Memory Used: 66 MB\t\n";

/// Repeats a text forever.
struct Repeat {
    text: Vec<u8>,
    offset: usize,
}

impl Repeat {
    fn new(text: &str) -> Repeat {
        Repeat { text: text.repeat((1 << 16) / text.len() + 1).into_bytes(), offset: 0 }
    }
}

impl Read for Repeat {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let n_read = (&self.text[self.offset..]).read(bytes)?;
        self.offset = (self.offset + n_read) % self.text.len();
        Ok(n_read)
    }
}

/// Reports of different requests, forever.
#[derive(Default)]
struct Reports {
    n: u64,
    line: Vec<u8>,
}

impl Read for Reports {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if self.line.is_empty() {
            self.n += 1;
            let id = format!("RequestId: {:08x}-0000-4000-8000-000000000000", self.n);
            self.line = REPORT.replace("RequestId: a", &id).into_bytes();
        }
        let n_read = self.line.len().min(bytes.len());
        bytes[..n_read].copy_from_slice(&self.line[..n_read]);
        self.line.drain(..n_read);
        Ok(n_read)
    }
}

fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().map_or(0, |kb| kb / 1024)
}

#[test]
fn memory_does_not_grow_with_the_file() {
    let part = vec![b'x'; 1 << 16];
    let (gzip, zstandard) = (gzip(&part).repeat(1 << 10), zstandard(&part).repeat(1 << 10));
    let before = peak_mb();
    assert!(before > 0);
    let check = |name: &str, format: Format, input: &mut (dyn Read + Send)| {
        let mut each = |_: Result<Invocation, ReadError>| {};
        let stats = logs::read("test", input, &options(Some(format)), &mut each);
        match stats {
            Ok(stats) => assert!(stats.bytes >= N_BYTES, "{name} is not read to its end"),
            Err(error) => assert_eq!(error.kind, ReadErrorKind::LongRecord, "{name}"),
        }
        let more = peak_mb().saturating_sub(before);
        assert!(more < MAX_MB, "{name} takes {more} MB more");
    };
    let long = |text: &str| Repeat::new(text).take(N_BYTES);
    check("a log", Format::Text, &mut long(REPORT));
    check("different requests", Format::Text, &mut Reports::default().take(3 * N_BYTES));
    check("one line", Format::Text, &mut long("x"));
    check("open invocations", Format::Text, &mut long("START RequestId: a Version: 1\n"));
    check("one string", Format::Events, &mut (&b"{\"events\":[\""[..]).chain(long("x")));
    check("one key", Format::Events, &mut (&b"{\""[..]).chain(long("x")));
    check("brackets", Format::InsightsJson, &mut long("["));
    check("one cell", Format::Csv, &mut (&b"function,duration_ms\n\""[..]).chain(long("x\"\"")));
    check("one header", Format::Csv, &mut long("x"));
    check("one object", Format::Ndjson, &mut long("{\"a\":"));
    check("a gzip bomb", Format::Text, &mut &gzip[..]);
    check("a Zstandard bomb", Format::Text, &mut &zstandard[..]);
}
