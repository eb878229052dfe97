//! Functions that documents call for numbers, charts and tables: `{{ p50(runtime="rust-al2023") }}`.
//!
//! | Function | Shows |
//! |---|---|
//! | `p50(runtime)`, `p90`, `p95`, `p99`, `p999` | the percentile: 15.9 ms |
//! | `interval(runtime, percentile)` | its 95% interval: 15.7 to 16.2 ms |
//! | `rank(runtime, percentile)` | its rank: 1–2 of 40 |
//! | `ratio(a, b, percentile)` | a over b with its interval: 3.15 (3.10 to 3.18); `bad_days="dropped"` leaves out bad days |
//! | `superiority(a, b)` | how often a is faster: 98.7% |
//! | `verdict(claim)` | the verdict on a claim, with the tests that are passed: mixed (4 of 8 tests passed) |
//! | `rule(claim, b, percentile)` | the bound of a test of the claim: below 0.8 |
//! | `holds(claim, b, percentile)` | sets of choices in which the test holds: 330 of 360; also by `package` or `arch` |
//! | `samples()`, `window()`, `first_day()` | facts of the first source |
//! | `deployed_size(runtime)` | the size of a campaign's artifact: 2.5 MB |
//! | `rank_correlation(metric)` | the rank correlation of a campaign with AWS: 0.943 (0.829 to 1) |
//! | `chart(kind, runtimes)` | a chart of the runtimes: `ranking`, `packages` or `history` |
//! | `clusters_chart()` | a picture of days as clusters, with made-up samples |
//! | `coverage_chart()` | the coverage of intervals in simulation, all designs at once |
//! | `coverage_table()` | the same, design by design |
//! | `comparison_coverage_table()` | the coverage of intervals of comparisons |
//! | `campaign_chart(chart)`, `campaign_table(table)` | figures of our campaigns: see [`crate::figures::campaigns`] |
//! | `example_chart(metric)` | a chart of the example report on logs: the metric by day of its most called function |
//! | `platform_chart(platform_chart)`, `platform_table(platform_table)` | figures of platforms: see [`crate::figures::platforms`] |
//!
//! Numbers also take `package`, `arch`, `memory_mb`, `source`, `workload` and `metric`; the default view fills in the
//! rest. For functions of campaigns, with names that begin with `local-`, the largest campaign with warm files does.
//! Charts and tables stand on a line by themselves. A call without data says so and warns; an unknown name is an error.
//!
//! Tera runs functions before the data are at hand, so a function checks its arguments and leaves a mark in the text;
//! [`Functions::expand`] then replaces each mark with its data.

use std::{
    collections::BTreeSet,
    fmt::Write,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Result, anyhow, ensure};
use tera::{Context, ErrorKind, Kwargs, State, Tera, TeraResult};

use super::{
    call::{Call, FUNCTIONS, Names},
    facts::{Fact, Lookup},
};
use crate::{
    Inputs,
    context::{catalog::Catalog, figure::Block},
};

/// Folder of the receipts of pairs, from the root of the site.
const PAIRS: &str = "receipts/pairs/";

/// Text in place of missing data.
const NO_DATA: &str = "(no data)";

/// Private-use characters around the number of a call, which mark its place in the text.
const MARKS: [char; 2] = ['\u{e000}', '\u{e001}'];

/// Text whose calls are replaced by data.
#[derive(Default)]
pub(crate) struct Expanded {
    /// Stretches of text, one more than blocks.
    pub(crate) texts: Vec<String>,
    /// Charts and tables between the stretches.
    pub(crate) blocks: Vec<Block>,
    pub(crate) warnings: Vec<String>,
    /// Addresses of the receipts of the pairs that the text cites.
    pub(crate) pairs: BTreeSet<String>,
}

/// The functions, ready to be called.
pub(crate) struct Functions {
    tera: Tera,
    /// Calls of the document that is being rendered.
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Functions {
    pub(crate) fn of(inputs: &Inputs<'_>) -> Functions {
        let (mut tera, calls) = (Tera::default(), Arc::new(Mutex::new(Vec::new())));
        let names = Arc::new(Names {
            runtimes: inputs.registry.runtimes.iter().map(|runtime| runtime.slug.clone()).collect(),
            claims: inputs.claims.claims.iter().map(|claim| claim.id.clone()).collect(),
        });
        for (name, needs, takes) in FUNCTIONS {
            let (names, calls) = (Arc::clone(&names), Arc::clone(&calls));
            let function = move |kwargs: Kwargs, _: &State<'_>| -> TeraResult<String> {
                let call = Call::of(name, (needs, takes), &kwargs, &names)
                    .map_err(|error| tera::Error::message(format!("{error:#}")))?;
                let mut calls = calls.lock().unwrap_or_else(PoisonError::into_inner);
                calls.push(call);
                let [start, end] = MARKS;
                Ok(format!("{start}{}{end}", calls.len() - 1))
            };
            tera.register_function(name, function);
        }
        Functions { tera, calls }
    }

