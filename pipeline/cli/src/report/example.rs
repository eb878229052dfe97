//! The example report of the site, computed from the logs below `content/your-logs/`.

use anyhow::{Result, bail, ensure};
use counts::Counts;
use logs::Reader;
use site::Files;

use super::rows::Rows;
use crate::{log_args, log_summary::LogSummary};

/// Folder of the logs below `content/`.
const LOGS: &str = "your-logs/";

/// A report on logs that are published with it.
pub(crate) struct Example {
    pub(crate) rows: Rows,
    /// Its logs by name.
    pub(crate) logs: Files,
}

/// Reads the example logs among the files of `content/`, as `coldmark report --by-file` does; none without logs.
///
/// Fails if a log has a record that cannot be read.
pub(crate) fn read(content: &Files) -> Result<Option<Example>> {
    let logs = content.iter().filter_map(|(path, bytes)| Some((path.strip_prefix(LOGS)?, bytes)));
    let logs: Files = logs.map(|(name, bytes)| (name.to_owned(), bytes.clone())).collect();
    if logs.is_empty() {
        return Ok(None);
    }
    let (mut counts, mut summary) = (Counts::default(), LogSummary::default());
    let mut reader = Reader::default();
    for (name, bytes) in &logs {
        let options = log_args::by_file(name);
        summary.read(&mut reader, name, &bytes[..], &options, &mut |invocation| counts.add(invocation));
    }
    summary.finish();
    if let Some(error) = summary.errors.first() {
        bail!("In content/{LOGS}: {error}");
    }
    ensure!(summary.n_invocations() > 0, "The logs in content/{LOGS} have no invocation");
    Ok(Some(Example { rows: Rows::of(&counts, summary)?, logs }))
}
