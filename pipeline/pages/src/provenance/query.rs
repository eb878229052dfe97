//! Parses the words of `coldmark explain`.

use anyhow::{Result, bail};
use schema::{Arch, Metric, Month, POOLED, Package, SeriesKey, UNCAPPED};
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
        let source = inputs.summaries.sources.first().map(|row| row.source.clone()).unwrap_or_default();
        let mut key = SeriesKey {
            source,
            runtime: String::new(),
            package: view.package,
            memory_mb: view.memory_mb,
            arch: view.arch,
            workload: view.workload.clone(),
            metric: view.metric,
        };
        let (mut runtimes, mut month) = (Vec::new(), None);
        // Our own functions are neither in the first source nor in a package of AWS.
        let is_ours = |row: &&schema::SeriesRow| {
            row.series.package.is_local() && words.contains(&row.series.runtime.as_str())
        };
        if let Some(row) = inputs.summaries.series.iter().find(is_ours) {
            key.package = row.series.package;
            main_source(inputs.summaries, key.package).clone_into(&mut key.source);
        }
        for word in words.iter().copied() {
            if let Some(package) = spelled::<Package>(word) {
                key.package = package;
            } else if let Some(arch) = spelled::<Arch>(word) {
                key.arch = arch;
            } else if let Some(metric) = spelled::<Metric>(word) {
                key.metric = metric;
            } else if let Some(found) = spelled::<Month>(word) {
                month = Some(found);
            } else if word == POOLED || word == UNCAPPED {
                key.memory_mb = None;
            } else if let Ok(memory_mb) = word.parse() {
                key.memory_mb = Some(memory_mb);
            } else if is_runtime(inputs, word) {
                runtimes.push(word);
            } else if inputs.summaries.sources.iter().any(|row| row.source == word) {
                word.clone_into(&mut key.source);
            } else if inputs.summaries.series.iter().any(|row| row.series.workload == word) {
                word.clone_into(&mut key.workload);
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
        || inputs.summaries.history.iter().any(|row| row.series.runtime == word)
}

/// Parses a word as the schema spells it.
fn spelled<'a, T: Deserialize<'a>>(text: &'a str) -> Option<T> {
    T::deserialize(StrDeserializer::<serde::de::value::Error>::new(text)).ok()
}

fn unknown(inputs: &Inputs<'_>, word: &str) -> String {
    let claims: Vec<&str> = inputs.claims.claims.iter().map(|claim| claim.id.as_str()).collect();
    let runtimes: Vec<&str> = inputs.registry.runtimes.iter().map(|known| known.slug.as_str()).collect();
    format!(
        "'{word}' names nothing here.\nClaims: {}\nRuntimes: {}\nWith a runtime: zip, image, cache-warm or disk-cold, x86_64 or arm64, \
         a memory size in MB, {POOLED} or {UNCAPPED}, a metric, a workload, a month as 2026-07",
        claims.join(", "),
        runtimes.join(", ")
    )
}
