//! Colours of charts. The two languages that the site is about keep theirs in every chart, and the rest is grey.

use std::collections::BTreeMap;

pub(crate) use charts::{GREY, SUBJECT};

use super::catalog::RuntimeData;

/// Languages with a colour of their own: the first two of the stylesheet.
const HIGHLIGHTED: [&str; 2] = ["Go", "Rust"];

/// Colours that charts without a language share: platforms, packages.
const N_OTHERS: usize = 5;

/// Returns the number of a language's colour.
pub(crate) fn of_language(language: &str) -> usize {
    HIGHLIGHTED.iter().position(|known| *known == language).unwrap_or(GREY)
}

/// Returns the number of the colour of a language that a chart is about.
pub(crate) fn of_subject(language: &str) -> usize {
    match of_language(language) {
        GREY => SUBJECT,
        hue => hue,
    }
}

/// Returns the number of the colour at `idx` of things that are no languages.
pub(crate) fn other(idx: usize) -> usize {
    SUBJECT + idx % N_OTHERS
}

/// Colours of the runtimes of a chart, by slug. Each of two runtimes has its own; if none of many has one, they share
/// that of a subject, since grey means nothing without a colour next to it.
pub(crate) fn of_runtimes<'r>(
    runtimes: impl IntoIterator<Item = &'r RuntimeData<'r>>,
) -> BTreeMap<&'r str, usize> {
    let languages = runtimes.into_iter().map(|runtime| (runtime.slug, runtime.language));
    of_languages(&languages.collect())
}

fn of_languages<'r>(languages: &BTreeMap<&'r str, &str>) -> BTreeMap<&'r str, usize> {
    let mut hues: BTreeMap<&str, usize> =
        languages.iter().map(|(slug, language)| (*slug, of_language(language))).collect();
    if hues.values().all(|hue| *hue == GREY) {
        for hue in hues.values_mut() {
            *hue = SUBJECT;
        }
    }
    if let [first, second] = &mut hues.values_mut().collect::<Vec<_>>()[..]
        && first == second
    {
        **second = if **first == SUBJECT { other(1) } else { GREY };
    }
    hues
}

#[test]
fn two_runtimes_never_share_a_colour_and_grey_never_stands_alone() {
    let hues = |all: &[(&'static str, &'static str)]| -> Vec<usize> {
        of_languages(&all.iter().copied().collect()).into_values().collect()
    };
    assert_eq!(hues(&[("a", "Go"), ("b", "Rust"), ("c", "Java")]), [0, 1, GREY]);
    assert_eq!(hues(&[("a", "Rust"), ("b", "Rust")]), [1, GREY]);
    assert_eq!(hues(&[("a", "Java"), ("b", "Python")]), [SUBJECT, SUBJECT + 1]);
    assert_eq!(hues(&[("a", "Java"), ("b", "Java"), ("c", "Python")]), [SUBJECT; 3]);
    assert_eq!(hues(&[("a", "Java")]), [SUBJECT]);
}
