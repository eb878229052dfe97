//! An axis of a plotters chart: a scale with the lines and labels that the mesh draws.

use std::ops::Range;

use plotters::coord::ranged1d::{KeyPointHint, KeyPointWeight, NoDefaultFormatting, Ranged, ValueFormatter};

use crate::{number::format_round, scale::Scale, text};

/// An axis. Its light key points are thin lines across the plot, its bold ones labels.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Axis {
    /// From values to positions.
    pub(crate) scale: Scale,
    /// Values with a thin line.
    pub(crate) grid: Vec<f64>,
    /// Values with a stronger line: zero, powers of ten.
    pub(crate) base: Vec<f64>,
    /// Values with a label.
    pub(crate) labels: Vec<(f64, String)>,
}

/// Least distance between two labels of an x axis, in units.
const BETWEEN_LABELS: f64 = 4.0;

impl Axis {
    /// An axis without lines and labels.
    pub(crate) fn bare(scale: Scale) -> Axis {
        Axis { scale, grid: Vec::new(), base: Vec::new(), labels: Vec::new() }
    }

    /// A vertical axis `height` units high with round ticks at least `step` apart.
    pub(crate) fn up(scale: Scale, height: f64, step: f64) -> Axis {
        Axis::of_ticks(scale, height, |_| step)
    }

    /// A horizontal axis along `plot` with round ticks; their labels are at least `gap` apart and lie within `room`.
    pub(crate) fn across(scale: Scale, plot: Range<f64>, room: Range<f64>, gap: f64) -> Axis {
        let needed = |label: &str| text::width(label, text::TICK_SIZE) + gap;
        let axis = Axis::of_ticks(scale, plot.end - plot.start, needed);
        let labels = axis.labels.clone();
        axis.labelled(labels, plot, room)
    }

    fn of_ticks(scale: Scale, length: f64, room: impl Fn(&str) -> f64) -> Axis {
        let ticks = scale.ticks(length, room);
        let labels = ticks.iter().map(|tick| (*tick, format_round(*tick))).collect();
        let (base, grid) = ticks.into_iter().partition(|tick| scale.is_base(*tick));
        Axis { scale, grid, base, labels }
    }

    /// The same axis along `plot` with those of `labels` that touch no label before them. `room` ends with the canvas.
    #[must_use]
    pub(crate) fn labelled(
        mut self,
        labels: impl IntoIterator<Item = (f64, String)>,
        plot: Range<f64>,
        room: Range<f64>,
    ) -> Axis {
        let mut free_from = room.start;
        self.labels.clear();
        for (value, label) in labels {
            let half = text::width(&label, text::TICK_SIZE) / 2.0;
            let at = plot.start + self.scale.position(value) * (plot.end - plot.start);
            // The backend keeps a label on the canvas.
            let middle = at.min(room.end - half).max(half);
            if middle - half >= free_from {
                free_from = middle + half + BETWEEN_LABELS;
                self.labels.push((value, label));
            }
        }
        self
    }

    /// Width of the widest label.
    pub(crate) fn label_width(&self) -> f64 {
        text::widest(self.labels.iter().map(|(_, label)| label.as_str()), text::TICK_SIZE)
    }

    /// The stronger lines across a plot whose other axis is `other`.
    pub(crate) fn base_lines(&self, other: &Axis) -> Vec<[(f64, f64); 2]> {
        let Range { start, end } = other.range();
        self.base.iter().map(|value| [(*value, start), (*value, end)]).collect()
    }
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (from, to): (i32, i32)) -> i32 {
        from + (self.scale.position(*value) * f64::from(to - from)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        match hint.weight() {
            KeyPointWeight::Bold => self.labels.iter().map(|(value, _)| *value).collect(),
            KeyPointWeight::Any => self.grid.clone(),
        }
    }

    fn range(&self) -> Range<f64> {
        self.scale.range()
    }
}

impl ValueFormatter<f64> for Axis {
    fn format_ext(&self, value: &f64) -> String {
        let label = self.labels.iter().find(|(labelled, _)| labelled.total_cmp(value).is_eq());
        label.map_or_else(String::new, |(_, label)| label.clone())
    }
}

#[test]
fn a_label_gives_way_to_the_one_before() {
    let axis = Axis::bare(Scale::Linear(0.0..100.0));
    let labels = [0.0, 20.0, 40.0, 100.0].map(|value| (value, "1234".to_owned()));
    let labelled = axis.labelled(labels, 0.0..100.0, 0.0..120.0);
    let values: Vec<f64> = labelled.labels.iter().map(|(value, _)| *value).collect();
    assert_eq!(values, [0.0, 100.0]);
}
