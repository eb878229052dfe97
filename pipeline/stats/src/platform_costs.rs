//! The list price of a million calls at the median duration, billed as each platform bills.

use std::collections::BTreeMap;

use schema::{
    CloudPrice, IntervalRow, Metric, Percentile, PlatformCostRow, Prices, Series, SeriesRow, Tables,
};

/// Metrics that are billed, or the nearest to it that a source has.
const BILLED: [Metric; 2] = [Metric::WorkMs, Metric::DurationMs];

/// Prices each series of a handler's time on a cloud with known prices.
pub fn platform_costs(tables: &Tables, prices: &Prices) -> Vec<PlatformCostRow> {
    let medians = tables.intervals.iter().filter(|row| row.percentile == Percentile::P50);
    let medians: BTreeMap<&Series, &IntervalRow> = medians.map(|row| (&row.series, row)).collect();
    let is_billed = |row: &&SeriesRow| BILLED.contains(&row.series.metric) && row.ceiling.is_some();
    let of_series = |row: &SeriesRow| {
        let price = prices.clouds.iter().find(|cloud| cloud.provider == row.series.conditions.provider)?;
        cost(row, medians.get(&row.series).copied(), price)
    };
    tables.series.iter().filter(is_billed).filter_map(of_series).collect()
}

fn cost(row: &SeriesRow, median: Option<&IntervalRow>, price: &CloudPrice) -> Option<PlatformCostRow> {
    let memory_mb = row.series.memory.mb()?;
    let usd = |ms: f64| million_calls_usd(price, memory_mb, ms);
    let million_calls_usd = usd(row.distribution.p50)?;
    Some(PlatformCostRow {
        series: row.series.clone(),
        p50: row.distribution.p50,
        billed_ms: billed_ms(price, row.distribution.p50),
        million_calls_usd,
        million_calls_usd_lower: median.and_then(|found| usd(found.lower?)),
        million_calls_usd_upper: median.and_then(|found| usd(found.upper?)),
        calls_per_usd: 1e6 / million_calls_usd,
        priced: price.since,
    })
}

/// Returns the duration that is billed for `ms`.
fn billed_ms(price: &CloudPrice, ms: f64) -> f64 {
    ((ms / price.rounding_ms).ceil() * price.rounding_ms).max(price.minimum_ms)
}

/// Returns the price of a million calls of `ms` each; none if the price needs the CPU of a size that it does not name.
fn million_calls_usd(price: &CloudPrice, memory_mb: u32, ms: f64) -> Option<f64> {
    let seconds = billed_ms(price, ms) / 1000.0;
    let memory = f64::from(memory_mb) / price.mb_per_gb * price.gb_second_usd;
    let cpu = match price.cpu_second_usd {
        None => 0.0,
        Some(usd) => price.sizes.iter().find(|size| size.memory_mb == memory_mb)?.cpu * usd,
    };
    Some(price.million_invocations_usd + 1e6 * seconds * (memory + cpu))
}

#[cfg(test)]
mod tests {
    use schema::{CloudSize, Provider, date};

    use super::*;

    fn price() -> CloudPrice {
        CloudPrice {
            provider: Provider::Gcp,
            product: String::new(),
            region: String::new(),
            since: date(2026, 1, 1),
            sources: Vec::new(),
            doubt: String::new(),
            million_invocations_usd: 0.4,
            gb_second_usd: 2.5e-6,
            cpu_second_usd: Some(1e-5),
            mb_per_gb: 1024.0,
            rounding_ms: 100.0,
            minimum_ms: 0.0,
            sizes: vec![CloudSize { memory_mb: 512, cpu: 0.8 }],
        }
    }

    #[test]
    fn durations_are_rounded_up_to_the_step_and_to_the_minimum() {
        let whole = |price: &CloudPrice, ms| billed_ms(price, ms) as u32;
        assert_eq!([1.0, 100.0, 100.1].map(|ms| whole(&price(), ms)), [100, 100, 200]);
        let least = CloudPrice { minimum_ms: 1000.0, ..price() };
        assert_eq!([1.0, 1300.1].map(|ms| whole(&least, ms)), [1000, 1400]);
    }

    #[test]
    fn a_million_calls_cost_requests_memory_and_cpu() {
        // 0.4 + 1e6 * 2.2 s * (0.5 GB * 2.5e-6 + 0.8 GHz * 1e-5)
        let usd = million_calls_usd(&price(), 512, 2181.0).unwrap();
        assert!((usd - (0.4 + 2.2e6 * (1.25e-6 + 8e-6))).abs() < 1e-9, "{usd}");
        assert_eq!(million_calls_usd(&price(), 513, 2181.0), None, "the CPU of 513 MB is not known");
    }
}
