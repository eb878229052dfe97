//! A chart as a page holds it: the finding, both drawings, where it comes from, and the same numbers.

use anyhow::Result;
use charts::{Frame, Size};
use schema::{Distribution, Percentile};
use serde::Serialize;

use crate::table::Table;

/// One chart.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Figure {
    /// Id of the figure, unique on its page.
    pub(crate) slug: String,
    /// What the chart shows, in numbers.
    pub(crate) finding: String,
    /// The drawing, once for each width.
    pub(crate) drawings: Vec<String>,
    /// What exactly was measured, and when.
    pub(crate) source: String,
    /// The numbers of the drawing.
    pub(crate) table: Table,
}

/// The words of a chart.
pub(crate) struct Words {
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(crate) finding: String,
    pub(crate) source: String,
    /// The deeper percentile that it draws.
    pub(crate) tail: Percentile,
}

/// The deepest percentile of a distribution that all of `rows` support; the median where one supports none.
pub(crate) fn common_tail<'a>(rows: impl Iterator<Item = &'a Distribution>) -> Percentile {
    let ceilings = rows.map(|row| Percentile::ceiling(row.n).unwrap_or(Percentile::P50));
    ceilings.min().map_or(Percentile::P50, |ceiling| ceiling.min(Percentile::P99))
}

/// Draws a chart in both widths. The finding doubles as the description for those who do not see it.
pub(crate) fn figure(
    words: Words,
    table: Table,
    draw: impl Fn(&Frame<'_>) -> Result<String>,
) -> Result<Figure> {
    let Words { slug, title, finding, source, tail } = words;
    let desc = format!("{finding} The table below holds the numbers.");
    let frame = Frame { slug: &slug, title: &title, desc: &desc, size: Size::Wide, tail };
    let drawings = Size::ALL.into_iter().map(|size| draw(&frame.at(size))).collect::<Result<_>>()?;
    Ok(Figure { slug, finding, drawings, source, table })
}
