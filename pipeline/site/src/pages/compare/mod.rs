//! Comparison of two runtimes: a page for every currently measured pair, and the matrix of all.

use anyhow::{Context, Result};
use rayon::prelude::*;
use schema::csv_of;

use crate::{
    Files, Inputs,
    context::{
        addresses::{pair_folder, pairs},
        catalog::{Catalog, Ranked},
        page::Page,
    },
};

pub(crate) mod aliases;
mod choice;
mod distributions;
mod matrix;
mod pair;
mod rows;

use rows::PairRows;

/// Makes the matrix, a page of choices for each runtime, and a page for each pair of runtimes in the ranking of the default view.
pub(crate) fn pages(inputs: &Inputs<'_>, catalog: &Catalog<'_>) -> Result<Vec<Page>> {
    let ranked = catalog.ranking();
    if ranked.len() < 2 {
        return Ok(Vec::new());
    }
    let pair_rows = PairRows::of(inputs, catalog.view);
    let mut pages = vec![matrix::page(inputs, catalog, &pair_rows, &ranked)?];
    let choices = ranked.par_iter().map(|entry| choice::page(catalog, &pair_rows, &ranked, entry));
    pages.extend(choices.collect::<Result<Vec<_>>>()?);
    let made: Result<Vec<Page>> = pairs(catalog, &ranked)
        .par_iter()
        .map(|(a, b)| {
            let named = || format!("Failed to compare '{}' with '{}'", a.runtime.slug, b.runtime.slug);
            pair::page(inputs, catalog, &pair_rows, a, b).with_context(named)
        })
        .collect();
    pages.extend(made?);
    Ok(pages)
}

/// Makes one CSV next to the page of every pair: its rows in all configurations, in the order of its address.
pub(crate) fn files(inputs: &Inputs<'_>, catalog: &Catalog<'_>) -> Result<Files> {
    let pair_rows = PairRows::of(inputs, catalog.view);
    let ranked = catalog.ranking();
    let file = |(a, b): &(&Ranked<'_, '_>, &Ranked<'_, '_>)| {
        let rows = pair_rows.comparisons(a.runtime.slug, b.runtime.slug);
        Ok((format!("{}comparisons.csv", pair_folder(a, b)), dataset::for_readers(csv_of(rows.par_iter()))?))
    };
    pairs(catalog, &ranked).par_iter().map(file).collect()
}
