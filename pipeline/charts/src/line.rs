//! The line chart that histories, daily lines, panels and scalings share.

use anyhow::{Result, ensure};
use plotters::{
    chart::LabelAreaPosition,
    element::{EmptyElement, PathElement},
    style::text_anchor::HPos,
};
use schema::{Percentile, Unit};

use crate::{
    Frame,
    annotations::{self, AnnotationKind},
    axis::Axis,
    canvas::{self, Canvas, Chart, Point, Rectangle, Value, draw_band, draw_line, position, positions},
    check,
    css_class::Role,
    drawing::Drawing,
    line_labels::{self, LineLabel, Naming},
    marker::{self, Marker},
    number::{format_number, format_value},
    scale::Scale,
    svg::tenths,
    text,
};

/// One value at a place of the x axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sample {
    /// Place on the x axis.
    pub(crate) x: f64,
    /// Median.
    pub(crate) p50: f64,
    /// Deeper percentile.
    pub(crate) tail: f64,
}

impl Sample {
    fn median(&self) -> (f64, f64) {
        (self.x, self.p50)
    }

    fn deep(&self) -> (f64, f64) {
        (self.x, self.tail)
    }
}

/// One line, its samples in order of x.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Track {
    /// Marker and colour.
    pub(crate) series_idx: usize,
    /// Its column in a table with a column for each line.
    pub(crate) column: usize,
    /// At least one sample.
    pub(crate) samples: Vec<Sample>,
}

impl Track {
    /// The track through `samples`, which come in any order. `named` names the place of one for an error.
    ///
    /// Fails where a value is not a number above zero, a tail is below its median, or two have one place.
    pub(crate) fn of(
        series_idx: usize,
        column: usize,
        samples: impl Iterator<Item = Sample>,
        named: impl Fn(f64) -> String,
    ) -> Result<Track> {
        let mut samples: Vec<Sample> = samples.collect();
        samples.sort_by(|a, b| a.x.total_cmp(&b.x));
        for (idx, sample) in samples.iter().enumerate() {
            check::percentiles(|| named(sample.x), sample.p50, sample.tail)?;
            let is_twice = idx > 0 && samples[idx - 1].x >= sample.x;
            ensure!(!is_twice, "{} occurs twice: give each position once", named(sample.x));
        }
        Ok(Track { series_idx, column, samples })
    }

    /// The tracks of those of `lines` that have samples, each with its marker and its samples. `named` names the place
    /// of one of a line for an error.
    pub(crate) fn all<S: Iterator<Item = Sample>>(
        lines: impl Iterator<Item = (usize, S)>,
        named: impl Fn(usize, f64) -> String,
    ) -> Result<Vec<Track>> {
        let tracks = lines
            .enumerate()
            .map(|(idx, (series_idx, samples))| Track::of(series_idx, idx + 1, samples, |x| named(idx, x)));
        let has_samples =
            |track: &Result<Track>| track.as_ref().map_or(true, |track| !track.samples.is_empty());
        tracks.filter(has_samples).collect()
    }

    /// The label at its end: `name` and the last median.
    pub(crate) fn label<'a>(&self, name: &'a str, ended: Option<String>) -> LineLabel<'a> {
        let value = format_number(self.last().p50);
        LineLabel { series_idx: Some(self.series_idx), name, value, role: Role::Value, ended }
    }

    /// The last sample, which has the label.
    pub(crate) fn last(&self) -> Sample {
        self.samples[self.samples.len() - 1]
    }

    /// The stretches in which each sample lies no more than `gap` after the one before.
    fn runs(&self, gap: f64) -> impl Iterator<Item = &[Sample]> {
        self.samples.chunk_by(move |before, after| after.x - before.x <= gap)
    }
}

/// The way in which medians and tails are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// A band from the medians up to the tails.
    Band,
    /// Medians only.
    Medians,
    /// Lines side by side, with a whisker from each median up to its tail.
    Whiskers,
}

/// A line chart before it is drawn.
pub(crate) struct LineChart<'a> {
    /// Title, slug and size.
    pub(crate) frame: &'a Frame<'a>,
    /// The kind in its class.
    pub(crate) kind: &'static str,
    /// Width of the drawing.
    pub(crate) width: f64,
    /// Height of the plot.
    pub(crate) height: f64,
    /// Scale of the values.
    pub(crate) values: Scale,
    /// Least distance between two ticks of the values, in units.
    pub(crate) step: f64,
    /// Unit of the values.
    pub(crate) unit: Unit,
    /// Makes the x axis along a plot.
    pub(crate) x_axis: &'a dyn Fn(&Rectangle) -> Axis,
    /// Furthest that two samples lie apart on the x axis and are still connected.
    pub(crate) gap: f64,
    /// The lines.
    pub(crate) tracks: &'a [Track],
    /// The way in which they are drawn.
    pub(crate) look: Look,
    /// A label for the end of each line, or two where a band has one line; none where they have no names.
    pub(crate) labels: Vec<LineLabel<'a>>,
    /// Places on the x axis with their annotations.
    pub(crate) annotations: Vec<(f64, AnnotationKind<'a>)>,
}

