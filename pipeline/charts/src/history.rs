//! History: monthly medians over the years, with gaps where nothing was measured.

use anyhow::{Result, ensure};
use schema::{Month, Percentile, Unit};

use crate::{
    Frame, Size,
    axis::{ABOVE, ValueAxis},
    check,
    ends::{self, End, Naming},
    happened::{self, Happened},
    ink::{Ink, Role},
    months,
    number::{format_number, format_value},
    scale::Scale,
    sheet::{self, Numbers, Plane, Rectangle, Sheet},
    text,
};

/// One runtime over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Line<'a> {
    /// Name at the line's end.
    pub label: &'a str,
    /// Which colour it has, where there are several.
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
/// end. Lines without points are left out; where none is left, the drawing says so. What has `happened` in these
/// months is marked around them.
///
/// Its table has a row for each month of a single line, or else for each month from the first to the last with a
/// column for each line.
///
/// Fails where a value is not a number above zero, where the tail is below p50, or where a month comes
/// twice, naming the line and the month.
pub fn draw(frame: &Frame<'_>, lines: &[Line<'_>], happened: &[Happened<'_>], unit: Unit) -> Result<String> {
    let mut tracks = Vec::new();
    for (idx, line) in lines.iter().enumerate() {
        let points = checked(frame, line)?;
        if !points.is_empty() {
            tracks.push(Track { series_idx: line.series_idx, label: line.label, column: idx + 1, points });
        }
    }
    if tracks.is_empty() {
        return sheet::draw_nothing(frame, "history", frame.width());
    }
    let above = if happened.is_empty() { ABOVE } else { ABOVE + happened::ABOVE };
    let layout = Layout::of(frame, &tracks, above, unit);
    sheet::draw(frame, "history", (frame.width(), layout.height), |sheet| {
        let plane = sheet.plane(&layout.plot, layout.months_scale(), layout.values.scale.clone())?;
        layout.values.draw(sheet, &layout.plot)?;
        months::draw(sheet, &layout.plot, layout.first, layout.last)?;
        happened::draw(sheet, &layout.plot, (layout.first, layout.last), happened)?;
        match &tracks[..] {
            [track] => draw_one(sheet, &plane, &layout, track),
            tracks => draw_several(sheet, &plane, &layout, tracks),
        }
    })
}

/// A line with its points in order of month.
struct Track<'a> {
    series_idx: usize,
    label: &'a str,
    /// Its column in the table of several lines.
    column: usize,
    points: Vec<Point>,
}

impl Track<'_> {
    /// The stretches without a gap.
    fn runs(&self) -> impl Iterator<Item = &[Point]> {
        self.points.chunk_by(|before, after| before.month.index() + 1 == after.month.index())
    }

    fn last(&self) -> Point {
        self.points[self.points.len() - 1]
    }
}

fn checked(frame: &Frame<'_>, line: &Line<'_>) -> Result<Vec<Point>> {
    let of = |month: Month| format!("`{}` in {month} of the history `{}`", line.label, frame.slug);
    for point in &line.points {
        check::percentiles(|| of(point.month), point.p50, point.tail)?;
    }
    let mut points = line.points.clone();
    points.sort_by_key(|point| point.month);
    for pair in points.windows(2) {
        ensure!(pair[0].month != pair[1].month, "{} comes twice: give each month once", of(pair[0].month));
    }
    Ok(points)
}

/// Where things are, in units.
struct Layout<'a> {
    height: f64,
    plot: Rectangle,
    /// First and last month by [`Month::index`].
    first: i32,
    last: i32,
    values: ValueAxis,
    ends: Vec<End<'a>>,
    naming: Naming,
}

impl<'a> Layout<'a> {
    fn of(frame: &Frame<'_>, tracks: &[Track<'a>], above: f64, unit: Unit) -> Layout<'a> {
        let points = || tracks.iter().flat_map(|track| &track.points);
        let first = points().map(|point| point.month.index()).min().unwrap_or(0);
        let last = points().map(|point| point.month.index()).max().unwrap_or(first);
        let ends = match tracks {
            [track] => ends_of_one(track.last(), unit, frame.tail),
            tracks => tracks.iter().map(|track| end_of(track, last)).collect(),
        };
        let naming = Naming::of(frame, &ends);
        let least_height = match frame.size {
            Size::Wide => 270.0,
            Size::Narrow => 210.0,
        };
        let height = f64::max(least_height, ends.len() as f64 * text::LINE_HEIGHT);
        let lowest = points().map(|point| point.p50).fold(f64::INFINITY, f64::min);
        let highest = points().map(|point| if tracks.len() == 1 { point.tail } else { point.p50 });
        let values = ValueAxis::of(lowest, highest.fold(0.0, f64::max), unit, height);
        let plot = Rectangle {
            left: values.width(),
            top: above,
            right: frame.width() - naming.right(),
            bottom: above + height,
        };
        Layout {
            height: plot.bottom + ends::BELOW + naming.below(ends.len()),
            plot,
            first,
            last,
            values,
            ends,
            naming,
        }
    }

    /// A month is as wide as its days; its values lie at its middle.
    fn months_scale(&self) -> Scale {
        Scale::Linear(f64::from(self.first)..f64::from(self.last + 1))
    }
}

