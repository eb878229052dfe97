//! Pages of text, from `content/*.md`.

use anyhow::Result;
use schema::KnownSource;
use serde::Serialize;

use crate::{
    Inputs,
    content::{self, Documents, Section},
    context::page::Page,
    methods::{self, Listed},
};

#[derive(Serialize)]
struct Prose<'a> {
    body: Vec<Section>,
    /// Sources whose data are not here, for the page of sources only.
    known: &'a [KnownSource],
    /// Changes of methods, for the page on methods only.
    methods: Vec<Listed>,
}

/// Document of the page on methods, without `.md`.
const METHODOLOGY: &str = "methodology";

/// Makes a page for every document without a template of its own, and the 404 page.
pub(crate) fn pages(inputs: &Inputs<'_>, all: &Documents) -> Result<Vec<Page>> {
    let with_template =
        [content::HOME, content::CLAIMS, content::CHANGES, content::THIRD_PARTY_RESULTS, content::SLO];
    let is_plain = |file: &&String| !with_template.contains(&file.as_str());
    let page = |file: &String| {
        let name = file.trim_end_matches(".md");
        let path = if name == "404" { "404.html".to_owned() } else { format!("{name}/index.html") };
        let template = match name {
            "sources" => "sources.html",
            METHODOLOGY => "methodology.html",
            _ => "prose.html",
        };
        let methods = if name == METHODOLOGY { methods::listed(inputs)? } else { Vec::new() };
        let known = if name == "sources" { inputs.known_sources } else { &[] };
        let prose = Prose { body: all[file].body.clone(), known, methods };
        Ok(all[file].page(&path, template, &prose))
    };
    all.keys().filter(is_plain).map(page).collect()
}
