//! `answers.csv`.

use super::{Followed, OF_SOURCE, declare::table};
use crate::{Arch, Package};

table! {
    /// The result of each configuration in each worked example.
    pub struct AnswerRow in "answers.csv" {
        key: [example, source, runtime, package, arch, memory_mb],
        references: [OF_SOURCE],
        columns: {
            /// Name of the example, as in content/which.toml.
            pub example: String => (slug()),
            /// Slug of the source that the samples come from.
            pub source: String => (slug()),
            /// Slug of the runtime; it names the page below runtimes/.
            pub runtime: String,
            /// Packaging of the function.
            pub package: Package,
            /// Instruction set.
            pub arch: Arch,
            /// Memory of the function, in MB.
            pub memory_mb: u32 => (unit("MB").min(1.0)),
            /// Percentile of the init duration that decides; empty where cold starts are too rare to decide, and where
            /// the samples do not support the percentile.
            pub decides: Option<Followed>,
            /// Probability that the target is met, by the bootstrap; empty where it is not known.
            pub probability: Option<f64> => (fraction()),
            /// Duration of a cold invocation at the deciding percentile, or else at the median.
            pub cold_ms: Option<f64> => (unit("ms").min(0.0)),
            /// Lower end of its 95 % interval.
            pub cold_ms_lower: Option<f64> => (unit("ms").min(0.0)),
            /// Upper end of its 95 % interval.
            pub cold_ms_upper: Option<f64> => (unit("ms").min(0.0)),
            /// Duration of the first call of an empty function, which is part of it.
            pub first_call_ms: Option<f64> => (unit("ms").min(0.0)),
            /// Cost of a month, in US dollars.
            pub month_usd: Option<f64> => (unit("USD").min(0.0)),
            /// Lower end of its 95 % interval.
            pub month_usd_lower: Option<f64> => (unit("USD").min(0.0)),
            /// Upper end of its 95 % interval.
            pub month_usd_upper: Option<f64> => (unit("USD").min(0.0)),
            /// Cost of init durations, which is part of it.
            pub init_usd: Option<f64> => (unit("USD").min(0.0)),
            /// True where no configuration is both cheaper and faster.
            pub is_pareto: bool,
        },
    }
}