    /// Renders `text`, which begins at `first_line` of `content/<file>`, and replaces each call with its data.
    /// `root` leads from its page to the root of the site.
    pub(crate) fn expand(
        &mut self,
        inputs: &Inputs<'_>,
        catalog: &Catalog<'_>,
        (file, first_line): (&str, usize),
        root: &str,
        text: &str,
    ) -> Result<Expanded> {
        ensure!(
            !text.contains(MARKS),
            "content/{file} has a character that stands for calls (U+E000, U+E001)"
        );
        let name = format!("content/{file}");
        // Tera counts lines from the start of its input.
        let before = "\n".repeat(first_line - 1);
        let rendered = self
            .tera
            .add_raw_template(&name, &format!("{before}{text}"))
            .and_then(|()| self.tera.render(&name, &Context::new()));
        let calls = std::mem::take(&mut *self.calls.lock().unwrap_or_else(PoisonError::into_inner));
        let rendered = rendered.map_err(|error| anyhow!("{}", in_one_line(&name, &error)))?;
        let rendered = rendered.strip_prefix(&before).unwrap_or(&rendered);
        let mut expanded = Expanded::default();
        let mut words = String::with_capacity(rendered.len());
        let mut slugs = BTreeSet::new();
        let mut rest = rendered;
        while let Some((before, after)) = rest.split_once(MARKS[0]) {
            let Some((number, after)) = after.split_once(MARKS[1]) else { break };
            let Some(call) = number.parse().ok().and_then(|number: usize| calls.get(number)) else { break };
            words.push_str(before);
            rest = after;
            let line = first_line + rendered[..rendered.len() - after.len()].matches('\n').count();
            let lookup = Lookup::of(call, inputs, catalog.view);
            if let Some(slug) = call.slug() {
                let block = lookup.block(inputs, catalog, &free(&slug, &mut slugs))?;
                if let Some(block) = block {
                    expanded.texts.push(std::mem::take(&mut words));
                    if let Block::Table(table) = &block {
                        let links = table.rows.iter().flatten().filter_map(|cell| cell.href.clone());
                        expanded.pairs.extend(links.filter(|href| href.starts_with(PAIRS)));
                    }
                    expanded.blocks.push(block);
                    continue;
                }
            } else if let Some(Fact { text, href }) = lookup.value(inputs, &catalog.texts)? {
                // A number stays on one line; a verdict names its tests, which is too long for a line.
                let text = if call.name == "verdict" { text } else { text.replace(' ', "\u{a0}") };
                write!(words, "<a class=\"fact\" href=\"{root}{href}\">{text}</a>")?;
                if href.starts_with(PAIRS) {
                    expanded.pairs.insert(href);
                }
                continue;
            }
            expanded.warnings.push(format!("{name}:{line}: {} has no data", call.code));
            words.push_str(NO_DATA);
        }
        words.push_str(rest);
        expanded.texts.push(words);
        Ok(expanded)
    }
}

/// Formats an error of Tera with its place first. For an unknown function, the message lists the known ones.
fn in_one_line(name: &str, error: &tera::Error) -> String {
    if let ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) = error.kind() {
        let (line, column) = (report.span().start_line, report.span().start_col + 1);
        return format!("{name}:{line}:{column}: {}", report.message());
    }
    // Unknown functions arrive as finished text: `error: Unknown function …`, with the place after an arrow.
    let text = error.to_string();
    let parts = text.strip_prefix("error: ").and_then(|text| text.split_once("--> "));
    let Some((message, rest)) = parts else { return format!("{name}: {text}") };
    let place = rest.lines().next().unwrap_or(name);
    let known = FUNCTIONS.map(|(name, ..)| name).join(", ");
    format!("{place}: {}; there are {known}", message.trim())
}

/// Takes `slug`, or the first of `slug-2`, `slug-3`, … that is not in `taken`.
fn free(slug: &str, taken: &mut BTreeSet<String>) -> String {
    let mut found = slug.to_owned();
    let mut number = 1;
    while !taken.insert(found.clone()) {
        number += 1;
        found = format!("{slug}-{number}");
    }
    found
}
