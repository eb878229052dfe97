//! Summaries by runtime: everything that pages show about each.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use schema::{
    BatchRow, ConfidenceDistributionRow, HistoryRow, IntervalRow, Metric, Month, PageCache, Percentile,
    Provider, RankRow, RuntimeKind, Series, SeriesRow, SourceRow, Support, Tables,
};

use crate::{
    Inputs,
    context::{
        config::{Config, View},
        events::{self, Event},
        table::{self, Cell},
        texts::Texts,
    },
};

/// Language of a runtime that the registry lacks.
const UNKNOWN_LANGUAGE: &str = "Other";

/// Every runtime with any data, in the order of the registry.
pub(crate) struct Catalog<'a> {
    pub(crate) view: &'a View,
    /// Words of charts, tables and pages.
    pub(crate) texts: Texts,
    pub(crate) runtimes: Vec<RuntimeData<'a>>,
    intervals: BTreeMap<&'a str, Vec<&'a IntervalRow>>,
    confidence_distributions: BTreeMap<&'a str, Vec<&'a ConfidenceDistributionRow>>,
    ranks: BTreeMap<&'a str, Vec<&'a RankRow>>,
    /// Events on the platform, by date.
    pub(crate) events: Vec<Event>,
}

/// One runtime in the ranking of the default view.
pub(crate) struct Ranked<'c, 'a> {
    pub(crate) runtime: &'c RuntimeData<'a>,
    pub(crate) row: &'a SeriesRow,
    /// Confidence interval of its median.
    pub(crate) median: Option<&'a IntervalRow>,
    /// Ranks that it may take by its median.
    pub(crate) ranks: Option<&'a RankRow>,
}

/// One runtime and its rows.
pub(crate) struct RuntimeData<'a> {
    pub(crate) slug: &'a str,
    pub(crate) name: &'a str,
    pub(crate) language: &'a str,
    /// Operating system and version from the registry; empty if it lacks the runtime.
    pub(crate) os: &'a str,
    pub(crate) version: &'a str,
    /// True if its source has samples of it in the window.
    pub(crate) is_current: bool,
    /// True if a source still measures it, according to the registry; unknown if the registry lacks it.
    pub(crate) is_measured: Option<bool>,
    /// True unless it is deprecated or experimental.
    pub(crate) is_usual: bool,
    /// Part of it that its platform provides.
    pub(crate) kind: RuntimeKind,
    pub(crate) is_experimental: bool,
    /// Support by its platform; unknown if the registry lacks it.
    pub(crate) support: Support,
    /// Operator of the platform that it was measured on.
    pub(crate) provider: Provider,
    pub(crate) series: Vec<&'a SeriesRow>,
    pub(crate) history: Vec<&'a HistoryRow>,
    pub(crate) batches: Vec<&'a BatchRow>,
}

