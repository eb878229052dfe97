//! `quarantine.csv`.

use super::OF_SOURCE;
use crate::Date;
use crate::csv::{Reference, declare::table};

/// Names the rule that refused a row.
const OF_RULE: Reference =
    Reference { columns: &["source", "rule"], table: "rules.csv", keys: &["source", "rule"] };

table! {
    /// Each file, record or sample that no statistic uses.
    #[derive(Eq, PartialOrd, Ord)]
    pub struct Quarantined in "quarantine.csv" {
        key: [source, file, source_runtime, rule, detail],
        references: [OF_SOURCE, OF_RULE],
        source: source,
        columns: {
            /// Slug of the source that the samples come from.
            pub source: String => (slug()),
            /// Path of the file below the source's raw folder.
            pub file: String,
            /// Day in the file's name; empty where the name has none.
            pub date: Option<Date>,
            /// Upstream name of the runtime; empty where the whole file is refused.
            pub source_runtime: String => (or_empty()),
            /// Name of the rule that refused it, explained in rules.csv.
            pub rule: String => (slug()),
            /// Samples kept out; 0 where they could not be counted or there were none.
            pub samples: u64 => (unit("samples")),
            /// The record's position, and the fault.
            pub detail: String,
        },
    }
}
