//! Addresses from the root of the site, and the commands that explain numbers.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use schema::{ComparisonRow, Conditions, Layout, SeriesKey};

use super::catalog::{Catalog, Ranked};

/// Encodes `word` for the query of an address.
pub(crate) fn in_query(word: &str) -> String {
    utf8_percent_encode(word, NON_ALPHANUMERIC).to_string()
}

/// Characters that the path of an address must escape.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Upstream address of `file` of a source, in its newest version.
pub(crate) fn upstream(layout: &Layout, file: &str) -> String {
    let path = format!("{}/{}/{file}", layout.repository, layout.revision());
    format!("{}/{}", layout.raw.trim_end_matches('/'), utf8_percent_encode(&path, IN_PATH))
}

/// Address of the receipt of a series, from the root of the site.
pub(crate) fn address_of_series(key: &SeriesKey) -> String {
    format!("receipts/{}/index.html#{}", receipt_folder(key), series_id(key))
}

/// Folder of the page of its receipt. Our own functions have a page for each workload, to keep pages short.
pub(crate) fn receipt_folder(key: &SeriesKey) -> String {
    if key.conditions.is_local() {
        format!("{}/{}", key.runtime, key.conditions.workload)
    } else {
        key.runtime.clone()
    }
}

/// Address of the receipt of a pair with `a` first, from the root of the site.
pub(crate) fn address_of_pair(row: &ComparisonRow, a: &str) -> String {
    format!("receipts/pairs/index.html#{}", pair_id(&row.from(a)))
}

/// Address of the receipt of a runtime's months, from the root of the site.
pub(crate) fn address_of_months(runtime: &str) -> String {
    format!("receipts/{runtime}/index.html#months")
}

pub(crate) fn series_id(key: &SeriesKey) -> String {
    format!("{}-{}-{}", id(&key.conditions), key.memory, key.metric.name())
}

pub(crate) fn pair_id(row: &ComparisonRow) -> String {
    format!("{}-{}-{}-{}", row.a, row.b, id(&row.conditions), row.metric.name())
}

/// Joins the parts of the conditions' address, without missing ones.
fn parts(conditions: &Conditions, separator: &str) -> String {
    conditions.to_string().split('/').filter(|part| *part != "-").collect::<Vec<_>>().join(separator)
}

fn id(conditions: &Conditions) -> String {
    parts(conditions, "-")
}

/// Returns the words that name a pair.
pub(crate) fn pair_words(key: &SeriesKey, a: &str, b: &str) -> String {
    let metric = if key.conditions.is_local() { format!(" {}", key.metric) } else { String::new() };
    format!("{a} {b} {}{metric}", parts(&key.conditions, " "))
}

/// Command to type in a clone of the project.
pub(crate) const COLDMARK: &str = "cargo coldmark explain";

pub(crate) fn command(words: &str) -> String {
    format!("{COLDMARK} {words} --recompute")
}

/// Folder of two runtimes in order, from the root of the site.
pub(crate) fn pair_folder(a: &Ranked<'_, '_>, b: &Ranked<'_, '_>) -> String {
    format!("compare/{}-vs-{}/", a.runtime.slug, b.runtime.slug)
}

/// Sorts two runtimes in the order of the registry, so that their address stays when their ranks change.
pub(crate) fn in_order<'r, 'c, 'a>(
    catalog: &Catalog<'_>,
    a: &'r Ranked<'c, 'a>,
    b: &'r Ranked<'c, 'a>,
) -> (&'r Ranked<'c, 'a>, &'r Ranked<'c, 'a>) {
    let place = |slug: &str| catalog.runtimes.iter().position(|runtime| runtime.slug == slug);
    if place(a.runtime.slug) <= place(b.runtime.slug) { (a, b) } else { (b, a) }
}

/// Lists every pair of a ranking, each in the order of its address.
pub(crate) fn pairs<'r, 'c, 'a>(
    catalog: &Catalog<'_>,
    ranked: &'r [Ranked<'c, 'a>],
) -> Vec<(&'r Ranked<'c, 'a>, &'r Ranked<'c, 'a>)> {
    let pair = |(idx, a)| ranked[idx + 1..].iter().map(move |b| in_order(catalog, a, b));
    ranked.iter().enumerate().flat_map(pair).collect()
}

/// Lists the folders of all pairs.
pub(crate) fn pair_names(catalog: &Catalog<'_>) -> Vec<String> {
    let name =
        |(a, b): (&Ranked<'_, '_>, &Ranked<'_, '_>)| format!("{}-vs-{}", a.runtime.slug, b.runtime.slug);
    pairs(catalog, &catalog.ranking()).into_iter().map(name).collect()
}

/// Path of the page of two runtimes, from the root of the site; none if one is not in the default view.
pub(crate) fn path_of_pair(catalog: &Catalog<'_>, a: &str, b: &str) -> Option<String> {
    let ranked = |slug: &str| catalog.ranked(catalog.by_slug(slug)?);
    Some(page_of_pair(catalog, &ranked(a)?, &ranked(b)?))
}

/// Path of the page of two runtimes, from the root of the site.
pub(crate) fn page_of_pair(catalog: &Catalog<'_>, a: &Ranked<'_, '_>, b: &Ranked<'_, '_>) -> String {
    let (a, b) = in_order(catalog, a, b);
    format!("{}index.html", pair_folder(a, b))
}
