//! Summaries in, accessible SVG out: the drawings of the site.
//!
//! Each kind of chart is a module with a plain input type and one `draw` function that returns a
//! whole `<svg>` element. It carries no colour, font or size: `templates/assets/css/chart.css`
//! styles its classes, so one drawing serves light, dark and print. Sentences around a chart are
//! the caller's; here are marks, ticks and labels only.
//!
//! ```
//! use charts::{Frame, Size, ranking};
//! use schema::{Ends, Percentile::P99};
//!
//! let rows = [ranking::Row { label: "Rust on AL2023", series_idx: 0, p50: 15.9, tail: Some(52.6), p50_ends: Some(Ends::both(15.7, 16.2)), tail_ends: None }];
//! let frame = Frame { slug: "zip-128", title: "Init duration", desc: "One runtime.", size: Size::Wide, tail: P99 };
//! let wide = ranking::draw(&frame, &rows, schema::Unit::Ms)?;
//! let narrow = ranking::draw(&frame.at(Size::Narrow), &rows, schema::Unit::Ms)?;
//! assert!(wide.to_string().starts_with("<svg class=\"drawing ranking wide\""));
//! # anyhow::Ok(())
//! ```

mod annotations;
mod axis;
pub mod bars;
mod canvas;
pub mod card;
mod check;
mod css_class;
mod drawing;
pub mod ecdf;
mod labels;
pub mod line;
mod line_drawing;
mod line_labels;
mod marker;
pub mod number;
pub mod ranking;
mod rows;
mod scale;
pub mod scatter;
pub mod shift_function;
mod standalone_svg;
pub mod strips;
mod svg;
mod text;
mod x_axis;
mod xy_axes;

pub use annotations::{Annotation, AnnotationKind};
pub use css_class::{GREY, SUBJECT};
pub use drawing::Drawing;
pub use number::format_value;
use schema::Percentile;
pub use standalone_svg::Caption;
pub use x_axis::X;

/// Name, texts and size of a drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    /// Prefix of every id in the drawing, unique on its page: lower case, digits and hyphens.
    pub slug: &'a str,
    /// Title for screen readers.
    pub title: &'a str,
    /// Description of its content for screen readers.
    pub desc: &'a str,
    /// Width to draw for.
    pub size: Size,
    /// The deeper percentile that is drawn next to the median.
    pub tail: Percentile,
}

impl<'a> Frame<'a> {
    /// The same drawing for another width.
    #[must_use]
    pub fn at(self, size: Size) -> Frame<'a> {
        Frame { size, ..self }
    }

    /// Width of the drawing, in units.
    pub(crate) fn width(&self) -> f64 {
        self.size.pick(720.0, 340.0)
    }
}

/// The width that a drawing is laid out for.
///
/// A page holds both in `<figure class="chart">`; `figure.css` shows the one that suits the width of the figure, to
/// screen readers too. Text is then never scaled by more than a fifth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Size {
    /// A column of text on a desk: 720 units.
    Wide,
    /// A phone: 340 units.
    Narrow,
}

impl Size {
    /// Every size, in the order in which a page holds them.
    pub const ALL: [Size; 2] = [Size::Wide, Size::Narrow];

    /// The value for this size.
    pub(crate) fn pick<T>(self, wide: T, narrow: T) -> T {
        match self {
            Size::Wide => wide,
            Size::Narrow => narrow,
        }
    }

    /// The word in classes and ids.
    pub fn name(self) -> &'static str {
        self.pick("wide", "narrow")
    }
}
