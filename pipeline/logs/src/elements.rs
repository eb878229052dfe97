//! Finds the elements of an array in JSON of any length, without reading what is around them.
//!
//! The array is the document itself, or stands under one of some keys of it. Several documents may follow each other,
//! as pages of an answer do. Each element is then read on its own, so that a broken one costs no other.

use memchr::memchr2;

use crate::cut::{Scan, Step};

/// Keys are not longer than this.
const MAX_KEY_BYTES: usize = 16;

/// Says where elements are.
pub(crate) struct Elements {
    /// The keys under which the array stands.
    keys: &'static [&'static str],
    /// Objects and arrays that are open.
    depth: u32,
    /// How many of them are open between elements; none outside the array.
    level: Option<u32>,
    is_string: bool,
    is_escaped: bool,
    is_element: bool,
    /// The last string directly in the document, which is a key where an array follows.
    key: Vec<u8>,
}

impl Elements {
    pub(crate) fn of(keys: &'static [&'static str]) -> Elements {
        Elements {
            keys,
            depth: 0,
            level: None,
            is_string: false,
            is_escaped: false,
            is_element: false,
            key: Vec::new(),
        }
    }

    /// Whether something is open that should be closed at the end of a file.
    pub(crate) fn is_open(&self) -> bool {
        self.depth > 0 || self.is_string
    }

    fn is_key(&self) -> bool {
        self.keys.iter().any(|key| key.as_bytes() == self.key)
    }

    /// Goes on with an element until it ends, since what is in it matters to whoever reads it only.
    fn element(&mut self, bytes: &[u8]) -> Step {
        let mut place = if self.is_string { self.string(bytes) } else { 0 };
        while let Some(byte) = bytes.get(place) {
            match byte {
                b'"' => {
                    self.is_string = true;
                    place += 1;
                    if self.depth == 1 {
                        self.key.clear();
                    }
                    if place < bytes.len() {
                        place += self.string(&bytes[place..]);
                    }
                    continue;
                }
                b',' | b']' | b'}' if self.level == Some(self.depth) => {
                    self.is_element = false;
                    return Step { n_bytes: place, is_record: true, is_end: true };
                }
                b'[' | b'{' => self.depth = self.depth.saturating_add(1),
                b']' | b'}' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            place += 1;
        }
        Step { n_bytes: bytes.len(), is_record: true, is_end: false }
    }

    /// Goes through a string, and says how many bytes of it there were.
    fn string(&mut self, bytes: &[u8]) -> usize {
        let mut place = 0;
        if self.is_escaped {
            (self.is_escaped, place) = (false, 1);
        }
        loop {
            let found = memchr2(b'"', b'\\', &bytes[place..]).map(|found| place + found);
            let end = found.unwrap_or(bytes.len());
            if self.depth == 1 && self.level.is_none() && self.key.len() <= MAX_KEY_BYTES {
                let room = MAX_KEY_BYTES + 1 - self.key.len();
                self.key.extend_from_slice(&bytes[place..end.min(place + room)]);
            }
            match found {
                None => return bytes.len(),
                Some(quote) if bytes[quote] == b'"' => {
                    self.is_string = false;
                    return quote + 1;
                }
                Some(escape) if escape + 1 == bytes.len() => {
                    self.is_escaped = true;
                    return bytes.len();
                }
                Some(escape) => place = escape + 2,
            }
        }
    }
}

impl Scan for Elements {
    fn scan(&mut self, bytes: &[u8]) -> Step {
        if self.is_element {
            return self.element(bytes);
        }
        if self.is_string {
            let n_bytes = self.string(bytes);
            return Step { n_bytes, is_record: false, is_end: false };
        }
        // Bytes between two that mean something go in one piece.
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
    use crate::cut::{Cut, next};

    fn check(text: &str, expected: &[&str]) {
        for n_bytes in 1..=text.len().max(1) {
            let mut input = std::io::BufReader::with_capacity(n_bytes, text.as_bytes());
            let (mut elements, mut record) = (Elements::of(&["events"]), Vec::new());
            let mut found = Vec::new();
            while next(&mut input, &mut elements, &mut record).unwrap() == Cut::Record {
                found.push(String::from_utf8(record.clone()).unwrap());
            }
            assert_eq!(found, expected, "{text} in pieces of {n_bytes}");
        }
    }

    #[test]
    fn elements_are_found_in_documents_of_any_shape() {
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
