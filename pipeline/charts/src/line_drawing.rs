//! The drawing of a line chart.

use std::cmp::Reverse;

use anyhow::Result;
use plotters::{
    chart::LabelAreaPosition,
    element::{EmptyElement, PathElement},
    style::text_anchor::HPos,
};
use schema::Percentile;

use crate::{
    Drawing, Frame, annotations,
    axis::Axis,
    canvas::{self, Canvas, Chart, Point, Rectangle, Value, draw_band, draw_line, position, positions},
    css_class::{GREY, Role},
    line::{LineChart, Sample, Track},
    line_labels::{self, LineLabel, Naming},
    marker::{self, marker},
    scale::Scale,
    svg::tenths,
    text,
    x_axis::{Span, X},
};

/// The way in which medians and tails are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    /// A band from the medians up to the tails.
    Band,
    /// Medians only.
    Medians,
    /// Lines side by side, with a whisker from each median up to its tail.
    Whiskers,
}

/// A line chart with its layout.
pub(crate) struct LineDrawing<'a> {
    frame: &'a Frame<'a>,
    chart: &'a LineChart<'a>,
    span: &'a Span,
    tracks: Vec<Track<'a>>,
    look: Look,
    width: f64,
    height: f64,
    /// A label for the end of each line, or two for a band; none in a panel.
    labels: Vec<LineLabel<'a>>,
}

/// Least distance between two ticks of the values, in units, and the same on a log scale.
const STEPS: [f64; 2] = [38.0, 20.0];
/// Largest ratio of two values on a linear axis: with a band, a tail would else press its medians flat.
const MOST: [f64; 2] = [2.5, 10.0];
/// Width of a panel and height of its plot, in units.
const PANEL: (f64, f64) = (260.0, 130.0);
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

