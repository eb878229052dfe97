//! A chart on a page: its claim, both drawings, the source, and the numbers as a table.

use anyhow::Result;
use charts::{Drawing, Frame, Size};
use schema::{Distribution, Percentile};
use serde::Serialize;
use serde_json::json;

use crate::context::{
    frame_height::FrameHeight,
    table::Table,
    texts::{Labelled, Texts},
};

/// One chart.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Figure {
    /// Id of the figure, unique on its page.
    pub(crate) slug: String,
    /// The claim that the drawing shows: a sentence with a verb.
    pub(crate) title: String,
    /// Metric and unit, place and time of the measurement.
    pub(crate) subtitle: String,
    /// The drawing, once for each width.
    pub(crate) drawings: Vec<Drawing>,
    /// Meaning of the marks, and the source.
    pub(crate) source: String,
    /// The numbers of the drawing.
    pub(crate) table: Table,
    /// Lines to choose from; empty if there is no choice.
    pub(crate) choices: Vec<Choice>,
    /// Height of a frame elsewhere that holds it.
    pub(crate) frame: FrameHeight,
}

/// A line to choose.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Choice {
    /// Its name in addresses.
    pub(crate) slug: String,
    pub(crate) name: String,
    /// Its column in the table, from 0.
    pub(crate) column: usize,
}

/// A chart or a table between two stretches of text.
#[derive(Clone, Debug)]
pub(crate) enum Block {
    Figure(Figure),
    Table(Table),
}

/// Texts of a chart.
pub(crate) struct Words {
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(crate) subtitle: String,
    pub(crate) source: String,
    /// The deeper percentile that it draws.
    pub(crate) tail: Percentile,
}

impl Words {
    /// Takes the parts `Title`, `Subtitle` and `Source` of `words`.
    pub(crate) fn of(words: &Labelled, slug: &str, tail: Percentile) -> Result<Words> {
        let (title, subtitle) = (words.part("Title")?, words.part("Subtitle")?);
        Ok(Words { slug: slug.to_owned(), title, subtitle, source: words.part("Source")?, tail })
    }
}

/// Returns the deepest percentile that all of `rows` support; the median if one supports none.
pub(crate) fn common_tail<'a>(rows: impl Iterator<Item = &'a Distribution>) -> Percentile {
    let ceilings = rows.map(|row| Percentile::ceiling(row.n).unwrap_or(Percentile::P50));
    ceilings.min().map_or(Percentile::P50, |ceiling| ceiling.min(Percentile::P99))
}

/// Draws a chart in both widths.
pub(crate) fn figure(
    texts: &Texts,
    words: Words,
    table: Table,
    draw: impl Fn(&Frame<'_>) -> Result<Drawing>,
) -> Result<Figure> {
    let Words { slug, title, subtitle, source, tail } = words;
    let desc = texts.words("figures/figure", &json!({ "subtitle": subtitle }))?.part("Description")?;
    let frame = Frame { slug: &slug, title: &title, desc: &desc, size: Size::Wide, tail };
    let drawings = Size::ALL.into_iter().map(|size| draw(&frame.at(size))).collect::<Result<Vec<_>>>()?;
    let frame = FrameHeight::of([&title, &subtitle, &source], &drawings);
    Ok(Figure { slug, title, subtitle, drawings, source, table, choices: Vec::new(), frame })
}
