//! `rules.csv`.

use super::OF_SOURCE;
use crate::csv::{declare::table, words};

words! {
    /// The effect of a rule on the data that it meets.
    pub enum Outcome {
        /// Accepted as it is; the rule explains why it may look odd.
        Accept = "accept",
        /// Accepted, and counted under the rule's name.
        Flag = "flag",
        /// Accepted under another name.
        Alias = "alias",
        /// Excluded from every statistic, and listed.
        Quarantine = "quarantine",
    }
}

table! {
    /// Each rule of each adapter, with its counts and its reason.
    #[derive(Eq, PartialOrd, Ord)]
    pub struct RuleCount in "rules.csv" {
        key: [source, rule],
        references: [OF_SOURCE],
        source: source,
        columns: {
            /// Slug of the source that the samples come from.
            pub source: String => (slug()),
            /// Name of the rule.
            pub rule: String => (slug()),
            /// Effect of the rule: accept, flag, alias or quarantine.
            pub outcome: Outcome,
            /// Files in which the rule applied.
            pub files: u64 => (unit("files")),
            /// Records to which the rule applied.
            pub records: u64 => (unit("records")),
            /// Samples to which the rule applied.
            pub samples: u64 => (unit("samples")),
            /// Reason for the rule.
            pub reason: String,
        },
    }
}
