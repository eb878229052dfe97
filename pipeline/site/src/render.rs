//! Renders views with templates as HTML.

use anyhow::{Context as _, Result};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;
use sha2::{Digest, Sha256};
use tera::{Context, Tera};

use crate::{
    Files, Inputs,
    chart_export::{self, FRAMED, Place},
    content,
    context::{
        assets::{self, Assets},
        config::{Config, NavItem},
        filters,
        formats::grouped,
        page::{NOT_FOUND, POLICY, Page},
    },
};

/// The templates, ready to render.
pub(crate) struct Renderer<'a> {
    tera: Tera,
    config: &'a Config,
}

/// Data that every page shows.
#[derive(Serialize)]
struct Shared {
    site: Config,
    /// Style of all pages.
    style: Option<String>,
    /// Style on paper.
    print: Option<String>,
    icon: Option<String>,
    /// Style of the controls of Explore and of the solver.
    controls: Option<String>,
    /// Style of pages of wide tables.
    wide: Option<String>,
    /// Style of the page with the solver.
    slo_style: Option<String>,
    /// Style of the home page.
    home_style: Option<String>,
    /// Script of the two pickers on Compare.
    pick: Option<String>,
    /// Script that states the age of the data.
    age: Option<String>,
    /// True if the site has feeds of changes.
    has_feeds: bool,
    /// Script of Explore.
    explore: Option<String>,
    /// Script of pages with charts.
    chart: Option<String>,
    /// Script of the menu below each chart.
    share: Option<String>,
    /// Script that saves charts; `share` loads it when a reader first asks for a file.
    save: Option<String>,
    /// Script of the page with the solver.
    slo: Option<String>,
    policy: &'static str,
    nav: Vec<NavItem>,
    /// Links at the foot of each page.
    foot: Vec<NavItem>,
    freshness: Vec<Freshness>,
    sources: Vec<schema::Source>,
    /// Published sources, one for each work to cite.
    cited: Vec<schema::Source>,
}

/// Age of a source's data.
#[derive(Serialize)]
struct Freshness {
    source: String,
    platform: &'static str,
    newest_day: String,
    samples: String,
}

/// Makes `_headers`: the same policy for hosts that read it. Headers can do more than a page.
///
/// Hosts differ when two rules set one header for one address, so no rules overlap. One group lists everything that
/// others may not frame; the other covers [`FRAMED`]. `style` is the style inside drawings that are files of
/// their own. It alone is allowed inline, by its hash.
pub(crate) fn headers(site: &Files, style: &str) -> String {
    let hash = BASE64_STANDARD.encode(Sha256::digest(style));
    let policy = format!("{POLICY}; style-src 'self' 'sha256-{hash}'");
    let unframed = chart_export::unframed(site);
    let rules = unframed.iter().map(|address| {
        let cache = "  Cache-Control: public, max-age=31536000, immutable\n";
        let cache = if address == "/assets/*" { cache } else { "" };
        format!("{address}\n  Content-Security-Policy: {policy}; frame-ancestors 'self'\n{cache}")
    });
    let headers: String = rules.collect();
    let all = "/*\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: no-referrer\n";
    let framed =
        FRAMED.map(|folder| format!("/{folder}*\n  Content-Security-Policy: {policy}; frame-ancestors *\n"));
    format!("{all}{headers}{}", framed.concat())
}

/// True if a file below `templates/` is a template: of a page, a feed or a sentence.
fn is_template(path: &str) -> bool {
    !path.starts_with("assets/")
        && !path.starts_with("words/")
        && [".html", ".xml", ".txt"].iter().any(|ending| path.ends_with(ending))
}

impl<'a> Renderer<'a> {
    /// Parses every template.
    pub(crate) fn new(inputs: &Inputs<'_>, config: &'a Config, assets: &Assets) -> Result<Renderer<'a>> {
        let mut templates = Vec::new();
        for (path, bytes) in inputs.templates.iter().filter(|(path, _)| is_template(path)) {
            let text =
                std::str::from_utf8(bytes).with_context(|| format!("templates/{path} is not UTF-8"))?;
            templates.push((path.as_str(), text));
        }
        let mut tera = Tera::default();
        filters::register(&mut tera);
        tera.add_raw_templates(templates).context("Failed to parse the templates")?;
        // A campaign of our own or a frozen source ends by design; only sources that are alive can grow old.
        let alive = |row: &schema::SourceRow| {
            inputs.sources.iter().find(|source| source.name == row.source && source.is_alive())
        };
        let freshness = inputs.tables.sources.iter().filter_map(|row| {
            let source = alive(row)?;
            Some(Freshness {
                source: row.source.clone(),
                platform: source.provider.title(),
                newest_day: row.newest_day.to_string(),
                samples: grouped(row.accepted_samples),
            })
        });
        let mut cited: Vec<schema::Source> =
            inputs.sources.iter().filter(|source| source.is_third_party()).cloned().collect();
        // Several sources can be parts of one work.
        cited.dedup_by(|a, b| a.citation == b.citation);
        let nav = |at_foot: bool| -> Vec<NavItem> {
            config.nav.iter().filter(|item| item.at_foot == at_foot).cloned().collect()
        };
        let shared = Shared {
            site: config.clone(),
            style: assets.address(assets::STYLE),
            print: assets.address("assets/css/print.css"),
            icon: assets.address("assets/favicon.svg"),
            controls: assets.address("assets/css/controls.css"),
            wide: assets.address("assets/css/wide.css"),
            slo_style: assets.address("assets/css/slo.css"),
            home_style: assets.address("assets/css/home.css"),
            pick: assets.address("assets/js/pick.js"),
            age: assets.address("assets/js/age.js"),
            has_feeds: inputs.content.contains_key(content::CHANGES),
            explore: assets.address("assets/js/explore.js"),
            chart: assets.address("assets/js/chart.js"),
            share: assets.address("assets/js/share.js"),
            save: assets.address("assets/js/save.js"),
            slo: assets.address("assets/js/slo.js"),
            policy: POLICY,
            nav: nav(false),
            foot: nav(true),
            freshness: freshness.collect(),
            sources: inputs.sources.to_vec(),
            cited,
        };
        *tera.global_context() =
            Context::from_serialize(&shared).context("Failed to show what all pages share")?;
        Ok(Renderer { tera, config })
    }

    /// Renders a template that is not a page with `view`.
    pub(crate) fn text(&self, template: &str, view: &impl Serialize) -> Result<String> {
        let context = Context::from_serialize(view)
            .with_context(|| format!("Failed to show a view in templates/{template}"))?;
        let rendered = self.tera.render(template, &context);
        rendered.with_context(|| format!("Failed to render templates/{template}"))
    }

    /// Renders one page with its social card at `card`.
    pub(crate) fn render(&self, page: Page, card: Option<&String>) -> Result<String> {
        let mut context = Context::new();
        // The 404 page is served at any depth, so its links start at the host.
        let root = if page.path == NOT_FOUND { self.config.base_path().to_owned() } else { page.root() };
        context.insert("root", &root);
        context.insert("place", &Place::of(&page, self.config));
        context.insert("has_charts", &!page.figures.is_empty());
        context.insert("path", &page.path);
        context.insert("canonical", &format!("{}{}", self.config.base_url, page.address()));
        context.insert("title", &page.title);
        context.insert("description", &page.description);
        context.insert("card", &card.map(|path| format!("{}{path}", self.config.base_url)));
        context.insert_value("view", page.view);
        let rendered = self.tera.render(page.template, &context);
        rendered.with_context(|| format!("Failed to render {} from templates/{}", page.path, page.template))
    }
}
