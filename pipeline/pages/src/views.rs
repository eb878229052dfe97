//! The main views of Explore as pages of their own, for those without scripts and for links.

use anyhow::Result;
use schema::{Arch, Package, SeriesRow, memory_words};
use serde::Serialize;

use crate::{
    catalog::{Catalog, Ranked},
    chart,
    figure::Figure,
    home::capital,
    links::in_query,
    markdown::slug,
    render::{Link, Page, view},
};

#[derive(Serialize)]
struct View {
    lead: String,
    figure: Figure,
    /// The same in Explore, as its address has it.
    address: String,
    others: Vec<Link>,
}

/// A view before it is drawn.
enum Kind<'a> {
    Configuration(Package, Arch),
    Language(&'a str),
}

impl Kind<'_> {
    fn title(&self) -> String {
        match self {
            Kind::Configuration(Package::Image, arch) => format!("Container images on {arch}"),
            Kind::Configuration(_, arch) => format!("Zip archives on {arch}"),
            Kind::Language(language) => format!("{language} in every configuration"),
        }
    }

    fn path(&self) -> String {
        match self {
            Kind::Configuration(package, arch) => {
                format!("explore/{package}-{}/index.html", arch.name().replace('_', "-"))
            }
            Kind::Language(language) => format!("explore/{}/index.html", slug(language)),
        }
    }

    fn address(&self) -> String {
        match self {
            Kind::Configuration(package, arch) => format!("package={package}&arch={arch}"),
            Kind::Language(language) => {
                format!("language={}&package=any&arch=any", in_query(language))
            }
        }
    }
}

/// Every view that has data: packages and architectures, then languages.
fn kinds<'a>(catalog: &Catalog<'a>) -> Vec<Kind<'a>> {
    let configurations = [Package::Zip, Package::Image]
        .into_iter()
        .flat_map(|package| [Arch::X86_64, Arch::Arm64].map(|arch| Kind::Configuration(package, arch)));
    let is_current = |runtimes: &[&crate::catalog::RuntimeData<'_>]| {
        runtimes.iter().any(|it| it.is_current && !it.is_ours)
    };
    let languages = catalog.languages().into_iter().filter(|(_, runtimes)| is_current(runtimes));
    let mut kinds: Vec<Kind<'a>> =
        configurations.chain(languages.map(|(language, _)| Kind::Language(language))).collect();
    kinds.retain(|kind| !entries(catalog, kind).is_empty());
    kinds
}

/// The pooled series of a configuration, lowest median first; of a language, all that there are.
fn entries<'c, 'a>(catalog: &'c Catalog<'a>, kind: &Kind<'_>) -> Vec<Ranked<'c, 'a>> {
    let view = catalog.view;
    let is_usual = |row: &SeriesRow| {
        let series = &row.series;
        series.memory_mb.is_none() && (series.metric, &series.workload) == (view.metric, &view.workload)
    };
    let mut found = Vec::new();
    for runtime in catalog.runtimes.iter().filter(|runtime| !runtime.is_ours) {
        let rows = runtime.series.iter().copied().filter(|row| is_usual(row));
        let rows = rows.filter(|row| match kind {
            Kind::Configuration(package, arch) => (row.series.package, row.series.arch) == (*package, *arch),
            Kind::Language(language) => runtime.language == *language,
        });
        found.extend(rows.map(|row| catalog.of_series(runtime, row)));
    }
    found.sort_by(|a, b| a.row.distribution.p50.total_cmp(&b.row.distribution.p50));
    found
}

/// Links to all of them.
pub(crate) fn links(catalog: &Catalog<'_>) -> Vec<Link> {
    let link = |kind: &Kind<'_>| Link { name: kind.title(), path: kind.path() };
    kinds(catalog).iter().map(link).collect()
}

pub(crate) fn pages(catalog: &Catalog<'_>) -> Result<Vec<Page>> {
    let mut pages = Vec::new();
    for kind in kinds(catalog) {
        let entries = entries(catalog, &kind);
        let figure = match kind {
            Kind::Configuration(..) => chart::ranking(catalog, "ranking", &entries)?,
            Kind::Language(language) => {
                let runtimes: Vec<_> = catalog
                    .runtimes
                    .iter()
                    .filter(|it| it.language == language && it.is_current && !it.is_ours)
                    .collect();
                chart::packages(catalog, "configurations", &runtimes)?
            }
        };
        let Some(figure) = figure else { continue };
        let [lowest, ..] = &entries[..] else { continue };
        let series = &lowest.row.series;
        let lead = format!(
            "{}: {} series, {}. The lowest median {} is that of {}: {}.",
            capital(&kind.title()),
            entries.len(),
            memory_words(series.memory_mb),
            series.metric.title(),
            lowest.runtime.name,
            crate::home::median(lowest)
        );
        let page = View { lead: lead.clone(), figure, address: kind.address(), others: links(catalog) };
        pages.push(Page {
            path: kind.path(),
            template: "view.html",
            title: kind.title(),
            description: lead,
            figures: vec![page.figure.clone()],
            view: view(&page),
        });
    }
    Ok(pages)
}
