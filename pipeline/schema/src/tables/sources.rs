//! `sources.csv`.

use crate::Date;
use crate::csv::declare::table;

table! {
    /// Each source, with its days and the counts of its samples: raw = accepted + quarantined.
    #[derive(Eq, PartialOrd, Ord)]
    pub struct SourceRow in "sources.csv" {
        key: [source],
        references: [],
        source: source,
        columns: {
            /// Slug of the source.
            pub source: String => (slug()),
            /// First day with accepted samples, UTC.
            pub first_day: Date,
            /// Newest day with accepted samples, UTC.
            pub newest_day: Date,
            /// Days with accepted samples.
            pub days: u32 => (unit("days")),
            /// Files read.
            pub files: u64 => (unit("files")),
            /// Records accepted.
            pub records: u64 => (unit("records")),
            /// Samples in the files, accepted or not.
            pub raw_samples: u64 => (unit("samples")),
            /// Samples that statistics use.
            pub accepted_samples: u64 => (unit("samples")),
            /// Samples listed in quarantine.csv.
            pub quarantined_samples: u64 => (unit("samples")),
        },
    }
}
