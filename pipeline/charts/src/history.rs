//! History: monthly medians over the years, with gaps where nothing was measured.

use anyhow::Result;
use schema::{Month, Unit};

use crate::{
    Annotation, Drawing, Frame,
    canvas::{self, Rectangle},
    line::{self, LineChart, Look, Sample, Track},
    line_labels::LineLabel,
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
    let months = || lines.iter().flat_map(|line| &line.points).map(|point| point.month);
    let Some((first, last)) = months().min().zip(months().max()) else {
        return canvas::draw_nothing(frame, "history");
    };
    let tracks = tracks(frame, lines, first)?;
    let (look, labels) = match &tracks[..] {
        [track] => (Look::Band, line::labels_of_band(track, frame.tail, unit)),
        tracks => {
            let label = |track: &Track| label(&lines[track.column - 1], track, (first, last));
            (Look::Medians, tracks.iter().map(label).collect())
        }
    };
    let span = Span::Months(first, last);
    let x_axis = |plot: &Rectangle| span.axis(plot, frame.width());
    let chart = LineChart::of(frame, (&tracks, look), labels, unit, [270.0, 210.0], &x_axis);
    LineChart { annotations: span.place(annotations), ..chart }.draw()
}

/// The lines that have points, as a chart draws them whose axis starts with `first`.
pub(crate) fn tracks(frame: &Frame<'_>, lines: &[Line<'_>], first: Month) -> Result<Vec<Track>> {
    let sample = |point: &Point| Sample {
        x: f64::from(point.month.index() - first.index()) + 0.5,
        p50: point.p50,
        tail: point.tail,
    };
    let named = |idx: usize, x| {
        format!("`{}` in {} of the history `{}`", lines[idx].label, month_at(first, x), frame.slug)
    };
    Track::all(lines.iter().map(|line| (line.series_idx, line.points.iter().map(sample))), named)
}

/// The month at a place of an axis that starts with `first`.
fn month_at(first: Month, x: f64) -> Month {
    Month::from_index(first.index() + x as i32)
}

/// Months within which a line still counts as going on: the newest month may not have every runtime yet.
const RECENT: i32 = 2;

fn label<'a>(line: &Line<'a>, track: &Track, (first, newest): (Month, Month)) -> LineLabel<'a> {
    let last = month_at(first, track.last().x);
    let has_ended = last.index() + RECENT <= newest.index();
    let ended = has_ended.then(|| format!("until {} {}", time_axis::name(last), last.year()));
    track.label(line.label, ended)
}
