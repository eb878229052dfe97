//! Pages that are words only, from `content/*.md`.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::{
    Inputs,
    catalog::Catalog,
    changes, claims,
    figure::Figure,
    markdown,
    methods::{self, Listed},
    published,
    render::{Page, view},
    shortcode::{self, Expanded},
    table::Table,
    which,
};

/// A file of words.
pub(crate) struct Words {
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) body: Vec<Part>,
    /// Which of its numbers have no data.
    pub(crate) warnings: Vec<String>,
    /// Addresses of the receipts of the pairs that it is about.
    pub(crate) pairs: BTreeSet<String>,
}

/// A stretch of words, and the chart or the table after it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Part {
    /// HTML.
    html: String,
    figure: Option<Figure>,
    table: Option<Table>,
}

/// What stands between two stretches of words.
#[derive(Clone, Debug)]
pub(crate) enum Block {
    Figure(Figure),
    Table(Table),
}

/// What a file of words says of itself, between two lines of `+++`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    title: String,
    description: String,
}

#[derive(Serialize)]
struct Prose {
    body: Vec<Part>,
    /// Of the page on methods, what changed in them.
    methods: Vec<Listed>,
}

/// The file of the home page, whose template is its own.
const HOME: &str = "home.md";

/// The page on methods, without `.md`.
const METHODOLOGY: &str = "methodology";

/// A page for every file of words but those whose template is their own, and the page for what is not there.
pub(crate) fn pages(inputs: &Inputs<'_>, all: &AllWords) -> Result<Vec<Page>> {
    let with_template = [HOME, claims::WORDS, changes::WORDS, published::WORDS, which::WORDS];
    let is_plain = |file: &&String| !with_template.contains(&file.as_str());
    let mut pages = Vec::new();
    for file in all.keys().filter(is_plain) {
        let (name, words) = (file.trim_end_matches(".md"), &all[file]);
        pages.push(Page {
            path: if name == "404" { "404.html".to_owned() } else { format!("{name}/index.html") },
            template: match name {
                "sources" => "sources.html",
                METHODOLOGY => "methodology.html",
                _ => "prose.html",
            },
            title: words.title.clone(),
            description: words.description.clone(),
            figures: figures(&words.body),
            view: view(&Prose {
                body: words.body.clone(),
                methods: if name == METHODOLOGY { methods::listed(inputs)? } else { Vec::new() },
            }),
        });
    }
    Ok(pages)
}

/// Every file of words, by name.
pub(crate) type AllWords = BTreeMap<String, Words>;

/// The charts between stretches of words.
pub(crate) fn figures(parts: &[Part]) -> Vec<Figure> {
    parts.iter().filter_map(|part| part.figure.clone()).collect()
}

/// Reads every file of words, once.
pub(crate) fn read_all(inputs: &Inputs<'_>, catalog: &Catalog<'_>) -> Result<AllWords> {
    let files = inputs.content.keys().filter(|file| file.ends_with(".md"));
    files.map(|file| Ok((file.clone(), read(inputs, catalog, file)?))).collect()
}

/// The words of `content/<file>`.
pub(crate) fn words<'w>(all: &'w AllWords, file: &str) -> Result<&'w Words> {
    all.get(file).with_context(|| format!("content/{file} is missing"))
}

/// Reads `content/<file>`.
fn read(inputs: &Inputs<'_>, catalog: &Catalog<'_>, file: &str) -> Result<Words> {
    let bytes = inputs.content.get(file).with_context(|| format!("content/{file} is missing"))?;
    let text = std::str::from_utf8(bytes).with_context(|| format!("content/{file} is not UTF-8"))?;
    let front = || format!("content/{file} must begin with title and description between two lines of +++");
    let (front_matter, body) =
        text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n")).with_context(front)?;
    let FrontMatter { title, description } = toml::from_str(front_matter).with_context(front)?;
    let first_line = text[..text.len() - body.len()].matches('\n').count() + 1;
    let root = if file == HOME { "" } else { "../" };
    let Expanded { texts, blocks, warnings, pairs } =
        shortcode::expand(inputs, catalog, (file, first_line), root, body)?;
    let blocks = blocks.into_iter().map(Some).chain(std::iter::once(None));
    let part = |(text, block): (String, Option<Block>)| {
        let html = markdown::html(&text);
        match block {
            Some(Block::Figure(figure)) => Part { html, figure: Some(figure), table: None },
            Some(Block::Table(table)) => Part { html, figure: None, table: Some(table) },
            None => Part { html, figure: None, table: None },
        }
    };
    Ok(Words { title, description, body: texts.into_iter().zip(blocks).map(part).collect(), warnings, pairs })
}
