//! The shift function: differences of two series at each decile, with a simultaneous band.
//!
//! Doksum, Annals of Statistics 2 (1974), 267–277; Rousselet, Pernet and Wilcox, European Journal of Neuroscience 46
//! (2017), 1738–1748.

use schema::{Estimate, ShiftRow};

use crate::{
    bootstrap::{sort_quantile, widening},
    clusters::Clusters,
    replicates::{Replicates, TRACKED_QUANTILES, standard_error},
};

const DECILES: usize = ShiftRow::DECILES;

/// Returns `a` less `b` at each decile; none if either has no samples.
///
/// The band has the same width in standard errors everywhere. It is wide enough that 95% of replicates lie within it in
/// all deciles together, and wider where days are few.
pub(crate) fn band(
    (a, of_a): (&Clusters, &Replicates),
    (b, of_b): (&Clusters, &Replicates),
) -> Option<[Estimate; DECILES]> {
    let (deciles_a, deciles_b) = (deciles(a)?, deciles(b)?);
    let found: [f64; DECILES] = std::array::from_fn(|idx| deciles_a[idx] - deciles_b[idx]);
    let pairs = of_a.iter().zip(of_b).filter_map(|(a, b)| a.as_ref().zip(b.as_ref()));
    let differences: Vec<[f64; DECILES]> =
        pairs.map(|(a, b)| std::array::from_fn(|idx| a[idx] - b[idx])).collect();
    let errors: [f64; DECILES] =
        std::array::from_fn(|idx| standard_error(differences.iter().map(|differences| differences[idx])));
    let worst = |differences: &[f64; DECILES]| {
        let scaled = |idx: usize| {
            if errors[idx] > 0.0 { (differences[idx] - found[idx]).abs() / errors[idx] } else { 0.0 }
        };
        (0..DECILES).map(scaled).fold(0.0, f64::max)
    };
    let mut worst: Vec<f64> = differences.iter().map(worst).collect();
    let width = sort_quantile(&mut worst, 0.95)? * widening(0.975, a.n_days().min(b.n_days()));
    let difference = |idx: usize| Estimate {
        value: found[idx],
        lower: Some(found[idx] - width * errors[idx]),
        upper: Some(found[idx] + width * errors[idx]),
    };
    Some(std::array::from_fn(difference))
}

fn deciles(clusters: &Clusters) -> Option<[f64; DECILES]> {
    let once = vec![1; clusters.day_sizes.len()];
    let mut found = [0.0; DECILES];
    clusters.percentiles(&once, &TRACKED_QUANTILES[..DECILES], &mut found).map(|()| found)
}
