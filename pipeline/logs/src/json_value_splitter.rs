//! Splits a stream of JSON values of any kind, with or without line ends between them.

use memchr::memchr2;

use crate::record_splitter::{Splitter, Step};

/// Finds the boundaries of values.
#[derive(Default)]
pub(crate) struct JsonValueSplitter {
    /// Number of open objects and arrays.
    depth: u32,
    is_string: bool,
    is_escaped: bool,
    /// True within a number or a word.
    is_word: bool,
}

impl JsonValueSplitter {
    /// Returns true if a value is still open, which is an error at the end of a file.
    pub(crate) fn is_open(&self) -> bool {
        self.depth > 0 || self.is_string
    }

    /// Scans a string and returns the number of its bytes.
    fn scan_string(&mut self, bytes: &[u8]) -> usize {
        let mut idx = 0;
        if std::mem::take(&mut self.is_escaped) {
            idx = 1;
        }
        while let Some(offset) = memchr2(b'"', b'\\', &bytes[idx..]) {
            let at = idx + offset;
            if bytes[at] == b'"' {
                self.is_string = false;
                return at + 1;
            }
            if at + 1 == bytes.len() {
                self.is_escaped = true;
                return bytes.len();
            }
            idx = at + 2;
        }
        bytes.len()
    }
}

impl Splitter for JsonValueSplitter {
    fn scan(&mut self, bytes: &[u8]) -> Step {
        let is_between = |byte: &u8| byte.is_ascii_whitespace() || *byte == b',';
        if !self.is_open() && !self.is_word {
            let n_between = bytes.iter().take_while(|byte| is_between(byte)).count();
            if n_between > 0 {
                return Step { n_bytes: n_between, is_record: false, is_end: false };
            }
        }
        let mut idx = 0;
        while idx < bytes.len() {
            if self.is_string {
                idx += self.scan_string(&bytes[idx..]);
            } else {
                let byte = bytes[idx];
                let is_top = self.depth == 0;
                if self.is_word && (is_between(&byte) || matches!(byte, b'{' | b'[' | b'"')) {
                    self.is_word = false;
                    return Step { n_bytes: idx, is_record: true, is_end: true };
                }
                match byte {
                    b'"' => self.is_string = true,
                    b'{' | b'[' => self.depth = self.depth.saturating_add(1),
                    b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                    _ if is_top => self.is_word = true,
                    _ => {}
                }
                idx += 1;
            }
            if !self.is_open() && !self.is_word {
                return Step { n_bytes: idx, is_record: true, is_end: true };
            }
        }
        Step { n_bytes: bytes.len(), is_record: true, is_end: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record_splitter::{NextRecord, next_record};

    #[test]
    fn values_are_found_in_any_stream() {
        let check = |text: &str, expected: &[&str]| {
            for n_bytes in 1..=text.len().max(1) {
                let mut input = std::io::BufReader::with_capacity(n_bytes, text.as_bytes());
                let (mut values, mut record) = (JsonValueSplitter::default(), Vec::new());
                let mut records = Vec::new();
                while next_record(&mut input, &mut values, &mut record).unwrap() == NextRecord::Record {
                    records.push(String::from_utf8(record.clone()).unwrap());
                }
                assert_eq!(records, expected, "{text} in pieces of {n_bytes}");
            }
        };
        check("", &[]);
        check("{}{}", &["{}", "{}"]);
        check("{\n \"a\": [1, \"}\"]\n}\n\n[2]\n", &["{\n \"a\": [1, \"}\"]\n}", "[2]"]);
        check(r#""a\"b" "c", null 12"#, &[r#""a\"b""#, r#""c""#, "null", "12"]);
        check("}{}", &["}", "{}"]);
    }
}
