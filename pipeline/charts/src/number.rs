//! Numbers as people read them.

use schema::Unit;

/// `value` with three significant digits and its unit: `15.9 ms`, `142 ms`, `1,240 ms`.
///
/// The space before the unit is a narrow one that does not break (U+202F). A dash stands for
/// infinity and for a value that is no number.
pub fn format_value(value: f64, unit: Unit) -> String {
    if !value.is_finite() {
        return format_number(value);
    }
    format!("{}\u{202f}{unit}", format_number(value))
}

/// `value` with three significant digits: `0.052`, `15.9`, `142`, `1,240`.
///
/// Zeros that carry a digit's worth of precision stay (`15.0`); a minus is a real one; what is no finite number is a
/// dash.
pub fn format_number(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    // Rounding comes first: 9.996 has three digits as 10.0, not as 10.00.
    let rounded: f64 = round_to_digits(value, 3);
    if !(1e-4..1e9).contains(&rounded.abs()) {
        return format!("{rounded:e}");
    }
    let decimals = (2 - magnitude(rounded)).max(0) as usize;
    group_thousands(&format!("{rounded:.decimals$}")).replace('-', "\u{2212}")
}

/// `value` with two significant digits, for sentences and headlines: `3.1`, `16`, `140`.
pub fn format_briefly(value: f64) -> String {
    format_round(round_to_digits(value, 2))
}

/// A round number such as a tick, without trailing zeros: `0.5`, `20`, `1,000`.
pub(crate) fn format_round(value: f64) -> String {
    let rounded = round_to_digits(value, 9);
    if rounded != 0.0 && !(1e-4..1e9).contains(&rounded.abs()) {
        return format!("{rounded:e}");
    }
    group_thousands(&rounded.to_string()).replace('-', "\u{2212}")
}

/// The exponent of the decimal digit that leads `value`: 2 for 142, -1 for 0.5.
fn magnitude(value: f64) -> i32 {
    value.abs().log10().floor() as i32
}

fn round_to_digits(value: f64, digits: usize) -> f64 {
    format!("{value:.*e}", digits - 1).parse().unwrap_or(value)
}

/// Puts a comma before every third digit of the whole part.
fn group_thousands(number: &str) -> String {
    let (whole, fraction) = number.split_at(number.find('.').unwrap_or(number.len()));
    let n_digits = whole.trim_start_matches('-').len();
    let mut grouped = String::new();
    for (position, c) in whole.chars().enumerate() {
        let digits_left = whole.len() - position;
        if position > whole.len() - n_digits && digits_left.is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(c);
    }
    grouped + fraction
}

#[test]
fn brief_numbers_have_two_digits() {
    let found = [15.9, 3.147, 142.0, 0.997, 1.04].map(format_briefly);
    assert_eq!(found, ["16", "3.1", "140", "1", "1"]);
}

#[test]
fn values_have_three_significant_digits() {
    for (value, expected) in [
        (15.913, "15.9\u{202f}ms"),
        (142.499, "142\u{202f}ms"),
        (1_243.7, "1,240\u{202f}ms"),
        (9.996, "10.0\u{202f}ms"),
        (99.96, "100\u{202f}ms"),
        (999.6, "1,000\u{202f}ms"),
        (1_234_567.0, "1,230,000\u{202f}ms"),
        (0.052_34, "0.0523\u{202f}ms"),
        (15.0, "15.0\u{202f}ms"),
        (1.0, "1.00\u{202f}ms"),
        (0.0, "0\u{202f}ms"),
        (-2_500.0, "\u{2212}2,500\u{202f}ms"),
        (-150.0, "\u{2212}150\u{202f}ms"),
        (1e12, "1e12\u{202f}ms"),
        (1.234e-7, "1.23e-7\u{202f}ms"),
        (f64::NAN, "–"),
        (f64::INFINITY, "–"),
    ] {
        assert_eq!(format_value(value, Unit::Ms), expected);
    }
    assert_eq!(format_value(54.7, Unit::Mb), "54.7\u{202f}MB");
}

#[test]
fn round_numbers_have_no_trailing_zeros() {
    for (value, expected) in [
        (0.0, "0"),
        (0.5, "0.5"),
        (-10.0, "\u{2212}10"),
        (0.1 + 0.2, "0.3"),
        (20.0, "20"),
        (1_000.0, "1,000"),
        (2.5, "2.5"),
        (1e10, "1e10"),
    ] {
        assert_eq!(format_round(value), expected);
    }
}
