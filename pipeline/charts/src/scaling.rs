//! Scaling: medians against the memory that the function is given.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use plotters::style::text_anchor::HPos::Center;
use schema::{Percentile, Unit};

use crate::{
    Frame, Size,
    axis::{ABOVE, ValueAxis},
    check,
    ends::{self, End, Naming},
    ink::{Ink, Role},
    labels::TickRow,
    number::{format_number, format_round},
    scale::Scale,
    sheet::{self, Numbers, Plane, Rectangle, Sheet},
    text,
};

/// One configuration, such as package and architecture, over all memory sizes.
#[derive(Clone, Debug, PartialEq)]
pub struct Line<'a> {
    /// Name at the line's end.
    pub label: &'a str,
    /// Memory sizes with data in any order, each once.
    pub points: Vec<Point>,
}

/// One memory size of one configuration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Memory the function is given, in megabytes, above zero.
    pub memory_mb: u32,
    /// Median, above zero.
    pub p50: f64,
    /// The deeper percentile that the drawing names, at least the median.
    pub tail: f64,
}

/// Draws p50 of `lines` with a tick at each tail percentile, each line named at its end. Lines without points
/// are left out; where none is left, the drawing says so. Its table has a row for each point, line by line.
///
/// Fails where a value is not a number above zero, where the tail is below p50, or where a memory size
/// comes twice, naming the line and the memory.
pub fn draw(frame: &Frame<'_>, lines: &[Line<'_>], unit: Unit) -> Result<String> {
    let mut tracks = Vec::new();
    for (series_idx, line) in lines.iter().enumerate() {
        let points = checked(frame, line)?;
        if !points.is_empty() {
            tracks.push(Track { series_idx, label: line.label, points });
        }
    }
    if tracks.is_empty() {
        return sheet::draw_nothing(frame, "scaling", frame.width());
    }
    let layout = Layout::of(frame, &tracks, unit);
    sheet::draw(frame, "scaling", (frame.width(), layout.height), |sheet| {
        let plane = sheet.plane(&layout.plot, layout.memory.clone(), layout.values.scale.clone())?;
        layout.values.draw(sheet, &layout.plot)?;
        draw_memory(sheet, &plane, &layout)?;
        let places = places(&plane, &tracks);
        for (track, places) in tracks.iter().zip(&places) {
            draw_tails(sheet, track, places)?;
        }
        let key = draw_key(sheet, &tracks, &places, frame.tail)?;
        let mut row = 0;
        for (track, places) in tracks.iter().zip(&places) {
            draw_line(sheet, track, places)?;
            let marks: Vec<sheet::Point> = places.iter().map(|place| place.p50).collect();
            let ink = Ink::of_series(Role::Hit, track.series_idx);
            sheet.hits(ink, Numbers { row, column: None }, &marks);
            row += marks.len();
        }
        let lines: Vec<_> =
            places.iter().map(|places| places.iter().map(|place| place.p50).collect()).collect();
        ends::draw(sheet, &layout.naming, &layout.plot, &layout.ends, &lines, key)
    })
}

/// A line with its points in order of memory.
struct Track<'a> {
    series_idx: usize,
    label: &'a str,
    points: Vec<Point>,
}

fn checked(frame: &Frame<'_>, line: &Line<'_>) -> Result<Vec<Point>> {
    let of = |memory_mb: u32| format!("`{}` with {memory_mb} MB of the scaling `{}`", line.label, frame.slug);
    for point in &line.points {
        ensure!(point.memory_mb > 0, "{} has no memory: give the megabytes of the function", of(0));
        check::percentiles(|| of(point.memory_mb), point.p50, point.tail)?;
    }
    let mut points = line.points.clone();
    points.sort_by_key(|point| point.memory_mb);
    for pair in points.windows(2) {
        let memory_mb = pair[0].memory_mb;
        ensure!(memory_mb != pair[1].memory_mb, "{} comes twice: give each memory once", of(memory_mb));
    }
    Ok(points)
}

/// Where things are, in units.
struct Layout<'a> {
    height: f64,
    plot: Rectangle,
    /// By logarithm, so that each doubling is one step.
    memory: Scale,
    sizes: BTreeSet<u32>,
    values: ValueAxis,
    ends: Vec<End<'a>>,
    naming: Naming,
}

