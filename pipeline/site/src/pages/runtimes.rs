//! The ranking of all runtimes that are measured now, and the list of all by language.

use std::collections::BTreeSet;

use anyhow::Result;
use schema::{Date, Month, Percentile};
use serde::Serialize;
use serde_json::json;

use crate::{
    context::{
        catalog::{Catalog, Ranked, RuntimeData},
        descriptions::{default_view, status},
        figure::Figure,
        markdown::slug,
        page::Page,
        table::{Cell, Table},
        texts::Labelled,
    },
    figures::{
        dot_plots::{self, Marks},
        ranked::rank_cell,
    },
};

#[derive(Serialize)]
struct Runtimes {
    /// Runtimes that are measured now, deprecated and experimental ones too.
    ranking: Option<Figure>,
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
    let ranking = dot_plots::ranking(catalog, "ranking", &catalog.ranking(), Marks::Dots)?;
    let page = Runtimes { ranking, languages, elsewhere: elsewhere(catalog, &words)? };
    let figures = page.ranking.iter().cloned().collect();
    Ok(Page { figures, ..Page::worded(&words, "runtimes/index.html", "runtimes.html", &page)? })
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
    let mut listed: Vec<_> = runtimes.iter().map(|runtime| (runtime, catalog.ranked(runtime))).collect();
    // Without a figure of today, a runtime stays where the registry has it: after those that have one.
    listed.sort_by(|(_, a), (_, b)| match (a, b) {
        (Some(a), Some(b)) => a.row.distribution.p50.total_cmp(&b.row.distribution.p50),
        (a, b) => a.is_none().cmp(&b.is_none()),
    });
    let row = |(runtime, current): (&&RuntimeData<'_>, Option<Ranked<'_, '_>>)| {
        let month = |month: Option<Month>| Cell::text(month.map_or_else(String::new, |it| it.to_string()));
        let (first, last) = runtime.span().unzip();
        let cell = |percentile| {
            current.as_ref().map_or_else(|| Cell::measured(None), |it| catalog.percentile(it.row, percentile))
        };
        Ok(vec![
            Cell::text(runtime.name).to(runtime.path()).head(),
            current.as_ref().map_or_else(|| Cell::measured(None), rank_cell),
            cell(Percentile::P50),
            cell(Percentile::P99),
            Cell::text(status(catalog, runtime)?),
            month(first),
            month(last),
        ])
    };
    Table::worded(&words(catalog, language)?)?.with(listed.into_iter().map(row).collect::<Result<Vec<_>>>()?)
}
