//! Splits a JSON array of any length into its elements, without parsing the rest of the document.
//!
//! The array is the document itself or the value of a given key. Several documents may follow each other, as pages of
//! an API response do. Each element is parsed on its own, so a broken one affects no other.

use memchr::{memchr, memchr2};

use crate::record_splitter::{Splitter, Step};

/// Longest key or name that is kept: CloudWatch limits names to 512 letters, and escapes may make them longer.
const MAX_KEY_BYTES: usize = 1024;
/// Keys of the names of a document.
const GROUP: &[u8] = b"logGroup";
const STREAM: &[u8] = b"logStream";

/// Log group and stream of a document, which it names before or after its events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Context {
    pub(crate) group: String,
    pub(crate) stream: String,
    /// True if the names may follow the events.
    pub(crate) is_awaited: bool,
}

/// Finds the boundaries of elements.
#[expect(clippy::struct_excessive_bools, reason = "each tells where in the document the scan is")]
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
    /// String before it, which names its value if a colon separates them.
    key_before: Vec<u8>,
    has_colon: bool,
    context: Context,
    n_elements: u64,
    /// Context of the last document, if it had elements.
    ended: Option<Context>,
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
            key_before: Vec::new(),
            has_colon: false,
            context: Context::default(),
            n_elements: 0,
            ended: None,
        }
    }

    /// The context of the open document.
    pub(crate) fn context(&self) -> &Context {
        &self.context
    }

    /// The context of the document that ended before the last element; none if it had no elements.
    pub(crate) fn take_ended(&mut self) -> Option<Context> {
        self.ended.take()
    }

    /// Starts a string at the top level of a document.
    fn start_key(&mut self) {
        std::mem::swap(&mut self.key, &mut self.key_before);
        self.key.clear();
        if !self.has_colon {
            self.key_before.clear();
        }
    }

    /// Ends a string at the top level of a document, which may be a name.
    fn end_key(&mut self) {
        let value = match &self.key_before[..] {
            GROUP => &mut self.context.group,
            STREAM => &mut self.context.stream,
            _ => return,
        };
        let quoted = [b"\"", &self.key[..], b"\""].concat();
        *value = serde_json::from_slice(&quoted).unwrap_or_default();
        // Its value may look like a key.
        self.key.clear();
        self.context.is_awaited &= self.context.group.is_empty();
    }

    /// Starts the array of a document.
    fn start_array(&mut self) {
        self.level = Some(self.depth);
        self.context.is_awaited = self.key == b"logEvents" && self.context.group.is_empty();
    }

    /// Ends a document.
    fn end_document(&mut self) {
        let context = std::mem::take(&mut self.context);
        if std::mem::take(&mut self.n_elements) > 0 {
            self.ended = Some(Context { is_awaited: false, ..context });
        }
        self.key.clear();
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
                    if idx < bytes.len() {
                        idx += self.scan_string(&bytes[idx..]);
                    }
                    continue;
                }
                b',' | b']' | b'}' if self.level == Some(self.depth) => {
                    self.is_element = false;
                    self.n_elements += 1;
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

    /// Keeps an escape in a string at the top level of the document.
    fn keep_escape(&mut self, escape: &[u8]) {
        if self.depth == 1 && self.level.is_none() && self.key.len() <= MAX_KEY_BYTES {
            self.key.extend_from_slice(escape);
        }
    }

    /// Scans a string and returns the number of its bytes.
    fn scan_string(&mut self, bytes: &[u8]) -> usize {
        let mut idx = 0;
        if self.is_escaped {
            (self.is_escaped, idx) = (false, 1);
            self.keep_escape(&bytes[..1]);
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
                    if self.depth == 1 && self.level.is_none() {
                        self.end_key();
                    }
                    return quote + 1;
                }
                Some(escape) if escape + 1 == bytes.len() => {
                    self.keep_escape(&bytes[escape..]);
                    self.is_escaped = true;
                    return bytes.len();
                }
                Some(escape) => {
                    self.keep_escape(&bytes[escape..escape + 2]);
                    idx = escape + 2;
                }
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
            self.has_colon |= self.level.is_none() && memchr(b':', &bytes[..n_plain]).is_some();
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
                if self.depth == 0 {
                    self.end_document();
                }
            }
            b'"' => {
                self.is_string = true;
                self.is_element |= is_between;
                if self.depth == 1 && self.level.is_none() {
                    self.start_key();
                }
            }
            b'[' if self.level.is_none() && (self.depth == 0 || (self.depth == 1 && self.is_key())) => {
                self.depth += 1;
                self.start_array();
            }
            b'[' | b'{' => {
                self.is_element |= is_between;
                self.depth = self.depth.saturating_add(1);
            }
            b',' => self.has_colon = false,
            b']' | b'}' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.end_document();
                }
            }
            _ => {}
        }
        Step { n_bytes: 1, is_record: self.is_element, is_end: false }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

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
    fn a_document_names_its_group_before_or_after_its_events() {
        let text = r#"{"logGroup":"\/a","logEvents":[1,2],"x":"logGroup"}{"logEvents":[],"logGroup":"z"}
            {"logEvents":[3],"logStream":"s\u0024","logGroup":"b"}{"events":[4]}"#;
        for n_bytes in 1..=text.len() {
            let mut input = std::io::BufReader::with_capacity(n_bytes, text.as_bytes());
            let (mut elements, mut record) = (JsonArraySplitter::new(&["events", "logEvents"]), Vec::new());
            let mut seen = String::new();
            loop {
                let next = next_record(&mut input, &mut elements, &mut record).unwrap();
                if let Some(ended) = elements.take_ended() {
                    write!(seen, "({}{}) ", ended.group, ended.stream).unwrap();
                }
                if next == NextRecord::End {
                    break;
                }
                let context = elements.context();
                let text = String::from_utf8_lossy(&record);
                write!(seen, "{text}{}{} ", context.group, context.is_awaited).unwrap();
            }
            assert_eq!(seen, "1/afalse 2/afalse (/a) 3true (bs$) 4false () ", "in pieces of {n_bytes}");
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
