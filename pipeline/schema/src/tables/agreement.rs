//! `agreement.csv`.

use super::{CONDITIONS_KEY, OF_SOURCE};
use crate::csv::{Column, Columns, Reference, declare::table};
use crate::{Conditions, Load, Metric, Packaging, Provider};

/// Names the source that measures AWS.
const OF_REFERENCE: Reference =
    Reference { columns: &["reference"], table: "sources.csv", keys: &["source"] };

const REFERENCE_LOAD: &[Column] =
    &[Load::COLUMNS[0].renamed("reference_load"), Load::COLUMNS[1].renamed("reference_concurrency")];

table! {
    /// The agreement of a test machine with AWS on the order of the runtimes that both have measured.
    pub struct AgreementRow in "agreement.csv" {
        key: [
            ..CONDITIONS_KEY, metric, reference, reference_provider, reference_region, reference_packaging,
            reference_load, reference_metric,
        ],
        references: [OF_SOURCE, OF_REFERENCE],
        columns: {
            /// The conditions on the test machine.
            pub conditions: Conditions => [Conditions::COLUMNS],
            /// Metric on the test machine.
            pub metric: Metric,
            /// Slug of the source that measures a platform.
            pub reference: String => (slug()),
            /// Operator of the platform.
            pub reference_provider: Provider,
            /// Region of the platform.
            pub reference_region: String => (slug()),
            /// Packaging of the functions on the platform.
            pub reference_packaging: Packaging,
            /// Load on the platform.
            pub reference_load: Load => [REFERENCE_LOAD],
            /// Metric on the platform.
            pub reference_metric: Metric,
            /// Number of runtimes that both have.
            pub runtimes: u32 => (unit("runtimes")),
            /// Rank correlation of the medians (Spearman's rho), -1 to 1.
            pub rank_correlation: f64 => (between(-1.0, 1.0).interval("lower", "upper")),
            /// Lower end of its 95% interval, runtimes taken as a sample; empty where all agree.
            pub lower: Option<f64> => (between(-1.0, 1.0)),
            /// Upper end of its 95% interval, runtimes taken as a sample.
            pub upper: Option<f64> => (between(-1.0, 1.0)),
            /// Lower end of its interval by the uncertainty of each median; empty without intervals of medians.
            pub medians_lower: Option<f64> => (between(-1.0, 1.0)),
            /// Upper end of its interval by the uncertainty of each median.
            pub medians_upper: Option<f64> => (between(-1.0, 1.0)),
            /// Slug of the runtime on the platform whose two ranks differ most; empty where all ranks agree.
            pub furthest: Option<String>,
            /// Its rank on the test machine, 1 for the lowest median.
            pub furthest_rank: Option<u32> => (unit("ranks").min(1.0)),
            /// Its rank on the platform.
            pub furthest_reference_rank: Option<u32> => (unit("ranks").min(1.0)),
            /// Fraction of all orders of as many runtimes that agree at least as well.
            pub chance: f64 => (fraction()),
            /// Slope of the logarithm of the median on AWS by that of the test machine.
            pub slope: f64 => (unit("1").interval("slope_lower", "slope_upper")),
            /// Lower end of its 95% interval, runtimes taken as a sample.
            pub slope_lower: Option<f64> => (unit("1")),
            /// Upper end of its 95% interval, runtimes taken as a sample.
            pub slope_upper: Option<f64> => (unit("1")),
            /// Seed of the bootstrap, in hexadecimal.
            pub seed: String => (hex(16)),
        },
    }
}
