//! Prefixes of lines: a time, a log stream and a log group, in whatever order a tool writes them.
//!
//! Apart from AWS's own tools, these are `cdk watch`, `ampx sandbox`, `pulumi logs`, `zappa tail`, `chalice logs`, `saw` and
//! `awslogs`, and the borders of a table.

use jiff::{Timestamp, civil, tz::TimeZone};
use memchr::memchr2;

use super::platform::function_of_arn;

/// Longest prefix. A log group and a log stream have at most 512 letters each.
const MAX_PREFIX_BYTES: usize = 1024;
/// Most parts of a prefix: `EVENTS`, an identifier, two times, a group and a stream, and some to spare.
const MAX_PARTS: usize = 8;

/// Start of a function's log group, after the account.
const GROUP: &str = "/aws/lambda/";

/// Context of a message, from its line or event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Prefix<'a> {
    /// Time at which the message was written.
    pub(crate) at: Option<Timestamp>,
    /// Log stream, one per environment; empty if unknown.
    pub(crate) stream: &'a str,
    /// Log group; empty if unknown.
    pub(crate) group: &'a str,
}

impl<'a> Prefix<'a> {
    /// Splits a line with a marker at `marker` into prefix and message; none if the platform did not write it.
    pub(super) fn split(line: &'a [u8], marker: usize) -> Option<(Prefix<'a>, &'a [u8])> {
        let before = &line[..marker];
        let start = if line[marker..].starts_with(b"RequestId: ") {
            let word = before.strip_suffix(b" ")?;
            let start =
                word.iter().rposition(|byte| is_separator(*byte)).map_or(0, |separator| separator + 1);
            matches!(&word[start..], b"REPORT" | b"START" | b"END").then_some(start)?
        } else if line[marker] == b'"' {
            // A JSON message starts at the first brace, which no prefix contains.
            before.iter().position(|byte| *byte == b'{')?
        } else {
            marker
        };
        if start > MAX_PREFIX_BYTES {
            return None;
        }
        let prefix = Prefix::parse(std::str::from_utf8(&line[..start]).ok()?)?;
        Some((prefix, &line[start..]))
    }

    /// Parses the text before a message; none if it is not a prefix.
    pub(crate) fn parse(text: &'a str) -> Option<Prefix<'a>> {
        let mut parser = Parser::default();
        let mut rest = text;
        for _ in 0..=MAX_PARTS {
            let part =
                rest.trim_start_matches(|letter: char| letter.is_ascii() && is_separator(letter as u8));
            if part.is_empty() {
                return parser.finish();
            }
            let is_glued = part.len() == rest.len() && rest.len() < text.len();
            rest = parser.read_part(part, is_glued)?;
        }
        None
    }

    /// Takes what it lacks from `other`.
    pub(super) fn with_missing_from(self, other: Prefix<'a>) -> Prefix<'a> {
        Prefix {
            at: self.at.or(other.at),
            stream: if self.stream.is_empty() { other.stream } else { self.stream },
            group: if self.group.is_empty() { other.group } else { self.group },
        }
    }

    /// The function's version, from a stream such as `2024/01/31/[12]0123abcd`, or with the function before the bracket.
    pub(crate) fn version(&self) -> Option<&'a str> {
        let (_, rest) = self.stream.split_once('[')?;
        rest.split_once(']').map(|(version, _)| version).filter(|version| !version.is_empty())
    }

    /// The function, from the group or the stream.
    pub(crate) fn function(&self) -> Option<&'a str> {
        let from_group = || {
            // The group nearly always starts at the first slash.
            let named = &self.group[self.group.find('/')?..];
            named.strip_prefix(GROUP).or_else(|| Some(&named[named.find(GROUP)? + GROUP.len()..]))
        };
        let from_stream = || {
            let (before, _) = self.stream.split_once('[')?;
            before.rsplit_once('/').map(|(_, function)| function)
        };
        // Some tools write the name of the function alone, or its address.
        let is_name = !self.group.is_empty() && !self.group.contains('/');
        let named =
            || if self.group.starts_with("arn:") { function_of_arn(self.group) } else { Some(self.group) };
        let from_group = || if is_name { named() } else { from_group() };
        let function = if self.group.is_empty() { None } else { from_group() };
        function.or_else(from_stream).filter(|function| !function.is_empty())
    }
}

/// Parser of a prefix, part by part.
#[derive(Default)]
struct Parser<'a> {
    prefix: Prefix<'a>,
    /// Day whose time of day must follow.
    date: Option<civil::Date>,
    /// Name in brackets: only a clock makes it that of a function, because programs write levels like that.
    name: Option<&'a str>,
    has_clock: bool,
}

