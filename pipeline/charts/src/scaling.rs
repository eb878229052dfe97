//! Scaling: medians against the memory that the function is given.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use schema::Unit;

use crate::{
    Drawing, Frame,
    axis::Axis,
    canvas::{self, Rectangle},
    line::{LineChart, Look, Sample, Track},
    number::format_round,
    scale::Scale,
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

/// Draws p50 of `lines` with a whisker up to each tail percentile, each line named at its end. Lines without points
/// are left out; where none is left, the drawing says so. Its table has a row for each point, line by line.
///
/// Fails where a value is not a number above zero, where the tail is below p50, or where a memory size
/// comes twice, naming the line and the memory.
pub fn draw(frame: &Frame<'_>, lines: &[Line<'_>], unit: Unit) -> Result<Drawing> {
    let points = || lines.iter().flat_map(|line| &line.points);
    let sizes: BTreeSet<u32> = points().map(|point| point.memory_mb).collect();
    let Some((&smallest, &largest)) = sizes.first().zip(sizes.last()) else {
        return canvas::draw_nothing(frame, "scaling");
    };
    ensure!(smallest > 0, "A point of the scaling `{}` has no memory: give its megabytes", frame.slug);
    let tracks = tracks(frame, lines)?;
    let label = |track: &Track| {
        let memory_mb = track.last().x;
        let ended =
            (memory_mb < f64::from(largest)).then(|| format!("up to {}", format_memory(memory_mb as u32)));
        track.label(lines[track.column - 1].label, ended)
    };
    let labels = tracks.iter().map(label).collect();
    // By logarithm, so that each doubling is one step.
    let memory = Scale::log_with_room(f64::from(smallest), f64::from(largest), 0.07, 0.93);
    let tick = |&memory_mb: &u32| {
        let with_unit = memory_mb == smallest;
        let label = if with_unit { format_memory(memory_mb) } else { format_round(f64::from(memory_mb)) };
        (f64::from(memory_mb), label)
    };
    let x_axis = |plot: &Rectangle| {
        let axis = Axis::bare(memory.clone());
        axis.labelled(sizes.iter().map(tick), plot.left..plot.right, 0.0..frame.width())
    };
    let chart = LineChart::of(frame, (&tracks, Look::Whiskers), labels, unit, [250.0, 210.0], &x_axis);
    LineChart { kind: "scaling", gap: f64::INFINITY, ..chart }.draw()
}

fn tracks(frame: &Frame<'_>, lines: &[Line<'_>]) -> Result<Vec<Track>> {
    let sample = |point: &Point| Sample { x: f64::from(point.memory_mb), p50: point.p50, tail: point.tail };
    let named = |idx: usize, x| format!("`{}` with {x} MB of the scaling `{}`", lines[idx].label, frame.slug);
    Track::all(lines.iter().enumerate().map(|(idx, line)| (idx, line.points.iter().map(sample))), named)
}

fn format_memory(memory_mb: u32) -> String {
    format!("{}\u{202f}{}", format_round(f64::from(memory_mb)), Unit::Mb)
}