impl<'a> Catalog<'a> {
    pub(crate) fn of(inputs: &Inputs<'a>, config: &'a Config) -> Result<Catalog<'a>> {
        let tables = inputs.tables;
        let history = by_runtime(&tables.history, |row| &row.series.runtime);
        let series = by_runtime(&tables.series, |row| &row.series.runtime);
        let batches = by_runtime(&tables.batches, |row| &row.series.runtime);
        let slugs: BTreeSet<&str> = history.keys().chain(series.keys()).copied().collect();
        let order: BTreeMap<&str, usize> = inputs
            .registry
            .runtimes
            .iter()
            .enumerate()
            .map(|(idx, runtime)| (runtime.slug.as_str(), idx))
            .collect();
        let mut slugs: Vec<&str> = slugs.into_iter().collect();
        slugs.sort_by_key(|slug| (order.get(slug).copied().unwrap_or(usize::MAX), *slug));
        let rows = |slug| {
            let known = inputs.registry.by_slug(slug);
            let series = series.get(slug).cloned().unwrap_or_default();
            let history = history.get(slug).cloned().unwrap_or_default();
            let upstream = series.first().map(|row| &row.series).or(history.last().map(|row| &row.series));
            RuntimeData {
                slug,
                name: known.map_or(upstream.map_or(slug, |row| &row.source_runtime), |known| &known.name),
                language: known.map_or(UNKNOWN_LANGUAGE, |known| &known.language),
                os: known.map_or("", |known| &known.os),
                version: known.map_or("", |known| &known.version),
                is_current: !series.is_empty(),
                provider: upstream.map_or(Provider::Unknown, |series| series.conditions.provider),
                is_measured: known.map(|known| known.measured),
                is_usual: known.is_none_or(|known| inputs.registry.is_usual(known)),
                kind: known.map_or(RuntimeKind::Managed, |known| known.kind),
                is_experimental: known.is_some_and(|known| known.experimental),
                support: known.map_or(Support::Unknown, |known| inputs.registry.support_of(known)),
                series,
                history,
                batches: batches.get(slug).cloned().unwrap_or_default(),
            }
        };
        Ok(Catalog {
            view: &config.default_view,
            texts: Texts::of(inputs.templates)?,
            runtimes: slugs.into_iter().map(rows).collect(),
            intervals: by_runtime(&tables.intervals, |row| &row.series.runtime),
            confidence_distributions: by_runtime(&tables.confidence_distributions, |row| &row.series.runtime),
            ranks: by_runtime(&tables.ranks, |row| &row.runtime),
            events: events::read(inputs.content)?,
        })
    }

    /// Ranks the runtimes in the default view, lowest median first.
    pub(crate) fn ranking(&self) -> Vec<Ranked<'_, 'a>> {
        let ranked = |runtime| self.ranked(runtime);
        let mut rows: Vec<_> = self.runtimes.iter().filter_map(ranked).collect();
        rows.sort_by(|a, b| a.row.distribution.p50.total_cmp(&b.row.distribution.p50));
        rows
    }

    /// Ranks the runtimes that are neither deprecated nor experimental, as [`Catalog::ranking`] does.
    pub(crate) fn usual_ranking(&self) -> Vec<Ranked<'_, 'a>> {
        let mut rows = self.ranking();
        rows.retain(|entry| entry.runtime.is_usual);
        rows
    }

    /// Returns the runtime that stands for each language, in the order of the ranking. It is the first of the registry
    /// that is usual and no native image; the registry lists the newest first.
    pub(crate) fn representatives(&self) -> Vec<Ranked<'_, 'a>> {
        let mut rows = Vec::new();
        for (_, runtimes) in self.languages() {
            let stands =
                |runtime: &&&RuntimeData<'_>| runtime.is_usual && runtime.kind != RuntimeKind::NativeImage;
            rows.extend(runtimes.iter().filter(stands).find_map(|runtime| self.ranked(runtime)));
        }
        rows.sort_by(|a, b| a.row.distribution.p50.total_cmp(&b.row.distribution.p50));
        rows
    }

    /// Returns a runtime in the default view; none if it is not measured there now.
    pub(crate) fn ranked<'c>(&self, runtime: &'c RuntimeData<'a>) -> Option<Ranked<'c, 'a>> {
        let row = runtime.series.iter().copied().find(|row| self.is_default(&row.series))?;
        Some(self.of_series(runtime, row))
    }

    /// Returns a runtime with one of its series.
    pub(crate) fn of_series<'c>(&self, runtime: &'c RuntimeData<'a>, row: &'a SeriesRow) -> Ranked<'c, 'a> {
        let is_rank = |found: &&&RankRow| {
            row.series.memory.mb().is_none()
                && found.percentile == Percentile::P50
                && (&found.conditions, found.metric) == (&row.series.conditions, row.series.metric)
        };
        Ranked {
            runtime,
            row,
            median: self.interval(&row.series, Percentile::P50),
            ranks: self.ranks.get(runtime.slug).and_then(|rows| rows.iter().find(is_rank)).copied(),
        }
    }

    /// Confidence interval of one percentile of a series.
    pub(crate) fn interval(&self, series: &Series, percentile: Percentile) -> Option<&'a IntervalRow> {
        let intervals = self.intervals.get(series.runtime.as_str())?;
        intervals.iter().copied().find(|found| found.percentile == percentile && found.series == *series)
    }

    /// Makes the cell of one percentile of a series.
    pub(crate) fn percentile(&self, row: &SeriesRow, percentile: Percentile) -> Cell {
        Cell::of_series(row, percentile, || self.interval(&row.series, percentile))
    }

    /// Makes the cells of the distribution of a series, linked to its receipt.
    pub(crate) fn distribution(&self, row: &SeriesRow, receipt: &str) -> impl Iterator<Item = Cell> + use<> {
        table::distribution_with(&row.distribution, receipt, &|percentile| self.percentile(row, percentile))
    }

    /// Confidence intervals of a runtime's percentiles, in the order of the table.
    pub(crate) fn intervals_of(&self, slug: &str) -> &[&'a IntervalRow] {
        self.intervals.get(slug).map_or(&[], Vec::as_slice)
    }

    /// Finds the runtime with this slug; none without data.
    pub(crate) fn by_slug(&self, slug: &str) -> Option<&RuntimeData<'a>> {
        self.runtimes.iter().find(|runtime| runtime.slug == slug)
    }

    /// Name of the runtime with this slug, or the slug without data.
    pub(crate) fn name_of<'s>(&self, slug: &'s str) -> &'s str
    where
        'a: 's,
    {
        self.by_slug(slug).map_or(slug, |runtime| runtime.name)
    }

    /// Confidence distributions of the statistics of a series, ascending.
    pub(crate) fn confidence_distributions(
        &self,
        series: &Series,
    ) -> impl Iterator<Item = &'a ConfidenceDistributionRow> {
        let of_runtime = self.confidence_distributions.get(series.runtime.as_str());
        of_runtime.into_iter().flatten().copied().filter(move |row| row.series == *series)
    }

    /// True if a series is the one that stands for its runtime.
    pub(crate) fn is_default(&self, series: &Series) -> bool {
        self.has_default_shape(series) && series.metric == self.view.metric
    }

    /// True if a series has the configuration of the default view, for any metric.
    pub(crate) fn has_default_shape(&self, series: &Series) -> bool {
        self.view.has_conditions(&series.conditions) && series.memory == self.view.memory()
    }

    /// Groups the runtimes by language, in the order of the registry.
    pub(crate) fn languages(&self) -> Vec<(&'a str, Vec<&RuntimeData<'a>>)> {
        let mut languages: Vec<(&str, Vec<&RuntimeData<'a>>)> = Vec::new();
        for runtime in &self.runtimes {
            match languages.iter_mut().find(|(language, _)| *language == runtime.language) {
                Some((_, runtimes)) => runtimes.push(runtime),
                None => languages.push((runtime.language, vec![runtime])),
            }
        }
        languages
    }

    /// Warns the operator about names of runtimes.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let warning = |runtime: &RuntimeData<'_>| match (runtime.is_measured, runtime.is_current) {
            (None, _) => Some("is not in data/runtimes.toml; its page has that name"),
            (Some(false), true) => Some("has current samples, but data/runtimes.toml says measured = false"),
            _ => None,
        };
        let warned = self.runtimes.iter().filter_map(|runtime| Some((runtime.slug, warning(runtime)?)));
        warned.map(|(slug, warning)| format!("The runtime '{slug}' {warning}")).collect()
    }
}

