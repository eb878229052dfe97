//! Upstream runtime names and the series they belong to, each with its position.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::FixedState;
use schema::{Arch, Metric, Package, Registry, SeriesKey};

/// What every function of the archive does.
const WORKLOAD: &str = "hello";

/// Everything met so far.
pub(super) struct Names<'a> {
    source: &'a str,
    registry: &'a Registry,
    /// Upstream runtime names, in the order in which they were met.
    pub(super) functions: Vec<String>,
    /// Series, in the order in which they were met.
    pub(super) series: Vec<SeriesKey>,
    /// Upstream runtime names that the registry lacks.
    pub(super) unregistered: BTreeSet<String>,
    function_of: HashMap<Box<str>, Function, FixedState>,
    series_of: HashMap<(u32, Package, u32, Arch), u32, FixedState>,
}

/// What is known of an upstream runtime name.
#[derive(Clone, Copy)]
pub(super) struct Function {
    /// Position in [`Names::functions`].
    pub(super) idx: u32,
    /// Whether the registry knows the name.
    pub(super) is_registered: bool,
    /// Whether the registry knows a newer name of the same runtime.
    pub(super) is_renamed: bool,
}

impl<'a> Names<'a> {
    pub(super) fn new(source: &'a str, registry: &'a Registry) -> Names<'a> {
        Names {
            source,
            registry,
            functions: Vec::new(),
            series: Vec::new(),
            unregistered: BTreeSet::new(),
            function_of: HashMap::default(),
            series_of: HashMap::default(),
        }
    }

    /// The function that upstream calls `name`.
    pub(super) fn function(&mut self, name: &str) -> Function {
        if let Some(function) = self.function_of.get(name) {
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
        self.function_of.insert(name.into(), function);
        function
    }

    /// The position in [`Names::series`] of a function in one configuration.
    pub(super) fn series(&mut self, function_idx: u32, package: Package, memory_mb: u32, arch: Arch) -> u32 {
        if let Some(series_idx) = self.series_of.get(&(function_idx, package, memory_mb, arch)) {
            return *series_idx;
        }
        let function = &self.functions[function_idx as usize];
        let runtime = self.registry.by_alias(function);
        let key = SeriesKey {
            source: self.source.to_owned(),
            runtime: runtime.map_or_else(|| crate::names::slug(function), |runtime| runtime.slug.clone()),
            package,
            memory_mb: Some(memory_mb),
            arch,
            workload: WORKLOAD.to_owned(),
            metric: metric_of(function),
        };
        // Two names of one runtime share its series.
        let series_idx = self.series.iter().position(|known| *known == key).unwrap_or_else(|| {
            self.series.push(key);
            self.series.len() - 1
        }) as u32;
        self.series_of.insert((function_idx, package, memory_mb, arch), series_idx);
        series_idx
    }
}

/// Upstream stores the Restore Duration of SnapStart functions where others have the Init Duration.
fn metric_of(function: &str) -> Metric {
    if function.ends_with("_snapstart") { Metric::RestoreMs } else { Metric::InitMs }
}
