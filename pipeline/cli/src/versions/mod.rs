//! Frozen versions of the tables: the zips in `data/releases/`, and the changes since the newest one.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, ensure};
use rayon::prelude::*;
use schema::{Method, OF_NUMBERS, Since, Summaries, Table, TableSince, rows_of_earlier};
use site::{Changed, Download, Files, Frozen, Versions};
use stats::Tables;

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
        let place = |frozen: &Frozen| (frozen.manifest.number, frozen.manifest.version.clone());
        place(b).cmp(&place(a))
    });
    Ok(found)
}

/// Returns the versions as pages take them, with the changes from the newest one to the tables of `summaries`.
/// `downloads` are the files of those tables.
pub(crate) fn with_changes(
    frozen: Vec<Frozen>,
    summaries: &Summaries,
    downloads: &[Download],
    methods: &[Method],
) -> Versions {
    let changed = frozen.first().map(|newest| changed(newest, summaries, downloads, methods));
    Versions { frozen, changed }
}

/// Compares the current tables with those of `earlier`.
pub(crate) fn changed(
    earlier: &Frozen,
    summaries: &Summaries,
    downloads: &[Download],
    methods: &[Method],
) -> Changed {
    let offered: BTreeMap<&str, &[u8]> =
        downloads.iter().map(|download| (download.shape.file, &download.bytes[..])).collect();
    let reader = Reader { files: &earlier.files, offered: &offered };
    let (numbers, rest) = rayon::join(
        || {
            rayon::join(
                || (reader.rows(&summaries.intervals), reader.rows(&summaries.agreement)),
                || reader.rows(&summaries.comparisons),
            )
        },
        || {
            (
                reader.rows(&summaries.history),
                reader.rows(&summaries.sources),
                reader.rows(&summaries.calendar),
                reader.rows(&summaries.files),
            )
        },
    );
    let ((intervals, agreement), comparisons) = numbers;
    let (history, sources, calendar, files) = rest;
    let before = Tables {
        intervals: intervals.get(),
        comparisons: comparisons.get(),
        agreement: agreement.get(),
        history: history.get(),
        sources: sources.get(),
        calendar: calendar.get(),
        files: files.get(),
    };
    let is_known = |method: &&Method| earlier.manifest.methods.contains(&method.id);
    let new: Vec<&Method> = methods.iter().filter(|method| !is_known(method)).collect();
    let (mut counted, rows) = stats::moved(&before, &Tables::from(summaries), &new);
    let problems = [intervals.problem(), comparisons.problem(), agreement.problem()];
    for (table, problem) in OF_NUMBERS.into_iter().zip(problems) {
        let place = counted.iter_mut().find(|counted| counted.table == table);
        if let Some((place, problem)) = place.zip(problem) {
            *place = TableSince { table: table.to_owned(), problem: Some(problem), ..TableSince::default() };
        }
    }
    let since = Since {
        version: earlier.manifest.version.clone(),
        methods: new.iter().map(|method| method.id.clone()).collect(),
        tables: counted,
    };
    Changed { since, rows }
}

/// Reads the tables of an earlier version.
struct Reader<'a> {
    files: &'a Files,
    /// Current tables, by file.
    offered: &'a BTreeMap<&'a str, &'a [u8]>,
}

/// Rows of a table in an earlier version.
enum Was<'a, T> {
    /// The file is identical to the current one.
    Same(&'a [T]),
    Other(Vec<T>),
    /// The file can no longer be read, for this reason.
    Unreadable(String),
}

impl Reader<'_> {
    /// Returns the rows of the earlier table; `now` are the current rows.
    fn rows<'r, T: Table>(&self, now: &'r [T]) -> Was<'r, T> {
        // The earlier version lacks this table, so all its rows have appeared.
        let Some(bytes) = self.files.get(T::FILE) else { return Was::Other(Vec::new()) };
        if self.offered.get(T::FILE) == Some(&&bytes[..]) {
            return Was::Same(now);
        }
        match rows_of_earlier(bytes) {
            Ok(rows) => Was::Other(rows),
            Err(error) => Was::Unreadable(error.to_string()),
        }
    }
}

impl<T> Was<'_, T> {
    fn get(&self) -> &[T] {
        match self {
            Was::Same(rows) => rows,
            Was::Other(rows) => rows,
            Was::Unreadable(_) => &[],
        }
    }

    fn problem(&self) -> Option<String> {
        match self {
            Was::Same(_) | Was::Other(_) => None,
            Was::Unreadable(why) => Some(why.clone()),
        }
    }
}
