//! Checks `docs/logs.md` against the code.

#![expect(clippy::unwrap_used, reason = "a panic fails the test")]

mod support;

use std::{collections::BTreeSet, fs, path::Path};

use logs::Format;
use schema::{Invocation, ReadErrorKind};
use support::{options, read_all};

/// Section of a format.
struct Section {
    name: String,
    text: String,
    /// Fenced blocks, each with its language.
    blocks: Vec<(String, String)>,
}

impl Section {
    /// Blocks with input for the reader.
    fn examples(&self) -> impl Iterator<Item = &str> {
        let is_example = |kind: &str| matches!(kind, "text" | "json" | "csv");
        self.blocks.iter().filter(move |(kind, _)| is_example(kind)).map(|(_, text)| text.as_str())
    }

    /// Columns of [`Invocation`] in the last cells of the table.
    fn documented_columns(&self) -> BTreeSet<&str> {
        let cells = self.text.lines().filter_map(|line| line.strip_suffix(" |")?.rsplit('|').next());
        let words = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2));
        words.filter(|word| Invocation::COLUMNS.contains(word)).collect()
    }
}

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/logs.md");
    fs::read_to_string(path).unwrap()
}

fn sections() -> Vec<Section> {
    let page = page();
    let sections = page.split("\n## ").skip(1).map(|section| {
        let (heading, text) = section.split_once('\n').unwrap();
        let mut blocks = Vec::new();
        let mut words = String::new();
        for (idx, part) in text.split("\n```").enumerate() {
            if idx % 2 == 0 {
                words += part;
            } else {
                let (kind, text) = part.split_once('\n').unwrap();
                blocks.push((kind.to_owned(), format!("{text}\n")));
            }
        }
        Section { name: heading.trim_matches('`').to_owned(), text: words, blocks }
    });
    sections.collect()
}

/// Columns that at least one invocation has.
fn present_columns(invocations: &[Invocation]) -> BTreeSet<&'static str> {
    let values: Vec<_> =
        invocations.iter().map(|invocation| serde_json::to_value(invocation).unwrap()).collect();
    let is_present = |column: &&str| values.iter().any(|value| !value[*column].is_null());
    Invocation::COLUMNS.into_iter().filter(is_present).collect()
}

#[test]
fn every_format_has_a_command_an_example_and_errors() {
    let sections = sections();
    for format in Format::ALL {
        let section = sections.iter().find(|section| section.name == format.name());
        let section = section.unwrap_or_else(|| panic!("{format} is not described"));
        assert!(section.blocks.iter().any(|(kind, _)| kind == "sh"), "{format} has no command");
        assert!(section.examples().count() > 0, "{format} has no example");
        let (_, errors) = section.text.split_once("Errors: ").unwrap();
        assert!(
            ReadErrorKind::VALUES.iter().any(|kind| errors.contains(&format!("`{}`", kind.name()))),
            "{format}"
        );
        if format != Format::PowerTuning {
            assert!(section.text.contains("Labels: "), "{format} mentions no labels");
        }
    }
    let names: Vec<_> = sections.iter().map(|section| section.name.as_str()).collect();
    assert_eq!(names.len(), Format::ALL.len() + 3, "there are unknown sections: {names:?}");
}

#[test]
fn every_example_is_read_as_documented() {
    for section in sections() {
        let Ok(format) = section.name.parse::<Format>() else { continue };
        let mut invocations = Vec::new();
        for example in section.examples() {
            assert_eq!(Format::detect(example.as_bytes()), Ok(format), "{example}");
            let result = read_all(example.as_bytes(), &options(None));
            if format == Format::PowerTuning {
                assert_eq!(result.stats.unwrap_err().kind, ReadErrorKind::FiguresOnly);
                continue;
            }
            assert_eq!(result.errors, [], "{example}");
            assert!(!result.invocations.is_empty(), "{example}");
            invocations.extend(result.invocations);
        }
        assert_eq!(
            present_columns(&invocations),
            section.documented_columns(),
            "{format}: columns in the examples and in the table"
        );
    }
}

#[test]
fn every_error_is_documented_with_its_advice() {
    let page = page();
    let (_, table) = page.split_once("| Error | Cause | Advice |\n|---|---|---|\n").unwrap();
    let rows: Vec<_> = table.lines().take_while(|line| line.starts_with('|')).collect();
    assert_eq!(rows.len(), ReadErrorKind::VALUES.len());
    for (row, kind) in rows.into_iter().zip(ReadErrorKind::VALUES) {
        assert!(row.starts_with(&format!("| `{}` | ", kind.name())), "{row}");
        assert!(row.ends_with(&format!(" | {} |", kind.advice())), "{row}");
    }
}

#[test]
fn every_column_of_the_schema_is_documented() {
    let sections = sections();
    let section = sections.iter().find(|section| section.name == "csv").unwrap();
    for column in Invocation::COLUMNS {
        assert!(section.text.contains(&format!("`{column}`")), "{column}");
    }
}
