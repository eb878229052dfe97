//! Machines of our campaigns, and the processes that were refused or flagged on them.

use std::collections::BTreeMap;

use anyhow::Result;
use schema::{ArtifactRow, Outcome};
use serde_json::json;

use super::campaign::{self, Campaign};
use crate::context::{figure::Block, table::Cell};

/// Shows each session of each source.
pub(super) fn table(campaign: &Campaign<'_, '_>) -> Result<Option<Block>> {
    let mut sessions: BTreeMap<(&str, u32), &ArtifactRow> = BTreeMap::new();
    for row in &campaign.inputs.tables.artifacts {
        sessions.entry((&row.source, row.session)).or_insert(row);
    }
    let words = campaign.words("machines", &json!({}))?;
    let (physical, shared) = (words.part("Physical")?, words.part("Virtual")?);
    let row = |((source, session), row): ((&str, u32), &ArtifactRow)| {
        vec![
            Cell::text(source).head(),
            Cell::count(session.into()),
            Cell::text(row.processor.as_str()),
            Cell::count(row.processors.into()),
            Cell::count(row.machine_memory_mb),
            Cell::text(row.kernel.as_str()),
            Cell::text(if row.is_virtual { &*shared } else { &physical }),
            Cell::code(row.revision.chars().take(10).collect::<String>()),
        ]
    };
    campaign::table(&words, sessions.into_iter().map(row))
}

/// Shows processes that are not counted or are flagged, by source and rule.
pub(super) fn refused(campaign: &Campaign<'_, '_>) -> Result<Option<Block>> {
    let tables = campaign.inputs.tables;
    let is_local = |source: &str| tables.artifacts.iter().any(|row| row.source == source);
    let words = campaign.words("refused", &json!({}))?;
    let (flagged, refused) = (words.part("Flagged")?, words.part("Refused")?);
    let row = |row: &schema::RuleCount| {
        vec![
            Cell::text(row.source.as_str()).head(),
            Cell::code(row.rule.as_str()),
            Cell::text(if row.outcome == Outcome::Flag { &*flagged } else { &refused }),
            Cell::count(row.files),
            Cell::count(row.records),
            Cell::count(row.samples),
            Cell::text(row.reason.as_str()),
        ]
    };
    let rows = tables.rules.iter().filter(|row| is_local(&row.source)).map(row);
    campaign::table(&words, rows)
}
