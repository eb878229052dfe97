//! Functions and series of a source, numbered in order of appearance.

use std::collections::{BTreeMap, BTreeSet};

use schema::{Registry, Runs, SeriesKey};

use crate::names;

/// Functions and series so far.
pub(crate) struct Index<'a> {
    registry: &'a Registry,
    functions: BTreeMap<String, u32>,
    series: BTreeMap<SeriesKey, u32>,
    unregistered: BTreeSet<String>,
}

impl<'a> Index<'a> {
    pub(crate) fn new(registry: &'a Registry) -> Index<'a> {
        let (functions, series, unregistered) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        Index { registry, functions, series, unregistered }
    }

    /// Returns the number of the function that the source calls `name`, added if new.
    pub(crate) fn function(&mut self, name: &str) -> u32 {
        if let Some(idx) = self.functions.get(name) {
            return *idx;
        }
        if self.registry.by_alias(name).is_none() {
            self.unregistered.insert(name.to_owned());
        }
        let idx = self.functions.len() as u32;
        self.functions.insert(name.to_owned(), idx);
        idx
    }

    /// Returns the slug of the runtime that the source calls `name`; one made from the name if the registry lacks it.
    pub(crate) fn slug(&self, name: &str) -> String {
        let known = self.registry.by_alias(name);
        known.map_or_else(|| names::slug(&name.replace('/', "-")), |known| known.slug.clone())
    }

    /// Returns the number of a series, added if new.
    pub(crate) fn series(&mut self, key: SeriesKey) -> u32 {
        let idx = self.series.len() as u32;
        *self.series.entry(key).or_insert(idx)
    }

    /// Moves all names to `runs`, in order of their numbers.
    pub(crate) fn add_to(self, runs: &mut Runs) {
        runs.series = in_order(self.series);
        runs.source_runtimes = in_order(self.functions);
        runs.unregistered = self.unregistered.into_iter().collect();
    }
}

fn in_order<T>(numbered: BTreeMap<T, u32>) -> Vec<T> {
    let mut items: Vec<(T, u32)> = numbered.into_iter().collect();
    items.sort_by_key(|(_, idx)| *idx);
    items.into_iter().map(|(item, _)| item).collect()
}
