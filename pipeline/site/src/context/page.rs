//! A page before it is rendered.

use anyhow::Result;
use serde::Serialize;

use super::{figure::Figure, texts::Labelled};

/// Path of the page that hosts show for an unknown address.
pub(crate) const NOT_FOUND: &str = "404.html";

/// Content security policy of pages: their own files only, no inline script or style.
pub(crate) const POLICY: &str =
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; object-src 'none'";

/// One page before it is rendered.
#[derive(Debug)]
pub(crate) struct Page {
    /// Path below the site.
    pub(crate) path: String,
    /// File name of the template.
    pub(crate) template: &'static str,
    /// Title, also the heading.
    pub(crate) title: String,
    /// Summary for search engines and previews.
    pub(crate) description: String,
    /// Data for the template.
    pub(crate) view: tera::Value,
    /// Its charts, which readers can download as files.
    pub(crate) figures: Vec<Figure>,
}

/// A link to another page.
#[derive(Debug, Serialize)]
pub(crate) struct Link {
    pub(crate) name: String,
    /// Path from the root of the site.
    pub(crate) path: String,
}

impl Page {
    /// Makes a page without charts. Its title and description are the parts `Title` and `Description` of `words`.
    pub(crate) fn worded(
        words: &Labelled,
        path: impl Into<String>,
        template: &'static str,
        content: &impl Serialize,
    ) -> Result<Page> {
        Ok(Page {
            path: path.into(),
            template,
            title: words.part("Title")?,
            description: words.part("Description")?,
            figures: Vec::new(),
            view: view(content),
        })
    }

    /// Relative path from the page to the root of the site.
    pub(crate) fn root(&self) -> String {
        "../".repeat(self.path.matches('/').count())
    }

    /// Address of the page below the base URL.
    pub(crate) fn address(&self) -> &str {
        self.path.strip_suffix("index.html").unwrap_or(&self.path)
    }
}

/// Converts a view to the form that templates take.
pub(crate) fn view(view: &impl Serialize) -> tera::Value {
    tera::Value::from_serializable(view)
}
