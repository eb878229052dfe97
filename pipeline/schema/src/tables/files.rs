//! `files.csv`.

use super::OF_SOURCE;
use crate::Date;
use crate::csv::declare::table;

table! {
    /// Each raw file, with its SHA-256.
    #[derive(Eq)]
    pub struct FileRow in "files.csv" {
        key: [source, file],
        references: [OF_SOURCE],
        source: source,
        columns: {
            /// Slug of the source that the samples come from.
            pub source: String => (slug()),
            /// Path of the file below the source's raw folder.
            pub file: String,
            /// Day of measurement; empty where the file has none.
            pub date: Option<Date>,
            /// Length of the file.
            pub bytes: u64 => (unit("bytes")),
            /// SHA-256 of the file, in hexadecimal.
            pub sha256: String => (hex(64)),
            /// Records in it, accepted or not.
            pub records: u64 => (unit("records")),
            /// Samples in it that statistics use.
            pub accepted_samples: u64 => (unit("samples")),
            /// Rule that refused the whole file; empty where none did.
            pub refused_by: String => (slug().or_empty()),
        },
    }
}
