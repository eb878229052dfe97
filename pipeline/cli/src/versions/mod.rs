//! Frozen versions of the tables: the zips in `data/releases/`, and the changes since the newest one.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use dataset::{Changes, Download, Earlier, Frozen, Versions, release_diff};
use rayon::prelude::*;
use schema::{Method, Tables};

use crate::project::Project;

mod archive;
mod freeze;

pub(crate) use freeze::{Outcome, freeze};

/// Versions of a project, and the problems of broken archives.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Newest first.
    pub(crate) frozen: Vec<Frozen>,
    /// Archives that are left out, each with what to do about it.
    pub(crate) broken: Vec<String>,
}

/// Reads every archive in `data/releases/`. A broken one does not affect the others.
pub(crate) fn read(project: &Project) -> Result<Found> {
    let paths = archive::paths(&project.releases())?;
    let read: Vec<_> = paths.par_iter().map(|path| (path, archive::read(path))).collect();
    let mut found = Found::default();
    let mut seen = BTreeSet::new();
    for (path, frozen) in read {
        let sole = frozen.and_then(|frozen| {
            let is_sole = seen.insert(frozen.manifest.version.as_str().to_ascii_lowercase());
            ensure!(is_sole, "Another version has the same name except for case");
            Ok(frozen)
        });
        match sole {
            Ok(frozen) => found.frozen.push(frozen),
            Err(error) => found.broken.push(format!(
                "'{}' is left out: {error:#}; restore it from version control",
                path.display()
            )),
        }
    }
    found.frozen.sort_by(|a, b| {
        let order = |frozen: &Frozen| (frozen.manifest.number, frozen.manifest.version.clone());
        order(b).cmp(&order(a))
    });
    Ok(found)
}

/// Returns the versions as pages take them, with the changes from the newest one to the tables of `tables`.
/// `downloads` are the files of those tables.
pub(crate) fn with_changes(
    frozen: Vec<Frozen>,
    tables: &Tables,
    downloads: &[Download],
    methods: &[Method],
) -> Versions {
    let changes = frozen.first().map(|newest| changes(newest, tables, downloads, methods));
    Versions { frozen, changes }
}

/// Compares the current tables with those of `frozen`.
fn changes(frozen: &Frozen, tables: &Tables, downloads: &[Download], methods: &[Method]) -> Changes {
    let Frozen { manifest, files, .. } = frozen;
    let is_new = |method: &&Method| !manifest.methods.contains(&method.id);
    let new_methods: Vec<&Method> = methods.iter().filter(is_new).collect();
    let earlier = Earlier { version: &manifest.version, files, new_methods: &new_methods };
    release_diff(&earlier, tables, downloads)
}
