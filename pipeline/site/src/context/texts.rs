//! Words of charts, tables and pages, as `templates/words/` holds them.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use serde::Serialize;
use tera::{Context, Tera};

use crate::{Files, context::filters};

/// Every template of words, ready to render.
#[derive(Debug)]
pub(crate) struct Texts {
    tera: Tera,
}

/// Words of one chart, table or page: its texts by their labels.
#[derive(Debug)]
pub(crate) struct Labelled {
    template: String,
    parts: BTreeMap<String, String>,
}

impl Texts {
    /// Parses the templates of words among `templates`.
    pub(crate) fn of(templates: &Files) -> Result<Texts> {
        let mut found = Vec::new();
        for (path, bytes) in templates {
            let Some(name) = path.strip_prefix("words/").and_then(|path| path.strip_suffix(".txt")) else {
                continue;
            };
            let text =
                std::str::from_utf8(bytes).with_context(|| format!("templates/{path} is not UTF-8"))?;
            found.push((name, text));
        }
        let mut tera = Tera::default();
        filters::register(&mut tera);
        tera.add_raw_templates(found).context("Failed to parse templates/words")?;
        Ok(Texts { tera })
    }

    /// Renders the template `words/{name}.txt` with `view`.
    ///
    /// Fails if the template is missing, or uses a variable that `view` lacks.
    pub(crate) fn words(&self, name: &str, view: &impl Serialize) -> Result<Labelled> {
        let template = format!("templates/words/{name}.txt");
        let context =
            Context::from_serialize(view).with_context(|| format!("Failed to show a view in {template}"))?;
        let rendered =
            self.tera.render(name, &context).with_context(|| format!("Failed to render {template}"))?;
        Ok(Labelled { parts: parts(&rendered), template })
    }
}

impl Labelled {
    /// Returns the text with this label; fails if the template has none.
    pub(crate) fn part(&self, label: &str) -> Result<String> {
        let part = self.parts.get(label).cloned();
        part.with_context(|| format!("{} has no line that starts with '{label}:'", self.template))
    }

    /// Returns the texts of a list such as `A | B | C`; fails if the template has no such label.
    pub(crate) fn list(&self, label: &str) -> Result<Vec<String>> {
        Ok(self.part(label)?.split(" | ").map(str::to_owned).collect())
    }
}

/// Splits rendered words into parts by their labels, and collapses white space.
///
/// A label is a capital letter and more letters or spaces, at the start of a line and before a colon. Indented lines go
/// on, so a text that needs a colon after its first words can stand on such a line.
fn parts(rendered: &str) -> BTreeMap<String, String> {
    let mut parts: BTreeMap<String, String> = BTreeMap::new();
    let mut current = None;
    for line in rendered.lines() {
        let labelled = line.split_once(':').filter(|(label, _)| is_label(label));
        let text = match labelled {
            Some((label, text)) => {
                current = Some(label.to_owned());
                text
            }
            None => line,
        };
        let Some(label) = &current else { continue };
        let part = parts.entry(label.clone()).or_default();
        for word in text.split_ascii_whitespace() {
            if !part.is_empty() {
                part.push(' ');
            }
            part.push_str(word);
        }
    }
    parts
}

fn is_label(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ')
        && text.len() <= 24
}

#[test]
fn words_split_at_their_labels() {
    let parts = parts("\nTitle: Init: p50\nFinding: Rust is\n  fast: 3 ms.\n\nColumns: A | #B\n");
    assert_eq!(parts["Title"], "Init: p50");
    assert_eq!(parts["Finding"], "Rust is fast: 3 ms.");
    assert_eq!(parts["Columns"], "A | #B");
    assert_eq!(parts.len(), 3);
}
