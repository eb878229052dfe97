//! How samples spread: the plain statistics of one group.

use anyhow::{Result, bail, ensure};
use polars::prelude::{
    AnyValue, ChunkAgg, ChunkSort, Float64Chunked, QuantileAggSeries, QuantileMethod, SortOptions,
};
use schema::Distribution;

/// The percentiles of every row, as fractions.
pub const QUANTILES: [f64; 4] = [0.50, 0.90, 0.95, 0.99];

/// Linear interpolation between the order statistics around `(n − 1) q`: definition 7 of Hyndman and Fan,
/// "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996), 361–365.
/// Polars' own default is the nearest order statistic.
const METHOD: QuantileMethod = QuantileMethod::Linear;

/// Describes `samples` of `days` distinct days; none where there are no samples.
/// Fails where a sample is not finite: adapters let none pass.
///
/// ```
/// let four = stats::distribution(vec![4.0, 1.0, 3.0, 2.0], 1).unwrap().unwrap();
/// assert_eq!((four.n, four.mean, four.p50), (4, 2.5, 2.5));
/// ```
pub fn distribution(samples: Vec<f64>, days: u32) -> Result<Option<Distribution>> {
    ensure!(samples.iter().all(|sample| sample.is_finite()), "A sample is not finite");
    if samples.is_empty() {
        return Ok(None);
    }
    // Sorted once, every further question is a look-up. On one thread: groups are what runs in parallel, and
    // a group that waited for another pool would take up further groups on its own stack.
    let options = SortOptions { multithreaded: false, ..SortOptions::default() };
    let sorted = Float64Chunked::from_vec("samples".into(), samples).sort_with(options);
    let quantiles = sorted.quantiles_reduce(&QUANTILES, METHOD)?;
    let AnyValue::List(quantiles) = quantiles.value() else { bail!("Quantiles did not come as a list") };
    let quantiles: Vec<f64> = quantiles.f64()?.iter().flatten().collect();
    let [p50, p90, p95, p99] = quantiles[..] else { bail!("Not every quantile came") };
    let (Some(min), Some(mean), Some(max)) = (sorted.min(), sorted.mean(), sorted.max()) else {
        return Ok(None);
    };
    Ok(Some(Distribution { n: sorted.len() as u64, days, min, mean, p50, p90, p95, p99, max }))
}

#[cfg(test)]
fn describe(samples: &[f64]) -> Distribution {
    distribution(samples.to_vec(), 1).unwrap().unwrap()
}

#[test]
fn percentiles_are_those_of_r_and_numpy() {
    // R: quantile(c(…), c(.5, .9, .95, .99), type = 7); NumPy: quantile(…, method = "linear").
    let check = |samples: &[f64], expected: [f64; 4]| {
        let found = describe(samples);
        for (found, expected) in [found.p50, found.p90, found.p95, found.p99].into_iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{samples:?}: {found} instead of {expected}");
        }
    };
    check(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0], [5.5, 9.1, 9.55, 9.91]);
    check(&[3.0, 1.0, 2.0], [2.0, 2.8, 2.9, 2.98]);
    check(&[10.0, 20.0], [15.0, 19.0, 19.5, 19.9]);
    check(
        &[82.28, 69.74, 91.13, 80.89, 88.37, 78.33, 82.88, 87.68, 82.93, 92.7],
        [82.905, 91.287, 91.993_499_999_999_99, 92.558_7],
    );
}

#[test]
fn one_sample_is_every_statistic() {
    let one = describe(&[7.25]);
    let expected = Distribution {
        n: 1,
        days: 1,
        min: 7.25,
        mean: 7.25,
        p50: 7.25,
        p90: 7.25,
        p95: 7.25,
        p99: 7.25,
        max: 7.25,
    };
    assert_eq!(one, expected);
}

#[test]
fn identical_samples_have_no_spread() {
    let same = describe(&[0.1; 1000]);
    assert_eq!((same.min, same.p50, same.p99, same.max), (0.1, 0.1, 0.1, 0.1));
    assert!((same.mean - 0.1).abs() < 1e-15);
}

#[test]
fn the_order_of_samples_does_not_matter() {
    let ascending: Vec<f64> = (1..=997).map(|i| f64::from(i * i % 997) * 0.1).collect();
    let descending: Vec<f64> = ascending.iter().rev().copied().collect();
    assert_eq!(describe(&ascending), describe(&descending));
}

#[test]
fn no_samples_are_no_statistics() {
    assert_eq!(distribution(Vec::new(), 0).unwrap(), None);
}

#[test]
fn a_sample_that_is_not_finite_is_refused() {
    for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(distribution(vec![1.0, wrong], 1).is_err());
    }
}
