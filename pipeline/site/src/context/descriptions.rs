//! Describes runtimes and the default view.

use anyhow::Result;
use schema::{Conditions, Date, Ends, IntervalRow, RankRow, Unit};
use serde::Serialize;
use serde_json::json;

use super::catalog::{Catalog, Ranked, RuntimeData};

/// The median of a runtime with its interval and its ranks, for templates.
#[derive(Serialize)]
pub(crate) struct Standing<'a> {
    name: &'a str,
    metric: &'static str,
    unit: Unit,
    /// Last day of the measurement.
    until: Date,
    p50: f64,
    interval: Option<Ends>,
    ranks: Option<&'a RankRow>,
}

impl<'a> Standing<'a> {
    pub(crate) fn of(ranked: &Ranked<'_, 'a>) -> Standing<'a> {
        let series = &ranked.row.series;
        Standing {
            name: ranked.runtime.name,
            metric: series.metric.title(),
            unit: series.unit,
            until: ranked.row.window.window_end,
            p50: ranked.row.distribution.p50,
            interval: ranked.median.and_then(IntervalRow::ends),
            ranks: ranked.ranks,
        }
    }
}

/// Describes in a few words if a runtime is still measured, and until when its platform supports it.
pub(crate) fn status(catalog: &Catalog<'_>, runtime: &RuntimeData<'_>) -> Result<String> {
    let view = json!({
        "is_current": runtime.is_current,
        "is_measured": runtime.is_measured,
        "is_experimental": runtime.is_experimental,
        "support": runtime.support,
    });
    catalog.texts.words("pages/status", &view)?.part("Status")
}

/// A condition that captions and tables name where it differs between series: its label and its words.
pub(crate) type Differing = (&'static str, fn(&Conditions) -> String);

/// Lists the conditions that differ between `all`, apart from packaging and architecture, which are always named.
pub(crate) fn differing<'c>(all: &(impl Iterator<Item = &'c Conditions> + Clone)) -> Vec<Differing> {
    let conditions: [Differing; 4] = [
        ("Source", |it| it.source.clone()),
        ("Region", |it| match it.region.as_str() {
            Conditions::ALL_REGIONS => "all regions".to_owned(),
            region => region.to_owned(),
        }),
        ("Load", |it| it.load.to_string()),
        ("Workload", |it| it.workload.clone()),
    ];
    let differs = |(_, words): &Differing| {
        let mut found = all.clone().map(words);
        let first = found.next();
        found.any(|words| Some(words) != first)
    };
    conditions.into_iter().filter(differs).collect()
}

/// Describes the default view.
pub(crate) fn default_view(catalog: &Catalog<'_>) -> String {
    let view = catalog.view;
    format!("{}, {}, {}", view.packaging, view.memory().words(), view.arch.title())
}