impl<'a> LineDrawing<'a> {
    pub(crate) fn of(
        frame: &'a Frame<'a>,
        chart: &'a LineChart<'a>,
        span: &'a Span,
        tracks: Vec<Track<'a>>,
    ) -> LineDrawing<'a> {
        let (look, [wide, narrow]) = match span.first {
            _ if chart.panel.is_some() => (Look::Medians, [PANEL.1; 2]),
            X::MemoryMb(_) => (Look::Whiskers, [250.0, 210.0]),
            X::Month(_) => (if tracks.len() > 1 { Look::Medians } else { Look::Band }, [270.0, 210.0]),
            X::Day(_) => (if tracks.len() > 1 { Look::Medians } else { Look::Band }, [220.0, 180.0]),
        };
        let labels = match &tracks[..] {
            _ if chart.panel.is_some() => Vec::new(),
            [track] if look == Look::Band => track.labels_of_band(frame.tail, chart.unit),
            tracks => tracks.iter().map(|track| track.label(span)).collect(),
        };
        let width = if chart.panel.is_some() { PANEL.0 } else { frame.width() };
        let height = frame.size.pick(wide, narrow).max(labels.len() as f64 * text::LINE_HEIGHT);
        LineDrawing { frame, chart, span, tracks, look, width, height, labels }
    }

    /// Scale of the values, with the tails where these are drawn, and least distance between two ticks.
    fn values(&self) -> (Scale, f64) {
        if let Some(axes) = &self.chart.panel {
            return (Scale::log_with_room(axes.values.0, axes.values.1, 0.03, 0.97), STEPS[1]);
        }
        let samples = || self.tracks.iter().flat_map(|track| &track.samples);
        let lowest = samples().map(|sample| sample.p50).fold(f64::INFINITY, f64::min);
        let highest =
            samples().map(|sample| if self.look == Look::Medians { sample.p50 } else { sample.tail });
        let (n_steps, most) = (self.height / STEPS[0], MOST[usize::from(self.look != Look::Band)]);
        let scale = Scale::for_lines(lowest, highest.fold(0.0, f64::max), n_steps, most);
        // The ticks of a log scale lie ever closer.
        let step = STEPS[usize::from(matches!(scale, Scale::Log(_)))];
        (scale, step)
    }

    /// Farthest that two samples lie apart and are still connected: neighbouring months or days, or any two memory sizes.
    fn gap(&self) -> f64 {
        if self.look == Look::Whiskers { f64::INFINITY } else { 1.0 }
    }

    pub(crate) fn draw(&self) -> Result<Drawing> {
        let (values, step) = self.values();
        let unit = format!("{}{}", self.chart.unit, values.remark());
        let y = Axis::up(values, self.height, step);
        let naming = Naming::of(self.frame, &self.labels);
        let annotations = self.span.place(self.chart.annotations);
        let above = if annotations.is_empty() { ABOVE } else { ABOVE + annotations::ABOVE };
        let unit_width = text::width(&self.chart.unit.to_string(), text::TICK_SIZE);
        let right = if self.labels.is_empty() { line_labels::RADIUS * marker::REACH } else { naming.right() };
        let plot = Rectangle {
            left: y.label_width().max(unit_width) + SPACE,
            top: above,
            right: self.width - right,
            bottom: above + self.height,
        };
        let below = line_labels::BELOW + naming.below(self.labels.len());
        let kind = match self.look {
            _ if self.chart.panel.is_some() => "panel",
            Look::Whiskers => "scaling",
            Look::Band | Look::Medians => "history",
        };
        canvas::draw(self.frame, kind, (self.width, plot.bottom + below), |canvas| {
            let x = self.span.axis(&plot, self.width);
            let tracks = self.side_by_side(&x.scale, plot.width());
            let sides = [LabelAreaPosition::Left, LabelAreaPosition::Bottom];
            let mut chart = canvas.chart(&plot, (x, y), &sides, None)?;
            canvas.text((0.0, 8.0), HPos::Left, Role::Tick, &unit)?;
            annotations::draw(canvas, &chart, &plot, &annotations)?;
            for track in &tracks {
                self.draw_tails(&mut chart, track)?;
            }
            let taken = self.draw_key(canvas, &chart, &tracks)?;
            // What has a colour lies over what is there to compare with, and what the chart is about over all.
            let mut layers: Vec<&Track<'_>> = tracks.iter().collect();
            layers.sort_by_key(|it| (it.line.series_idx != GREY, Reverse(it.line.series_idx)));
            for track in layers {
                self.draw_medians(&mut chart, track)?;
            }
            if self.look == Look::Band {
                annotations::draw_shifts(canvas, &chart, &plot, &annotations)?;
            }
            if self.labels.is_empty() {
                return Ok(());
            }
            self.draw_targets(canvas, &chart, &tracks);
            let lines = self.lines(&chart, &tracks);
            line_labels::draw(canvas, &naming, &plot, &self.labels, &lines, taken)
        })
    }

    /// The tracks, moved apart where they are to lie side by side.
    fn side_by_side(&self, x: &Scale, width: f64) -> Vec<Track<'a>> {
        let mut tracks = self.tracks.clone();
        if self.look == Look::Whiskers {
            let middle = (tracks.len() - 1) as f64 / 2.0;
            for (idx, track) in tracks.iter_mut().enumerate() {
                let aside = (idx as f64 - middle) * ASIDE / width;
                track.samples.iter_mut().for_each(|sample| sample.x = x.shifted(sample.x, aside));
            }
        }
        tracks
    }

    fn draw_tails(&self, chart: &mut Chart<'_>, track: &Track<'_>) -> Result<()> {
        let series_idx = track.line.series_idx;
        let class = Role::Tail.of(series_idx);
        let whisker = |sample: &Sample| PathElement::new([sample.median(), sample.deep()], class);
        let runs = || track.runs(self.gap());
        match self.look {
            Look::Medians => {}
            Look::Band => {
                for run in runs() {
                    let edges: Vec<_> = run.iter().map(|sample| [sample.median(), sample.deep()]).collect();
                    draw_band(chart, &edges, Role::Band.of(series_idx))?;
                }
                for run in runs() {
                    draw_line(chart, &values(run, Sample::deep), class)?;
                }
                chart.draw_series(runs().filter(|run| run.len() == 1).flatten().map(whisker))?;
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
    fn draw_medians(&self, chart: &mut Chart<'_>, track: &Track<'_>) -> Result<()> {
        let series_idx = track.line.series_idx;
        for run in track.runs(self.gap()) {
            draw_line(chart, &values(run, Sample::median), Role::Line.of(series_idx))?;
        }
        let is_end = |sample: &Sample| self.look == Look::Whiskers || *sample == track.last();
        let alone = track.runs(self.gap()).filter(|run| run.len() == 1 && !is_end(&run[0])).flatten();
        let marked = |sample: &Sample, radius| marker(sample.median(), radius, series_idx);
        chart.draw_series(alone.map(|sample| marked(sample, RADIUS_ALONE)))?;
        let ends = track.samples.iter().filter(|sample| is_end(sample));
        chart.draw_series(ends.map(|sample| marked(sample, line_labels::RADIUS)))?;
        Ok(())
    }

    /// Says what the whiskers reach to, above the highest one of the last samples, and returns the room it takes.
    fn draw_key(&self, canvas: &Canvas, chart: &Chart<'_>, tracks: &[Track<'_>]) -> Result<Vec<Rectangle>> {
        if self.look != Look::Whiskers || self.frame.tail == Percentile::P50 {
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

    /// A row for each sample, or of medians a row for each place and a column for each line.
    fn draw_targets(&self, canvas: &Canvas, chart: &Chart<'_>, tracks: &[Track<'_>]) {
        let mut row = 0;
        for track in tracks {
            let class = Role::Hover.of(track.line.series_idx);
            let column = (self.look == Look::Medians).then_some(track.column);
            for run in track.runs(if column.is_some() { self.gap() } else { f64::INFINITY }) {
                let row_idx = if column.is_some() { run[0].x as usize } else { row };
                canvas.hover_from(class, row_idx, column, &positions(chart, &values(run, Sample::median)));
                row += run.len();
            }
        }
    }

    /// The lines that names keep clear of, in units of the canvas.
    fn lines(&self, chart: &Chart<'_>, tracks: &[Track<'_>]) -> Vec<Vec<Point>> {
        let ends: &[fn(&Sample) -> Value] = match self.look {
            Look::Band => &[Sample::median, Sample::deep],
            Look::Medians | Look::Whiskers => &[Sample::median],
        };
        let lines = tracks.iter().flat_map(|track| ends.iter().map(|end| values(&track.samples, end)));
        lines.map(|values| positions(chart, &values)).collect()
    }
}

fn values(samples: &[Sample], end: impl Fn(&Sample) -> Value) -> Vec<Value> {
    samples.iter().map(end).collect()
}
