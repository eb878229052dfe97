//! Pages of text, from `content/*.md`.

use anyhow::Result;
use dataset::{Citation, Edition};
use schema::KnownSource;
use serde::Serialize;

use crate::{
    Inputs,
    content::{self, Documents, Section},
    context::{
        article::Article,
        config::Config,
        page::{NOT_FOUND, Page},
    },
    methods::{self, Listed},
};

#[derive(Serialize)]
struct Prose<'a> {
    body: Vec<Section>,
    /// Sources whose data are not here, for the page of sources only.
    known: &'a [KnownSource],
    /// Changes of methods, for the page on methods only.
    methods: Vec<Listed>,
    /// Citation of the tables, for the page about the project only.
    cite: Option<Citation>,
    /// Author and dates, for documents with dates only.
    article: Option<Article<'a>>,
}

/// Document of the page on methods, without `.md`.
const METHODOLOGY: &str = "methodology";

/// Document of the page about the project, without `.md`.
const ABOUT: &str = "about";

/// Makes a page for every document without a template of its own, and the 404 page.
pub(crate) fn pages(inputs: &Inputs<'_>, config: &Config, all: &Documents) -> Result<Vec<Page>> {
    let with_template =
        [content::HOME, content::CLAIMS, content::CHANGES, content::THIRD_PARTY_RESULTS, content::SLO];
    let is_plain = |file: &&String| !with_template.contains(&file.as_str());
    let page = |file: &String| {
        let name = file.trim_end_matches(".md");
        let path = if name == "404" { NOT_FOUND.to_owned() } else { format!("{name}/index.html") };
        let template = match name {
            "sources" => "sources.html",
            METHODOLOGY => "methodology.html",
            ABOUT => "about.html",
            _ => "prose.html",
        };
        let methods = if name == METHODOLOGY { methods::listed(inputs)? } else { Vec::new() };
        let known = if name == "sources" { inputs.known_sources } else { &[] };
        let edition = Edition::of(&inputs.tables(), config.publisher()).filter(|_| name == ABOUT);
        let cite = edition.as_ref().map(Edition::citation);
        let texts = [&*all[file].title, &*all[file].description];
        let article = all[file].dates.map(|dates| Article::of(dates, texts, &path, inputs, config));
        let article = article.transpose()?;
        let prose = Prose { body: all[file].body.clone(), known, methods, cite, article };
        Ok(all[file].page(&path, template, &prose))
    };
    all.keys().filter(is_plain).map(page).collect()
}
