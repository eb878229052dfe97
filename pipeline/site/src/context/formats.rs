//! Formats numbers and facts as text.

use charts::number::format_number;
#[cfg(test)]
use schema::date;
use schema::{ChangeRow, ChangeScope, Date, Ends, Estimate, RankRow};

/// Capitalizes the first letter of `text`.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Formats a value with its interval: `0.319 (0.314 to 0.325)` or `0.319 (at least 0.314)`; the value alone without
/// one.
pub(crate) fn with_interval(found: Estimate) -> String {
    let ends = found.ends().map(|found| format!(" ({})", ends(found)));
    format!("{}{}", format_number(found.value), ends.unwrap_or_default())
}

/// Formats the ends of an interval: `0.314 to 0.325`, or `at least 0.314` where the upper end is open.
pub(crate) fn ends(found: Ends) -> String {
    ends_by(found, format_number)
}

/// Formats the ends of an interval, each with `format`.
pub(crate) fn ends_by(found: Ends, format: impl Fn(f64) -> String) -> String {
    match (found.lower.map(&format), found.upper.map(&format)) {
        (Some(lower), Some(upper)) => format!("{lower} to {upper}"),
        (Some(lower), None) => format!("at least {lower}"),
        (None, Some(upper)) => format!("at most {upper}"),
        (None, None) => String::new(),
    }
}

/// Formats the first and the last day of a window as people say them: `24 July to 22 August 2026`.
pub(crate) fn period(start: Date, end: Date) -> String {
    let first = match (start.year() == end.year(), start.month() == end.month()) {
        _ if start == end => return end.strftime("%-d %B %Y").to_string(),
        (true, true) => start.strftime("%-d"),
        (true, false) => start.strftime("%-d %B"),
        (false, _) => start.strftime("%-d %B %Y"),
    };
    format!("{first} to {}", end.strftime("%-d %B %Y"))
}

/// Formats `1234567` as `1,234,567`.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).expect("digits are ASCII"))
        .collect();
    groups.join(",")
}

/// Rounds to four significant digits: more than an interval is sure of, and half as long to send.
pub(crate) fn short(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

/// Formats a share, or a difference of shares, in percentage points.
pub(crate) fn points(share: f64) -> String {
    format!("{:.1}", share * 100.0).replace('-', "\u{2212}")
}

/// Formats a share: `1.2%`.
pub(crate) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let text = match percent {
        0.0 => "0".to_owned(),
        _ if percent < 0.01 => return "below 0.01%".to_owned(),
        _ if percent < 1.0 => format!("{percent:.2}"),
        _ => format!("{percent:.1}"),
    };
    format!("{text}%")
}

/// Formats a share with three significant digits: `98.7%`.
pub(crate) fn in_percent(share: f64) -> String {
    format!("{}%", format_number(share * 100.0))
}

/// Formats a sum of money, in US dollars: `$0.0123`, `$1,235`, or `<$0.0001`.
pub fn usd(usd: f64) -> String {
    match usd {
        _ if usd >= 100.0 => format!("${}", grouped(usd.round() as u64)),
        _ if usd > 0.0 && usd < 0.0001 => "<$0.0001".to_owned(),
        _ => format!("${}", format_number(usd)),
    }
}

/// Formats the ranks that a runtime may take.
pub(crate) fn rank_range(found: &RankRow) -> String {
    if found.rank_lower == found.rank_upper {
        return found.rank_lower.to_string();
    }
    format!("{}\u{2013}{}", found.rank_lower, found.rank_upper)
}

/// Formats the configurations of a change.
pub(crate) fn configuration(row: &ChangeRow) -> String {
    format!("{}, {}", row.conditions.packaging, row.conditions.arch.title())
}

/// Describes the scope of a change: series that changed with it, and where to look for a cause.
pub(crate) fn scope(row: &ChangeRow) -> String {
    let also = match row.together {
        1 => "nothing else".to_owned(),
        together => format!("{} of {} series", together, row.of),
    };
    if row.scope == ChangeScope::Runtime { also } else { format!("{also}; {}", row.scope.title()) }
}

/// Rounds `value` to `digits` digits after the first. Nine are more than samples have, and remove only artifacts of
/// binary fractions.
pub(crate) fn rounded(value: f64, digits: usize) -> String {
    let rounded: f64 = format!("{value:.digits$e}").parse().unwrap_or(value);
    rounded.to_string()
}

#[test]
fn counts_are_grouped_by_thousands() {
    for (count, expected) in [(0, "0"), (999, "999"), (1000, "1,000"), (5_023_738, "5,023,738")] {
        assert_eq!(grouped(count), expected);
    }
}

#[test]
fn dates_name_year_and_month_once() {
    let end = date(2026, 8, 22);
    for (start, expected) in [
        (end, "22 August 2026"),
        (date(2026, 8, 2), "2 to 22 August 2026"),
        (date(2026, 7, 24), "24 July to 22 August 2026"),
        (date(2025, 8, 24), "24 August 2025 to 22 August 2026"),
    ] {
        assert_eq!(period(start, end), expected);
    }
}

#[test]
fn figures_have_the_digits_of_samples_and_none_of_binary_fractions() {
    for (value, expected) in [
        (347.659_999_999_999_97, "347.66"),
        (12_345.678_9, "12345.6789"),
        (0.0, "0"),
        (1e-7 / 3.0, "0.0000000333333333"),
    ] {
        assert_eq!(rounded(value, 8), expected);
    }
}
