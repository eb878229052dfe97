//! Memory has a limit, however long the file is. On a process of its own, since the peak is one of the process.

#![cfg(target_os = "linux")]

mod support;

use std::io::{self, Read};

use logs::{Fault, FaultKind, Format};
use support::{gzip, of, zstandard};

/// How long the files are.
const N_BYTES: u64 = 64 << 20;
/// What reading may take, in megabytes: blocks on their way, a record, windows of what unpacks.
const MAX_MB: u64 = 24;
const REPORT: &str = "REPORT RequestId: a\tDuration: 8.40 ms\tBilled Duration: 9 ms\tMemory Size: 128 MB\tMax Memory Used: 66 MB\t\n";

/// The same text again and again.
struct Again {
    text: Vec<u8>,
    place: usize,
}

impl Again {
    fn new(text: &str) -> Again {
        Again { text: text.repeat((1 << 16) / text.len() + 1).into_bytes(), place: 0 }
    }
}

impl Read for Again {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let n_read = (&self.text[self.place..]).read(bytes)?;
        self.place = (self.place + n_read) % self.text.len();
        Ok(n_read)
    }
}

fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().map_or(0, |kb| kb / 1024)
}

#[test]
fn reading_takes_the_same_memory_however_long_the_file_is() {
    let part = vec![b'x'; 1 << 16];
    let (gzip, zstandard) = (gzip(&part).repeat(1 << 10), zstandard(&part).repeat(1 << 10));
    let before = peak_mb();
    assert!(before > 0);
    let check = |what: &str, format: Format, input: &mut (dyn Read + Send)| {
        let mut each = |_: Result<schema::Invocation, Fault>| {};
        let account = logs::read("test", input, &of(Some(format)), &mut each);
        match account {
            Ok(account) => assert!(account.bytes >= N_BYTES, "{what} is not read to its end"),
            Err(fault) => assert_eq!(fault.kind, FaultKind::LongRecord, "{what}"),
        }
        let more = peak_mb().saturating_sub(before);
        assert!(more < MAX_MB, "{what} takes {more} MB more");
    };
    let long = |text: &str| Again::new(text).take(N_BYTES);
    check("a log", Format::Text, &mut long(REPORT));
    check("one line", Format::Text, &mut long("x"));
    check("open invocations", Format::Text, &mut long("START RequestId: a Version: 1\n"));
    check("one string", Format::Events, &mut (&b"{\"events\":[\""[..]).chain(long("x")));
    check("one key", Format::Events, &mut (&b"{\""[..]).chain(long("x")));
    check("brackets", Format::InsightsJson, &mut long("["));
    check("one cell", Format::Csv, &mut (&b"function,duration_ms\n\""[..]).chain(long("x\"\"")));
    check("one header", Format::Csv, &mut long("x"));
    check("one object", Format::Ndjson, &mut long("{\"a\":"));
    check("what gzip makes of little", Format::Text, &mut &gzip[..]);
    check("what Zstandard makes of little", Format::Text, &mut &zstandard[..]);
}
