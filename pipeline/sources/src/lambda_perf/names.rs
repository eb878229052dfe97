//! Index of upstream's runtime names and their series.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::FixedState;
use schema::{Arch, Conditions, Load, Memory, Metric, Packaging, PageCache, Registry, SeriesKey, Source};

/// Workload of every function in the archive.
const WORKLOAD: &str = "hello";

/// Functions and series so far.
pub(super) struct Names<'a> {
    source: &'a Source,
    registry: &'a Registry,
    /// Upstream's runtime names, in order of appearance.
    pub(super) functions: Vec<String>,
    /// Series, in order of appearance.
    pub(super) series: Vec<SeriesKey>,
    /// Upstream's runtime names that the registry lacks.
    pub(super) unregistered: BTreeSet<String>,
    function_by_name: HashMap<Box<str>, Function, FixedState>,
    series_by_configuration: HashMap<(u32, Packaging, u32, Arch), u32, FixedState>,
}

/// Registry entry of an upstream runtime name.
#[derive(Clone, Copy)]
pub(super) struct Function {
    /// Index in [`Names::functions`].
    pub(super) idx: u32,
    /// True if the registry has the name.
    pub(super) is_registered: bool,
    /// True if the registry has a newer name for the same runtime.
    pub(super) is_renamed: bool,
}

impl<'a> Names<'a> {
    pub(super) fn new(source: &'a Source, registry: &'a Registry) -> Names<'a> {
        Names {
            source,
            registry,
            functions: Vec::new(),
            series: Vec::new(),
            unregistered: BTreeSet::new(),
            function_by_name: HashMap::default(),
            series_by_configuration: HashMap::default(),
        }
    }

    /// Returns the function that upstream calls `name`, adding it if it is new.
    pub(super) fn function(&mut self, name: &str) -> Function {
        if let Some(function) = self.function_by_name.get(name) {
            return *function;
        }
        let runtime = self.registry.by_alias(name);
        let function = Function {
            idx: self.functions.len() as u32,
            is_registered: runtime.is_some(),
            is_renamed: runtime.is_some_and(|runtime| runtime.aliases[0] != name),
        };
        if runtime.is_none() {
            self.unregistered.insert(name.to_owned());
        }
        self.functions.push(name.to_owned());
        self.function_by_name.insert(name.into(), function);
        function
    }

    /// Returns the index in [`Names::series`] of a function's configuration, adding it if it is new.
    pub(super) fn series(
        &mut self,
        function_idx: u32,
        packaging: Packaging,
        memory_mb: u32,
        arch: Arch,
    ) -> u32 {
        if let Some(series_idx) =
            self.series_by_configuration.get(&(function_idx, packaging, memory_mb, arch))
        {
            return *series_idx;
        }
        let function = &self.functions[function_idx as usize];
        let runtime = self.registry.by_alias(function);
        let key = SeriesKey {
            conditions: Conditions {
                source: self.source.name.clone(),
                provider: self.source.provider,
                region: self.source.region.clone(),
                packaging,
                page_cache: PageCache::Unknown,
                arch,
                // Upstream invokes a function ten times, one after another.
                load: Load::SEQUENTIAL,
                workload: WORKLOAD.to_owned(),
            },
            metric: metric_of(function),
            runtime: runtime.map_or_else(|| crate::names::slug(function), |runtime| runtime.slug.clone()),
            memory: Memory::Mb(memory_mb),
        };
        // Two names of one runtime share its series.
        let series_idx = self.series.iter().position(|existing| *existing == key).unwrap_or_else(|| {
            self.series.push(key);
            self.series.len() - 1
        }) as u32;
        self.series_by_configuration.insert((function_idx, packaging, memory_mb, arch), series_idx);
        series_idx
    }
}

/// Returns the metric of a function: upstream stores Restore Duration for SnapStart and Init Duration for all others.
fn metric_of(function: &str) -> Metric {
    if function.ends_with("_snapstart") { Metric::RestoreMs } else { Metric::InitMs }
}
