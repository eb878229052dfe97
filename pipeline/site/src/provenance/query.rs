//! Parses the words of `coldmark explain`.

use anyhow::{Result, bail};
use schema::{Memory, Month, PageCache, SeriesKey};
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
        let source = view.series(inputs.tables).map_or("", |row| &row.series.conditions.source);
        let mut key = SeriesKey {
            conditions: view.conditions(source),
            metric: view.metric,
            runtime: String::new(),
            memory: view.memory(),
        };
        let (mut runtimes, mut month) = (Vec::new(), None);
        // Functions of a campaign have other conditions than the default view. The largest campaign stands for all.
        let is_local = |row: &&schema::SeriesRow| {
            row.series.conditions.is_local() && words.contains(&row.series.runtime.as_str())
        };
        if let Some(row) = inputs.tables.series.iter().find(is_local) {
            key.conditions = row.series.conditions.clone();
            key.memory = row.series.memory.pooled();
            view.workload.clone_into(&mut key.conditions.workload);
            let page_cache = words.iter().find_map(|word| spelled(word)).unwrap_or(PageCache::Warm);
            key.conditions.page_cache = page_cache;
            main_source(inputs.tables, page_cache).clone_into(&mut key.conditions.source);
        }
        // A runtime that the default view lacks stands for itself.
        let own = words.iter().find_map(|word| only_elsewhere(inputs, view, word));
        if let Some(row) = own {
            key = row.series.key();
        }
        for word in words.iter().copied() {
            let conditions = &mut key.conditions;
            let is_set = set(&mut conditions.packaging, word)
                || set(&mut conditions.page_cache, word)
                || set(&mut conditions.provider, word)
                || set(&mut conditions.load, word)
                || set(&mut conditions.arch, word)
                || set(&mut key.metric, word);
            if is_set {
                continue;
            }
            let named =
                [Memory::Pooled, Memory::Uncapped].into_iter().find(|memory| memory.to_string() == word);
            if let Some(memory) = named.or_else(|| word.parse().ok().map(Memory::Mb)) {
                key.memory = memory;
            } else if let Some(found) = spelled(word) {
                month = Some(found);
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

/// Returns the first series of the runtime `word` if none is of the default view, in any packaging and architecture. Functions
/// of campaigns have rules of their own.
fn only_elsewhere<'a>(inputs: &Inputs<'a>, view: &View, word: &str) -> Option<&'a schema::SeriesRow> {
    let mut of_runtime = inputs.tables.series.iter().filter(|row| row.series.runtime == word);
    let has_view = of_runtime
        .clone()
        .any(|row| view.has_variant(&row.series.conditions) || row.series.conditions.is_local());
    of_runtime.next().filter(|_| !has_view)
}

fn is_runtime(inputs: &Inputs<'_>, word: &str) -> bool {
    inputs.registry.by_slug(word).is_some()
        || inputs.tables.history.iter().any(|row| row.series.runtime == word)
}

/// Parses a word as the schema spells it.
fn spelled<'a, T: Deserialize<'a>>(text: &'a str) -> Option<T> {
    T::deserialize(StrDeserializer::<serde::de::value::Error>::new(text)).ok()
}

/// Sets `field` if `word` is one of its values, and returns true then.
fn set<T: for<'a> Deserialize<'a>>(field: &mut T, word: &str) -> bool {
    spelled(word).map(|value| *field = value).is_some()
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
