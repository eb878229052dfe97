//! `outcomes.csv`.

use super::{CONDITIONS_KEY, OF_SOURCE};
use crate::csv::{declare::table, words};
use crate::{Conditions, Memory};

words! {
    /// The side from which requests are counted.
    #[derive(Default)]
    pub enum Observer {
        /// The client that sent the requests.
        #[default]
        Caller = "caller",
        /// The platform that ran them.
        Platform = "platform",
    }
}

table! {
    /// Requests that failed, timed out or stayed without an answer, of sources that count them.
    #[derive(Default, Eq)]
    pub struct OutcomeRow in "outcomes.csv" {
        key: [..CONDITIONS_KEY, runtime, memory, observer],
        references: [OF_SOURCE],
        source: conditions.source,
        columns: {
            /// The conditions under which the requests ran.
            pub conditions: Conditions => [Conditions::COLUMNS],
            /// Slug of the runtime; it names the page below runtimes/.
            pub runtime: String => (slug()),
            /// Memory of the function.
            pub memory: Memory => [Memory::COLUMNS],
            /// Side from which the requests are counted: caller or platform.
            pub observer: Observer,
            /// Requests that the collector planned; empty where its files do not say.
            pub planned: Option<u64> => (unit("requests")),
            /// Requests in the records: with an answer for a caller, every invocation for a platform.
            pub recorded: u64 => (unit("requests")),
            /// Recorded requests that failed, time-outs aside; empty where the records do not say.
            pub failed: Option<u64> => (unit("requests")),
            /// Recorded requests that the platform stopped at a time limit; empty where the records do not say.
            pub timed_out: Option<u64> => (unit("requests")),
            /// Planned requests without any answer; empty where the files do not say.
            pub unanswered: Option<u64> => (unit("requests")),
        },
    }
}

impl OutcomeRow {
    /// Adds the counts of `other`. A count that one of them lacks stays missing.
    pub fn add(&mut self, other: &OutcomeRow) {
        let sum = |a: Option<u64>, b: Option<u64>| Some(a? + b?);
        self.planned = sum(self.planned, other.planned);
        self.recorded += other.recorded;
        self.failed = sum(self.failed, other.failed);
        self.timed_out = sum(self.timed_out, other.timed_out);
        self.unanswered = sum(self.unanswered, other.unanswered);
    }
}
