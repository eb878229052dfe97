//! Columns of Logs Insights, under their own names and under those that queries give them.

use schema::{ReadError, ReadErrorKind};

use crate::{
    events,
    read_error::{self, shortened},
};

/// Columns that are read. Most exist twice, for plain logs and for JSON logs.
#[derive(Clone, Copy)]
pub(super) enum Column {
    Timestamp,
    LogStream,
    Log,
    Message,
    Type,
    JsonType,
    RequestId,
    JsonRequestId,
    Duration,
    JsonDuration,
    BilledDuration,
    JsonBilledDuration,
    InitDuration,
    JsonInitDuration,
    JsonRestoreDuration,
    RenamedInit,
    RenamedRestore,
    MemorySize,
    JsonMemorySize,
    MaxMemoryUsed,
    JsonMaxMemoryUsed,
    RenamedMemory,
    RenamedMaxMemory,
}

/// Names of the columns, in the order of [`Column`].
pub(super) const NAMES: [&str; 23] = [
    "@timestamp",
    "@logStream",
    "@log",
    "@message",
    "@type",
    "type",
    "@requestId",
    "record.requestId",
    "@duration",
    "record.metrics.durationMs",
    "@billedDuration",
    "record.metrics.billedDurationMs",
    "@initDuration",
    "record.metrics.initDurationMs",
    "record.metrics.restoreDurationMs",
    "initDuration",
    "restoreDuration",
    "@memorySize",
    "record.metrics.memorySizeMB",
    "@maxMemoryUsed",
    "record.metrics.maxMemoryUsedMB",
    "memorySize",
    "maxMemoryUsed",
];

/// Names that queries give to an init, without case and punctuation.
const INIT_NAMES: [&str; 12] = [
    "init",
    "initduration",
    "initdurationms",
    "initms",
    "inittime",
    "coldstart",
    "coldstartms",
    "coldstarttime",
    "coldstartduration",
    "coldstartdurationms",
    "coalesceinitduration0",
    "greatestinitduration0",
];
/// Names that queries give to a restore.
const RESTORE_NAMES: [&str; 7] = [
    "restore",
    "restoreduration",
    "restoredurationms",
    "restorems",
    "restoretime",
    "snapstartrestore",
    "coalescerestoreduration0",
];

/// Finds the column called `name`, which may be another name for it.
pub(super) fn column_idx(name: &str) -> Option<usize> {
    if let Some(idx) = NAMES.iter().position(|column| *column == name) {
        return Some(idx);
    }
    // Most other columns are AWS's own, such as `@ptr`.
    if name.starts_with('@') && !name.starts_with("@log_") {
        return None;
    }
    let bare = events::bare(name);
    let column = match bare.as_str() {
        "timestamp" => Column::Timestamp,
        "requestid" => Column::RequestId,
        "billedduration" | "billeddurationms" => Column::BilledDuration,
        "memorysize" | "memorysizemb" => Column::RenamedMemory,
        "maxmemoryused" | "maxmemoryusedmb" => Column::RenamedMaxMemory,
        "logstream" => Column::LogStream,
        "loggroup" | "functionname" | "function" => Column::Log,
        bare if INIT_NAMES.contains(&bare) => Column::RenamedInit,
        bare if RESTORE_NAMES.contains(&bare) => Column::RenamedRestore,
        _ => return None,
    };
    Some(column as usize)
}

/// Columns of which one must be there, or no row is known to be warm.
pub(super) const STARTS: [Column; 5] = [
    Column::InitDuration,
    Column::JsonInitDuration,
    Column::JsonRestoreDuration,
    Column::RenamedInit,
    Column::RenamedRestore,
];

/// Returns true for a column from which invocations can be read.
fn has_invocations(name: &str) -> bool {
    matches!(name, "@message" | "@duration" | "record.metrics.durationMs")
}

/// Returns true for a column of statistics: `avg(@duration)`, or a name such as `p99Init`.
pub(crate) fn is_figure(name: &str) -> bool {
    const WORDS: [&str; 12] =
        ["avg", "average", "min", "max", "mean", "median", "count", "sum", "total", "stddev", "pct", "bin"];
    if name.starts_with('@') {
        return false;
    }
    let bare = events::bare(name);
    let is_call = name.ends_with(')') && name.contains('(') && column_idx(name).is_none();
    let is_percentile =
        bare.strip_prefix('p').is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit()));
    let is_known = matches!(bare.as_str(), "maxmemoryused" | "maxmemory" | "maxmemoryusedmb" | "minute");
    is_call || is_percentile || (!is_known && WORDS.iter().any(|word| bare.starts_with(word)))
}

/// The error for statistics.
pub(crate) fn figures_only(columns: &[&str]) -> ReadError {
    let shown = shortened(columns.join(", "));
    let reason = format!("The columns {shown} are statistics, from which no invocation can be recovered");
    ReadError { advice: QUERY_ADVICE.into(), ..ReadError::new(ReadErrorKind::FiguresOnly, reason) }
}

/// Advice to query the invocations themselves.
pub(super) const QUERY_ADVICE: &str = "run a query without `stats`: `fields @timestamp, @requestId, @duration, @billedDuration, \
                            @initDuration, @memorySize, @maxMemoryUsed, @log, @logStream | filter @type = \"REPORT\" | \
                            limit 10000`, and download its table as CSV";

/// The error if nothing tells which invocations were cold.
pub(super) fn unknown_start() -> ReadError {
    let reason =
        "There is neither @initDuration nor a restore, so it is unknown which of the invocations were cold";
    ReadError {
        advice: QUERY_ADVICE.into(),
        ..read_error::in_field(ReadErrorKind::UnknownStart, "@initDuration", reason)
    }
}

/// Fails if the columns of a query hold no invocations.
pub(super) fn check_columns(names: &[&str]) -> Result<(), ReadError> {
    let has = |column: Column| names.iter().any(|name| column_idx(name) == Some(column as usize));
    if has(Column::Message) {
        return Ok(());
    }
    if !names.iter().any(|name| has_invocations(name)) {
        if names.iter().any(|name| is_figure(name)) {
            return Err(figures_only(names));
        }
        let shown = shortened(names.join(", "));
        let reason = format!("Neither @duration nor @message is among the columns {shown}");
        let error = read_error::in_field(ReadErrorKind::MissingValue, "@duration", reason);
        return Err(ReadError { advice: QUERY_ADVICE.into(), ..error });
    }
    // Plain logs and JSON logs have columns of their own.
    let is_renamed = has(Column::RenamedInit) || has(Column::RenamedRestore);
    let plain = !has(Column::Duration) || is_renamed || has(Column::InitDuration);
    let json = !has(Column::JsonDuration)
        || is_renamed
        || has(Column::JsonInitDuration)
        || has(Column::JsonRestoreDuration);
    if plain && json { Ok(()) } else { Err(unknown_start()) }
}

/// Returns true for any column of Insights.
pub(crate) fn is_insights_column(name: &str) -> bool {
    name.starts_with('@') || name.starts_with("record.metrics.")
}
