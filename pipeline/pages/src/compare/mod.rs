//! Two runtimes beside each other: a page for every pair that is measured now, and the matrix of all.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use rayon::prelude::*;
use schema::{ComparisonRow, ShiftRow};

use crate::{
    Files, Inputs,
    catalog::{Catalog, Ranked},
    encode::both_of,
    render::Page,
};

mod matrix;
mod pair;
mod spread;

/// Rows of the tables by the two runtimes that they are of, in the order in which the tables have them.
struct Beside<'a> {
    comparisons: BTreeMap<(&'a str, &'a str), Vec<&'a ComparisonRow>>,
    shifts: BTreeMap<(&'a str, &'a str), Vec<&'a ShiftRow>>,
}

impl<'a> Beside<'a> {
    fn of(inputs: &Inputs<'a>) -> Beside<'a> {
        let mut found = Beside { comparisons: BTreeMap::new(), shifts: BTreeMap::new() };
        for row in inputs.summaries.comparisons.iter().filter(|row| !row.package.is_local()) {
            found.comparisons.entry((&row.a, &row.b)).or_default().push(row);
        }
        for row in inputs.summaries.shifts.iter().filter(|row| !row.package.is_local()) {
            found.shifts.entry((&row.a, &row.b)).or_default().push(row);
        }
        found
    }

    /// The comparisons of `a` with `b`, `a` first.
    fn comparisons(&self, a: &str, b: &str) -> Vec<ComparisonRow> {
        let rows = self.comparisons.get(&(a, b)).or_else(|| self.comparisons.get(&(b, a)));
        rows.into_iter().flatten().map(|row| row.from(a)).collect()
    }

    /// The steps of the shift function of `a` and `b`, with whether they are of `b` less `a`.
    fn shifts<'s>(&'s self, a: &'s str, b: &'s str) -> (&'s [&'s ShiftRow], bool) {
        match self.shifts.get(&(a, b)) {
            Some(rows) => (rows, false),
            None => (self.shifts.get(&(b, a)).map_or(&[], Vec::as_slice), true),
        }
    }
}

/// The matrix, and a page for each pair of runtimes in the ranking of the default view.
pub(crate) fn pages(inputs: &Inputs<'_>, catalog: &Catalog<'_>) -> Result<Vec<Page>> {
    let ranked = catalog.ranking();
    if ranked.len() < 2 {
        return Ok(Vec::new());
    }
    let beside = Beside::of(inputs);
    let mut pages = vec![matrix::page(catalog, &beside, &ranked)];
    let pairs: Vec<(&Ranked<'_, '_>, &Ranked<'_, '_>)> = ranked
        .iter()
        .enumerate()
        .flat_map(|(idx, a)| ranked[idx + 1..].iter().map(move |b| (a, b)))
        .collect();
    let made: Result<Vec<Page>> = pairs
        .par_iter()
        .map(|(a, b)| {
            let named = || format!("Failed to compare '{}' with '{}'", a.runtime.slug, b.runtime.slug);
            let (a, b) = in_order(catalog, a, b);
            pair::page(inputs, catalog, &beside, a, b).with_context(named)
        })
        .collect();
    pages.extend(made?);
    Ok(pages)
}

/// The rows of every pair that has a page, as files beside it: of all configurations, in the order of its address.
pub(crate) fn files(inputs: &Inputs<'_>, catalog: &Catalog<'_>) -> Result<Files> {
    let beside = Beside::of(inputs);
    let ranked = catalog.ranking();
    let pairs: Vec<_> = ranked
        .iter()
        .enumerate()
        .flat_map(|(idx, a)| ranked[idx + 1..].iter().map(move |b| (a, b)))
        .collect();
    let files = pairs.par_iter().map(|(a, b)| {
        let (a, b) = in_order(catalog, a, b);
        let rows = beside.comparisons(a.runtime.slug, b.runtime.slug);
        both_of(&folder(a, b), rows.par_iter())
    });
    Ok(files.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// The folder of two runtimes in order, from the root of the site.
fn folder(a: &Ranked<'_, '_>, b: &Ranked<'_, '_>) -> String {
    format!("compare/{}-vs-{}/", a.runtime.slug, b.runtime.slug)
}

/// Two runtimes in the order of the registry, so that their address stays when their places change.
fn in_order<'r, 'c, 'a>(
    catalog: &Catalog<'_>,
    a: &'r Ranked<'c, 'a>,
    b: &'r Ranked<'c, 'a>,
) -> (&'r Ranked<'c, 'a>, &'r Ranked<'c, 'a>) {
    let place = |slug: &str| catalog.runtimes.iter().position(|runtime| runtime.slug == slug);
    if place(a.runtime.slug) <= place(b.runtime.slug) { (a, b) } else { (b, a) }
}

/// The folders of all pairs.
pub(crate) fn names(catalog: &Catalog<'_>) -> Vec<String> {
    let ranked = catalog.ranking();
    let pairs = ranked.iter().enumerate().flat_map(|(idx, a)| ranked[idx + 1..].iter().map(move |b| (a, b)));
    let name = |(a, b): (&Ranked<'_, '_>, &Ranked<'_, '_>)| {
        let (a, b) = in_order(catalog, a, b);
        format!("{}-vs-{}", a.runtime.slug, b.runtime.slug)
    };
    pairs.map(name).collect()
}

/// Where the page of two runtimes is, from the root of the site; none where one is not in the default view.
pub(crate) fn path(catalog: &Catalog<'_>, a: &str, b: &str) -> Option<String> {
    let ranked = |slug: &str| catalog.ranked(catalog.by_slug(slug)?);
    Some(address(catalog, &ranked(a)?, &ranked(b)?))
}

/// Where the page of two runtimes is, from the root of the site.
pub(crate) fn address(catalog: &Catalog<'_>, a: &Ranked<'_, '_>, b: &Ranked<'_, '_>) -> String {
    let (a, b) = in_order(catalog, a, b);
    format!("{}index.html", folder(a, b))
}