impl<'a> Layout<'a> {
    fn of(frame: &Frame<'_>, tracks: &[Track<'a>], unit: Unit) -> Layout<'a> {
        let points = || tracks.iter().flat_map(|track| &track.points);
        let sizes: BTreeSet<u32> = points().map(|point| point.memory_mb).collect();
        let smallest = sizes.first().copied().unwrap_or(1);
        let largest = sizes.last().copied().unwrap_or(1);
        let ends: Vec<End<'a>> = tracks.iter().map(|track| end_of(track, largest)).collect();
        let naming = Naming::of(frame, &ends);
        let height = match frame.size {
            Size::Wide => 250.0,
            Size::Narrow => 210.0,
        };
        let height = f64::max(height, ends.len() as f64 * text::LINE_HEIGHT);
        let lowest = points().map(|point| point.p50).fold(f64::INFINITY, f64::min);
        let highest = points().map(|point| point.tail).fold(0.0, f64::max);
        let values = ValueAxis::of(lowest, highest, unit, height);
        let plot = Rectangle {
            left: values.width(),
            top: ABOVE,
            right: frame.width() - naming.right(),
            bottom: ABOVE + height,
        };
        Layout {
            height: plot.bottom + ends::BELOW + naming.below(ends.len()),
            plot,
            memory: Scale::log_with_room(f64::from(smallest), f64::from(largest), 0.07, 0.93),
            sizes,
            values,
            ends,
            naming,
        }
    }
}

fn end_of<'a>(track: &Track<'a>, largest: u32) -> End<'a> {
    let last = track.points[track.points.len() - 1];
    End {
        series_idx: Some(track.series_idx),
        name: track.label,
        value: format_number(last.p50),
        role: Role::Value,
        ended: (last.memory_mb < largest).then(|| format!("up to {}", format_memory(last.memory_mb))),
    }
}

fn format_memory(memory_mb: u32) -> String {
    format!("{}\u{202f}{}", format_round(f64::from(memory_mb)), Unit::Mb)
}

fn draw_memory(sheet: &Sheet<'_>, plane: &Plane<'_>, layout: &Layout<'_>) -> Result<()> {
    let mut row = TickRow::default();
    for (idx, &memory_mb) in layout.sizes.iter().enumerate() {
        let label = if idx == 0 { format_memory(memory_mb) } else { format_round(f64::from(memory_mb)) };
        let (x, _) = sheet::position(plane, f64::from(memory_mb), 1.0);
        let width = text::width(&label, text::TICK_SIZE);
        if let Some(x) = row.place(x, width, 0.0, layout.plot.right) {
            sheet.text((x, layout.plot.bottom + 16.0), Center, Ink::of_role(Role::Tick), &label)?;
        }
    }
    Ok(())
}

/// Where one point of one line is drawn.
struct Place {
    p50: sheet::Point,
    tail: sheet::Point,
}

/// Lines lie side by side, as their values at one memory size are often the same.
const BESIDE: f64 = 7.0;

fn places(plane: &Plane<'_>, tracks: &[Track<'_>]) -> Vec<Vec<Place>> {
    let middle = (tracks.len() - 1) as f64 / 2.0;
    let of_track = |(track_idx, track): (usize, &Track<'_>)| {
        let aside = (track_idx as f64 - middle) * BESIDE;
        let at = |point: &Point, value: f64| {
            let (x, y) = sheet::position(plane, f64::from(point.memory_mb), value);
            (x + aside, y)
        };
        track
            .points
            .iter()
            .map(|point| Place { p50: at(point, point.p50), tail: at(point, point.tail) })
            .collect()
    };
    tracks.iter().enumerate().map(of_track).collect()
}

/// Half the width of the tick at a tail.
const HALF_TICK: f64 = 3.0;

fn draw_tails(sheet: &Sheet<'_>, track: &Track<'_>, places: &[Place]) -> Result<()> {
    let ink = Ink::of_series(Role::Tail, track.series_idx);
    for Place { p50, tail } in places {
        sheet.path(&[*p50, *tail], ink)?;
        sheet.path(&[(tail.0 - HALF_TICK, tail.1), (tail.0 + HALF_TICK, tail.1)], ink)?;
    }
    Ok(())
}

/// Says what the ticks are, above the highest one at the largest memory size, and tells where.
fn draw_key(
    sheet: &Sheet<'_>,
    tracks: &[Track<'_>],
    places: &[Vec<Place>],
    tail: Percentile,
) -> Result<Vec<Rectangle>> {
    let largest = tracks.iter().flat_map(|track| &track.points).map(|point| point.memory_mb).max();
    let all = tracks.iter().zip(places).flat_map(|(track, places)| track.points.iter().zip(places));
    let at_largest = all.filter(|(point, _)| Some(point.memory_mb) == largest);
    let highest = at_largest.map(|(_, place)| place.tail).min_by(|a, b| a.1.total_cmp(&b.1));
    let Some((x, y)) = highest else { return Ok(Vec::new()) };
    sheet.text((x, y - 10.0), Center, Ink::of_role(Role::Note), tail.name())?;
    let half = text::width(tail.name(), text::SIZE) / 2.0;
    Ok(vec![Rectangle { left: x - half, top: y - 18.0, right: x + half, bottom: y }])
}

fn draw_line(sheet: &Sheet<'_>, track: &Track<'_>, places: &[Place]) -> Result<()> {
    let line: Vec<sheet::Point> = places.iter().map(|place| place.p50).collect();
    if line.len() > 1 {
        sheet.path(&line, Ink::of_series(Role::Line, track.series_idx))?;
    }
    for &at in &line {
        sheet.marker(at, ends::RADIUS, track.series_idx)?;
    }
    Ok(())
}