impl<'a> Parser<'a> {
    /// Reads the first part of `text` and returns the rest; none if no tool writes it.
    fn read_part(&mut self, text: &'a str, is_glued: bool) -> Option<&'a str> {
        if text.starts_with(['[', '(']) {
            let end = closing_bracket(text)?;
            self.read_bracket(text[1..end].trim(), is_glued)?;
            return Some(&text[end + 1..]);
        }
        let end = text.bytes().position(is_separator).unwrap_or(text.len());
        let part = &text[..end];
        // Pulumi writes `time[function]`.
        let part = match memchr2(b'/', b'[', part.as_bytes()) {
            Some(bracket) if part.as_bytes()[bracket] == b'[' && !part.contains('/') => &part[..bracket],
            _ => part,
        };
        self.read_word(part)?;
        Some(&text[part.len()..])
    }

    fn read_bracket(&mut self, inner: &'a str, is_glued: bool) -> Option<()> {
        if is_stream(inner) {
            self.prefix.stream = inner;
        } else if inner.starts_with('/') {
            self.prefix.group = inner;
            self.has_clock = true;
        } else if let Some(at) = time(inner) {
            self.prefix.at = self.prefix.at.or(Some(at));
        } else if self.name.is_none() && is_function_name(inner) {
            self.name = Some(inner);
            self.has_clock = is_glued && self.prefix.at.is_some();
        } else {
            return None;
        }
        Some(())
    }

    fn read_word(&mut self, part: &'a str) -> Option<()> {
        let prefix = &mut self.prefix;
        if let Some(date) = self.date.take() {
            prefix.at = Some(at_utc(civil::Date::to_datetime(date, part.parse().ok()?))?);
        } else if let Some(at) = usual_time(part.as_bytes()) {
            prefix.at = prefix.at.or(Some(at));
        } else if prefix.at.is_some() && prefix.stream.is_empty() && is_short_stream(part) {
            prefix.stream = part;
        } else if part.as_bytes().first()?.is_ascii_digit() {
            if is_stream(part) {
                prefix.stream = part;
            } else if let Some(day) = (part.len() == 10).then(|| part.parse().ok()).flatten() {
                self.date = Some(day);
            } else if part.len() > 20 && part.bytes().all(|byte| byte.is_ascii_digit()) {
                // An event's identifier, from `--output text`.
            } else if part.contains(":/") {
                // A group after its account, as Logs Insights has it.
                prefix.group = part;
            } else if part.len() <= 12 && (self.name.is_some() || !prefix.group.is_empty()) && is_clock(part)
            {
                self.has_clock = true;
            } else {
                // With `--output text` this is the time at which the event arrived, moments after it was written. Its
                // own time follows the message, on a separate line.
                let at = time(part)?;
                prefix.at = prefix.at.or(Some(at));
            }
        } else if is_stream(part) {
            prefix.stream = part;
        } else if part.starts_with('/') {
            prefix.group = part;
        } else if !(part == "EVENTS" || self.has_clock && matches!(part, "AM" | "PM" | "am" | "pm")) {
            return None;
        }
        Some(())
    }

    fn finish(self) -> Option<Prefix<'a>> {
        let Parser { mut prefix, date, name, has_clock } = self;
        if date.is_some() || (name.is_some() && !has_clock) {
            return None;
        }
        if prefix.group.is_empty() {
            prefix.group = name.unwrap_or_default();
        }
        Some(prefix)
    }
}

/// Position of the bracket that closes the first letter of `text`.
fn closing_bracket(text: &str) -> Option<usize> {
    let mut depth = 0_u32;
    text.bytes().position(|byte| {
        match byte {
            b'[' | b'(' => depth += 1,
            b']' | b')' => depth -= 1,
            _ => {}
        }
        depth == 0
    })
}

/// Returns true for a name that a function may have, and that is not a level such as `INFO`.
fn is_function_name(text: &str) -> bool {
    const LEVELS: [&str; 9] =
        ["TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "FATAL", "CRITICAL"];
    let is_letter =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':' | b'$');
    let is_level = LEVELS.iter().any(|level| level.eq_ignore_ascii_case(text));
    !text.is_empty() && text.bytes().all(is_letter) && !is_level
}

/// Returns true for a time of day without its day, such as `2:29:55`.
fn is_clock(part: &str) -> bool {
    let is_number =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    part.split(':').count() == 3 && part.split(':').all(is_number)
}

