//! Bringing a source's files up to date, from upstream, a mirror, a checkout or an archive of one.
//!
//! Nothing here writes a file: whole, verified bodies go to a [`Sink`], which the caller owns.

use std::{collections::BTreeSet, fs, path::Path, time::Duration};

use anyhow::{Context, Result};
use futures_util::{StreamExt, stream};
use schema::{Layout, Source};

use crate::raw_files;
use client::Client;
pub use copy::from_copy;
pub use report::{Failure, Report};
use tree::Listed;

mod blob;
mod client;
mod copy;
mod fault;

mod report;
mod tree;

/// Files are given up without a try after this many have failed in a row: a host that is down stays down.
const MAX_FAILURES_IN_A_ROW: usize = 10;

/// Where and how to fetch.
#[derive(Clone, Debug)]
pub struct Options {
    /// Base URL in place of both hosts of the source, with the same paths.
    pub mirror: Option<String>,
    /// Token for the host of the trees API. Neither the host of the bodies nor a mirror ever sees it.
    pub token: Option<String>,
    /// How long to wait for a connection, and for the next bytes of an answer.
    pub timeout: Duration,
    /// How many files are under way at once.
    pub concurrency: usize,
}

/// What becomes of fetched files.
pub trait Sink {
    /// Called once the number of files to fetch is known.
    fn begin(&self, n_files: usize);
    /// Keeps the whole, verified `body` of the file at `path`, which lies below the source's folder.
    fn keep(&self, path: &str, body: &[u8]) -> Result<()>;
    /// Called when a file is done with, kept or failed.
    fn settled(&self);
}

/// Brings the raw files in `folder` up to date with what `source` has upstream.
///
/// One request lists the upstream files with their checksums; one more is made for each file that is new or
/// changed. A file that cannot be had is a [`Failure`] in the report, and the rest goes on. Fails where the
/// list cannot be had or understood, or where `folder` cannot be read.
pub async fn from_upstream(
    source: &Source,
    folder: &Path,
    options: &Options,
    sink: &dyn Sink,
) -> Result<Report> {
    let layout = layout(source)?;
    let client = Client::new(layout, options)?;
    let listed = tree::select(&client.list().await?, layout)?;
    let mut report = Report::new(&source.name);
    report.gone = gone(folder, &layout.extension, &listed)?;
    let mut wanted = Vec::new();
    for file in listed {
        match present(folder, &file)? {
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
                report.keep(sink, &file.path, &body, is_here);
            }
            Err(fault) => {
                failures_in_a_row += usize::from(fault.transient);
                report.fail(&file.path, fault.reason);
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

/// Where the files of `source` are upstream.
fn layout(source: &Source) -> Result<&Layout> {
    let layout = source.layout.as_ref();
    layout.with_context(|| format!("'{}' is measured by ourselves and has nothing to fetch", source.name))
}

/// Whether `file` is in `folder` as it is upstream; none where it is not there at all.
fn present(folder: &Path, file: &Listed) -> Result<Option<bool>> {
    let path = folder.join(&file.path);
    if !path.is_file() {
        return Ok(None);
    }
    let body = fs::read(&path).with_context(|| format!("Failed to read '{}'", path.display()))?;
    Ok(Some(blob::sha1(&body) == file.sha))
}

/// The raw files in `folder` that upstream no longer lists.
fn gone(folder: &Path, extension: &str, listed: &[Listed]) -> Result<Vec<String>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let listed: BTreeSet<&str> = listed.iter().map(|file| file.path.as_str()).collect();
    let paths = raw_files(folder, extension)?;
    let names = paths.iter().map(|path| crate::name_below(folder, path));
    Ok(names.filter(|name| !listed.contains(name.as_str())).collect())
}
