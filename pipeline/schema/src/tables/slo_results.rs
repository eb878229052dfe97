//! `slo_results.csv`.

use super::{CONDITIONS_KEY, OF_SOURCE, TrackedStatistic};
use crate::csv::declare::table;
use crate::{Conditions, Memory};

table! {
    /// The result of each configuration in each worked example of the calculator.
    pub struct SloResultRow in "slo_results.csv" {
        key: [..CONDITIONS_KEY, scenario, runtime, memory],
        references: [OF_SOURCE],
        columns: {
            /// Name of the scenario, as in content/scenarios.toml.
            pub scenario: String => (slug()),
            /// The conditions under which it was measured.
            pub conditions: Conditions => [Conditions::COLUMNS],
            /// Slug of the runtime; it names the page below runtimes/.
            pub runtime: String,
            /// Memory of the function.
            pub memory: Memory => [Memory::COLUMNS],
            /// Duration of a warm invocation at this memory, as the scenario assumes it.
            pub handler_ms: f64 => (unit("ms").min(0.0)),
            /// False where cold starts are no more frequent than the misses that the target allows. No probability is
            /// estimated then: the target is met if warm invocations meet it.
            pub cold_starts_decide: bool,
            /// Percentile of the init duration that decides; empty where cold starts are too rare to decide, and where
            /// the samples do not support the percentile.
            pub deciding_statistic: Option<TrackedStatistic>,
            /// Probability that the target is met: 0 where the handler alone takes longer; empty where it is not known,
            /// and where cold starts do not decide.
            pub probability: Option<f64> => (fraction()),
            /// True where no more is known than that the probability is at least this.
            pub is_floor: bool,
            /// Duration of a cold invocation at the deciding percentile, or else at the median.
            pub cold_ms: Option<f64> => (unit("ms").min(0.0)),
            /// Lower end of its 95% interval.
            pub cold_ms_lower: Option<f64> => (unit("ms").min(0.0)),
            /// Upper end of its 95% interval.
            pub cold_ms_upper: Option<f64> => (unit("ms").min(0.0)),
            /// Duration of the first call of an empty function, which is part of it.
            pub first_call_ms: Option<f64> => (unit("ms").min(0.0)),
            /// Cost of a month, in US dollars.
            pub month_usd: Option<f64> => (unit("USD").min(0.0)),
            /// Lower end of its 95% interval.
            pub month_usd_lower: Option<f64> => (unit("USD").min(0.0)),
            /// Upper end of its 95% interval.
            pub month_usd_upper: Option<f64> => (unit("USD").min(0.0)),
            /// Cost of init durations, which is part of it.
            pub init_usd: Option<f64> => (unit("USD").min(0.0)),
            /// True where no configuration is both cheaper and faster.
            pub is_pareto: bool,
        },
    }
}
