//! Results of `ClassiFaaS`: four clouds under bursts of requests.
//!
//! Two kinds of files: logs of the collector, with the handler's own time, and records of each platform. [`rules`] lists
//! every anomaly with its outcome.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use rayon::prelude::*;
use schema::{Load, Provider, Registry, Runs, Source};

mod alibaba;
mod aws;
mod azure;
mod gcp;
mod log;
mod place;
mod rules;
mod table;

use place::Origin;
use rules::Rule;

use crate::{
    batches::{BatchFile, join},
    raw_files,
};

/// A file, with the load that it names.
struct Read {
    file: BatchFile<Rule>,
    provider: Option<Provider>,
    load: Option<Load>,
}

/// Reads all `files` below `folder`.
pub(super) fn read(source: &Source, registry: &Registry, folder: &Path, files: &[PathBuf]) -> Result<Runs> {
    let read = files.par_iter().map(|path| read_file(folder, path)).collect::<Result<Vec<_>>>()?;
    let loads = loads(&read);
    let with_load = |read: Read| {
        let Read { mut file, provider, load } = read;
        if load.is_none() {
            let of_cloud = provider.and_then(|provider| loads.get(&provider).copied().flatten());
            let load = of_cloud.or(source.load).unwrap_or_default();
            file.each_series(|series| series.conditions.load = load);
        }
        file
    };
    Ok(join(source, registry, read.into_iter().map(with_load).collect()))
}

/// Returns the load that all logs of a cloud name; none if they differ. Records of platforms name none.
fn loads(read: &[Read]) -> BTreeMap<Provider, Option<Load>> {
    let mut loads = BTreeMap::new();
    for Read { provider, load, .. } in read {
        if let (Some(provider), Some(load)) = (provider, load) {
            let known = loads.entry(*provider).or_insert(Some(*load));
            *known = known.filter(|known| known == load);
        }
    }
    loads
}

fn read_file(folder: &Path, path: &Path) -> Result<Read> {
    let name = raw_files::name_below(folder, path);
    let bytes = fs::read(path).with_context(|| format!("Failed to read '{}'", path.display()))?;
    let mut file = BatchFile::new(name.clone());
    let Some(origin) = Origin::of(&name) else {
        file.refuse_all(Rule::UnknownForm, "the path names no stage and cloud".to_owned());
        return Ok(Read { file, provider: None, load: None });
    };
    let load = match std::str::from_utf8(&bytes) {
        Err(error) => {
            file.refuse_all(Rule::BrokenFile, format!("the file is not UTF-8: {error}"));
            None
        }
        Ok(text) if name.ends_with(".log") => log::read(&mut file, &origin, &name, text),
        Ok(text) => {
            table::read(&mut file, &origin, text);
            None
        }
    };
    Ok(Read { file, provider: Some(origin.provider), load })
}
