//! Advice from the phases of invocations, which Lambda writes in its JSON logs.

use schema::{Advice, FunctionSeriesRow, Metric};

/// Share of the duration from which a phase is worth a change: a smaller one rarely repays the effort.
const LONG_PHASE: f64 = 0.1;
/// Size of a buffered response at which Lambda fails the invocation, in bytes:
/// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>.
const MAX_RESPONSE_BYTES: u64 = 6_291_556;
/// Fraction of that size from which a response is large: a somewhat larger request would fail.
const LARGE: f64 = 0.8;

/// Derives advice for one function. `series` finds its pooled series of a metric.
pub(crate) fn advice<'s>(series: impl Fn(Metric) -> Option<&'s FunctionSeriesRow>) -> Vec<Advice> {
    let of = |metric: Metric| series(metric).map(|row| &row.distribution);
    let durations = [Metric::ColdDurationMs, Metric::WarmDurationMs].map(of);
    let n: u64 = durations.iter().flatten().map(|found| found.n).sum();
    let sum_ms: f64 = durations.iter().flatten().map(|found| found.mean * found.n as f64).sum();
    let mut found = Vec::new();
    // Lambda may write phases for some of the invocations only, so means are compared, and not sums.
    for metric in [Metric::ResponseDurationMs, Metric::RuntimeOverheadMs, Metric::ExtensionOverheadMs] {
        if let Some(phase) = of(metric)
            && phase.mean >= LONG_PHASE * sum_ms / n as f64
        {
            let share = phase.mean / (sum_ms / n as f64);
            found.push(Advice::PhaseIsLong { phase: metric, share, mean_ms: phase.mean });
        }
    }
    if let Some(sizes) = of(Metric::ProducedBytes)
        // A function with a larger response streams it, and has another limit.
        && (LARGE * MAX_RESPONSE_BYTES as f64..=MAX_RESPONSE_BYTES as f64).contains(&sizes.max)
    {
        let (max_bytes, limit_bytes) = (sizes.max as u64, MAX_RESPONSE_BYTES);
        found.push(Advice::ResponsesAreLarge { max_bytes, limit_bytes });
    }
    found
}

#[cfg(test)]
mod tests {
    use schema::Memory;

    use super::*;
    use crate::test_rows::series_row;

    fn row(metric: Metric, n: u64, mean: f64) -> FunctionSeriesRow {
        series_row(metric, Memory::Pooled, n, mean)
    }

    fn advice_of(rows: &[FunctionSeriesRow]) -> Vec<Advice> {
        advice(|metric| rows.iter().find(|row| row.series.metric == metric))
    }

    #[test]
    fn a_phase_of_a_tenth_of_the_duration_is_long() {
        // The mean duration is (100 + 9 × 20) / 10 = 28 ms.
        let (cold, warm) = (row(Metric::ColdDurationMs, 1, 100.0), row(Metric::WarmDurationMs, 9, 20.0));
        let (short, long) =
            (row(Metric::RuntimeOverheadMs, 10, 2.7), row(Metric::ExtensionOverheadMs, 5, 7.0));
        let found = advice_of(&[cold, warm, short, long]);
        let phase = Metric::ExtensionOverheadMs;
        assert_eq!(found, [Advice::PhaseIsLong { phase, share: 0.25, mean_ms: 7.0 }]);
    }

    #[test]
    fn phases_without_durations_give_no_advice() {
        assert_eq!(advice_of(&[row(Metric::RuntimeOverheadMs, 10, 2.7)]), []);
        assert_eq!(advice_of(&[]), []);
    }

    #[test]
    fn a_response_near_the_limit_is_large() {
        let of = |bytes: f64| advice_of(&[row(Metric::ProducedBytes, 10, bytes)]);
        assert_eq!((of(5_000_000.0), of(7_000_000.0)), (vec![], vec![]));
        let found = [Advice::ResponsesAreLarge { max_bytes: 6_000_000, limit_bytes: 6_291_556 }];
        assert_eq!(of(6_000_000.0), found);
    }
}
