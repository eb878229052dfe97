//! Citations of the tables.

use std::fmt::Write;

use super::{Edition, KEYWORDS, LICENCE};

/// Cites them in a line, for a caption or a slide.
pub(crate) fn short(edition: &Edition<'_>) -> String {
    let (config, year) = (edition.config, edition.newest_day.year());
    format!("{} ({year}), data version {}, {}", config.title, edition.version, edition.address())
}

/// Cites them in full, with their sources.
pub(crate) fn long(edition: &Edition<'_>) -> String {
    let (_, licence, _) = LICENCE;
    let mut words = format!(
        "{} ({}). {} [data set], version {}, data from {} to {}. {}. {licence}.",
        edition.config.title,
        edition.newest_day.year(),
        edition.title(),
        edition.version,
        edition.first_day,
        edition.newest_day,
        edition.address()
    );
    for source in published(edition) {
        let citation = source.citation.trim_end_matches('.');
        write!(words, " Rests on: {citation}, {} ({}).", source.homepage, source.licence)
            .expect("a String takes any text");
    }
    words
}

/// Cites them as BibTeX.
pub(crate) fn bibtex(edition: &Edition<'_>) -> String {
    format!(
        "@misc{{coldmark,\n  author = {{{{{}}}}},\n  title = {{{}}},\n  year = {{{}}},\n  version = {{{}}},\n  \
         url = {{{}}},\n  note = {{Data set, {}}}\n}}\n",
        edition.config.title,
        edition.title(),
        edition.newest_day.year(),
        edition.version,
        edition.address(),
        LICENCE.0
    )
}

/// Writes `CITATION.cff`, in the Citation File Format 1.2.0.
pub(super) fn cff(edition: &Edition<'_>) -> String {
    let mut lines = vec![
        "cff-version: 1.2.0".to_owned(),
        "message: If you use these tables, please cite them so, and the sources that they rest on."
            .to_owned(),
        "type: dataset".to_owned(),
        format!("title: {}", quoted(&edition.title())),
        format!("abstract: {}", quoted(&edition.description())),
        "authors:".to_owned(),
        format!("  - name: {}", quoted(&edition.config.title)),
        format!("    website: {}", quoted(&edition.config.base_url)),
        format!("version: {}", quoted(&edition.version)),
        format!("date-released: {}", edition.newest_day),
        format!("license: {}", LICENCE.0),
        format!("url: {}", quoted(&edition.address())),
        "keywords:".to_owned(),
    ];
    lines.extend(KEYWORDS.map(|word| format!("  - {word}")));
    let sources: Vec<String> = published(edition)
        .map(|source| {
            let [title, citation, url] =
                [&source.title, &source.citation, &source.homepage].map(|text| quoted(text));
            format!(
                "  - type: data\n    title: {title}\n    authors:\n      - name: {citation}\n    url: {url}\n    \
                 license: {}",
                source.licence
            )
        })
        .collect();
    if !sources.is_empty() {
        lines.push("references:".to_owned());
        lines.extend(sources);
    }
    lines.join("\n") + "\n"
}

/// Returns the third-party sources. Our own runs are cited with the tables.
fn published<'e>(edition: &'e Edition<'_>) -> impl Iterator<Item = &'e schema::Source> {
    edition.sources.iter().copied().filter(|source| source.layout.is_some())
}

/// Quotes a YAML scalar. JSON strings are valid YAML.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
