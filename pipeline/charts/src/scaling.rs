//! Scaling: medians against the memory that the function is given.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use schema::Unit;

use crate::{
    Drawing, Frame, Size,
    axis::Axis,
    canvas, check,
    css_class::Role,
    line::{self, LineChart, Look, Sample, Track},
    line_labels::LineLabel,
    number::{format_number, format_round},
    scale::Scale,
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

/// Draws p50 of `lines` with a whisker up to each tail percentile, each line named at its end. Lines without points
/// are left out; where none is left, the drawing says so. Its table has a row for each point, line by line.
///
/// Fails where a value is not a number above zero, where the tail is below p50, or where a memory size
/// comes twice, naming the line and the memory.
pub fn draw(frame: &Frame<'_>, lines: &[Line<'_>], unit: Unit) -> Result<Drawing> {
    for line in lines {
        check_points(frame, line)?;
    }
    let sizes: BTreeSet<u32> =
        lines.iter().flat_map(|line| &line.points).map(|point| point.memory_mb).collect();
    let Some((&smallest, &largest)) = sizes.first().zip(sizes.last()) else {
        return canvas::draw_nothing(frame, "scaling");
    };
    let tracks = tracks(lines);
    let labels: Vec<LineLabel<'_>> =
        tracks.iter().map(|track| label(&lines[track.column - 1], track, largest)).collect();
    let least_height = match frame.size {
        Size::Wide => 250.0,
        Size::Narrow => 210.0,
    };
    let height = f64::max(least_height, labels.len() as f64 * text::LINE_HEIGHT);
    // By logarithm, so that each doubling is one step.
    let memory = Scale::log_with_room(f64::from(smallest), f64::from(largest), 0.07, 0.93);
    let ticks = sizes.iter().map(|&memory_mb| {
        let label =
            if memory_mb == smallest { format_memory(memory_mb) } else { format_round(f64::from(memory_mb)) };
        (f64::from(memory_mb), label)
    });
    LineChart {
        frame,
        kind: "scaling",
        width: frame.width(),
        height,
        values: line::values(&tracks, Look::Whiskers, height),
        step: line::STEP,
        unit,
        x_axis: &|plot| {
            let axis = Axis::bare(memory.clone());
            axis.labelled(ticks.clone(), plot.left..plot.right, 0.0..frame.width())
        },
        gap: f64::INFINITY,
        tracks: &tracks,
        look: Look::Whiskers,
        labels,
        annotations: Vec::new(),
    }
    .draw()
}

fn tracks(lines: &[Line<'_>]) -> Vec<Track> {
    let track = |(series_idx, line): (usize, &Line<'_>)| {
        let sample =
            |point: &Point| Sample { x: f64::from(point.memory_mb), p50: point.p50, tail: point.tail };
        let mut samples: Vec<Sample> = line.points.iter().map(sample).collect();
        samples.sort_by(|a, b| a.x.total_cmp(&b.x));
        Track { series_idx, column: series_idx + 1, samples }
    };
    lines.iter().enumerate().filter(|(_, line)| !line.points.is_empty()).map(track).collect()
}

fn check_points(frame: &Frame<'_>, line: &Line<'_>) -> Result<()> {
    let named =
        |memory_mb: u32| format!("`{}` with {memory_mb} MB of the scaling `{}`", line.label, frame.slug);
    let mut seen = BTreeSet::new();
    for point in &line.points {
        let memory_mb = point.memory_mb;
        ensure!(memory_mb > 0, "{} has no memory: give the megabytes of the function", named(0));
        check::percentiles(|| named(memory_mb), point.p50, point.tail)?;
        ensure!(seen.insert(memory_mb), "{} comes twice: give each memory once", named(memory_mb));
    }
    Ok(())
}

fn label<'a>(line: &Line<'a>, track: &Track, largest: u32) -> LineLabel<'a> {
    let last = track.last();
    LineLabel {
        series_idx: Some(track.series_idx),
        name: line.label,
        value: format_number(last.p50),
        role: Role::Value,
        ended: (last.x < f64::from(largest)).then(|| format!("up to {}", format_memory(last.x as u32))),
    }
}

fn format_memory(memory_mb: u32) -> String {
    format!("{}\u{202f}{}", format_round(f64::from(memory_mb)), Unit::Mb)
}
