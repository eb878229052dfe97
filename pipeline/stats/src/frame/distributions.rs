//! Statistics of the samples of each group, as Polars expressions.
//!
//! Samples may come one by one or counted. Percentiles are order statistics either way, so both give the same bytes.

use polars::prelude::{
    Column, DataFrame, DataType, Expr, IntoLazy, LazyFrame, NamedFrom, PolarsResult, QuantileMethod,
    Series as Values, SortMultipleOptions, col, len, lit, when,
};
use schema::Percentile;

use super::{ascending, large, real, whole};

/// Linear interpolation between order statistics, the same as [`schema::quantile`]. Polars' own default is the
/// nearest order statistic.
const LINEAR: QuantileMethod = QuantileMethod::Linear;

/// Describes the samples of each `key`, which ascends: `n`, `min`, `max`, and each percentile by its name. Also returns
/// the mean of each key, in order.
pub(super) fn describe(samples: &DataFrame, are_counted: bool) -> PolarsResult<(LazyFrame, Vec<f64>)> {
    let ((samples, means), statistics) =
        if are_counted { (different(samples)?, of_counted()) } else { (sorted(samples)?, of_single()) };
    Ok((ascending(&samples, "key")?.lazy().group_by_stable([col("key")]).agg(statistics), means))
}

/// The statistics of samples that each count once.
fn of_single() -> Vec<Expr> {
    let value = || col("samples");
    let percentile = |percentile: Percentile| {
        value().quantile(lit(percentile.fraction()), LINEAR).alias(percentile.name())
    };
    let ends = [len().alias("n"), value().min().alias("min"), value().max().alias("max")];
    ends.into_iter().chain(Percentile::ALL.map(percentile)).collect()
}

/// The statistics of different samples that ascend, each with its count.
fn of_counted() -> Vec<Expr> {
    let (value, n) = (|| col("samples"), || col("counts").sum());
    let last = || n() - lit(1_u64);
    // Linear interpolation between order statistics, as in [`schema::quantile`].
    let percentile = |percentile: Percentile| {
        let position = || last().cast(DataType::Float64) * lit(percentile.fraction());
        let below = || position().cast(DataType::UInt64);
        let at = |position: Expr| value().filter(col("up_to").gt(position)).first();
        let next = when(below().lt(last())).then(below() + lit(1_u64)).otherwise(last());
        let (low, high) = (at(below()), at(next));
        let share = position() - below().cast(DataType::Float64);
        (low.clone() + share * (high - low)).alias(percentile.name())
    };
    let ends = [n().alias("n"), value().first().alias("min"), value().last().alias("max")];
    ends.into_iter().chain(Percentile::ALL.map(percentile)).collect()
}

/// Sorts the samples of each key, and returns their means.
///
/// Polars then takes order statistics where they stand, because the samples of any one key ascend.
fn sorted(samples: &DataFrame) -> PolarsResult<(DataFrame, Vec<f64>)> {
    let (keys, mut values) = (whole(samples, "key")?, real(samples, "samples")?);
    let mut rest = &mut values[..];
    let mut means = Vec::new();
    for same in keys.chunk_by(|a, b| a == b) {
        let (group, others) = std::mem::take(&mut rest).split_at_mut(same.len());
        rest = others;
        group.sort_unstable_by(f64::total_cmp);
        let equal = group.chunk_by(|a, b| a.total_cmp(b).is_eq());
        means.push(mean(equal.map(|equal| (equal[0], equal.len() as u64))));
    }
    let mut samples = samples.clone();
    samples.with_column(Column::from(Values::new("samples".into(), values)))?;
    Ok((ascending(&samples, "samples")?, means))
}

