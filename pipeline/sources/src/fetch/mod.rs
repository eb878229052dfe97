//! Updates a source's raw files from upstream, a mirror, a checkout or an archive of a checkout.
//!
//! This module writes no file. It hands complete, verified bodies to a [`Sink`] of the caller.

use std::{collections::BTreeSet, fs, path::Path, time::Duration};

use anyhow::{Context, Result};
use futures_util::{StreamExt, stream};
use rayon::prelude::*;
use schema::{FileDigest, Layout, Source};

use crate::raw_files;
use client::Client;
use copy::from_archive;
pub use copy::from_copy;
pub use report::{Failure, Known, Report};
use tree::ListedFile;

mod client;
mod copy;
mod git_blob;
mod report;
mod request_error;
mod tree;

/// Failures in a row after which no further file is tried: the host is down, and each try costs several timeouts.
const MAX_FAILURES_IN_A_ROW: usize = 10;

/// Options for fetching.
#[derive(Clone, Debug)]
pub struct Options {
    /// Base URL that replaces both hosts of the source and serves the same paths.
    pub mirror: Option<String>,
    /// Token for the host of the trees API. It is never sent to the host of the bodies or to a mirror.
    pub token: Option<String>,
    /// Timeout for a connection and for the next bytes of a response.
    pub timeout: Duration,
    /// Number of parallel downloads.
    pub concurrency: usize,
}

/// Receiver of fetched files.
pub trait Sink {
    /// Called once, with the number of files to fetch.
    fn begin(&self, n_files: usize);
    /// Stores the complete, verified `body` of the file at `path`, relative to the source's folder.
    fn keep(&self, path: &str, body: &[u8]) -> Result<()>;
    /// Called after each file, stored or failed.
    fn settled(&self);
}

/// Verifies the raw files in `folder` of a frozen source, without any request.
///
/// Returns none if the source is not frozen, if no digests are `known`, or if a file is missing or differs: then it must be
/// fetched. Fails if a file cannot be read.
pub fn verify(source: &Source, folder: &Path, known: &Known) -> Result<Option<Report>> {
    if known.is_empty() || !layout(source)?.is_frozen() || !folder.is_dir() {
        return Ok(None);
    }
    let digest = |name: &String| crate::digest(folder, name);
    let digests: Vec<FileDigest> =
        crate::files(source, folder)?.par_iter().map(digest).collect::<Result<_>>()?;
    let is_known =
        |digest: &&FileDigest| known.get(&digest.path).is_some_and(|known| *known == digest.sha256);
    let is_complete = digests.iter().filter(is_known).count() == known.len();
    Ok(is_complete.then(|| Report { unchanged: digests.len(), ..Report::new(&source.name) }))
}

/// Updates the raw files in `folder` from the upstream of `source`.
///
/// One request lists the upstream files with their checksums, and one more downloads each new or changed file. A frozen
/// source with archives is one request in all. A file that cannot be fetched, or that differs from the `known` one, becomes
/// a [`Failure`] in the report, and the others are still fetched. Fails if the list or the archive cannot be fetched or
/// parsed, or if `folder` cannot be read.
pub async fn from_upstream(
    source: &Source,
    folder: &Path,
    options: &Options,
    known: &Known,
    sink: &dyn Sink,
) -> Result<Report> {
    let layout = layout(source)?;
    let client = Client::new(layout, options)?;
    if layout.is_frozen() && layout.archives.is_some() {
        return from_archive(source, folder, &client.archive().await?, known, sink);
    }
    let listed = tree::select(&client.list().await?, layout)?;
    let mut report = Report::new(&source.name);
    report.gone = files_gone_upstream(source, folder, &listed)?;
    let mut wanted = Vec::new();
    for file in listed {
        match is_current(folder, &file)? {
            Some(true) => report.unchanged += 1,
            Some(false) => wanted.push((file, true)),
            None => wanted.push((file, false)),
        }
    }
    sink.begin(wanted.len());
    let mut bodies = stream::iter(wanted)
        .map(|(file, is_here)| {
            let client = &client;
            async move { (client.body(&file).await, file, is_here) }
        })
        .buffer_unordered(options.concurrency.max(1));
    let mut failures_in_a_row = 0;
    while let Some((body, file, is_here)) = bodies.next().await {
        match body {
            Ok(body) => {
                failures_in_a_row = 0;
                report.keep(sink, known, &file.path, &body, is_here);
            }
            Err(error) => {
                failures_in_a_row += usize::from(error.is_transient);
                report.fail(&file.path, error.reason);
            }
        }
        sink.settled();
        if failures_in_a_row == MAX_FAILURES_IN_A_ROW {
            client.give_up();
        }
    }
    report.finish();
    Ok(report)
}

/// Returns the upstream layout of `source`.
fn layout(source: &Source) -> Result<&Layout> {
    let layout = source.layout.as_ref();
    layout.with_context(|| format!("'{}' has no upstream to fetch from", source.name))
}

/// Compares `file` in `folder` with upstream: true if it is the same, none if it is missing.
fn is_current(folder: &Path, file: &ListedFile) -> Result<Option<bool>> {
    let path = folder.join(&file.path);
    if !path.is_file() {
        return Ok(None);
    }
    let body = fs::read(&path).with_context(|| format!("Failed to read '{}'", path.display()))?;
    Ok(Some(git_blob::sha1(&body) == file.sha))
}

/// Lists the raw files in `folder` that upstream no longer has.
fn files_gone_upstream(source: &Source, folder: &Path, listed: &[ListedFile]) -> Result<Vec<String>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let listed: BTreeSet<&str> = listed.iter().map(|file| file.path.as_str()).collect();
    let paths = raw_files::list(folder, source)?;
    let names = paths.iter().map(|path| raw_files::name_below(folder, path));
    Ok(names.filter(|name| !listed.contains(name.as_str())).collect())
}
