//! The frame of the pages of a report, and rendering them.

use anyhow::{Context as _, Result};
use serde::Serialize;
use tera::{Context, Tera};

use crate::{Files, context::filters};

/// Data that every page shows.
#[derive(Default, Serialize)]
pub(super) struct Shared {
    pub(super) style: Option<String>,
    pub(super) print: Option<String>,
    pub(super) script: Option<String>,
    /// Styles and script in the page itself; none unless the report is a single file.
    pub(super) inline: Option<Inline>,
    pub(super) policy: String,
    /// Names of the published logs; empty unless the report is an example.
    pub(super) logs: Vec<String>,
}

/// Styles and script in the page itself.
#[derive(Serialize)]
pub(super) struct Inline {
    pub(super) style: String,
    pub(super) print: String,
    pub(super) script: String,
}

/// Path of the template that frames each page.
pub(super) const BASE: &str = "report/base.html";

/// The templates of reports, ready to render.
pub(super) struct Renderer(Tera);

impl Renderer {
    /// Parses the templates. Pages are framed by the template at `base`.
    pub(super) fn of(files: &Files, shared: &Shared, base: &str) -> Result<Renderer> {
        let mut templates = Vec::new();
        for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
            let bytes = if path == BASE { files.get(base).unwrap_or(bytes) } else { bytes };
            let text =
                std::str::from_utf8(bytes).with_context(|| format!("templates/{path} is not UTF-8"))?;
            templates.push((path.as_str(), text));
        }
        let mut tera = Tera::default();
        filters::register(&mut tera);
        tera.add_raw_templates(templates).context("Failed to parse the templates of reports")?;
        *tera.global_context() =
            Context::from_serialize(shared).context("Failed to show what pages share")?;
        Ok(Renderer(tera))
    }

    /// Renders a template. Links to other pages begin with `root`.
    pub(super) fn render(&self, template: &str, root: &str, view: &impl Serialize) -> Result<String> {
        let mut context = Context::new();
        context.insert("root", root);
        context.insert("view", view);
        let rendered = self.0.render(template, &context);
        rendered.with_context(|| format!("Failed to render templates/{template}"))
    }
}
