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
        /// The raw file, as of one burst of requests.
        File = "file",
    }
}
