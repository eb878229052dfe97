//! History: monthly medians over the years, with gaps where nothing was measured.

use anyhow::{Result, ensure};
use schema::{Month, Unit};

use crate::{
    Annotation, Drawing, Frame, Size, canvas, check,
    css_class::Role,
    line::{self, LineChart, Look, Sample, Track},
    line_labels::LineLabel,
    number::format_number,
    text,
    time_axis::{self, Span},
};

/// One runtime over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Line<'a> {
    /// Name at the line's end.
    pub label: &'a str,
    /// Marker and colour.
    pub series_idx: usize,
    /// Months with data in any order, each once. A month that is absent is a gap in the line.
    pub points: Vec<Point>,
}

/// One month of one runtime.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The month.
    pub month: Month,
    /// Median, above zero.
    pub p50: f64,
    /// The deeper percentile that the drawing names, at least the median.
    pub tail: f64,
}

/// Draws `lines`: a single one as p50 with a band up to the tail, several as p50 only, each named at its
/// end. Lines without points are left out; where none is left, the drawing says so. The `annotations` of these
/// months are drawn around them.
///
/// Its table has a row for each month of a single line, or else for each month from the first to the last with a
/// column for each line.
///
/// Fails where a value is not a number above zero, where the tail is below p50, or where a month comes
/// twice, naming the line and the month.
pub fn draw(
    frame: &Frame<'_>,
    lines: &[Line<'_>],
    annotations: &[Annotation<'_>],
    unit: Unit,
) -> Result<Drawing> {
    for line in lines {
        check_points(frame, line)?;
    }
    let months = || lines.iter().flat_map(|line| &line.points).map(|point| point.month);
    let Some((first, last)) = months().min().zip(months().max()) else {
        return canvas::draw_nothing(frame, "history");
    };
    let tracks = tracks(lines, first);
    let look = if tracks.len() == 1 { Look::Band } else { Look::Medians };
    let labels = match &tracks[..] {
        [track] => line::labels_of_band(track, frame.tail, unit),
        tracks => tracks.iter().map(|track| label(&lines[track.column - 1], track, (first, last))).collect(),
    };
    let least_height = match frame.size {
        Size::Wide => 270.0,
        Size::Narrow => 210.0,
    };
    let height = f64::max(least_height, labels.len() as f64 * text::LINE_HEIGHT);
    let span = Span::Months(first, last);
    LineChart {
        frame,
        kind: "history",
        width: frame.width(),
        height,
        values: line::values(&tracks, look, height),
        step: line::STEP,
        unit,
        x_axis: &|plot| span.axis(plot, frame.width()),
        gap: 1.0,
        tracks: &tracks,
        look,
        labels,
        annotations: span.place(annotations),
    }
    .draw()
}

/// The lines that have points, as a chart draws them whose axis starts with `first`.
pub(crate) fn tracks(lines: &[Line<'_>], first: Month) -> Vec<Track> {
    let track = |(idx, line): (usize, &Line<'_>)| {
        let sample = |point: &Point| Sample {
            x: f64::from(point.month.index() - first.index()) + 0.5,
            p50: point.p50,
            tail: point.tail,
        };
        let mut samples: Vec<Sample> = line.points.iter().map(sample).collect();
        samples.sort_by(|a, b| a.x.total_cmp(&b.x));
        Track { series_idx: line.series_idx, column: idx + 1, samples }
    };
    lines.iter().enumerate().filter(|(_, line)| !line.points.is_empty()).map(track).collect()
}

fn check_points(frame: &Frame<'_>, line: &Line<'_>) -> Result<()> {
    let named = |month: Month| format!("`{}` in {month} of the history `{}`", line.label, frame.slug);
    for point in &line.points {
        check::percentiles(|| named(point.month), point.p50, point.tail)?;
    }
    let mut months: Vec<Month> = line.points.iter().map(|point| point.month).collect();
    months.sort_unstable();
    for pair in months.windows(2) {
        ensure!(pair[0] != pair[1], "{} comes twice: give each month once", named(pair[0]));
    }
    Ok(())
}

/// Months within which a line still counts as going on: the newest month may not have every runtime yet.
const RECENT: i32 = 2;

fn label<'a>(line: &Line<'a>, track: &Track, (first, newest): (Month, Month)) -> LineLabel<'a> {
    let last = Month::from_index(first.index() + track.last().x as i32);
    let has_ended = last.index() + RECENT <= newest.index();
    LineLabel {
        series_idx: Some(track.series_idx),
        name: line.label,
        value: format_number(track.last().p50),
        role: Role::Value,
        ended: has_ended.then(|| format!("until {} {}", time_axis::name(last), last.year())),
    }
}
