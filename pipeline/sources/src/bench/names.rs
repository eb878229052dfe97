//! Functions and series of a source, numbered in order of appearance.

use std::collections::{BTreeMap, BTreeSet};

use schema::{Arch, Conditions, Load, Metric, Packaging, Provider, Registry, SeriesKey};

use super::process::Process;

/// Prefix of function names in `data/runtimes.toml`; the name in `functions/functions.toml` follows.
const PREFIX: &str = "bench/";

/// Functions and series of a source.
pub(super) struct Names<'a> {
    source: &'a str,
    registry: &'a Registry,
    arch: Arch,
    pub(super) functions: Vec<String>,
    pub(super) series: Vec<SeriesKey>,
    pub(super) unregistered: BTreeSet<String>,
    series_idx: BTreeMap<SeriesKey, u32>,
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
            series_idx: BTreeMap::new(),
        }
    }

    /// Returns the index of a function, added if new.
    pub(super) fn function(&mut self, name: &str) -> u32 {
        let name = format!("{PREFIX}{name}");
        if self.registry.by_alias(&name).is_none() {
            self.unregistered.insert(name.clone());
        }
        let idx = self.functions.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.functions.push(name);
            self.functions.len() - 1
        });
        idx as u32
    }

    /// Returns the slug of a function.
    pub(super) fn slug(&self, name: &str) -> String {
        let known = self.registry.by_alias(&format!("{PREFIX}{name}"));
        known.map_or_else(|| format!("local-{}", crate::names::slug(name)), |known| known.slug.clone())
    }

    /// Returns the index of a series of a process, added if new.
    pub(super) fn series(&mut self, process: &Process, metric: Metric) -> u32 {
        let key = SeriesKey {
            conditions: Conditions {
                source: self.source.to_owned(),
                provider: Provider::Local,
                region: Conditions::NO_REGION.to_owned(),
                packaging: Packaging::Files,
                page_cache: process.page_cache,
                arch: self.arch,
                load: Load::SEQUENTIAL,
                workload: process.workload.clone(),
            },
            metric,
            runtime: self.slug(&process.function),
            memory: process.profile.0,
        };
        let n = self.series.len() as u32;
        let idx = *self.series_idx.entry(key.clone()).or_insert(n);
        if idx == n {
            self.series.push(key);
        }
        idx
    }
}
