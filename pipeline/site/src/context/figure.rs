//! A chart on a page: its claim, both drawings, the source, and the numbers as a table.

use anyhow::Result;
use charts::{Drawing, Frame, Size};
use schema::Percentile;
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
    /// The drawing, once for each width in which it is shown.
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

/// The place of a chart on its page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot<'a> {
    slug: &'a str,
    sizes: &'static [Size],
}

impl Spot<'_> {
    /// A place that has room for the narrow drawing alone.
    pub(crate) fn narrow(slug: &str) -> Spot<'_> {
        Spot { slug, sizes: &[Size::Narrow] }
    }
}

impl<'a> From<&'a str> for Spot<'a> {
    /// The column of text, where the width of the screen decides which drawing is shown.
    fn from(slug: &'a str) -> Spot<'a> {
        Spot { slug, sizes: &Size::ALL }
    }
}

/// Texts of a chart.
pub(crate) struct Words {
    pub(crate) slug: String,
    /// Widths in which it is drawn.
    pub(crate) sizes: &'static [Size],
    pub(crate) title: String,
    pub(crate) subtitle: String,
    pub(crate) source: String,
    /// The deeper percentile that it draws.
    pub(crate) tail: Percentile,
}

impl Words {
    /// Takes the parts `Title`, `Subtitle` and `Source` of `words`.
    pub(crate) fn of<'a>(words: &Labelled, spot: impl Into<Spot<'a>>, tail: Percentile) -> Result<Words> {
        let Spot { slug, sizes } = spot.into();
        let (title, subtitle) = (words.part("Title")?, words.part("Subtitle")?);
        Ok(Words { slug: slug.to_owned(), sizes, title, subtitle, source: words.part("Source")?, tail })
    }
}

/// Returns the deepest percentile that all rows with these `ceilings` support; the median if one supports none.
pub(crate) fn common_tail(ceilings: impl Iterator<Item = Option<Percentile>>) -> Percentile {
    let lowest = ceilings.map(|ceiling| ceiling.unwrap_or(Percentile::P50)).min();
    lowest.map_or(Percentile::P50, |ceiling| ceiling.min(Percentile::P99))
}

/// Returns the deepest percentile that at least two thirds of the rows with these `ceilings` support. A chart of rows
/// leaves out the tail of the others, so that one row alone does not hide the tails of all.
pub(crate) fn usual_tail(ceilings: impl Iterator<Item = Option<Percentile>>) -> Percentile {
    let ceilings: Vec<_> = ceilings.collect();
    let supporting = |percentile| ceilings.iter().filter(|ceiling| **ceiling >= Some(percentile)).count();
    let is_usual = |percentile: &Percentile| 3 * supporting(*percentile) >= 2 * ceilings.len().max(1);
    Percentile::ALL.into_iter().rfind(is_usual).unwrap_or(Percentile::P50)
}

/// Draws a chart.
pub(crate) fn figure(
    texts: &Texts,
    words: Words,
    table: Table,
    draw: impl Fn(&Frame<'_>) -> Result<Drawing>,
) -> Result<Figure> {
    let Words { slug, sizes, title, subtitle, source, tail } = words;
    let desc = texts.words("figures/figure", &json!({ "subtitle": subtitle }))?.part("Description")?;
    let frame = Frame { slug: &slug, title: &title, desc: &desc, size: Size::Wide, tail };
    let drawings = sizes.iter().map(|size| draw(&frame.at(*size))).collect::<Result<Vec<_>>>()?;
    let frame = FrameHeight::of([&title, &subtitle, &source], &drawings);
    Ok(Figure { slug, title, subtitle, drawings, source, table, choices: Vec::new(), frame })
}

#[test]
fn two_thirds_of_the_rows_decide_how_deep_a_chart_goes() {
    use Percentile::{P50, P90, P99, P999};
    let check = |ceilings: &[Option<Percentile>], usual, common| {
        assert_eq!(usual_tail(ceilings.iter().copied()), usual, "{ceilings:?}");
        assert_eq!(common_tail(ceilings.iter().copied()), common, "{ceilings:?}");
    };
    check(&[], P50, P50);
    check(&[Some(P99), Some(P90)], P90, P90);
    check(&[Some(P99), Some(P99), Some(P90)], P99, P90);
    check(&[Some(P999), Some(P999), None], P99, P50);
    check(&[None, None, Some(P99)], P50, P50);
}
