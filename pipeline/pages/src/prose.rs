//! Pages that are words only, from `content/*.md`.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::{
    Inputs, changes, claims,
    config::Config,
    markdown,
    render::{Page, view},
    shortcode,
};

/// A file of words.
pub(crate) struct Words {
    pub(crate) title: String,
    pub(crate) description: String,
    /// HTML.
    pub(crate) body: String,
    /// Which of its numbers have no data.
    pub(crate) warnings: Vec<String>,
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
    body: String,
}

/// The file of the home page, whose template is its own.
const HOME: &str = "home.md";

/// A page for every file of words but the home page's, and the page for what is not there.
pub(crate) fn pages(inputs: &Inputs<'_>, config: &Config) -> Result<Vec<Page>> {
    let files =
        inputs.content.keys().filter(|file| ![HOME, claims::WORDS, changes::WORDS].contains(&file.as_str()));
    let mut pages = Vec::new();
    for name in files.filter_map(|file| file.strip_suffix(".md")) {
        let words = words(inputs, config, &format!("{name}.md"))?;
        let template = if name == "sources" { "sources.html" } else { "prose.html" };
        let path = if name == "404" { "404.html".to_owned() } else { format!("{name}/index.html") };
        let (title, description) = (words.title, words.description);
        pages.push(Page { path, template, title, description, view: view(&Prose { body: words.body }) });
    }
    Ok(pages)
}

/// What words say of data that are not here.
pub(crate) fn warnings(inputs: &Inputs<'_>, config: &Config) -> Result<Vec<String>> {
    let files = inputs.content.keys().filter(|file| file.ends_with(".md"));
    let found = files.map(|file| Ok(words(inputs, config, file)?.warnings)).collect::<Result<Vec<_>>>()?;
    Ok(found.into_iter().flatten().collect())
}

/// Reads `content/<file>`.
pub(crate) fn words(inputs: &Inputs<'_>, config: &Config, file: &str) -> Result<Words> {
    let bytes = inputs.content.get(file).with_context(|| format!("content/{file} is missing"))?;
    let text = std::str::from_utf8(bytes).with_context(|| format!("content/{file} is not UTF-8"))?;
    let front = || format!("content/{file} must begin with title and description between two lines of +++");
    let (front_matter, body) =
        text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n")).with_context(front)?;
    let FrontMatter { title, description } = toml::from_str(front_matter).with_context(front)?;
    let first_line = text[..text.len() - body.len()].matches('\n').count() + 1;
    let root = if file == HOME { "" } else { "../" };
    let expanded = shortcode::expand(inputs, &config.default_view, (file, first_line), root, body)?;
    Ok(Words { title, description, body: markdown::html(&expanded.text), warnings: expanded.warnings })
}
