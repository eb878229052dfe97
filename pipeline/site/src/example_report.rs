//! The report that a site shows as an example, below the page on logs.

use anyhow::Result;
use schema::Metric;

use crate::{
    Files, Inputs,
    context::{figure::Figure, texts::Texts},
    report,
};

/// Folder of the example, from the root of the site.
const FOLDER: &str = "your-logs/example/";

/// Makes the pages and tables of the example with its logs; nothing without an example.
pub(crate) fn files(inputs: &Inputs<'_>) -> Result<Files> {
    let Some(example) = inputs.example else { return Ok(Files::new()) };
    let files = report::report(example)?.into_iter();
    Ok(files.map(|(path, bytes)| (format!("{FOLDER}{path}"), bytes)).collect())
}

/// Draws a metric of its most called function, day by day; none without an example.
pub(crate) fn chart(
    inputs: &Inputs<'_>,
    texts: &Texts,
    metric: Metric,
    slug: &str,
) -> Result<Option<Figure>> {
    inputs.example.map_or(Ok(None), |example| report::chart(example, texts, metric, slug))
}
