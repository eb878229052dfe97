//! The list of all runtimes, by language.

use schema::Percentile;
use serde::Serialize;

use crate::context::{
    catalog::{Catalog, RuntimeData},
    descriptions::{default_view, status},
    markdown::slug,
    page::{Page, view},
    table::{Cell, Table},
};

#[derive(Serialize)]
struct Runtimes {
    languages: Vec<Language>,
}

#[derive(Serialize)]
struct Language {
    id: String,
    name: String,
    table: Table,
}

pub(crate) fn page(catalog: &Catalog<'_>) -> Page {
    let language = |(name, runtimes): (&str, Vec<&RuntimeData<'_>>)| Language {
        id: slug(name),
        name: name.to_owned(),
        table: table(catalog, name, &runtimes),
    };
    let published = catalog.languages().into_iter().filter_map(|(name, mut runtimes)| {
        runtimes.retain(|runtime| !runtime.is_local);
        (!runtimes.is_empty()).then_some((name, runtimes))
    });
    let languages = published.map(language).collect();
    Page {
        path: "runtimes/index.html".to_owned(),
        template: "runtimes.html",
        title: "Runtimes".to_owned(),
        description: "Every runtime that was measured, by language, with its current init duration."
            .to_owned(),
        figures: Vec::new(),
        view: view(&Runtimes { languages }),
    }
}

fn table(catalog: &Catalog<'_>, language: &str, runtimes: &[&RuntimeData<'_>]) -> Table {
    let caption = format!("{language}: init duration in ms, {}", default_view(catalog));
    let mut table = Table::new(caption, &["Runtime", "Status", "First month", "Last month", "#p50", "#p99"]);
    for runtime in runtimes {
        let current = runtime.series.iter().find(|row| catalog.is_default(&row.series));
        let month = |month: Option<schema::Month>| {
            Cell::text(month.map_or_else(String::new, |month| month.to_string()))
        };
        let (first, last) = runtime.span().unzip();
        let cell = |percentile| {
            current
                .map_or_else(|| Cell::measured(None), |row| Cell::percentile(&row.distribution, percentile))
        };
        table.rows.push(vec![
            Cell::text(runtime.name).to(runtime.path()).head(),
            Cell::text(status(runtime)),
            month(first),
            month(last),
            cell(Percentile::P50),
            cell(Percentile::P99),
        ]);
    }
    table
}
