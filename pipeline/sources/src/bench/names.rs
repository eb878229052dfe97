//! Functions and series met so far, each under a position.

use std::collections::{BTreeMap, BTreeSet};

use schema::{Arch, Metric, Registry, SeriesKey};

use super::start::Start;

/// What `data/runtimes.toml` calls functions by: their names in `functions/functions.toml` after this.
const PREFIX: &str = "bench/";

/// The functions and series of a source.
pub(super) struct Names<'a> {
    source: &'a str,
    registry: &'a Registry,
    arch: Arch,
    pub(super) functions: Vec<String>,
    pub(super) series: Vec<SeriesKey>,
    pub(super) unregistered: BTreeSet<String>,
    places: BTreeMap<SeriesKey, u32>,
}

impl<'a> Names<'a> {
    pub(super) fn new(source: &'a str, registry: &'a Registry, arch: Arch) -> Names<'a> {
        Names {
            source,
            registry,
            arch,
            functions: Vec::new(),
            series: Vec::new(),
            unregistered: BTreeSet::new(),
            places: BTreeMap::new(),
        }
    }

    /// The position of a function.
    pub(super) fn function(&mut self, name: &str) -> u32 {
        let name = format!("{PREFIX}{name}");
        if self.registry.by_alias(&name).is_none() {
            self.unregistered.insert(name.clone());
        }
        let place = self.functions.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.functions.push(name);
            self.functions.len() - 1
        });
        place as u32
    }

    /// The slug of the function called `name`.
    pub(super) fn slug(&self, name: &str) -> String {
        let known = self.registry.by_alias(&format!("{PREFIX}{name}"));
        known.map_or_else(|| format!("local-{}", crate::names::slug(name)), |known| known.slug.clone())
    }

    /// The position of a series of a process.
    pub(super) fn series(&mut self, start: &Start, metric: Metric) -> u32 {
        let key = SeriesKey {
            source: self.source.to_owned(),
            runtime: self.slug(&start.function),
            package: start.cache,
            memory_mb: start.profile.0,
            arch: self.arch,
            workload: start.workload.clone(),
            metric,
        };
        let n = self.series.len() as u32;
        let place = *self.places.entry(key.clone()).or_insert(n);
        if place == n {
            self.series.push(key);
        }
        place
    }
}
