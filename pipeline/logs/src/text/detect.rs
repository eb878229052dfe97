//! Recognizes lines of a Lambda log.

use aho_corasick::packed;

use super::{
    MARKERS, MAX_PREFIXED_BYTES, contains_report, is_platform_event, prefix::Prefix, spread, without_colors,
};

/// Returns true if the platform wrote a line of `head`.
pub(crate) fn has_platform_line(head: &[u8]) -> bool {
    let Some(markers) = packed::Searcher::new(MARKERS) else { return false };
    head.split(|byte| *byte == b'\n').any(|line| is_platform_line(&markers, line))
        || spread::is_spread(&markers, head)
}

fn is_platform_line(markers: &packed::Searcher, line: &[u8]) -> bool {
    if markers.find(line).is_none() {
        return false;
    }
    let line = without_colors(line.trim_ascii_end());
    let Some(marker) = markers.find(&line[..]) else { return false };
    let Some((_, message)) = Prefix::split(&line, marker.start()) else { return false };
    if message.starts_with(b"{") {
        return is_platform_event(message);
    }
    // A message within a JSON document has escapes.
    let is_string = memchr::memmem::find(message, br"\t").is_some() || message.ends_with(br#"\n""#);
    let is_element =
        line.trim_ascii_start().starts_with(b"\"") && matches!(message.last(), Some(b'"' | b','));
    !is_string && !is_element
}

/// Returns true if a line of `head` is a report after unknown text.
pub(crate) fn has_unread_report(head: &[u8]) -> bool {
    head.split(|byte| *byte == b'\n').any(|line| contains_report(&line[..line.len().min(MAX_PREFIXED_BYTES)]))
}

/// Returns true if the first line of `head` starts with a time or a log stream, as a log may.
pub(crate) fn is_log(head: &[u8]) -> bool {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let word = line.split(|byte| matches!(byte, b' ' | b'\t')).next().unwrap_or_default();
    let prefix = std::str::from_utf8(word).ok().and_then(Prefix::parse);
    prefix.is_some_and(|prefix| prefix.at.is_some() || prefix.stream.contains('/'))
}

/// The log stream in the path of a file that an export to S3 made: a folder such as `2026-03-01-[12]0123abcd`.
pub(super) fn stream_of_path(path: &str) -> &str {
    let is_stream = |part: &&str| {
        part.starts_with(|letter: char| letter.is_ascii_digit()) && part.contains('[') && part.contains(']')
    };
    path.split(['/', '\\']).rev().skip(1).find(is_stream).unwrap_or_default()
}

#[test]
fn an_export_names_its_streams() {
    let stream = "2026-03-01-[12]0123abcd";
    assert_eq!(stream_of_path(&format!("shop/id/{stream}/000001.gz")), stream);
    assert_eq!(stream_of_path("shop/[1].log"), "");
}
