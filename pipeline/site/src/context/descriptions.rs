//! Describes runtimes and the default view.

use charts::format_value;

use super::{
    catalog::{Catalog, Ranked, RuntimeData},
    formats::{ends, places},
};

/// Formats the median of a runtime with its interval and its ranks.
pub(crate) fn median(ranked: &Ranked<'_, '_>) -> String {
    let value = format_value(ranked.row.distribution.p50, ranked.row.series.unit);
    let sure: Vec<String> = [
        ranked.median.and_then(|found| Some(format!("95 % interval {}", ends((found.lower?, found.upper?))))),
        ranked.places.map(|found| format!("place {} of {}", places(found), found.of)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if sure.is_empty() { value } else { format!("{value} ({})", sure.join(", ")) }
}

/// Describes in a word whether a runtime is still measured.
pub(crate) fn status(runtime: &RuntimeData<'_>) -> &'static str {
    match (runtime.is_current, runtime.is_measured) {
        (true, _) => "measured",
        (false, Some(true)) => "no current samples",
        (false, _) => "no longer measured",
    }
}

/// Describes the default view.
pub(crate) fn default_view(catalog: &Catalog<'_>) -> String {
    let view = catalog.view;
    format!("{}, {}, {}", view.packaging, view.memory().words(), view.arch)
}
