//! Main views of Explore, for readers without scripts and for links.

use schema::{Arch, Packaging, SeriesRow};

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
    pub(crate) fn title(&self) -> String {
        match self {
            Preset::Configuration(Packaging::Image, arch) => format!("Container images on {arch}"),
            Preset::Configuration(_, arch) => format!("Zip archives on {arch}"),
            Preset::Language(language) => format!("{language} in every configuration"),
        }
    }

    pub(crate) fn path(&self) -> String {
        match self {
            Preset::Configuration(package, arch) => {
                format!("explore/{package}-{}/index.html", arch.name().replace('_', "-"))
            }
            Preset::Language(language) => format!("explore/{}/index.html", slug(language)),
        }
    }

    pub(crate) fn address(&self) -> String {
        match self {
            Preset::Configuration(package, arch) => format!("packaging={package}&arch={arch}"),
            Preset::Language(language) => {
                format!("language={}&packaging=any&arch=any", in_query(language))
            }
        }
    }
}

/// Returns every view with data: packages and architectures, then languages.
pub(crate) fn presets<'a>(catalog: &Catalog<'a>) -> Vec<Preset<'a>> {
    let configurations = [Packaging::Zip, Packaging::Image]
        .into_iter()
        .flat_map(|package| [Arch::X86_64, Arch::Arm64].map(|arch| Preset::Configuration(package, arch)));
    let is_current = |runtimes: &[&RuntimeData<'_>]| runtimes.iter().any(|it| it.is_current && !it.is_local);
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
    for runtime in catalog.runtimes.iter().filter(|runtime| !runtime.is_local) {
        let rows = runtime.series.iter().copied().filter(|row| is_usual(row));
        let rows = rows.filter(|row| match kind {
            Preset::Configuration(package, arch) => {
                (row.series.conditions.packaging, row.series.conditions.arch) == (*package, *arch)
            }
            Preset::Language(language) => runtime.language == *language,
        });
        found.extend(rows.map(|row| catalog.of_series(runtime, row)));
    }
    found.sort_by(|a, b| a.row.distribution.p50.total_cmp(&b.row.distribution.p50));
    found
}

/// Returns links to all views.
pub(crate) fn links(catalog: &Catalog<'_>) -> Vec<Link> {
    let link = |kind: &Preset<'_>| Link { name: kind.title(), path: kind.path() };
    presets(catalog).iter().map(link).collect()
}
