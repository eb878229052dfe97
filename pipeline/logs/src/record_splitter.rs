//! Splits bytes into records and never holds more than one of them.

use std::io::{self, BufRead};

use memchr::{memchr, memchr2};

use crate::limits::MAX_RECORD_BYTES;

/// Finds the boundaries of records. It sees every byte once, in pieces of any length.
pub(crate) trait Splitter {
    /// Scans a prefix of `bytes`, which is not empty.
    fn scan(&mut self, bytes: &[u8]) -> Step;
}

/// The prefix that a [`Splitter`] scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Length of the prefix.
    pub(crate) n_bytes: usize,
    /// True if it belongs to a record.
    pub(crate) is_record: bool,
    /// True if the record ends with it.
    pub(crate) is_end: bool,
}

/// Outcome of [`next_record`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NextRecord {
    /// A record is in the buffer.
    Record,
    /// The record exceeded the limit and was dropped.
    TooLong,
    /// The input has ended.
    End,
}

/// Reads the next record of `input` into `record`.
pub(crate) fn next_record(
    input: &mut impl BufRead,
    splitter: &mut impl Splitter,
    record: &mut Vec<u8>,
) -> io::Result<NextRecord> {
    record.clear();
    let mut is_too_long = false;
    loop {
        let bytes = input.fill_buf()?;
        if bytes.is_empty() {
            return Ok(match (is_too_long, record.is_empty()) {
                (true, _) => NextRecord::TooLong,
                (false, true) => NextRecord::End,
                (false, false) => NextRecord::Record,
            });
        }
        let step = splitter.scan(bytes);
        if step.is_record && !is_too_long {
            is_too_long = record.len() + step.n_bytes > MAX_RECORD_BYTES;
            if is_too_long {
                record.clear();
            } else {
                record.extend_from_slice(&bytes[..step.n_bytes]);
            }
        }
        input.consume(step.n_bytes);
        if step.is_end {
            return Ok(if is_too_long { NextRecord::TooLong } else { NextRecord::Record });
        }
    }
}

/// Splits lines.
pub(crate) struct LineSplitter;

impl Splitter for LineSplitter {
    fn scan(&mut self, bytes: &[u8]) -> Step {
        let end = memchr(b'\n', bytes);
        Step { n_bytes: end.map_or(bytes.len(), |end| end + 1), is_record: true, is_end: end.is_some() }
    }
}

/// Splits rows of CSV: lines, except that a line end within quotes does not end a row.
#[derive(Default)]
pub(crate) struct CsvRowSplitter {
    is_quoted: bool,
    n_bytes: usize,
}

impl Splitter for CsvRowSplitter {
    fn scan(&mut self, bytes: &[u8]) -> Step {
        let mut n_scanned = 0;
        while let Some(offset) = memchr2(b'"', b'\n', &bytes[n_scanned..]) {
            n_scanned += offset + 1;
            // An unclosed quote would turn the rest of the file into one row.
            let is_too_long = self.n_bytes + n_scanned > MAX_RECORD_BYTES;
            if bytes[n_scanned - 1] == b'"' {
                self.is_quoted = !self.is_quoted;
            } else if !self.is_quoted || is_too_long {
                *self = CsvRowSplitter::default();
                return Step { n_bytes: n_scanned, is_record: true, is_end: true };
            }
        }
        self.n_bytes += bytes.len();
        Step { n_bytes: bytes.len(), is_record: true, is_end: false }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*, sample::select};

    use super::*;
    use crate::json_array_splitter::JsonArraySplitter;

    fn records(bytes: &[u8], n_at_once: usize, mut splitter: impl Splitter) -> Vec<Vec<u8>> {
        let mut input = io::BufReader::with_capacity(n_at_once, bytes);
        let (mut records, mut record) = (Vec::new(), Vec::new());
        while next_record(&mut input, &mut splitter, &mut record).unwrap() == NextRecord::Record {
            records.push(record.clone());
        }
        records
    }

    proptest! {
        #[test]
        fn records_do_not_depend_on_read_sizes(
            bytes in vec(select(br#"[]{}",\: ae1"#.iter().copied().chain(*b"\n\r").collect::<Vec<u8>>()), 0..60),
            n_at_once in 1..20_usize,
        ) {
            let bytes = [&b"{\"a\":"[..], &bytes].concat();
            let elements = || JsonArraySplitter::new(&["a", "ae"]);
            for bytes in [&bytes[..], &bytes[5..]] {
                prop_assert_eq!(records(bytes, n_at_once, LineSplitter), records(bytes, 1 << 16, LineSplitter));
                prop_assert_eq!(records(bytes, n_at_once, CsvRowSplitter::default()), records(bytes, 1 << 16, CsvRowSplitter::default()));
                prop_assert_eq!(records(bytes, n_at_once, elements()), records(bytes, 1 << 16, elements()));
                prop_assert_eq!(records(bytes, n_at_once, LineSplitter).concat(), bytes);
                prop_assert_eq!(records(bytes, n_at_once, CsvRowSplitter::default()).concat(), bytes);
            }
        }
    }
}
