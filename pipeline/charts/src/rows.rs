//! The chart that rankings and stacked bars share: a row for each name, and a value axis above them.

use anyhow::Result;
use plotters::{chart::LabelAreaPosition, element, style::text_anchor::HPos};

use crate::{
    Drawing, Frame, Size,
    axis::Axis,
    canvas::{self, Canvas, Chart, Rectangle},
    css_class::{CssClass, Role},
    scale::Scale,
    text,
};

/// Rows from top to bottom, before they are drawn.
pub(crate) struct Rows<'a> {
    pub(crate) frame: &'a Frame<'a>,
    kind: &'static str,
    /// Name of each row, cut to its room.
    names: Vec<String>,
    /// Top of the lines of the ticks, below their labels.
    grid_top: f64,
    /// Ends of the plot; numbers stand at the right of it.
    pub(crate) left: f64,
    pub(crate) right: f64,
    /// Unit and scale of the axis.
    pub(crate) note: String,
}

/// Middle of the first line: the note, and a key or the heads of columns of numbers. A tenth less than the middle of
/// the labels of ticks: then larger letters stand on one line with theirs.
pub(crate) const FIRST_LINE: f64 = 7.9;
/// From the top to the lines of the ticks, if the labels of the ticks stand in the first line, and if below it.
const GRID_TOPS: [f64; 2] = [18.0, 38.0];
/// From the top of the lines of the ticks to the first row.
const HEAD: f64 = 6.0;
/// From the last row to the end of the lines of the ticks.
const GRID_BELOW: f64 = 2.0;
/// From the last row to the bottom, where the axis is repeated.
const FOOT: f64 = 26.0;
/// Rows that are seen at once with their axis; below more it is repeated.
const FEW_ROWS: usize = 15;
/// Least distance between the labels of two ticks.
const LABEL_GAP: f64 = 18.0;
/// From a name to the plot.
const NAME_GAP: f64 = 9.0;
/// Largest share of a wide drawing that names take.
const MOST_NAMES: f64 = 0.45;
/// From the middle of a row on a phone up to its texts, which stand above its marks.
const TEXTS_UP: f64 = 7.0;
/// From the middle of a row on a phone down to its marks.
const MARKS_DOWN: f64 = 8.0;

impl<'a> Rows<'a> {
    /// Rows that `labels` name, with `room` for numbers at the right. Above them stands `note`, and a key if
    /// `has_key`.
    pub(crate) fn of(
        frame: &'a Frame<'a>,
        kind: &'static str,
        labels: impl Iterator<Item = &'a str> + Clone,
        room: f64,
        note: String,
        has_key: bool,
    ) -> Rows<'a> {
        let right = frame.width() - room;
        // The label of a tick at the very left reaches a little into the names.
        let least = text::width(&note, text::SIZE) + NAME_GAP;
        let widest = text::widest(labels.clone(), text::SIZE).clamp(least, frame.width() * MOST_NAMES);
        let (room, left) = frame.size.pick((widest, widest + NAME_GAP), (right, 0.0));
        let names = labels.map(|label| text::fit_name(label, text::SIZE, room)).collect();
        let grid_top = GRID_TOPS[usize::from(has_key || frame.size == Size::Narrow)];
        Rows { frame, kind, names, grid_top, left, right, note }
    }

    /// Height above the rows.
    fn head(&self) -> f64 {
        self.grid_top + HEAD
    }

    /// Height of a row.
    fn pitch(&self) -> f64 {
        self.frame.size.pick(18.0, 36.0)
    }

    /// Place of the marks of the row at `idx` on the y axis.
    pub(crate) fn marks(&self, idx: usize) -> f64 {
        let down = self.frame.size.pick(0.0, MARKS_DOWN);
        idx as f64 + 0.5 + down / self.pitch()
    }

    /// Height of the texts of the row at `idx`, in units of the canvas.
    pub(crate) fn texts(&self, idx: usize) -> f64 {
        let up = self.frame.size.pick(0.0, TEXTS_UP);
        self.head() + self.pitch() * (idx as f64 + 0.5) - up
    }

    /// A bar of the row at `idx` from one value to another, twice `half` units high.
    pub(crate) fn bar(
        &self,
        idx: usize,
        (from, to): (f64, f64),
        half: f64,
        class: CssClass,
    ) -> element::Rectangle<(f64, f64)> {
        let (middle, half) = (self.marks(idx), half / self.pitch());
        element::Rectangle::new([(from, middle - half), (to, middle + half)], class)
    }

    /// Draws the axis for values of `scale`, what `paint` draws on it, and the names.
    pub(crate) fn draw(
        &self,
        scale: &Scale,
        paint: impl FnOnce(&Canvas, &mut Chart<'_>) -> Result<()>,
    ) -> Result<Drawing> {
        let (width, n_rows, pitch) = (self.frame.width(), self.names.len() as f64, self.pitch());
        let is_long = self.names.len() > FEW_ROWS;
        let bottom = self.head() + pitch * n_rows;
        let (top, bottom_of_plot) = (self.grid_top, bottom + GRID_BELOW);
        let plot = Rectangle { left: self.left, top, right: self.right, bottom: bottom_of_plot };
        let rows = Scale::Linear(n_rows + GRID_BELOW / pitch..-HEAD / pitch);
        let height = bottom + if is_long { FOOT } else { 4.0 };
        canvas::draw(self.frame, self.kind, (width, height), |canvas| {
            let mut x = Axis::across(scale.clone(), plot.left..plot.right, 0.0..width, LABEL_GAP);
            // The heads of the numbers begin where the plot ends.
            x.labels.retain(|(value, label)| {
                let room = (1.0 - scale.position(*value)) * plot.width() + NAME_GAP;
                text::width(label, text::TICK_SIZE) / 2.0 <= room
            });
            let sides = [LabelAreaPosition::Top, LabelAreaPosition::Bottom];
            let sides = if is_long { &sides[..] } else { &sides[..1] };
            let mut chart = canvas.chart(&plot, (x, Axis::bare(rows)), sides, None)?;
            let (x, anchor) = self.frame.size.pick((self.left - NAME_GAP, HPos::Right), (0.0, HPos::Left));
            canvas.text((0.0, FIRST_LINE), HPos::Left, Role::Note, &self.note)?;
            paint(canvas, &mut chart)?;
            for (idx, name) in self.names.iter().enumerate() {
                canvas.text((x, self.texts(idx)), anchor, Role::Name, name)?;
            }
            Ok(())
        })
    }
}
