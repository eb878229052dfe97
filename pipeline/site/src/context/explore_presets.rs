//! Main views of Explore, for readers without scripts and for links.

use anyhow::Result;
use schema::{Arch, Packaging, SeriesRow};
use serde_json::json;

use super::{
    addresses::in_query,
    catalog::{Catalog, Ranked, RuntimeData},
    markdown::slug,
    page::Link,
};

/// A view before it is drawn.
pub(crate) enum Preset<'a> {
    Configuration(Packaging, Arch),
    Language(&'a str),
}

impl Preset<'_> {
    pub(crate) fn title(&self, catalog: &Catalog<'_>) -> Result<String> {
        let view = match self {
            Preset::Configuration(packaging, arch) => {
                json!({ "packaging": packaging, "arch": arch.title(), "language": null })
            }
            Preset::Language(language) => json!({ "language": language }),
        };
        catalog.texts.words("pages/view_title", &view)?.part("Title")
    }

    pub(crate) fn path(&self) -> String {
        match self {
            Preset::Configuration(packaging, arch) => {
                format!("explore/{packaging}-{}/index.html", arch.name().replace('_', "-"))
            }
            Preset::Language(language) => format!("explore/{}/index.html", slug(language)),
        }
    }

    pub(crate) fn address(&self) -> String {
        match self {
            Preset::Configuration(packaging, arch) => format!("packaging={packaging}&arch={arch}"),
            Preset::Language(language) => {
                format!("language={}&packaging=any&arch=any", in_query(language))
            }
        }
    }
}

/// Returns every view with data: packagings and architectures, then languages.
pub(crate) fn presets<'a>(catalog: &Catalog<'a>) -> Vec<Preset<'a>> {
    let configurations = [Packaging::Zip, Packaging::Image]
        .into_iter()
        .flat_map(|packaging| [Arch::X86_64, Arch::Arm64].map(|arch| Preset::Configuration(packaging, arch)));
    let is_current =
        |runtimes: &[&RuntimeData<'_>]| runtimes.iter().any(|it| it.is_current && !it.is_local());
    let languages = catalog.languages().into_iter().filter(|(_, runtimes)| is_current(runtimes));
    let mut kinds: Vec<Preset<'a>> =
        configurations.chain(languages.map(|(language, _)| Preset::Language(language))).collect();
    kinds.retain(|kind| !entries(catalog, kind).is_empty());
    kinds
}

/// Returns the pooled series of a configuration, lowest median first; for a language, all its series.
pub(crate) fn entries<'c, 'a>(catalog: &'c Catalog<'a>, kind: &Preset<'_>) -> Vec<Ranked<'c, 'a>> {
    let view = catalog.view;
    let is_usual = |row: &SeriesRow| {
        let series = &row.series;
        series.memory.mb().is_none() && series.metric == view.metric && view.has_variant(&series.conditions)
    };
    let mut found = Vec::new();
    for runtime in catalog.runtimes.iter().filter(|runtime| !runtime.is_local()) {
        let rows = runtime.series.iter().copied().filter(|row| is_usual(row));
        let rows = rows.filter(|row| match kind {
            Preset::Configuration(packaging, arch) => {
                (row.series.conditions.packaging, row.series.conditions.arch) == (*packaging, *arch)
            }
            Preset::Language(language) => runtime.language == *language,
        });
        found.extend(rows.map(|row| catalog.of_series(runtime, row)));
    }
    found.sort_by(|a, b| a.row.distribution.p50.total_cmp(&b.row.distribution.p50));
    found
}

/// Returns links to all views.
pub(crate) fn links(catalog: &Catalog<'_>) -> Result<Vec<Link>> {
    let link = |kind: &Preset<'_>| Ok(Link { name: kind.title(catalog)?, path: kind.path() });
    presets(catalog).iter().map(link).collect()
}
