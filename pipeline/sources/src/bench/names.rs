//! Functions and series of a source, numbered in order of appearance.

use schema::{Arch, Conditions, Load, Metric, Packaging, Provider, Registry, SeriesKey};

use super::process::Process;
use crate::index::Index;

/// Prefix of function names in `data/runtimes.toml`; the name in `functions/functions.toml` follows.
const PREFIX: &str = "bench/";

/// Functions and series of a source.
pub(super) struct Names<'a> {
    source: &'a str,
    registry: &'a Registry,
    arch: Arch,
    pub(super) index: Index<'a>,
}

impl<'a> Names<'a> {
    pub(super) fn new(source: &'a str, registry: &'a Registry, arch: Arch) -> Names<'a> {
        Names { source, registry, arch, index: Index::new(registry) }
    }

    /// Returns the index of a function, added if new.
    pub(super) fn function(&mut self, name: &str) -> u32 {
        self.index.function(&format!("{PREFIX}{name}"))
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
        self.index.series(key)
    }
}
