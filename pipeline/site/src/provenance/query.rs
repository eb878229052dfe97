//! Parses the words of `coldmark explain`.

use anyhow::{Result, bail};
use schema::{Arch, Load, Memory, Metric, Month, Packaging, PageCache, Provider, SeriesKey};
use serde::{Deserialize, de::value::StrDeserializer};

use crate::{
    Inputs,
    context::{catalog::main_source, config::View},
};

/// Subject to explain.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Target {
    Claim(String),
    Series(SeriesKey),
    Month(SeriesKey, Month),
    Pair(SeriesKey, SeriesKey),
}

impl Target {
    /// Parses words in any order, also as parts of an address; `view` fills in the rest.
    pub(super) fn parse(inputs: &Inputs<'_>, view: &View, words: &[String]) -> Result<Target> {
        let words: Vec<&str> =
            words.iter().flat_map(|word| word.split('/')).filter(|word| !word.is_empty()).collect();
        if let [word] = words[..]
            && inputs.claims.claims.iter().any(|claim| claim.id == word)
        {
            return Ok(Target::Claim(word.to_owned()));
        }
        let source = inputs.tables.sources.first().map(|row| row.source.clone()).unwrap_or_default();
        let mut key = SeriesKey {
            conditions: view.conditions(&source),
            metric: view.metric,
            runtime: String::new(),
            memory: view.memory(),
        };
        let (mut runtimes, mut month) = (Vec::new(), None);
        // Functions of a campaign have other conditions than the default view. The largest campaign stands for all.
        let is_ours = |row: &&schema::SeriesRow| {
            row.series.conditions.is_local() && words.contains(&row.series.runtime.as_str())
        };
        if let Some(row) = inputs.tables.series.iter().find(is_ours) {
            key.conditions = row.series.conditions.clone();
            key.memory = row.series.memory.pooled();
            view.workload.clone_into(&mut key.conditions.workload);
            let page_cache = words.iter().find_map(|word| spelled(word)).unwrap_or(PageCache::Warm);
            key.conditions.page_cache = page_cache;
            main_source(inputs.tables, page_cache).clone_into(&mut key.conditions.source);
        }
        for word in words.iter().copied() {
            if let Some(packaging) = spelled::<Packaging>(word) {
                key.conditions.packaging = packaging;
            } else if let Some(page_cache) = spelled::<PageCache>(word) {
                key.conditions.page_cache = page_cache;
            } else if let Some(provider) = spelled::<Provider>(word) {
                key.conditions.provider = provider;
            } else if let Some(load) = spelled::<Load>(word) {
                key.conditions.load = load;
            } else if let Some(arch) = spelled::<Arch>(word) {
                key.conditions.arch = arch;
            } else if let Some(metric) = spelled::<Metric>(word) {
                key.metric = metric;
            } else if let Some(found) = spelled::<Month>(word) {
                month = Some(found);
            } else if word == Memory::Pooled.to_string() {
                key.memory = Memory::Pooled;
            } else if word == Memory::Uncapped.to_string() {
                key.memory = Memory::Uncapped;
            } else if let Ok(memory_mb) = word.parse() {
                key.memory = Memory::Mb(memory_mb);
            } else if is_runtime(inputs, word) {
                runtimes.push(word);
            } else if inputs.tables.sources.iter().any(|row| row.source == word) {
                word.clone_into(&mut key.conditions.source);
            } else if inputs.tables.series.iter().any(|row| row.series.conditions.region == word) {
                word.clone_into(&mut key.conditions.region);
            } else if inputs.tables.series.iter().any(|row| row.series.conditions.workload == word) {
                word.clone_into(&mut key.conditions.workload);
            } else {
                bail!("{}", unknown(inputs, word));
            }
        }
        let of = |runtime: &str| SeriesKey { runtime: runtime.to_owned(), ..key.clone() };
        match (runtimes[..].as_ref(), month) {
            ([runtime], None) => Ok(Target::Series(of(runtime))),
            ([runtime], Some(month)) => Ok(Target::Month(of(runtime), month)),
            ([a, b], None) => Ok(Target::Pair(of(a), of(b))),
            ([_, _], Some(_)) => bail!("Pairs are compared over the window only; leave out the month"),
            (found, _) => bail!("Name a claim, one runtime or two, not {}", found.len()),
        }
    }
}

fn is_runtime(inputs: &Inputs<'_>, word: &str) -> bool {
    inputs.registry.by_slug(word).is_some()
        || inputs.tables.history.iter().any(|row| row.series.runtime == word)
}

/// Parses a word as the schema spells it.
fn spelled<'a, T: Deserialize<'a>>(text: &'a str) -> Option<T> {
    T::deserialize(StrDeserializer::<serde::de::value::Error>::new(text)).ok()
}

fn unknown(inputs: &Inputs<'_>, word: &str) -> String {
    let claims: Vec<&str> = inputs.claims.claims.iter().map(|claim| claim.id.as_str()).collect();
    let runtimes: Vec<&str> = inputs.registry.runtimes.iter().map(|known| known.slug.as_str()).collect();
    format!(
        "'{word}' names nothing here.\nClaims: {}\nRuntimes: {}\nWith a runtime: zip, image or files, warm or cold, x86_64 or arm64, \
         a memory size in MB, pooled or uncapped, a metric, a workload, a month as 2026-07",
        claims.join(", "),
        runtimes.join(", ")
    )
}
