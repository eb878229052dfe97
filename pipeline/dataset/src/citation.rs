//! Citations of the tables.

use schema::Source;
use serde::Serialize;

use crate::edition::{Edition, KEYWORDS, LICENCE};

/// Citations of the tables.
#[derive(Debug, Serialize)]
pub struct Citation {
    /// One line, for a caption or a slide.
    pub short: String,
    /// The full citation, with the sources.
    pub long: String,
    /// The entry of a bibliography, as BibTeX.
    pub bibtex: String,
}

impl Citation {
    pub(crate) fn of(edition: &Edition<'_>) -> Citation {
        Citation { short: short(edition), long: long(edition), bibtex: bibtex(edition) }
    }
}

fn short(edition: &Edition<'_>) -> String {
    let (publisher, year) = (edition.publisher, edition.newest_day.year());
    format!("{} ({year}), data version {}, {}", publisher.title, edition.version, edition.address())
}

pub(crate) fn long(edition: &Edition<'_>) -> String {
    let words = format!(
        "{} ({}). {} [data set], version {}, {}. {}. {}.",
        edition.publisher.title,
        edition.newest_day.year(),
        edition.publisher.tables_title,
        edition.version,
        edition.period,
        edition.address(),
        LICENCE.title
    );
    let mut sources: Vec<String> = edition
        .third_party_sources()
        .map(|source| {
            format!("{}, {} ({})", source.citation.trim_end_matches('.'), source.homepage, source.licence)
        })
        .collect();
    // Several sources can be parts of one work.
    sources.dedup();
    let sources = sources.join("; ");
    if sources.is_empty() { words } else { format!("{words} Sources: {sources}.") }
}

fn bibtex(edition: &Edition<'_>) -> String {
    format!(
        "@misc{{coldmark,\n  author = {{{{{}}}}},\n  title = {{{}}},\n  year = {{{}}},\n  version = {{{}}},\n  \
         url = {{{}}},\n  note = {{Data set, {}}}\n}}\n",
        edition.publisher.title,
        edition.publisher.tables_title,
        edition.newest_day.year(),
        edition.version,
        edition.address(),
        LICENCE.name
    )
}

/// Writes `CITATION.cff`, in the Citation File Format 1.2.0.
pub(crate) fn cff(edition: &Edition<'_>) -> String {
    let mut lines = vec![
        "cff-version: 1.2.0".to_owned(),
        "message: If you use these tables, please cite them and the sources that they rest on.".to_owned(),
        "type: dataset".to_owned(),
        format!("title: {}", quoted(edition.publisher.tables_title)),
        format!("abstract: {}", quoted(&edition.description())),
        "authors:".to_owned(),
        format!("  - name: {}", quoted(edition.publisher.title)),
        format!("    website: {}", quoted(edition.publisher.base_url)),
        format!("version: {}", quoted(&edition.version)),
        format!("date-released: {}", edition.newest_day),
        format!("license: {}", LICENCE.name),
        format!("url: {}", quoted(&edition.address())),
        "keywords:".to_owned(),
    ];
    lines.extend(KEYWORDS.map(|word| format!("  - {word}")));
    let sources: Vec<String> = edition.third_party_sources().map(reference).collect();
    if !sources.is_empty() {
        lines.push("references:".to_owned());
        lines.extend(sources);
    }
    lines.join("\n") + "\n"
}

/// Writes the reference of a source. The file format demands an author, so a source without one is its own.
fn reference(source: &Source) -> String {
    let [title, citation, url] = [&source.title, &source.citation, &source.homepage].map(|text| quoted(text));
    let authors =
        if source.authors.is_empty() { std::slice::from_ref(&source.title) } else { &source.authors };
    let authors: Vec<String> =
        authors.iter().map(|name| format!("      - name: {}\n", quoted(name))).collect();
    let authors = authors.concat();
    let licence = &source.licence;
    format!(
        "  - type: data\n    title: {title}\n    authors:\n{authors}    notes: {citation}\n    url: {url}\n    \
         license: {licence}"
    )
}

/// Quotes a YAML scalar. JSON strings are valid YAML.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[test]
fn a_reference_separates_authors_from_the_citation() {
    let source = Source {
        title: "a/b".to_owned(),
        citation: "A \"B\", a/b: starts, 2026".to_owned(),
        homepage: "https://host.example/".to_owned(),
        licence: "MIT".to_owned(),
        authors: vec!["A B".to_owned(), "C".to_owned()],
        ..Source::default()
    };
    let expected = "  - type: data\n    title: \"a/b\"\n    authors:\n      - name: \"A B\"\n      - name: \"C\"\n    \
                    notes: \"A \\\"B\\\", a/b: starts, 2026\"\n    url: \"https://host.example/\"\n    license: MIT";
    assert_eq!(reference(&source), expected);
    let without = reference(&Source { authors: Vec::new(), ..source });
    assert!(without.contains("authors:\n      - name: \"a/b\"\n    notes:"), "{without}");
}