/// Least distance between two ticks of a chart with labels, in units.
const STEP: f64 = 38.0;
/// From a tick's label to the plot: four units of tick mark, doubled by plotters.
const SPACE: f64 = 8.0;
/// Height above a plot that holds the unit.
const ABOVE: f64 = 24.0;
/// Radius of the mark of a sample without neighbours.
const RADIUS_ALONE: f64 = 2.5;
/// Half the width of the tick at the end of a whisker.
const HALF_TICK: f64 = 3.0;
/// Distance between lines side by side, whose values are often the same.
const ASIDE: f64 = 7.0;

/// The scale of the values of `tracks`, with their tails where these are drawn, on an axis `height` units high.
fn values(tracks: &[Track], look: Look, height: f64) -> Scale {
    let samples = || tracks.iter().flat_map(|track| &track.samples);
    let lowest = samples().map(|sample| sample.p50).fold(f64::INFINITY, f64::min);
    let highest = samples().map(|sample| if look == Look::Medians { sample.p50 } else { sample.tail });
    Scale::for_lines(lowest, highest.fold(0.0, f64::max), height / STEP)
}

/// Labels that say which percentiles the two edges of a band are.
pub(crate) fn labels_of_band(track: &Track, tail: Percentile, unit: Unit) -> Vec<LineLabel<'static>> {
    let label = |name, value, role| {
        let value = format_value(value, unit);
        LineLabel { series_idx: None, name, value, role, ended: None }
    };
    let mut labels = vec![label("p50", track.last().p50, Role::Value)];
    if tail != Percentile::P50 {
        labels.push(label(tail.name(), track.last().tail, Role::TailValue));
    }
    labels
}

impl<'a> LineChart<'a> {
    /// A chart of `tracks`, at least one, with `labels` along `x_axis`; its samples follow one another by ones.
    pub(crate) fn of(
        frame: &'a Frame<'a>,
        (tracks, look): (&'a [Track], Look),
        labels: Vec<LineLabel<'a>>,
        unit: Unit,
        [wide, narrow]: [f64; 2],
        x_axis: &'a dyn Fn(&Rectangle) -> Axis,
    ) -> LineChart<'a> {
        let least_height = frame.size.pick(wide, narrow);
        let height = f64::max(least_height, labels.len() as f64 * text::LINE_HEIGHT);
        LineChart {
            frame,
            kind: "history",
            width: frame.width(),
            height,
            values: values(tracks, look, height),
            step: STEP,
            unit,
            x_axis,
            gap: 1.0,
            tracks,
            look,
            labels,
            annotations: Vec::new(),
        }
    }

    /// Draws it.
    pub(crate) fn draw(&self) -> Result<Drawing> {
        let y = Axis::up(self.values.clone(), self.height, self.step);
        let naming = Naming::of(self.frame, &self.labels);
        let above = if self.annotations.is_empty() { ABOVE } else { ABOVE + annotations::ABOVE };
        let unit = text::width(&self.unit.to_string(), text::TICK_SIZE);
        let right = if self.labels.is_empty() { line_labels::RADIUS * marker::REACH } else { naming.right() };
        let plot = Rectangle {
            left: y.label_width().max(unit) + SPACE,
            top: above,
            right: self.width - right,
            bottom: above + self.height,
        };
        let below = line_labels::BELOW + naming.below(self.labels.len());
        canvas::draw(self.frame, self.kind, (self.width, plot.bottom + below), |canvas| {
            let x = (self.x_axis)(&plot);
            let tracks = self.side_by_side(&x.scale, plot.width());
            let unit = format!("{}{}", self.unit, self.values.remark());
            let sides = [LabelAreaPosition::Left, LabelAreaPosition::Bottom];
            let mut chart = canvas.chart(&plot, (x, y), &sides, None)?;
            canvas.text((0.0, 8.0), HPos::Left, Role::Tick, &unit)?;
            let at = |&(x, kind): &(f64, _)| (position(&chart, &(x, self.values.range().start)).0, kind);
            annotations::draw(canvas, &plot, &self.annotations.iter().map(at).collect::<Vec<_>>())?;
            for track in &tracks {
                self.draw_tails(&mut chart, track)?;
            }
            let taken = self.draw_key(canvas, &chart, &tracks)?;
            for track in &tracks {
                self.draw_medians(&mut chart, track)?;
            }
            self.draw_targets(canvas, &chart, &tracks);
            self.draw_labels(canvas, &naming, &plot, &chart, &tracks, taken)
        })
    }

    /// The tracks, moved apart where they are to lie side by side.
    fn side_by_side(&self, x: &Scale, width: f64) -> Vec<Track> {
        let mut tracks = self.tracks.to_vec();
        if self.look == Look::Whiskers {
            let middle = (tracks.len() - 1) as f64 / 2.0;
            for (idx, track) in tracks.iter_mut().enumerate() {
                let aside = (idx as f64 - middle) * ASIDE / width;
                track.samples.iter_mut().for_each(|sample| sample.x = x.shifted(sample.x, aside));
            }
        }
        tracks
    }

