//! Machines of our campaigns, and the processes that were refused or flagged on them.

use std::collections::BTreeMap;

use schema::{ArtifactRow, Outcome};

use super::view::Ours;
use crate::context::table::{Cell, Table};

/// Shows each session of each source.
pub(super) fn table(ours: &Ours<'_, '_>) -> Table {
    let mut table = Table::new(
        "Machines, by source and session",
        &["Source", "#session", "Processor", "#processors", "#memory, MB", "Kernel", "Kind", "Revision"],
    );
    let mut sessions: BTreeMap<(&str, u32), &ArtifactRow> = BTreeMap::new();
    for row in &ours.inputs.summaries.artifacts {
        sessions.entry((&row.source, row.session)).or_insert(row);
    }
    for ((source, session), row) in sessions {
        table.rows.push(vec![
            Cell::text(source).head(),
            Cell::count(u64::from(session)),
            Cell::text(row.processor.as_str()),
            Cell::count(u64::from(row.processors)),
            Cell::count(row.machine_memory_mb),
            Cell::text(row.kernel.as_str()),
            Cell::text(if row.is_virtual { "virtual, shared" } else { "real" }),
            Cell::code(row.revision.chars().take(10).collect::<String>()),
        ]);
    }
    table
}

/// Shows processes that are not counted or are flagged, by source and rule.
pub(super) fn refused(ours: &Ours<'_, '_>) -> Table {
    let mut table = Table::new(
        "What is not counted, and what is flagged",
        &["Source", "Rule", "Outcome", "#blocks", "#processes", "#samples", "Reason"],
    );
    let summaries = ours.inputs.summaries;
    let is_ours = |source: &str| summaries.artifacts.iter().any(|row| row.source == source);
    for row in summaries.rules.iter().filter(|row| is_ours(&row.source)) {
        table.rows.push(vec![
            Cell::text(row.source.as_str()).head(),
            Cell::code(row.rule.as_str()),
            Cell::text(if row.outcome == Outcome::Flag { "flagged" } else { "not counted" }),
            Cell::count(row.files),
            Cell::count(row.records),
            Cell::count(row.samples),
            Cell::text(row.reason.as_str()),
        ]);
    }
    table
}
