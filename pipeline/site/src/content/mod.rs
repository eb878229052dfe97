//! Pages of text, from `content/*.md`.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::{
    Inputs,
    context::{
        article::Dates,
        catalog::Catalog,
        figure::{Block, Figure},
        markdown,
        page::{Page, view},
        table::Table,
    },
};
use functions::{Expanded, Functions};

mod call;
mod facts;
mod functions;
#[cfg(test)]
mod fuzz_functions;

/// A text file of `content/`.
pub(crate) struct Document {
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) dates: Option<Dates>,
    pub(crate) body: Vec<Section>,
    /// Calls without data.
    pub(crate) warnings: Vec<String>,
    /// Addresses of the receipts of the pairs that the text cites.
    pub(crate) pairs: BTreeSet<String>,
}

/// A stretch of text, and the chart or the table after it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Section {
    /// HTML.
    html: String,
    figure: Option<Figure>,
    table: Option<Table>,
}

/// Front matter of a text file, between two lines of `+++`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    title: String,
    description: String,
    dates: Option<Dates>,
}

impl Document {
    /// Makes the page of the document, with its title, its description and the charts of its text.
    pub(crate) fn page(&self, path: &str, template: &'static str, content: &impl Serialize) -> Page {
        let (title, description) = (self.title.clone(), self.description.clone());
        let figures = figures(&self.body);
        Page { path: path.to_owned(), template, title, description, figures, view: view(content) }
    }
}

/// Documents with a template of their own.
pub(crate) const HOME: &str = "home.md";
pub(crate) const CLAIMS: &str = "claims.md";
pub(crate) const CHANGES: &str = "changes.md";
pub(crate) const THIRD_PARTY_RESULTS: &str = "published.md";
pub(crate) const SLO: &str = "slo.md";

/// Every document, by file name.
pub(crate) type Documents = BTreeMap<String, Document>;

/// Returns the charts between stretches of text.
pub(crate) fn figures(parts: &[Section]) -> Vec<Figure> {
    parts.iter().filter_map(|part| part.figure.clone()).collect()
}

/// Reads every document once.
pub(crate) fn read_all(inputs: &Inputs<'_>, catalog: &Catalog<'_>) -> Result<Documents> {
    let mut functions = Functions::of(inputs);
    let files = inputs.content.keys().filter(|file| file.ends_with(".md"));
    files.map(|file| Ok((file.clone(), read(inputs, catalog, &mut functions, file)?))).collect()
}

/// Returns the document `content/<file>`.
pub(crate) fn document<'w>(all: &'w Documents, file: &str) -> Result<&'w Document> {
    all.get(file).with_context(|| format!("content/{file} is missing"))
}

/// Reads `content/<file>`.
fn read(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    functions: &mut Functions,
    file: &str,
) -> Result<Document> {
    let bytes = inputs.content.get(file).with_context(|| format!("content/{file} is missing"))?;
    let text = std::str::from_utf8(bytes).with_context(|| format!("content/{file} is not UTF-8"))?;
    let front = || format!("content/{file} must begin with title and description between two lines of +++");
    let (front_matter, body) =
        text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n")).with_context(front)?;
    let FrontMatter { title, description, dates } = toml::from_str(front_matter).with_context(front)?;
    let first_line = text[..text.len() - body.len()].matches('\n').count() + 1;
    let root = if file == HOME { "" } else { "../" };
    let Expanded { texts, blocks, warnings, pairs } =
        functions.expand(inputs, catalog, (file, first_line), root, body)?;
    let blocks = blocks.into_iter().map(Some).chain(std::iter::once(None));
    let part = |(text, block): (String, Option<Block>)| {
        let html = markdown::html(&text);
        match block {
            Some(Block::Figure(figure)) => Section { html, figure: Some(figure), table: None },
            Some(Block::Table(table)) => Section { html, figure: None, table: Some(table) },
            None => Section { html, figure: None, table: None },
        }
    };
    Ok(Document {
        title,
        description,
        dates,
        body: texts.into_iter().zip(blocks).map(part).collect(),
        warnings,
        pairs,
    })
}
