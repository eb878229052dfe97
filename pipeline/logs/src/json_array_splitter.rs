//! Splits a JSON array of any length into its elements, without parsing the rest of the document.
//!
//! The array is the document itself or the value of a given key. Several documents may follow each other, as pages of
//! an API response do. Each element is parsed on its own, so a broken one affects no other.

use memchr::memchr2;

use crate::record_splitter::{Splitter, Step};

/// Longest key that is compared: no key of an array in any format is longer.
const MAX_KEY_BYTES: usize = 16;

/// Finds the boundaries of elements.
pub(crate) struct JsonArraySplitter {
    /// Keys whose value is the array.
    keys: &'static [&'static str],
    /// Number of open objects and arrays.
    depth: u32,
    /// Depth between two elements; none outside the array.
    level: Option<u32>,
    is_string: bool,
    is_escaped: bool,
    is_element: bool,
    /// Last string at the top level of the document, which is a key if an array follows.
    key: Vec<u8>,
}

impl JsonArraySplitter {
    pub(crate) fn new(keys: &'static [&'static str]) -> JsonArraySplitter {
        JsonArraySplitter {
            keys,
            depth: 0,
            level: None,
            is_string: false,
            is_escaped: false,
            is_element: false,
            key: Vec::new(),
        }
    }

    /// Returns true if the document is still open, which is an error at the end of a file.
    pub(crate) fn is_open(&self) -> bool {
        self.depth > 0 || self.is_string
    }

    fn is_key(&self) -> bool {
        self.keys.iter().any(|key| key.as_bytes() == self.key)
    }

    /// Scans to the end of an element, whose content only its parser looks at.
    fn scan_element(&mut self, bytes: &[u8]) -> Step {
        let mut idx = if self.is_string { self.scan_string(bytes) } else { 0 };
        while let Some(byte) = bytes.get(idx) {
            match byte {
                b'"' => {
                    self.is_string = true;
                    idx += 1;
                    if self.depth == 1 {
                        self.key.clear();
                    }
                    if idx < bytes.len() {
                        idx += self.scan_string(&bytes[idx..]);
                    }
                    continue;
                }
                b',' | b']' | b'}' if self.level == Some(self.depth) => {
                    self.is_element = false;
                    return Step { n_bytes: idx, is_record: true, is_end: true };
                }
                b'[' | b'{' => self.depth = self.depth.saturating_add(1),
                b']' | b'}' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            idx += 1;
        }
        Step { n_bytes: bytes.len(), is_record: true, is_end: false }
    }

    /// Scans a string and returns the number of its bytes.
    fn scan_string(&mut self, bytes: &[u8]) -> usize {
        let mut idx = 0;
        if self.is_escaped {
            (self.is_escaped, idx) = (false, 1);
        }
        loop {
            let special = memchr2(b'"', b'\\', &bytes[idx..]).map(|offset| idx + offset);
            let end = special.unwrap_or(bytes.len());
            if self.depth == 1 && self.level.is_none() && self.key.len() <= MAX_KEY_BYTES {
                let room = MAX_KEY_BYTES + 1 - self.key.len();
                self.key.extend_from_slice(&bytes[idx..end.min(idx + room)]);
            }
            match special {
                None => return bytes.len(),
                Some(quote) if bytes[quote] == b'"' => {
                    self.is_string = false;
                    return quote + 1;
                }
                Some(escape) if escape + 1 == bytes.len() => {
                    self.is_escaped = true;
                    return bytes.len();
                }
                Some(escape) => idx = escape + 2,
            }
        }
    }
}

impl Splitter for JsonArraySplitter {
    fn scan(&mut self, bytes: &[u8]) -> Step {
        if self.is_element {
            return self.scan_element(bytes);
        }
        if self.is_string {
            let n_bytes = self.scan_string(bytes);
            return Step { n_bytes, is_record: false, is_end: false };
        }
        // Skips all bytes without a meaning at once.
        let is_plain = |byte: u8| !matches!(byte, b'"' | b'[' | b']' | b'{' | b'}' | b',');
        let n_plain = bytes.iter().position(|byte| !is_plain(*byte)).unwrap_or(bytes.len());
        if n_plain > 0 {
            if self.level == Some(self.depth) {
                let n_blank = bytes[..n_plain].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                if n_blank > 0 {
                    return Step { n_bytes: n_blank, is_record: false, is_end: false };
                }
                self.is_element = true;
            }
            return Step { n_bytes: n_plain, is_record: self.is_element, is_end: false };
        }
        let is_between = self.level == Some(self.depth);
        match bytes[0] {
            b']' | b'}' if is_between => {
                self.level = None;
                self.depth = self.depth.saturating_sub(1);
            }
            b'"' => {
                self.is_string = true;
                self.is_element |= is_between;
                if self.depth == 1 {
                    self.key.clear();
                }
            }
            b'[' if self.level.is_none() && (self.depth == 0 || (self.depth == 1 && self.is_key())) => {
                self.depth += 1;
                self.level = Some(self.depth);
            }
            b'[' | b'{' => {
                self.is_element |= is_between;
                self.depth = self.depth.saturating_add(1);
            }
            b']' | b'}' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        Step { n_bytes: 1, is_record: self.is_element, is_end: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record_splitter::{NextRecord, next_record};

    fn check(text: &str, expected: &[&str]) {
        for n_bytes in 1..=text.len().max(1) {
            let mut input = std::io::BufReader::with_capacity(n_bytes, text.as_bytes());
            let (mut elements, mut record) = (JsonArraySplitter::new(&["events"]), Vec::new());
            let mut records = Vec::new();
            while next_record(&mut input, &mut elements, &mut record).unwrap() == NextRecord::Record {
                records.push(String::from_utf8(record.clone()).unwrap());
            }
            assert_eq!(records, expected, "{text} in pieces of {n_bytes}");
        }
    }

    #[test]
    fn elements_are_found_in_any_document() {
        check("", &[]);
        check("[]", &[]);
        check("[1, 2,3 ]", &["1", "2", "3 "]);
        check(r#"["a,]", "b\"]"]"#, &[r#""a,]""#, r#""b\"]""#]);
        check(r#"[{"a": [1, {"b": 2}]}, [3]]"#, &[r#"{"a": [1, {"b": 2}]}"#, "[3]"]);
        check(r#"{"a": [9], "events": [{"x": 1}], "b": {"events": [8]}}"#, &[r#"{"x": 1}"#]);
        check(r#"{"a": "events", "b": [1], "events":[2]}"#, &["2"]);
        check(r#"{"events": [1]}{"events": [2]} [3]"#, &["1", "2", "3"]);
        check(r#"{"events": [{"x": 1}, {"x": "#, &[r#"{"x": 1}"#, r#"{"x": "#]);
        check("]]}}[1]", &["1"]);
    }
}
