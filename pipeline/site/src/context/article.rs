//! The author and the dates of an article, for its readers and for search engines.

use anyhow::{Context, Result};
use schema::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::config::Config;
use crate::Inputs;

/// Days on which an article was published, and last revised by hand.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Dates {
    pub(crate) published: Date,
    pub(crate) revised: Date,
}

/// An article as its page shows it.
#[derive(Debug, Serialize)]
pub(crate) struct Article<'a> {
    author: &'a str,
    published: Date,
    /// Newest of the day of its revision and the days of its data: its numbers change with the data.
    modified: Date,
    /// The same as a data block for the head of the page. Nothing in it can end its element.
    json_ld: String,
}

impl<'a> Article<'a> {
    /// Describes the article at `path` with these dates and its headline and description.
    ///
    /// Fails if the data block cannot be written.
    pub(crate) fn of(
        dates: Dates,
        [headline, description]: [&str; 2],
        path: &str,
        inputs: &Inputs<'_>,
        config: &'a Config,
    ) -> Result<Article<'a>> {
        let newest_day = inputs.tables.sources.iter().map(|row| row.newest_day).max();
        let modified = newest_day.into_iter().fold(dates.revised, Date::max);
        let address = format!("{}{}", config.base_url, path.trim_end_matches("index.html"));
        let project = json!({ "@type": "Organization", "name": config.title, "url": config.base_url });
        let block = json!({
            "@context": "https://schema.org/",
            "@type": "Article",
            "headline": headline,
            "description": description,
            "url": address,
            "mainEntityOfPage": address,
            "datePublished": dates.published,
            "dateModified": modified,
            "author": project,
            "publisher": project,
        });
        let json = serde_json::to_string(&block).with_context(|| format!("Failed to describe {path}"))?;
        let json_ld = json.replace('<', "\\u003c");
        Ok(Article { author: &config.title, published: dates.published, modified, json_ld })
    }
}
