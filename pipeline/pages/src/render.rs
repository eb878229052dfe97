//! Views and templates in, HTML out.

use anyhow::{Context as _, Result};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;
use sha2::{Digest, Sha256};
use tera::{Context, Tera};

use crate::{
    Files, Inputs,
    chart_export::{self, EMBED, Place},
    context::{
        assets::Assets,
        config::{Config, NavItem},
        formats::grouped,
        page::Page,
    },
    words,
};

/// The templates, ready to render.
pub(crate) struct Renderer<'a> {
    tera: Tera,
    config: &'a Config,
}

/// What every page shows.
#[derive(Serialize)]
struct Shared {
    site: Config,
    styles: Vec<Style>,
    icon: Option<String>,
    /// The style of tables that are pages of their own.
    wide: Option<String>,
    /// The style of the page that solves.
    solver: Option<String>,
    /// The script of the page to explore.
    explore: Option<String>,
    /// The script of pages with charts.
    chart: Option<String>,
    /// The script of the page that solves.
    which: Option<String>,
    policy: &'static str,
    nav: Vec<NavItem>,
    /// What is at the foot of each page.
    foot: Vec<NavItem>,
    freshness: Vec<Freshness>,
    sources: Vec<schema::Source>,
}

#[derive(Serialize)]
struct Style {
    href: String,
    is_print: bool,
}

/// How new a source's data are.
#[derive(Serialize)]
struct Freshness {
    source: String,
    newest_day: String,
    samples: String,
}

/// What pages may load: their own files and nothing else, no script or style within them.
const POLICY: &str =
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; object-src 'none'";

/// `_headers`: the same for hosts that read it, which is more than a page can ask for.
///
/// Hosts differ in what they send where two rules have one header for one address, so none do: what may not be framed
/// by others is listed, and the charts to embed are the rest. `style` is what drawings hold that are files of their
/// own; it alone is allowed within a file, by its hash.
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
    format!("{all}{headers}/{EMBED}*\n  Content-Security-Policy: {policy}; frame-ancestors *\n")
}

/// The stylesheets, in the order in which they apply.
const STYLES: [&str; 5] = ["tokens", "base", "article", "chart", "print"];

/// Whether a file below `templates/` is a template: of a page, of a feed, or of a sentence.
fn is_template(path: &str) -> bool {
    !path.starts_with("assets/") && [".html", ".xml", ".txt"].iter().any(|ending| path.ends_with(ending))
}

impl<'a> Renderer<'a> {
    /// Understands every template.
    pub(crate) fn new(inputs: &Inputs<'_>, config: &'a Config, assets: &Assets) -> Result<Renderer<'a>> {
        let mut templates = Vec::new();
        for (path, bytes) in inputs.templates.iter().filter(|(path, _)| is_template(path)) {
            let text =
                std::str::from_utf8(bytes).with_context(|| format!("templates/{path} is not UTF-8"))?;
            templates.push((path.as_str(), text));
        }
        let mut tera = Tera::default();
        words::register(&mut tera);
        tera.add_raw_templates(templates).context("Failed to understand the templates")?;
        let style = |name: &str| {
            let href = assets.address(&format!("assets/css/{name}.css"))?;
            Some(Style { href, is_print: name == "print" })
        };
        // A campaign of ours is what it is; only what others go on publishing can grow old.
        let is_published =
            |source: &str| inputs.sources.iter().all(|known| known.name != source || known.layout.is_some());
        let rows = inputs.summaries.sources.iter().filter(|row| is_published(&row.source));
        let freshness = rows.map(|row| Freshness {
            source: row.source.clone(),
            newest_day: row.newest_day.to_string(),
            samples: grouped(row.accepted_samples),
        });
        let nav = |at_foot: bool| -> Vec<NavItem> {
            config.nav.iter().filter(|item| item.at_foot == at_foot).cloned().collect()
        };
        let shared = Shared {
            site: config.clone(),
            styles: STYLES.into_iter().filter_map(style).collect(),
            icon: assets.address("assets/favicon.svg"),
            wide: assets.address("assets/css/wide.css"),
            solver: assets.address("assets/css/solver.css"),
            explore: assets.address("assets/js/explore.js"),
            chart: assets.address("assets/js/chart.js"),
            which: assets.address("assets/js/which.js"),
            policy: POLICY,
            nav: nav(false),
            foot: nav(true),
            freshness: freshness.collect(),
            sources: inputs.sources.to_vec(),
        };
        *tera.global_context() =
            Context::from_serialize(&shared).context("Failed to show what all pages share")?;
        Ok(Renderer { tera, config })
    }

    /// Renders a template that is no page with `view`.
    pub(crate) fn text(&self, template: &str, view: &impl Serialize) -> Result<String> {
        let context = Context::from_serialize(view)
            .with_context(|| format!("Failed to show a view in templates/{template}"))?;
        let rendered = self.tera.render(template, &context);
        rendered.with_context(|| format!("Failed to render templates/{template}"))
    }

    /// Renders one page, whose card is at `card`.
    pub(crate) fn render(&self, page: Page, card: Option<&String>) -> Result<String> {
        let mut context = Context::new();
        // The page for what is not there is served at any depth: its links start at the host.
        let root = if page.path == "404.html" { self.config.base_path().to_owned() } else { page.root() };
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
