//! `artifacts.csv`.

use super::OF_SOURCE;
use crate::csv::declare::table;

table! {
    /// Each function as it was deployed on our test machines, and the machine.
    #[derive(Eq, PartialOrd, Ord)]
    pub struct ArtifactRow in "artifacts.csv" {
        key: [source, session, runtime, workload],
        references: [OF_SOURCE],
        source: source,
        columns: {
            /// Slug of the source that the samples come from.
            pub source: String => (slug()),
            /// Session of the campaign, from 1.
            pub session: u32 => (unit("sessions").min(1.0)),
            /// Slug of the runtime; it names the page below runtimes/.
            pub runtime: String,
            /// Name of the program that the function runs.
            pub workload: String,
            /// Name of the CPU.
            pub processor: String,
            /// Number of CPUs.
            pub processors: u32 => (unit("processors")),
            /// Memory of the machine, in MB.
            pub machine_memory_mb: u64 => (unit("MB")),
            /// Version of the kernel.
            pub kernel: String,
            /// True for a virtual machine.
            pub is_virtual: bool,
            /// Client library for the Runtime API.
            pub client: String,
            /// Version of the client library; empty where it has none.
            pub client_version: String => (or_empty()),
            /// Versions that the build tools report.
            pub toolchain: String,
            /// Size of all deployed files, unpacked, in bytes.
            pub artifact_bytes: u64 => (unit("bytes")),
            /// SHA-256 over those files, in hexadecimal.
            pub sha256: String => (hex(64)),
            /// Revision of the repository that it was built from.
            pub revision: String => (hex(40)),
        },
    }
}

impl ArtifactRow {
    /// Returns the size of the artifact in megabytes of a million bytes.
    pub fn artifact_mb(&self) -> f64 {
        self.artifact_bytes as f64 / 1e6
    }
}
