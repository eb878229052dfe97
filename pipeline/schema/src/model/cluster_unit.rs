//! The unit that groups samples into clusters.

use crate::csv::words;

words! {
    /// The unit that groups samples into clusters. Samples of one cluster are alike, so intervals allow for
    /// how much clusters differ.
    #[derive(Default)]
    pub enum ClusterUnit {
        /// The day of measurement.
        #[default]
        Day = "day",
        /// The block of a campaign; each file is one block.
        Block = "block",
        /// The run of a benchmark: the requests that a collector sends to one function at one time.
        Run = "run",
    }
}
