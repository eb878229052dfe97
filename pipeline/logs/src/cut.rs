//! Cuts bytes into records without ever holding more than one of them.

use std::io::{self, BufRead};

use memchr::{memchr, memchr2};

use crate::MAX_RECORD_BYTES;

/// Says where records are. It is given every byte once, in pieces of any length.
pub(crate) trait Scan {
    /// Looks at the first bytes of `bytes`, of which there is at least one.
    fn scan(&mut self, bytes: &[u8]) -> Step;
}

/// What [`Scan`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Bytes that were looked at.
    pub(crate) n_bytes: usize,
    /// Whether they are of a record.
    pub(crate) is_record: bool,
    /// Whether the record ends with them.
    pub(crate) is_end: bool,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// A record, in the buffer.
    Record,
    /// A record that was too long to be kept.
    TooLong,
    /// Nothing more.
    End,
}

/// Reads the next record of `input` into `record`.
pub(crate) fn next(input: &mut impl BufRead, scan: &mut impl Scan, record: &mut Vec<u8>) -> io::Result<Cut> {
    record.clear();
    let mut is_too_long = false;
    loop {
        let bytes = input.fill_buf()?;
        if bytes.is_empty() {
            return Ok(match (is_too_long, record.is_empty()) {
                (true, _) => Cut::TooLong,
                (false, true) => Cut::End,
                (false, false) => Cut::Record,
            });
        }
        let step = scan.scan(bytes);
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
            return Ok(if is_too_long { Cut::TooLong } else { Cut::Record });
        }
    }
}

/// Records are lines.
pub(crate) struct Lines;

impl Scan for Lines {
    fn scan(&mut self, bytes: &[u8]) -> Step {
        let end = memchr(b'\n', bytes);
        Step { n_bytes: end.map_or(bytes.len(), |end| end + 1), is_record: true, is_end: end.is_some() }
    }
}

/// Records are rows of CSV: lines, but for those that end within quotes.
#[derive(Default)]
pub(crate) struct Rows {
    is_quoted: bool,
    n_bytes: usize,
}

impl Scan for Rows {
    fn scan(&mut self, bytes: &[u8]) -> Step {
        let mut place = 0;
        while let Some(found) = memchr2(b'"', b'\n', &bytes[place..]) {
            place += found + 1;
            // A quote that is never closed would make all the rest one row.
            let is_too_long = self.n_bytes + place > MAX_RECORD_BYTES;
            if bytes[place - 1] == b'"' {
                self.is_quoted = !self.is_quoted;
            } else if !self.is_quoted || is_too_long {
                *self = Rows::default();
                return Step { n_bytes: place, is_record: true, is_end: true };
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
    use crate::elements::Elements;

    fn records(bytes: &[u8], n_at_once: usize, mut scan: impl Scan) -> Vec<Vec<u8>> {
        let mut input = io::BufReader::with_capacity(n_at_once, bytes);
        let (mut found, mut record) = (Vec::new(), Vec::new());
        while next(&mut input, &mut scan, &mut record).unwrap() == Cut::Record {
            found.push(record.clone());
        }
        found
    }

    proptest! {
        #[test]
        fn pieces_of_any_length_have_the_same_records(
            bytes in vec(select(br#"[]{}",\: ae1"#.iter().copied().chain(*b"\n\r").collect::<Vec<u8>>()), 0..60),
            n_at_once in 1..20_usize,
        ) {
            let bytes = [&b"{\"a\":"[..], &bytes].concat();
            let elements = || Elements::of(&["a", "ae"]);
            for bytes in [&bytes[..], &bytes[5..]] {
                prop_assert_eq!(records(bytes, n_at_once, Lines), records(bytes, 1 << 16, Lines));
                prop_assert_eq!(records(bytes, n_at_once, Rows::default()), records(bytes, 1 << 16, Rows::default()));
                prop_assert_eq!(records(bytes, n_at_once, elements()), records(bytes, 1 << 16, elements()));
                prop_assert_eq!(records(bytes, n_at_once, Lines).concat(), bytes);
                prop_assert_eq!(records(bytes, n_at_once, Rows::default()).concat(), bytes);
            }
        }
    }
}
