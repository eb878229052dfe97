//! The lead among lines over months, from which the words choose the claim of a history's title.

use std::collections::BTreeMap;

use schema::Month;
use serde::Serialize;

use super::subject::Named;

/// A line: its name, and the median of each month. Lower is better.
pub(crate) type Line<'a> = (&'a str, Vec<(Month, f64)>);

/// The lead in the newest month, and since when it lasts.
#[derive(Debug, Serialize)]
pub(crate) struct Lead<'a> {
    newest: Month,
    /// Number of lines with a median in the newest month.
    n: usize,
    /// The line that leads, the next one, and the last one, in the newest month.
    pub(crate) lowest: Named<'a>,
    pub(crate) second: Option<Named<'a>>,
    highest: Named<'a>,
    /// True if the first two may have the same rank, so that neither leads for certain.
    pub(crate) is_close: bool,
    /// First month from which on this line leads in each month with two lines or more.
    since: Month,
    /// True if no other line ever led.
    is_always: bool,
    /// The line that led before.
    pub(crate) before: Option<&'a str>,
}

impl<'a> Lead<'a> {
    /// Finds the lead among `lines`; none without a median.
    pub(crate) fn of(lines: &[Line<'a>]) -> Option<Lead<'a>> {
        let mut months: BTreeMap<Month, Vec<Named<'a>>> = BTreeMap::new();
        for (name, medians) in lines {
            for &(month, value) in medians {
                months.entry(month).or_default().push(Named { name, value });
            }
        }
        for medians in months.values_mut() {
            medians.sort_by(|a, b| a.value.total_cmp(&b.value));
        }
        let (newest, medians) = months.last_key_value()?;
        let (lowest, second, highest) = (*medians.first()?, medians.get(1).copied(), *medians.last()?);
        let compared = || months.iter().rev().filter(|(_, medians)| medians.len() > 1);
        let leads = |(_, medians): &(&Month, &Vec<Named<'_>>)| medians[0].name == lowest.name;
        let since = compared().take_while(leads).last().map_or(*newest, |(month, _)| *month);
        let before = compared().find(|month| !leads(month)).map(|(_, medians)| medians[0].name);
        let is_always = before.is_none();
        let (n, is_close) = (medians.len(), false);
        Some(Lead { newest: *newest, n, lowest, second, highest, is_close, since, is_always, before })
    }
}

#[test]
fn a_lead_lasts_since_the_last_month_of_another_leader() {
    let line = |name, medians: [f64; 4]| (name, (0..).map(Month::from_index).zip(medians).collect());
    let (rust, go) = (line("Rust", [9.0, 2.0, 3.0, 1.0]), line("Go", [8.0, 4.0, 4.0, 4.0]));
    let found = |lines: &[Line<'static>]| {
        let lead = Lead::of(lines).unwrap();
        (lead.lowest.name, lead.highest.name, lead.since.index(), lead.before)
    };
    assert_eq!(found(&[rust.clone(), go.clone()]), ("Rust", "Go", 1, Some("Go")));
    let java = ("Java", vec![(Month::from_index(2), 0.5)]);
    assert_eq!(found(&[rust.clone(), java]), ("Rust", "Rust", 3, Some("Java")));
    assert_eq!(found(&[rust]), ("Rust", "Rust", 3, None));
    assert!(Lead::of(&[]).is_none());
}
