//! What stands before a message: a time, a log stream, a log group, in the order of whichever tool wrote it.

use jiff::{Timestamp, civil, tz::TimeZone};

/// The marks stand at most this far after the start of their line.
const MAX_PREFIX_BYTES: usize = 1024;
/// Parts of a prefix: `EVENTS`, an identifier, two times, a group and a stream.
const MAX_PARTS: usize = 8;

/// How the log groups of functions begin, but for the account before them.
const GROUP: &str = "/aws/lambda/";

/// What a line or an event says beside its message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Prefix<'a> {
    /// When the message was written.
    pub(crate) at: Option<Timestamp>,
    /// The log stream, one for each environment; empty where it is not said.
    pub(crate) stream: &'a str,
    /// The log group; empty where it is not said.
    pub(crate) group: &'a str,
}

impl<'a> Prefix<'a> {
    /// Splits a line with a mark at `mark` into what stands before the message, and the message. None where the line
    /// is not one of the platform.
    pub(super) fn before(line: &'a [u8], mark: usize) -> Option<(Prefix<'a>, &'a [u8])> {
        let before = &line[..mark];
        let start = if line[mark..].starts_with(b"RequestId: ") {
            let word = before.strip_suffix(b" ")?;
            let start = word.iter().rposition(|byte| is_gap(*byte)).map_or(0, |gap| gap + 1);
            matches!(&word[start..], b"REPORT" | b"START" | b"END").then_some(start)?
        } else if line[mark] == b'"' {
            // A JSON message begins with its first brace, which a prefix cannot have.
            before.iter().position(|byte| *byte == b'{')?
        } else {
            mark
        };
        if start > MAX_PREFIX_BYTES {
            return None;
        }
        let prefix = Prefix::parse(std::str::from_utf8(&line[..start]).ok()?)?;
        Some((prefix, &line[start..]))
    }

    /// Reads what stands before a message; none where something else does.
    pub(crate) fn parse(text: &'a str) -> Option<Prefix<'a>> {
        let mut prefix = Prefix::default();
        let mut date = None;
        let parts = text.split(|letter: char| letter.is_ascii() && is_gap(letter as u8));
        for (place, part) in parts.filter(|part| !part.is_empty()).enumerate() {
            if place == MAX_PARTS {
                return None;
            }
            if let Some(date) = date.take() {
                prefix.at = Some(at_utc(civil::Date::to_datetime(date, part.parse().ok()?))?);
            } else if part.as_bytes()[0].is_ascii_digit() {
                if is_stream(part) {
                    prefix.stream = part;
                } else if let Some(day) = (part.len() == 10).then(|| part.parse().ok()).flatten() {
                    date = Some(day);
                } else if part.len() > 20 && part.bytes().all(|byte| byte.is_ascii_digit()) {
                    // The identifier of an event, with `--output text`.
                } else {
                    // With `--output text` this is when the event arrived, moments after it was written; its own time
                    // stands after the message, on a line of its own.
                    let at = time(part)?;
                    prefix.at = prefix.at.or(Some(at));
                }
            } else if is_stream(part) {
                prefix.stream = part;
            } else if part.starts_with('/') {
                prefix.group = part;
            } else if part != "EVENTS" {
                return None;
            }
        }
        date.is_none().then_some(prefix)
    }

    /// The version that the name of the stream says: `2024/01/31/[12]0123abcd`, or with the function before the
    /// bracket.
    pub(crate) fn version(&self) -> Option<&'a str> {
        let (_, rest) = self.stream.split_once('[')?;
        rest.split_once(']').map(|(version, _)| version).filter(|version| !version.is_empty())
    }

    /// The function that stream or group say.
    pub(crate) fn function(&self) -> Option<&'a str> {
        let of_group = || {
            // The first slash is nearly always that of it.
            let named = &self.group[self.group.find('/')?..];
            named.strip_prefix(GROUP).or_else(|| Some(&named[named.find(GROUP)? + GROUP.len()..]))
        };
        let of_stream = || {
            let (before, _) = self.stream.split_once('[')?;
            before.rsplit_once('/').map(|(_, function)| function)
        };
        let function = if self.group.is_empty() { None } else { of_group() };
        function.or_else(of_stream).filter(|function| !function.is_empty())
    }
}

/// Streams are named for a day, and a version in brackets: `2024/01/31/[12]0123abcd`.
fn is_stream(part: &str) -> bool {
    part.contains('/') && part.contains('[') && part.contains(']')
}

const fn is_gap(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b',' | b'"')
}

/// A time as tools write it: RFC 3339, the same without a zone, which is UTC then, or milliseconds since 1970.
pub(crate) fn time(text: &str) -> Option<Timestamp> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        let is_milliseconds = (12..=14).contains(&text.len());
        return is_milliseconds.then(|| Timestamp::from_millisecond(text.parse().ok()?).ok()).flatten();
    }
    if let Some(time) = usual(text.as_bytes()) {
        return Some(time);
    }
    let is_time = text.len() >= 19 && text.is_ascii();
    if !is_time {
        return None;
    }
    text.parse().ok().or_else(|| at_utc(text.parse().ok()?))
}

/// A time in the shape of nearly all, which costs a tenth of what any shape does: `2026-01-31T10:00:00.123Z`, or with a
/// space in it, without a fraction, without the zone.
fn usual(text: &[u8]) -> Option<Timestamp> {
    let digits = |from: usize, to: usize| {
        let digits = text.get(from..to)?;
        let is_number = digits.iter().all(u8::is_ascii_digit);
        is_number.then(|| digits.iter().fold(0_i32, |sum, digit| sum * 10 + i32::from(digit - b'0')))
    };
    let of_two = |from: usize| i8::try_from(digits(from, from + 2)?).ok();
    let is_shape = text.len() >= 19
        && [text[4], text[7], text[13], text[16]] == *b"--::"
        && matches!(text[10], b'T' | b' ');
    if !is_shape {
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
        of_two(5)?,
        of_two(8)?,
        of_two(11)?,
        of_two(14)?,
        of_two(17)?,
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
        fn the_usual_shape_of_a_time_says_what_any_parser_says(
            text in "[0-9]{1,2}[0-9]{2}[0-9]-[01][0-9]-[0-3][0-9][T tx][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{0,10})?(Z|z|\\+02:00)?",
        ) {
            let slow = text.parse().ok().or_else(|| at_utc(text.parse().ok()?));
            if let Some(time) = usual(text.as_bytes()) {
                prop_assert_eq!(Some(time), slow);
            }
        }
    }

    #[test]
    fn nearly_all_times_have_the_usual_shape() {
        for text in [
            "2026-01-31T10:00:00.123Z",
            "2026-01-31 10:00:00.000",
            "2026-01-31T10:00:00Z",
            "2026-01-31T10:00:00.123456789",
        ] {
            assert_eq!(usual(text.as_bytes()), time(text));
            assert!(usual(text.as_bytes()).is_some(), "{text}");
        }
    }
}
