//! The one definition of a quantile that Coldmark uses.

/// Returns one quantile of `sorted`, interpolated linearly between the order statistics around `(n − 1) p`.
///
/// This is definition 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50
/// (1996), 361–365: the default of R and `NumPy`, and `QuantileMethod::Linear` in Polars. `sorted` ascends and
/// `probability` lies between 0 and 1. Returns none without values.
///
/// ```
/// assert_eq!(schema::quantile(&[1.0, 2.0, 3.0, 4.0], 0.5), Some(2.5));
/// assert_eq!(schema::quantile(&[], 0.5), None);
/// ```
pub fn quantile(sorted: &[f64], probability: f64) -> Option<f64> {
    quantile_of(sorted.len() as u64, probability, |idx| sorted[idx as usize])
}

/// Returns the same quantile of `n` values, of which `at` returns the one at a position from 0 in ascending order.
pub fn quantile_of(n: u64, probability: f64, at: impl Fn(u64) -> f64) -> Option<f64> {
    let last = n.checked_sub(1)?;
    let position = last as f64 * probability.clamp(0.0, 1.0);
    let below = position.floor() as u64;
    let (low, high) = (at(below), at((below + 1).min(last)));
    Some(low + (position - position.floor()) * (high - low))
}

#[test]
fn quantiles_are_those_of_r_and_numpy() {
    // R: quantile(x, p, type = 7); NumPy: quantile(x, p, method = "linear").
    let check = |sorted: &[f64], expected: [f64; 4]| {
        for (probability, expected) in [0.5, 0.9, 0.95, 0.99].into_iter().zip(expected) {
            let found = quantile(sorted, probability).unwrap();
            assert!((found - expected).abs() < 1e-12, "{sorted:?}: {found} instead of {expected}");
        }
    };
    check(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0], [5.5, 9.1, 9.55, 9.91]);
    check(&[1.0, 2.0, 3.0], [2.0, 2.8, 2.9, 2.98]);
    check(&[10.0, 20.0], [15.0, 19.0, 19.5, 19.9]);
    check(&[7.25], [7.25; 4]);
}