/// Returns true for the end of a log stream, as Chalice writes it after the time.
fn is_short_stream(part: &str) -> bool {
    part.len() == 6 && part.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// Returns true for a log stream, which has a date and a version in brackets: `2024/01/31/[12]0123abcd`.
fn is_stream(part: &str) -> bool {
    part.contains('/') && part.contains('[') && part.contains(']')
}

const fn is_separator(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b',' | b'"' | b'|')
}

/// Parses a time: RFC 3339, the same without a zone, which means UTC, or milliseconds since 1970.
pub(crate) fn time(text: &str) -> Option<Timestamp> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        let is_milliseconds = (12..=14).contains(&text.len());
        return is_milliseconds.then(|| Timestamp::from_millisecond(text.parse().ok()?).ok()).flatten();
    }
    if let Some(time) = usual_time(text.as_bytes()) {
        return Some(time);
    }
    let is_time = text.len() >= 19 && text.is_ascii();
    if !is_time {
        return None;
    }
    text.parse().ok().or_else(|| at_utc(text.parse().ok()?)).or_else(|| kibana_time(text))
}

/// Parses `Mar 1, 2026 @ 10:00:00.000`, which Kibana and `OpenSearch` export.
fn kibana_time(text: &str) -> Option<Timestamp> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (date, clock) = text.split_once(" @ ")?;
    let (day, year) = date.split_once(", ")?;
    let (month, day) = day.split_once(' ')?;
    let month = MONTHS.iter().position(|name| *name == month)?;
    let date = civil::Date::new(year.parse().ok()?, month as i8 + 1, day.parse().ok()?).ok()?;
    at_utc(date.to_datetime(clock.parse().ok()?))
}

/// Parses the usual form of a time ten times as fast as the general parser: `2026-01-31T10:00:00.123Z`, with `T` or a
/// space, with or without fraction and zone.
fn usual_time(text: &[u8]) -> Option<Timestamp> {
    let digits = |from: usize, to: usize| {
        let digits = text.get(from..to)?;
        let is_number = digits.iter().all(u8::is_ascii_digit);
        is_number.then(|| digits.iter().fold(0_i32, |sum, digit| sum * 10 + i32::from(digit - b'0')))
    };
    let two_digits = |from: usize| i8::try_from(digits(from, from + 2)?).ok();
    let is_usual = text.len() >= 19
        && [text[4], text[7], text[13], text[16]] == *b"--::"
        && matches!(text[10], b'T' | b' ');
    if !is_usual {
        return None;
    }
    let nanoseconds = match text[19..].strip_suffix(b"Z").unwrap_or(&text[19..]) {
        [] => 0,
        [b'.', fraction @ ..] if (1..=9).contains(&fraction.len()) => {
            digits(20, 20 + fraction.len())? * 10_i32.pow(9 - fraction.len() as u32)
        }
        _ => return None,
    };
    let year = i16::try_from(digits(0, 4)?).ok()?;
    let time = civil::DateTime::new(
        year,
        two_digits(5)?,
        two_digits(8)?,
        two_digits(11)?,
        two_digits(14)?,
        two_digits(17)?,
        nanoseconds,
    );
    at_utc(time.ok()?)
}

fn at_utc(time: civil::DateTime) -> Option<Timestamp> {
    TimeZone::UTC.to_timestamp(time).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn both_time_parsers_agree(
            text in "[0-9]{1,2}[0-9]{2}[0-9]-[01][0-9]-[0-3][0-9][T tx][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{0,10})?(Z|z|\\+02:00)?",
        ) {
            let general = text.parse().ok().or_else(|| at_utc(text.parse().ok()?));
            if let Some(time) = usual_time(text.as_bytes()) {
                prop_assert_eq!(Some(time), general);
            }
        }
    }

    #[test]
    fn kibana_writes_times_in_words() {
        assert_eq!(time("Mar 1, 2026 @ 10:00:00.000"), time("2026-03-01T10:00:00Z"));
        assert_eq!(time("Foo 1, 2026 @ 10:00:00.000"), None);
    }

    #[test]
    fn the_fast_parser_takes_the_usual_forms() {
        for text in [
            "2026-01-31T10:00:00.123Z",
            "2026-01-31 10:00:00.000",
            "2026-01-31T10:00:00Z",
            "2026-01-31T10:00:00.123456789",
        ] {
            assert_eq!(usual_time(text.as_bytes()), time(text));
            assert!(usual_time(text.as_bytes()).is_some(), "{text}");
        }
    }
}