/// Adds the counts of equal samples of a key, sorts its samples, and returns their means. The column `up_to` sums the
/// counts up to each sample and with it.
fn different(samples: &DataFrame) -> PolarsResult<(DataFrame, Vec<f64>)> {
    let counts = col("counts").cast(DataType::UInt64).sum();
    let different = samples.clone().lazy().group_by([col("key"), col("samples")]).agg([counts]);
    let mut different = different.sort(["key", "samples"], SortMultipleOptions::default()).collect()?;
    let (keys, values) = (whole(&different, "key")?, real(&different, "samples")?);
    let counted: Vec<(f64, u64)> = values.into_iter().zip(large(&different, "counts")?).collect();
    let (mut means, mut up_to, mut rest) = (Vec::new(), Vec::with_capacity(counted.len()), &counted[..]);
    for same in keys.chunk_by(|a, b| a == b) {
        let (group, others) = rest.split_at(same.len());
        rest = others;
        means.push(mean(group.iter().copied()));
        up_to.extend(group.iter().scan(0, |sum, (_, count)| {
            *sum += count;
            Some(*sum)
        }));
    }
    different.with_column(Column::from(Values::new("up_to".into(), up_to)))?;
    Ok((different, means))
}

/// Returns the mean of different samples that ascend, each with its count. Its sum depends neither on the order of the
/// files nor on how often one of them says a value.
fn mean(counted: impl Iterator<Item = (f64, u64)>) -> f64 {
    let (sum, n) = counted.fold((0.0, 0), |(sum, n), (value, count)| (sum + value * count as f64, n + count));
    sum / n as f64
}

#[test]
fn groups_have_the_quantiles_of_schema() {
    let (mut keys, mut values, mut groups) = (Vec::new(), Vec::new(), Vec::new());
    for (key, n) in (0_u32..).zip([1, 2, 3, 10, 57, 290, 1151]) {
        let mut group: Vec<f64> = (0..n).map(|i| f64::from(i * 377 % 1009) * 0.1).collect();
        keys.extend(group.iter().map(|_| key));
        values.extend_from_slice(&group);
        group.sort_unstable_by(f64::total_cmp);
        groups.push(group);
    }
    let counts = vec![1_u32; values.len()];
    let columns = [
        Values::new("key".into(), keys),
        Values::new("samples".into(), values),
        Values::new("counts".into(), counts),
    ];
    let table = DataFrame::new_infer_height(columns.map(Column::from).into()).unwrap();
    for are_counted in [false, true] {
        let (found, means) = describe(&table, are_counted).unwrap();
        let found = found.collect().unwrap();
        for percentile in Percentile::ALL {
            let expected = groups.iter().map(|group| schema::quantile(group, percentile.fraction()).unwrap());
            let found = real(&found, percentile.name()).unwrap();
            assert!(found.into_iter().map(f64::to_bits).eq(expected.map(f64::to_bits)), "{percentile}");
        }
        for (found, group) in means.into_iter().zip(&groups) {
            let mean = group.iter().sum::<f64>() / group.len() as f64;
            assert!((found - mean).abs() <= 1e-14 * mean, "{found} instead of {mean}");
        }
    }
}

#[test]
fn counts_weigh_percentiles_and_means() {
    let (keys, values, counts) = (vec![0_u32, 0, 0, 1], vec![8.0, 2.0, 8.0, 5.0], vec![2_u32, 5, 1, 7]);
    let columns = [
        Values::new("key".into(), keys),
        Values::new("samples".into(), values),
        Values::new("counts".into(), counts),
    ];
    let table = DataFrame::new_infer_height(columns.map(Column::from).into()).unwrap();
    let spelled_out = [vec![2.0, 2.0, 2.0, 2.0, 2.0, 8.0, 8.0, 8.0], vec![5.0; 7]];
    let (found, means) = describe(&table, true).unwrap();
    let found = found.collect().unwrap();
    assert_eq!(large(&found, "n").unwrap(), [8, 7]);
    for (idx, samples) in spelled_out.iter().enumerate() {
        let mean = samples.iter().sum::<f64>() / samples.len() as f64;
        assert!((means[idx] - mean).abs() < 1e-12, "{means:?}");
        for percentile in Percentile::ALL {
            let expected = schema::quantile(samples, percentile.fraction()).unwrap();
            let found = real(&found, percentile.name()).unwrap()[idx];
            assert!((found - expected).abs() < 1e-12, "{percentile}: {found} instead of {expected}");
        }
    }
}