    fn draw_tails(&self, chart: &mut Chart<'_>, track: &Track) -> Result<()> {
        let class = Role::Tail.of(track.series_idx);
        let whisker = |sample: &Sample| PathElement::new([sample.median(), sample.deep()], class);
        match self.look {
            Look::Medians => {}
            Look::Band => {
                let runs = || track.runs(self.gap).map(edges);
                for (medians, tails) in runs() {
                    draw_band(chart, &medians, &tails, Role::Band.of(track.series_idx))?;
                }
                for (_, tails) in runs() {
                    draw_line(chart, &tails, class)?;
                }
                let alone = track.runs(self.gap).filter(|run| run.len() == 1).flatten();
                chart.draw_series(alone.map(whisker))?;
            }
            Look::Whiskers => {
                chart.draw_series(track.samples.iter().map(whisker))?;
                let half = tenths(HALF_TICK);
                let ends = [(-half, 0), (half, 0)];
                let tick = |sample: &Sample| EmptyElement::at(sample.deep()) + PathElement::new(ends, class);
                chart.draw_series(track.samples.iter().map(tick))?;
            }
        }
        Ok(())
    }

    /// The medians: lines where samples follow one another, and marks where one stands alone or the line ends.
    fn draw_medians(&self, chart: &mut Chart<'_>, track: &Track) -> Result<()> {
        for run in track.runs(self.gap) {
            draw_line(chart, &edges(run).0, Role::Line.of(track.series_idx))?;
        }
        let marked = |sample: &Sample, radius| Marker::of(sample.median(), radius, track.series_idx);
        let alone = track.runs(self.gap).filter(|run| run.len() == 1 && run[0] != track.last());
        let (alone, whole) = match self.look {
            Look::Whiskers => (Vec::new(), track.samples.clone()),
            Look::Band | Look::Medians => (alone.flatten().copied().collect(), vec![track.last()]),
        };
        chart.draw_series(alone.iter().map(|sample| marked(sample, RADIUS_ALONE)))?;
        chart.draw_series(whole.iter().map(|sample| marked(sample, line_labels::RADIUS)))?;
        Ok(())
    }

    /// Says what the whiskers reach to, above the highest one of the last samples, and returns the room it takes.
    fn draw_key(&self, canvas: &Canvas<'_>, chart: &Chart<'_>, tracks: &[Track]) -> Result<Vec<Rectangle>> {
        if self.look != Look::Whiskers {
            return Ok(Vec::new());
        }
        let ends = || self.tracks.iter().zip(tracks).map(|(track, moved)| (track.last().x, moved.last()));
        let furthest = ends().map(|(x, _)| x).fold(0.0, f64::max);
        let highest = ends().filter(|(x, _)| *x >= furthest).max_by(|a, b| a.1.tail.total_cmp(&b.1.tail));
        let Some((_, sample)) = highest else { return Ok(Vec::new()) };
        let ((x, y), name) = (position(chart, &sample.deep()), self.frame.tail.name());
        canvas.text((x, y - 10.0), HPos::Center, Role::Note, name)?;
        let half = text::width(name, text::SIZE) / 2.0;
        Ok(vec![Rectangle { left: x - half, top: y - 18.0, right: x + half, bottom: y }])
    }

    /// A table has a row for each sample, line by line; or, of medians, a row for each place and a column for each
    /// line. Lines without labels have no table.
    fn draw_targets(&self, canvas: &Canvas<'_>, chart: &Chart<'_>, tracks: &[Track]) {
        let mut row = 0;
        for track in tracks.iter().filter(|_| !self.labels.is_empty()) {
            let class = Role::Hover.of(track.series_idx);
            if self.look == Look::Medians {
                for run in track.runs(self.gap) {
                    let marks = positions(chart, &edges(run).0);
                    canvas.hover_from(class, run[0].x as usize, Some(track.column), &marks);
                }
            } else {
                let marks = positions(chart, &edges(&track.samples).0);
                canvas.hover_from(class, row, None, &marks);
                row += marks.len();
            }
        }
    }

    fn draw_labels(
        &self,
        canvas: &Canvas<'_>,
        naming: &Naming,
        plot: &Rectangle,
        chart: &Chart<'_>,
        tracks: &[Track],
        taken: Vec<Rectangle>,
    ) -> Result<()> {
        if self.labels.is_empty() {
            return Ok(());
        }
        let mut lines: Vec<Vec<Point>> = Vec::new();
        for track in tracks {
            let (medians, tails) = edges(&track.samples);
            lines.push(positions(chart, &medians));
            if self.look == Look::Band {
                lines.push(positions(chart, &tails));
            }
        }
        line_labels::draw(canvas, naming, plot, &self.labels, &lines, taken)
    }
}

/// The medians and the tails of `samples`.
fn edges(samples: &[Sample]) -> (Vec<Value>, Vec<Value>) {
    (samples.iter().map(Sample::median).collect(), samples.iter().map(Sample::deep).collect())
}
