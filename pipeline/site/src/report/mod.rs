//! A report on a user's own logs: a site of its own that needs no network and no project.

use anyhow::Result;
use rayon::prelude::*;
use schema::Metric;

use crate::{
    Files,
    context::{
        assets::{self, Assets},
        figure::Figure,
        page::POLICY,
        texts::Texts,
    },
};

mod baselines;
mod bursts;
mod failures;
mod frame;
mod function;
mod inputs;
mod overview;
mod phases;
mod series;
mod single;
mod tables;
#[cfg(test)]
mod tests;

pub use crate::context::formats::usd;
use frame::{BASE, Renderer, Shared};
pub use inputs::ReportInputs;
use inputs::{Function, functions};
pub use single::single;

/// Path from an example to the root of the site that shows it.
const SITE: &str = "../../";

/// Makes the report. Its pages are `index.html` and one per function; its tables are CSV.
///
/// Fails if a template cannot be parsed.
pub fn report(inputs: &ReportInputs<'_>) -> Result<Files> {
    let assets = Assets::of(inputs.templates);
    // The site that shows an example has the same assets.
    let place = if inputs.example.is_some() { SITE } else { "" };
    let asset = |path: &str| Some(format!("{place}{}", assets.address(path)?));
    let shared = Shared {
        style: asset(assets::STYLE),
        print: asset("assets/css/print.css"),
        script: asset("assets/js/chart.js"),
        policy: POLICY.to_owned(),
        logs: inputs.example.into_iter().flat_map(|logs| logs.keys().cloned()).collect(),
        ..Shared::default()
    };
    let renderer = Renderer::of(inputs.templates, &shared, BASE)?;
    let texts = Texts::of(inputs.templates)?;
    let functions = functions(inputs);
    let mut files = inputs.example.map_or_else(|| assets.files(), Clone::clone);
    let overview = overview::view(inputs, &texts, &functions)?;
    let index = renderer.render("report/overview.html", "", &overview)?;
    files.insert("index.html".to_owned(), index.into_bytes());
    let page = |function: &Function<'_>| {
        let view = function::view(inputs, &texts, function)?;
        let page = renderer.render("report/function.html", "../../", &view)?;
        Ok((function.path.clone(), page.into_bytes()))
    };
    files.extend(functions.par_iter().map(page).collect::<Result<Vec<_>>>()?);
    files.extend(tables::tables(inputs)?);
    Ok(files)
}

/// Draws a metric of the function with the most invocations, day by day; none with too few days.
pub(crate) fn chart(
    inputs: &ReportInputs<'_>,
    texts: &Texts,
    metric: Metric,
    slug: &str,
) -> Result<Option<Figure>> {
    let functions = functions(inputs);
    let Some(first) = functions.first() else { return Ok(None) };
    function::by_day(inputs, texts, first.name, metric, slug)
}

#[test]
fn every_piece_of_advice_says_its_numbers() {
    use schema::{Advice, Percentile};
    use tera::{Context, Tera};

    use crate::context::filters;

    let mut tera = Tera::default();
    filters::register(&mut tera);
    let advice = include_str!("../../../../templates/report/advice.html");
    tera.add_raw_templates([("advice", advice), ("page", "{{ <advice advice={found} /> }}")]).unwrap();
    let (percentile, tail_ms) = (Percentile::P99, 100.0);
    for (found, expected) in [
        (Advice::ColdStartsAreRare { cold_share: 0.0005 }, &["Only 0.05"][..]),
        (
            Advice::ColdStartsMakeTheTail {
                cold_share: 0.02,
                before_ms: 240.0,
                is_provisioned: false,
                is_restored: false,
            },
            &[
                "2.0",
                "240",
                "or provisioned concurrency can help. For Java, Python and .NET, so can SnapStart.",
            ],
        ),
        (
            Advice::ColdStartsMakeTheTail {
                cold_share: 0.02,
                before_ms: 240.0,
                is_provisioned: true,
                is_restored: false,
            },
            &["or more provisioned concurrency can help"],
        ),
        (
            Advice::ColdStartsMakeTheTail {
                cold_share: 0.02,
                before_ms: 240.0,
                is_provisioned: false,
                is_restored: true,
            },
            &["fewer libraries at start, or provisioned concurrency can help"],
        ),
        (Advice::InitializedAhead { inits: 7 }, &["7 sandboxes were initialised"]),
        (Advice::InitIsPaidFor { share: 0.25, usd: 12.5 }, &["25.0", "$12.5"]),
        (Advice::MemoryIsSpare { memory_mb: 1024, used_mb: 90 }, &["90 MB of 1024 MB"]),
        (Advice::MemoryIsTight { memory_mb: 128, used_mb: 127 }, &["127 MB of 128 MB"]),
        (
            Advice::InvocationsFail { failures: 3, invocations: 12_345, memory_exhausted: 0, most: None },
            &["3 of 12,345"],
        ),
        (
            Advice::WarmTailIsLong { percentile, tail_ms, p50_ms: 10.0, times: 10.0 },
            &["99th percentile", "100", "10.0 times"],
        ),
        (
            Advice::PhaseIsLong { phase: Metric::ResponseDurationMs, share: 0.25, mean_ms: 10.0 },
            &["25.0", "10.0", "Sending the response"],
        ),
        (
            Advice::PhaseIsLong { phase: Metric::RuntimeOverheadMs, share: 0.25, mean_ms: 10.0 },
            &["25.0", "10.0", "after the response"],
        ),
        (
            Advice::PhaseIsLong { phase: Metric::ExtensionOverheadMs, share: 0.25, mean_ms: 10.0 },
            &["25.0", "10.0", "Extensions take"],
        ),
        (
            Advice::ResponsesAreLarge { max_bytes: 6_000_000, limit_bytes: 6_291_556 },
            &["6,000,000", "6,291,556"],
        ),
        (
            Advice::MoreColdStartsNeeded { cold_starts: 12, short_by: 356, is_effective: false },
            &["are 12 cold starts", "356 more"],
        ),
    ] {
        let mut context = Context::new();
        context.insert("found", &found);
        let text = tera.render("page", &context).unwrap();
        for part in expected {
            assert!(text.contains(part), "{text} lacks {part}");
        }
    }
}
