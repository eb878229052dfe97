//! Comparison of two runtimes: a page for every currently measured pair, and the matrix of all.

use anyhow::{Context, Result};
use rayon::prelude::*;
use schema::csv_of;

use crate::{
    Files, Inputs,
    context::{
        addresses::{in_order, pair_folder},
        catalog::{Catalog, Ranked},
        page::Page,
    },
};

mod distributions;
mod matrix;
mod pair;
mod rows;

use rows::Beside;

/// Makes the matrix, and a page for each pair of runtimes in the ranking of the default view.
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

/// Makes one CSV next to the page of every pair: its rows in all configurations, in the order of its address.
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
        Ok((format!("{}comparisons.csv", pair_folder(a, b)), dataset::for_readers(csv_of(rows.par_iter()))?))
    });
    files.collect()
}
