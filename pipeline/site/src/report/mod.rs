//! A report on a user's own logs: a site of its own that needs no network and no project.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use rayon::prelude::*;
use schema::{Metric, Table, csv_of};
use serde::Serialize;
use tera::{Context, Tera};

use crate::{
    Files,
    context::{assets::Assets, figure::Figure, filters, markdown::slug, texts::Texts},
};

mod function;
mod inputs;
mod overview;
mod series;
mod single;

use inputs::Function;
pub use inputs::ReportInputs;
pub use single::single;

/// The stylesheets, in the order in which they apply.
const STYLES: [&str; 5] = ["tokens", "base", "table", "article", "chart"];

/// Content security policy of pages: their own files only.
const POLICY: &str =
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; object-src 'none'";

/// Data that every page shows.
#[derive(Default, Serialize)]
struct Shared {
    styles: Vec<String>,
    print: Option<String>,
    script: Option<String>,
    /// Styles and script in the page itself; none unless the report is a single file.
    inline: Option<single::Inline>,
    policy: String,
    /// Names of the published logs; empty unless the report is an example.
    logs: Vec<String>,
}

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
    let style = |name: &str| asset(&format!("assets/css/{name}.css"));
    let shared = Shared {
        styles: STYLES.into_iter().filter_map(style).collect(),
        print: style("print"),
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
    files.extend(tables(inputs)?);
    Ok(files)
}

/// Path of the template that frames each page.
const BASE: &str = "report/base.html";

/// The templates of reports, ready to render.
struct Renderer(Tera);

impl Renderer {
    /// Parses the templates. Pages are framed by the template at `base`.
    fn of(files: &Files, shared: &Shared, base: &str) -> Result<Renderer> {
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
    fn render(&self, template: &str, root: &str, view: &dyn erased::Shown) -> Result<String> {
        let mut context = Context::new();
        context.insert("root", root);
        context.insert_value("view", view.value());
        let rendered = self.0.render(template, &context);
        rendered.with_context(|| format!("Failed to render templates/{template}"))
    }
}

/// Returns the tables as files with their names.
fn tables(inputs: &ReportInputs<'_>) -> Result<BTreeMap<String, Vec<u8>>> {
    Ok(BTreeMap::from([
        csv(inputs.usage)?,
        csv(inputs.series)?,
        csv(inputs.intervals)?,
        csv(inputs.days)?,
        csv(inputs.changes)?,
    ]))
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

/// Returns a table as a file with its name.
fn csv<T: Table>(rows: &[T]) -> Result<(String, Vec<u8>)> {
    Ok((T::FILE.to_owned(), dataset::for_readers(csv_of(rows.par_iter()))?))
}

/// Returns every function, most invocations first.
fn functions<'a>(inputs: &ReportInputs<'a>) -> Vec<Function<'a>> {
    let mut found: Vec<Function<'a>> = Vec::new();
    for rows in inputs.usage.chunk_by(|a, b| a.function == b.function) {
        let [usage, parts @ ..] = rows else { continue };
        let advice = inputs.advice.iter().find(|(name, _)| *name == usage.function);
        let advice = advice.map_or(&[][..], |(_, advice)| advice);
        found.push(Function { name: &usage.function, path: String::new(), usage, parts, advice });
    }
    found.sort_by(|a, b| b.usage.invocations.cmp(&a.usage.invocations).then(a.name.cmp(b.name)));
    for (idx, function) in found.iter_mut().enumerate() {
        // Names may contain anything, and two may become equal, so the path has a number.
        let name: String = slug(function.name).chars().take(60).collect();
        function.path = format!("function/{}-{name}/index.html", idx + 1);
    }
    found
}

/// Views of several types, as templates take them.
mod erased {
    use serde::Serialize;

    pub(super) trait Shown {
        fn value(&self) -> tera::Value;
    }

    impl<T: Serialize> Shown for T {
        fn value(&self) -> tera::Value {
            tera::Value::from_serializable(self)
        }
    }
}

#[test]
fn every_piece_of_advice_says_its_numbers() {
    use schema::{Advice, Percentile};

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
            &["2.0", "240", "SnapStart or provisioned concurrency can help"],
        ),
        (
            Advice::ColdStartsMakeTheTail {
                cold_share: 0.02,
                before_ms: 240.0,
                is_provisioned: true,
                is_restored: false,
            },
            &["SnapStart or more provisioned concurrency can help"],
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
        (Advice::InitializedAhead { inits: 7 }, &["7 environments were initialized"]),
        (Advice::InitIsPaidFor { share: 0.25, usd: 12.5 }, &["25.0", "$12.5"]),
        (Advice::MemoryIsSpare { memory_mb: 1024, used_mb: 90 }, &["90 MB of 1024 MB"]),
        (Advice::MemoryIsTight { memory_mb: 128, used_mb: 127 }, &["127 MB of 128 MB"]),
        (Advice::InvocationsFail { failures: 3, invocations: 12_345 }, &["3 of 12,345"]),
        (
            Advice::WarmTailIsLong { percentile, tail_ms, p50_ms: 10.0, times: 10.0 },
            &["99th percentile", "100", "10.0 times"],
        ),
        (Advice::MoreColdStartsNeeded { cold_starts: 12, needed: 368 }, &["12 cold starts", "368"]),
    ] {
        let mut context = Context::new();
        context.insert("found", &found);
        let text = tera.render("page", &context).unwrap();
        for part in expected {
            assert!(text.contains(part), "{text} lacks {part}");
        }
    }
}
