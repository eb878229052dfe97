//! The report that a site shows as an example, below the page on logs.

use anyhow::Result;
use schema::Metric;

use super::{function, functions, report};
use crate::{
    Files, Inputs,
    context::{figure::Figure, texts::Texts},
};

/// Folder of the example, from the root of the site.
const FOLDER: &str = "your-logs/example/";

/// Makes the pages and tables of the example with its logs; nothing without an example.
pub(crate) fn files(inputs: &Inputs<'_>) -> Result<Files> {
    let Some(example) = inputs.example else { return Ok(Files::new()) };
    Ok(report(example)?.into_iter().map(|(path, bytes)| (format!("{FOLDER}{path}"), bytes)).collect())
}

/// Draws a metric of the function with the most invocations, day by day; none without an example.
pub(crate) fn chart(
    inputs: &Inputs<'_>,
    texts: &Texts,
    metric: Metric,
    slug: &str,
) -> Result<Option<Figure>> {
    let Some(example) = inputs.example else { return Ok(None) };
    let functions = functions(example);
    let Some(first) = functions.first() else { return Ok(None) };
    function::by_day(example, texts, first.name, metric, slug)
}
