//! What `docs/logs.md` says of each format is so.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{collections::BTreeSet, fs, path::Path};

use logs::{FaultKind, Format};
use schema::Invocation;
use support::{of, read};

/// What is said of a format.
struct Section {
    name: String,
    text: String,
    /// Fenced blocks with what stands behind their fence.
    blocks: Vec<(String, String)>,
}

impl Section {
    /// Blocks that are said to be read.
    fn examples(&self) -> impl Iterator<Item = &str> {
        let is_example = |kind: &str| matches!(kind, "text" | "json" | "csv");
        self.blocks.iter().filter(move |(kind, _)| is_example(kind)).map(|(_, text)| text.as_str())
    }

    /// Names of columns that the last cells of its table say.
    fn becomes(&self) -> BTreeSet<&str> {
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
        for (place, part) in text.split("\n```").enumerate() {
            if place % 2 == 0 {
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

/// Columns that invocations say.
fn said(invocations: &[Invocation]) -> BTreeSet<&'static str> {
    let values: Vec<_> = invocations.iter().map(|it| serde_json::to_value(it).unwrap()).collect();
    let is_said = |column: &&str| values.iter().any(|value| !value[*column].is_null());
    Invocation::COLUMNS.into_iter().filter(is_said).collect()
}

#[test]
fn every_format_is_described_with_a_command_an_example_and_a_fault() {
    let sections = sections();
    for format in Format::ALL {
        let section = sections.iter().find(|section| section.name == format.name());
        let section = section.unwrap_or_else(|| panic!("{format} is not described"));
        assert!(section.blocks.iter().any(|(kind, _)| kind == "sh"), "{format} has no command");
        assert!(section.examples().count() > 0, "{format} has no example");
        let (_, cannot) = section.text.split_once("Cannot be read: ").unwrap();
        assert!(FaultKind::ALL.iter().any(|kind| cannot.contains(&format!("`{}`", kind.name()))), "{format}");
        if format != Format::PowerTuning {
            assert!(section.text.contains("Labels: "), "{format} says nothing of labels");
        }
    }
    let names: Vec<_> = sections.iter().map(|section| section.name.as_str()).collect();
    assert_eq!(names.len(), Format::ALL.len() + 2, "no section more: {names:?}");
}

#[test]
fn every_example_is_found_and_read_as_its_table_says() {
    for section in sections() {
        let Ok(format) = section.name.parse::<Format>() else { continue };
        let mut invocations = Vec::new();
        for example in section.examples() {
            assert_eq!(Format::detect(example.as_bytes()), Ok(format), "{example}");
            let found = read(example.as_bytes(), &of(None));
            if format == Format::PowerTuning {
                assert_eq!(found.account.unwrap_err().kind, FaultKind::FiguresOnly);
                continue;
            }
            assert_eq!(found.faults, [], "{example}");
            assert!(!found.invocations.is_empty(), "{example}");
            invocations.extend(found.invocations);
        }
        assert_eq!(said(&invocations), section.becomes(), "{format}: what examples say, and the table");
    }
}

#[test]
fn every_fault_is_described_with_its_advice() {
    let page = page();
    let (_, table) = page.split_once("| Fault | When | What to do |\n|---|---|---|\n").unwrap();
    let rows: Vec<_> = table.lines().take_while(|line| line.starts_with('|')).collect();
    assert_eq!(rows.len(), FaultKind::ALL.len());
    for (row, kind) in rows.into_iter().zip(FaultKind::ALL) {
        assert!(row.starts_with(&format!("| `{}` | ", kind.name())), "{row}");
        assert!(row.ends_with(&format!(" | {} |", kind.advice())), "{row}");
    }
}

#[test]
fn every_column_of_our_own_schema_is_named() {
    let sections = sections();
    let section = sections.iter().find(|section| section.name == "csv").unwrap();
    for column in Invocation::COLUMNS {
        assert!(section.text.contains(&format!("`{column}`")), "{column}");
    }
}