/// Months within which a line still counts as going on.
const RECENT: i32 = 2;

fn end_of<'a>(track: &Track<'a>, newest: i32) -> End<'a> {
    End {
        series_idx: Some(track.series_idx),
        name: track.label,
        value: format_number(track.last().p50),
        role: Role::Value,
        ended: (track.last().month.index() + RECENT <= newest).then(|| until(track.last().month)),
    }
}

fn until(month: Month) -> String {
    format!("until {} {}", months::name(month.index()), month.year())
}

/// A line that is alone needs no name: its ends say which percentile they are.
fn ends_of_one(last: Point, unit: Unit, tail: Percentile) -> Vec<End<'static>> {
    let end = |name, value, role| {
        let value = format_value(value, unit);
        End { series_idx: None, name, value, role, ended: None }
    };
    vec![end("p50", last.p50, Role::Value), end(tail.name(), last.tail, Role::TailValue)]
}

fn draw_one(sheet: &Sheet<'_>, plane: &Plane<'_>, layout: &Layout<'_>, track: &Track<'_>) -> Result<()> {
    let ink = |role| Ink::of_series(role, track.series_idx);
    let p50 = |points: &[Point]| positions(plane, points, |point| point.p50);
    let tail = |points: &[Point]| positions(plane, points, |point| point.tail);
    for run in track.runs().filter(|run| run.len() > 1) {
        sheet.area(&[p50(run), tail(run).into_iter().rev().collect()].concat(), ink(Role::Band))?;
    }
    for run in track.runs() {
        match (&p50(run)[..], &tail(run)[..]) {
            (&[from], &[to]) => sheet.path(&[from, to], ink(Role::Tail))?,
            (_, tail) => sheet.path(tail, ink(Role::Tail))?,
        }
    }
    draw_line(sheet, plane, track)?;
    let medians = p50(&track.points);
    sheet.hits(ink(Role::Hit), Numbers { row: 0, column: None }, &medians);
    ends::draw(sheet, &layout.naming, &layout.plot, &layout.ends, &[medians, tail(&track.points)], Vec::new())
}

fn draw_several(
    sheet: &Sheet<'_>,
    plane: &Plane<'_>,
    layout: &Layout<'_>,
    tracks: &[Track<'_>],
) -> Result<()> {
    for track in tracks {
        draw_line(sheet, plane, track)?;
        for run in track.runs() {
            let row = (run[0].month.index() - layout.first) as usize;
            let ink = Ink::of_series(Role::Hit, track.series_idx);
            let numbers = Numbers { row, column: Some(track.column) };
            sheet.hits(ink, numbers, &positions(plane, run, |point| point.p50));
        }
    }
    let lines: Vec<_> =
        tracks.iter().map(|track| positions(plane, &track.points, |point| point.p50)).collect();
    ends::draw(sheet, &layout.naming, &layout.plot, &layout.ends, &lines, Vec::new())
}

/// The medians: lines where months follow one another, marks where a month stands alone or the
/// line ends.
fn draw_line(sheet: &Sheet<'_>, plane: &Plane<'_>, track: &Track<'_>) -> Result<()> {
    let ink = Ink::of_series(Role::Line, track.series_idx);
    let runs: Vec<_> = track.runs().map(|run| positions(plane, run, |point| point.p50)).collect();
    for run in &runs {
        if run.len() > 1 {
            sheet.path(run, ink)?;
        }
    }
    for (run_idx, run) in runs.iter().enumerate() {
        match &run[..] {
            [.., end] if run_idx + 1 == runs.len() => sheet.marker(*end, ends::RADIUS, track.series_idx)?,
            [alone] => sheet.marker(*alone, RADIUS_ALONE, track.series_idx)?,
            _ => {}
        }
    }
    Ok(())
}

/// Radius of the mark of a month without neighbours.
const RADIUS_ALONE: f64 = 2.5;

fn positions(plane: &Plane<'_>, points: &[Point], value: impl Fn(&Point) -> f64) -> Vec<sheet::Point> {
    let at = |point: &Point| sheet::position(plane, f64::from(point.month.index()) + 0.5, value(point));
    points.iter().map(at).collect()
}
