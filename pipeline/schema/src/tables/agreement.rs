//! `agreement.csv`.

use super::{OF_SOURCE, Reference, declare::table};
use crate::{Arch, Metric, Package};

/// Names the source that measures AWS.
const OF_REFERENCE: Reference =
    Reference { columns: &["reference"], table: "sources.csv", keys: &["source"] };

table! {
    /// The agreement of a test machine with AWS on the order of the runtimes that both have measured.
    pub struct AgreementRow in "agreement.csv" {
        key: [source, package, workload, metric, reference, reference_package, arch, reference_metric],
        references: [OF_SOURCE, OF_REFERENCE],
        columns: {
            /// Slug of the source that a test machine measured.
            pub source: String => (slug()),
            /// State of the page cache there.
            pub package: Package,
            /// Name of the program that the functions ran there.
            pub workload: String,
            /// Metric there.
            pub metric: Metric,
            /// Slug of the source that measures AWS.
            pub reference: String => (slug()),
            /// Packaging of the functions on AWS.
            pub reference_package: Package,
            /// Instruction set.
            pub arch: Arch,
            /// Metric on AWS.
            pub reference_metric: Metric,
            /// Number of runtimes that both have.
            pub runtimes: u32 => (unit("runtimes")),
            /// Rank correlation of the medians (Spearman's rho), -1 to 1.
            pub rank_correlation: f64 => (between(-1.0, 1.0)),
            /// Lower end of its 95 % interval, runtimes taken as a sample; empty where all agree.
            pub lower: Option<f64> => (between(-1.0, 1.0)),
            /// Upper end of its 95 % interval, runtimes taken as a sample.
            pub upper: Option<f64> => (between(-1.0, 1.0)),
            /// Lower end of its interval by the uncertainty of each median; empty without intervals of medians.
            pub medians_lower: Option<f64> => (between(-1.0, 1.0)),
            /// Upper end of its interval by the uncertainty of each median.
            pub medians_upper: Option<f64> => (between(-1.0, 1.0)),
            /// Fraction of all orders of as many runtimes that agree at least as well.
            pub chance: f64 => (fraction()),
            /// Slope of the logarithm of the median on AWS by that of the test machine.
            pub slope: f64 => (unit("1")),
            /// Lower end of its 95 % interval, runtimes taken as a sample.
            pub slope_lower: Option<f64> => (unit("1")),
            /// Upper end of its 95 % interval, runtimes taken as a sample.
            pub slope_upper: Option<f64> => (unit("1")),
            /// Seed of the bootstrap, in hexadecimal.
            pub seed: String => (hex(16)),
        },
    }
}
