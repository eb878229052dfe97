//! Where things are, from the root of the site, and what explains them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use schema::{ComparisonRow, Layout, SeriesKey};

use super::catalog::{Catalog, Ranked};

/// `word` as a part of what follows the question mark of an address.
pub(crate) fn in_query(word: &str) -> String {
    utf8_percent_encode(word, NON_ALPHANUMERIC).to_string()
}

/// What may stand in the path of an address as it is.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Where `file` of a source lies upstream, in its newest version.
pub(crate) fn upstream(layout: &Layout, file: &str) -> String {
    let path = format!("{}/{}/{file}", layout.repository, layout.branch);
    format!("{}/{}", layout.raw.trim_end_matches('/'), utf8_percent_encode(&path, IN_PATH))
}

/// Where the receipt of a series is, from the root of the site.
pub(crate) fn address_of_series(key: &SeriesKey) -> String {
    format!("receipts/{}/index.html#{}", receipt_folder(key), series_id(key))
}

/// The folder of its page. Functions of ours have a page for each workload, so that none is too long.
pub(crate) fn receipt_folder(key: &SeriesKey) -> String {
    if key.package.is_local() { format!("{}/{}", key.runtime, key.workload) } else { key.runtime.clone() }
}

/// Where the receipt of a pair is, `a` first, from the root of the site.
pub(crate) fn address_of_pair(row: &ComparisonRow, a: &str) -> String {
    format!("receipts/pairs/index.html#{}", pair_id(&row.from(a)))
}

/// Where the receipt of the months of a runtime is, from the root of the site.
pub(crate) fn address_of_months(runtime: &str) -> String {
    format!("receipts/{runtime}/index.html#months")
}

pub(crate) fn series_id(key: &SeriesKey) -> String {
    let none = || key.package.without_memory().to_owned();
    let memory = key.memory_mb.map_or_else(none, |memory_mb| memory_mb.to_string());
    format!("{}-{}-{memory}-{}-{}-{}", key.package, key.arch, key.workload, key.metric.name(), key.source)
}

pub(crate) fn pair_id(row: &ComparisonRow) -> String {
    let ComparisonRow { a, b, package, arch, workload, metric, source, .. } = row;
    format!("{a}-{b}-{package}-{arch}-{workload}-{}-{source}", metric.name())
}

/// The words that name a pair.
pub(crate) fn pair_words(key: &SeriesKey, a: &str, b: &str) -> String {
    let metric = if key.package.is_local() { format!(" {}", key.metric) } else { String::new() };
    format!("{a} {b} {} {} {} {}{metric}", key.source, key.package, key.arch, key.workload)
}

/// What a clone of the project types.
pub(crate) const COLDMARK: &str = "cargo coldmark explain";

pub(crate) fn command(words: &str) -> String {
    format!("{COLDMARK} {words} --recompute")
}

/// The folder of two runtimes in order, from the root of the site.
pub(crate) fn pair_folder(a: &Ranked<'_, '_>, b: &Ranked<'_, '_>) -> String {
    format!("compare/{}-vs-{}/", a.runtime.slug, b.runtime.slug)
}

/// Two runtimes in the order of the registry, so that their address stays when their places change.
pub(crate) fn in_order<'r, 'c, 'a>(
    catalog: &Catalog<'_>,
    a: &'r Ranked<'c, 'a>,
    b: &'r Ranked<'c, 'a>,
) -> (&'r Ranked<'c, 'a>, &'r Ranked<'c, 'a>) {
    let place = |slug: &str| catalog.runtimes.iter().position(|runtime| runtime.slug == slug);
    if place(a.runtime.slug) <= place(b.runtime.slug) { (a, b) } else { (b, a) }
}

/// The folders of all pairs.
pub(crate) fn pair_names(catalog: &Catalog<'_>) -> Vec<String> {
    let ranked = catalog.ranking();
    let pairs = ranked.iter().enumerate().flat_map(|(idx, a)| ranked[idx + 1..].iter().map(move |b| (a, b)));
    let name = |(a, b): (&Ranked<'_, '_>, &Ranked<'_, '_>)| {
        let (a, b) = in_order(catalog, a, b);
        format!("{}-vs-{}", a.runtime.slug, b.runtime.slug)
    };
    pairs.map(name).collect()
}

/// Where the page of two runtimes is, from the root of the site; none where one is not in the default view.
pub(crate) fn path_of_pair(catalog: &Catalog<'_>, a: &str, b: &str) -> Option<String> {
    let ranked = |slug: &str| catalog.ranked(catalog.by_slug(slug)?);
    Some(page_of_pair(catalog, &ranked(a)?, &ranked(b)?))
}

/// Where the page of two runtimes is, from the root of the site.
pub(crate) fn page_of_pair(catalog: &Catalog<'_>, a: &Ranked<'_, '_>, b: &Ranked<'_, '_>) -> String {
    let (a, b) = in_order(catalog, a, b);
    format!("{}index.html", pair_folder(a, b))
}
