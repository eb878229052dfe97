//! Cells of a runtime in a ranking, linked to their receipts.

use schema::{Ends, IntervalRow};

use crate::context::{addresses::address_of_series, catalog::Ranked, formats::rank_range, table::Cell};

/// Ranks of a runtime.
pub(crate) fn rank_cell(ranked: &Ranked<'_, '_>) -> Cell {
    let ranks = ranked.ranks.map_or_else(
        || Cell::measured(None),
        |found| Cell {
            ends: Some(Ends::both(f64::from(found.rank_lower), f64::from(found.rank_upper))),
            ..Cell::text(rank_range(found))
        },
    );
    ranks.receipt(&receipt(ranked))
}

/// Interval of its median.
pub(crate) fn interval_cell(ranked: &Ranked<'_, '_>) -> Cell {
    Cell::ends(ranked.median.and_then(IntervalRow::ends)).receipt(&receipt(ranked))
}

/// Address of the receipt of a runtime's figures.
pub(crate) fn receipt(ranked: &Ranked<'_, '_>) -> String {
    address_of_series(&ranked.row.series.key())
}