impl RuntimeData<'_> {
    /// True if it is a function that we measure ourselves, which has no page of its own.
    pub(crate) fn is_local(&self) -> bool {
        self.provider == Provider::Local
    }

    /// True if it was measured on another platform than that of the default view.
    pub(crate) fn is_elsewhere(&self, catalog: &Catalog<'_>) -> bool {
        !self.is_local() && self.provider != catalog.view.provider
    }

    /// Path of the runtime's page.
    pub(crate) fn path(&self) -> String {
        if self.is_local() {
            return "measured/index.html".to_owned();
        }
        format!("runtimes/{}/index.html", self.slug)
    }

    /// Returns the first and the last month with samples.
    pub(crate) fn span(&self) -> Option<(Month, Month)> {
        let months = self.history.iter().map(|row| row.month);
        months.clone().min().zip(months.max())
    }

    /// Metrics of its samples: nearly always one.
    pub(crate) fn metrics(&self, catalog: &Catalog<'_>) -> BTreeSet<Metric> {
        let source = self.main_source(catalog);
        let all = self.all_series().filter(|series| source == Some(&series.conditions.source));
        all.map(|series| series.metric).collect()
    }

    /// True if a series has the source that the runtime's page is about: that of the default view, or else of its
    /// first series.
    pub(crate) fn is_main(&self, catalog: &Catalog<'_>, series: &Series) -> bool {
        self.main_source(catalog) == Some(&series.conditions.source)
    }

    fn main_source(&self, catalog: &Catalog<'_>) -> Option<&str> {
        let has_shape = |series: &&Series| catalog.has_default_shape(series);
        let main = self.all_series().find(has_shape).or_else(|| self.all_series().next());
        main.map(|main| main.conditions.source.as_str())
    }

    /// Lists its series: those of the window, then those of each month.
    fn all_series(&self) -> impl Iterator<Item = &Series> {
        let current = self.series.iter().map(|row| &row.series);
        current.chain(self.history.iter().map(|row| &row.series))
    }

    /// Returns the history of the configuration that stands for the runtime. That is the one of the default view, or
    /// else the one with the most months.
    pub(crate) fn main_history(&self, catalog: &Catalog<'_>, metric: Metric) -> Vec<&HistoryRow> {
        let source = self.main_source(catalog);
        let is_main =
            |row: &&HistoryRow| row.series.metric == metric && source == Some(&row.series.conditions.source);
        let rows = || self.history.iter().copied().filter(is_main);
        let default: Vec<&HistoryRow> = rows().filter(|row| catalog.has_default_shape(&row.series)).collect();
        if !default.is_empty() {
            return default;
        }
        let mut by_shape: BTreeMap<_, Vec<&HistoryRow>> = BTreeMap::new();
        for row in rows() {
            by_shape.entry((&row.series.conditions, row.series.memory)).or_default().push(row);
        }
        // The first of several with as many months.
        by_shape.into_values().rev().max_by_key(Vec::len).unwrap_or_default()
    }
}

/// Returns the source that stands for all our campaigns with this `page_cache`; empty without any. It is the largest, so that
/// a small campaign for one question never replaces it; the newest wins a tie.
pub(crate) fn main_source(tables: &Tables, page_cache: PageCache) -> &str {
    let has_it = |row: &&SourceRow| {
        tables
            .series
            .iter()
            .map(|found| &found.series.conditions)
            .any(|found| found.source == row.source && found.page_cache == page_cache)
    };
    let largest = tables.sources.iter().filter(has_it).max_by_key(|row| (row.records, row.newest_day));
    largest.map_or("", |row| &row.source)
}

/// Groups `rows` by the slug of their runtime, and keeps their order.
fn by_runtime<R>(rows: &[R], runtime: impl Fn(&R) -> &str) -> BTreeMap<&str, Vec<&R>> {
    let mut found: BTreeMap<&str, Vec<&R>> = BTreeMap::new();
    for row in rows {
        found.entry(runtime(row)).or_default().push(row);
    }
    found
}
