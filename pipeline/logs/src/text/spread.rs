//! JSON objects over several lines, as `sam logs` and `aws logs tail --format json` print them.
//!
//! Every such printer indents what is inside an object. So an object starts at a line that is not indented and ends with
//! a brace, and it ends at the next line that is not indented and starts with one.

use std::ops::Range;

use aho_corasick::packed;
use memchr::{memchr, memrchr};

/// Longest object that is read; events of the platform are far shorter.
const MAX_OBJECT_BYTES: usize = 1 << 16;

/// Returns true if `head` has an event over several lines.
pub(super) fn is_spread(markers: &packed::Searcher, head: &[u8]) -> bool {
    let mut from = 0;
    while let Some(marker) = markers.find(&head[from..]) {
        let at = from + marker.start();
        let start = memrchr(b'\n', &head[..at]).map_or(0, |before| before + 1);
        if object_around(head, start, at).is_some() {
            return true;
        }
        from = memchr(b'\n', &head[at..]).map_or(head.len(), |end| at + end + 1);
    }
    false
}

/// Lines of the object around the marker at `marker`, whose line starts at `start`; none if it does not spread over
/// several lines.
pub(super) fn object_around(text: &[u8], start: usize, marker: usize) -> Option<Range<usize>> {
    let is_json = text[marker] == b'"' && is_indented(&text[start..]);
    if !is_json || memchr(b'{', &text[start..marker]).is_some() {
        return None;
    }
    let first = object_start(&text[..start])?;
    let mut end = start;
    while end < text.len() && end - first < MAX_OBJECT_BYTES {
        let line_end = memchr(b'\n', &text[end..]).map_or(text.len(), |length| end + length + 1);
        if !is_indented(&text[end..line_end]) {
            return text[end..].starts_with(b"}").then_some(first..line_end);
        }
        end = line_end;
    }
    None
}

/// Position up to which `text` has no object that is still open.
pub(super) fn end_of_whole_objects(text: &[u8]) -> usize {
    object_start(text).filter(|start| *start > 0).unwrap_or(text.len())
}

/// Start of the line that opens the object in which `text` ends.
fn object_start(text: &[u8]) -> Option<usize> {
    let mut end = text.len();
    while end > 0 && text.len() - end < MAX_OBJECT_BYTES {
        let start = memrchr(b'\n', &text[..end - 1]).map_or(0, |before| before + 1);
        let line = &text[start..end];
        if !is_indented(line) {
            return line.trim_ascii_end().ends_with(b"{").then_some(start);
        }
        end = start;
    }
    None
}

fn is_indented(line: &[u8]) -> bool {
    matches!(line.first(), Some(b' ' | b'\t'))
}
