//! The list of all runtimes, by language.

use std::collections::BTreeSet;

use anyhow::Result;
use schema::{Date, Month, Percentile};
use serde::Serialize;
use serde_json::json;

use crate::context::{
    catalog::{Catalog, RuntimeData},
    descriptions::{default_view, status},
    markdown::slug,
    page::Page,
    table::{Cell, Table},
    texts::Labelled,
};

#[derive(Serialize)]
struct Runtimes {
    languages: Vec<Language>,
    /// Runtimes of other platforms than that of the default view.
    elsewhere: Option<Table>,
}

#[derive(Serialize)]
struct Language {
    id: String,
    name: String,
    table: Table,
}

pub(crate) fn page(catalog: &Catalog<'_>) -> Result<Page> {
    let published = catalog.languages().into_iter().filter_map(|(name, mut runtimes)| {
        runtimes.retain(|runtime| !runtime.is_local() && !runtime.is_elsewhere(catalog));
        (!runtimes.is_empty()).then_some((name, runtimes))
    });
    let language = |(name, runtimes): (&str, Vec<&RuntimeData<'_>>)| {
        Ok(Language { id: slug(name), name: name.to_owned(), table: table(catalog, name, &runtimes)? })
    };
    let languages = published.map(language).collect::<Result<_>>()?;
    let words = words(catalog, "")?;
    let page = Runtimes { languages, elsewhere: elsewhere(catalog, &words)? };
    Page::worded(&words, "runtimes/index.html", "runtimes.html", &page)
}

/// Lists the runtimes of other platforms, whose figures are of other workloads and so of other pages.
fn elsewhere(catalog: &Catalog<'_>, words: &Labelled) -> Result<Option<Table>> {
    let runtimes = catalog.runtimes.iter().filter(|runtime| runtime.is_elsewhere(catalog));
    let row = |runtime: &RuntimeData<'_>| {
        let sources: BTreeSet<&str> =
            runtime.series.iter().map(|row| row.series.conditions.source.as_str()).collect();
        let month =
            |day: Option<Date>| Cell::text(day.map_or_else(String::new, |it| Month::of(it).to_string()));
        vec![
            Cell::text(runtime.name).to(runtime.path()).head(),
            Cell::text(runtime.language),
            Cell::text(sources.into_iter().collect::<Vec<_>>().join(", ")),
            month(runtime.series.iter().map(|row| row.window.window_start).min()),
            month(runtime.series.iter().map(|row| row.window.window_end).max()),
        ]
    };
    Table::named(words, "Elsewhere")?.filled(runtimes.map(row))
}

fn words(catalog: &Catalog<'_>, language: &str) -> Result<Labelled> {
    catalog.texts.words("pages/runtimes", &json!({ "language": language, "view": default_view(catalog) }))
}

fn table(catalog: &Catalog<'_>, language: &str, runtimes: &[&RuntimeData<'_>]) -> Result<Table> {
    let row = |runtime: &&RuntimeData<'_>| {
        let current = runtime.series.iter().find(|row| catalog.is_default(&row.series));
        let month = |month: Option<Month>| Cell::text(month.map_or_else(String::new, |it| it.to_string()));
        let (first, last) = runtime.span().unzip();
        let cell = |percentile| {
            current.map_or_else(|| Cell::measured(None), |row| catalog.percentile(row, percentile))
        };
        Ok(vec![
            Cell::text(runtime.name).to(runtime.path()).head(),
            Cell::text(status(catalog, runtime)?),
            month(first),
            month(last),
            cell(Percentile::P50),
            cell(Percentile::P99),
        ])
    };
    Table::worded(&words(catalog, language)?)?.with(runtimes.iter().map(row).collect::<Result<Vec<_>>>()?)
}
