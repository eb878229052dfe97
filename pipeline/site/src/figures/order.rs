//! The order of what a chart compares, from which the words choose the claim of its title.

use std::collections::BTreeSet;

use schema::{Ends, Percentile};
use serde::Serialize;

use super::subject::Named;

/// One of the things that a chart compares. Lower is better.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Compared<'a> {
    pub(crate) name: &'a str,
    pub(crate) median: f64,
    /// Interval of the median; none where it has none.
    pub(crate) ends: Option<Ends>,
    /// A deeper percentile with its interval; none where the chart draws none.
    pub(crate) tail: Option<(f64, Option<Ends>)>,
}

/// Relation of the lowest median to the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Pattern {
    /// There are no others.
    Alone,
    /// Its interval lies below all others.
    Lead,
    /// Its interval overlaps with some of the others.
    Tie,
    /// Its interval overlaps with all others.
    NoDifference,
}

/// Most names that a title lists as tied.
const MOST_TIED: usize = 3;

/// The order of what a chart compares, for the words of its title.
#[derive(Debug, Serialize)]
pub(crate) struct Order<'a> {
    pattern: Pattern,
    lowest: Named<'a>,
    highest: Named<'a>,
    /// Those that may have the lowest median, lowest first; no more than a title has room for.
    tied: Vec<&'a str>,
    /// Number of those beyond them.
    more_tied: usize,
    n: usize,
    /// The lowest at the deeper percentile, where it surely is another than any that may lead at the median.
    reversal: Option<Named<'a>>,
    tail: Percentile,
}

/// Tells whether two intervals have a value in common. A missing interval is the value itself, an open end endless.
pub(crate) fn overlap(a: (f64, Option<Ends>), b: (f64, Option<Ends>)) -> bool {
    let ends = |(value, ends): (f64, Option<Ends>)| match ends {
        Some(Ends { lower, upper }) => (lower.unwrap_or(f64::NEG_INFINITY), upper.unwrap_or(f64::INFINITY)),
        None => (value, value),
    };
    let ((a_lower, a_upper), (b_lower, b_upper)) = (ends(a), ends(b));
    a_lower <= b_upper && b_lower <= a_upper
}

impl<'a> Order<'a> {
    /// Finds the order of `all`; none without any.
    pub(crate) fn of(all: &[Compared<'a>], tail: Percentile) -> Option<Order<'a>> {
        let mut sorted = all.to_vec();
        sorted.sort_by(|a, b| a.median.total_cmp(&b.median));
        let [first, rest @ ..] = &sorted[..] else { return None };
        let last = rest.last().unwrap_or(first);
        let median = |it: &Compared<'_>| (it.median, it.ends);
        let tied: Vec<&Compared<'a>> = std::iter::once(first)
            .chain(rest.iter().filter(|other| overlap(median(first), median(other))))
            .collect();
        let pattern = match (rest.len(), tied.len()) {
            (0, _) => Pattern::Alone,
            (_, 1) => Pattern::Lead,
            (others, tied) if tied > others => Pattern::NoDifference,
            _ => Pattern::Tie,
        };
        let by_tail = |a: &&Compared<'_>, b: &&Compared<'_>| {
            let value = |it: &Compared<'_>| it.tail.map_or(f64::INFINITY, |(value, _)| value);
            value(a).total_cmp(&value(b))
        };
        let reversal = sorted.iter().min_by(by_tail).and_then(|least| {
            let least_tail = least.tail?;
            let leads = |it: &&Compared<'_>| it.tail.is_none_or(|tail| overlap(tail, least_tail));
            (!tied.iter().any(leads)).then_some(Named { name: least.name, value: least_tail.0 })
        });
        let names: Vec<&str> = tied.iter().map(|it| it.name).collect();
        // One more name takes no more room than the words "and one more".
        let listed = if names.len() <= MOST_TIED + 1 { names.len() } else { MOST_TIED };
        Some(Order {
            pattern,
            lowest: Named { name: first.name, value: first.median },
            highest: Named { name: last.name, value: last.median },
            tied: names[..listed].to_vec(),
            more_tied: names.len() - listed,
            n: all.len(),
            reversal: reversal.filter(|_| pattern != Pattern::Alone),
            tail,
        })
    }
}

/// Shortens the names of runtimes to those of their languages and versions, without the operating system, unless two
/// different ones would then be the same.
pub(crate) fn short_names(names: &[&str]) -> Vec<String> {
    let short = |name: &str| {
        let (before, after) = name.split_once(" on AL").unwrap_or((name, ""));
        let rest = after.trim_start_matches(|it: char| it.is_ascii_digit());
        format!("{before}{rest}")
    };
    let shortened: Vec<String> = names.iter().map(|name| short(name)).collect();
    let n_different = names.iter().collect::<BTreeSet<_>>().len();
    if shortened.iter().collect::<BTreeSet<_>>().len() == n_different {
        shortened
    } else {
        names.iter().map(|&name| name.to_owned()).collect()
    }
}

#[cfg(test)]
fn compared(name: &str, median: f64, half_width: f64, tail: f64) -> Compared<'_> {
    let ends = |value: f64, half: f64| Some(Ends::both(value - half, value + half));
    Compared { name, median, ends: ends(median, half_width), tail: Some((tail, ends(tail, half_width))) }
}

#[test]
fn the_pattern_is_what_the_intervals_allow_to_say() {
    let (rust, cpp) = (compared("Rust", 16.0, 0.5, 50.0), compared("C++", 16.4, 0.5, 60.0));
    let (go, swift) = (compared("Go", 50.0, 0.5, 40.0), compared("Swift", 16.2, 40.0, 70.0));
    for (all, pattern, tied, reversal) in [
        (&[rust][..], Pattern::Alone, &["Rust"][..], None),
        (&[go, rust], Pattern::Lead, &["Rust"], Some("Go")),
        (&[go, cpp, rust], Pattern::Tie, &["Rust", "C++"], Some("Go")),
        (&[cpp, rust], Pattern::NoDifference, &["Rust", "C++"], None),
        (&[go, rust, swift], Pattern::Tie, &["Rust", "Swift"], None),
    ] {
        let found = Order::of(all, Percentile::P99).unwrap();
        assert_eq!((found.pattern, &found.tied[..]), (pattern, tied), "{all:?}");
        assert_eq!(found.reversal.map(|it| it.name), reversal, "{all:?}");
    }
    assert!(Order::of(&[], Percentile::P99).is_none());
}

#[test]
fn an_open_interval_overlaps_with_all_above() {
    let open = (5.0, Some(Ends { lower: Some(4.0), upper: None }));
    assert!(overlap(open, (1e9, None)) && overlap((1e9, None), open) && !overlap(open, (3.9, None)));
}

#[test]
fn names_lose_their_system_only_if_they_stay_apart() {
    assert_eq!(short_names(&["Rust on AL2023", "C++11 on AL2", "Java 25"]), ["Rust", "C++11", "Java 25"]);
    assert_eq!(short_names(&["Go on AL2023", "Go on AL2"]), ["Go on AL2023", "Go on AL2"]);
    assert_eq!(short_names(&["Rust on AL2023 (zip, arm64)"]), ["Rust (zip, arm64)"]);
    assert_eq!(short_names(&["Go on AL2", "Go on AL2"]), ["Go", "Go"]);
}
