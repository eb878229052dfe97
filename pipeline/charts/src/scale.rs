//! Scales: the position of a value, and the round values that may get a line and a label.
//!
//! Plotters finds the round values of a linear scale. Its log scales know powers of ten only, and an axis of two
//! decades needs 2 and 5 as well, so those are found here.

use std::ops::Range;

use plotters::coord::{ranged1d::Ranged, types::RangedCoordf64};

use crate::number::format_round;

/// From values to positions between 0 and 1, evenly or by their logarithm.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Scale {
    /// Equal steps for equal differences.
    Linear(Range<f64>),
    /// Equal steps for equal ratios. The ends are natural logarithms, as their powers may be too
    /// large to hold.
    Log(Range<f64>),
}

impl Scale {
    /// A log scale that puts `lowest` at `start` and `highest` at `end`, both from 0 to 1.
    ///
    /// It is widened around values that differ by less than a quarter, so that noise is
    /// not blown up to the size of a finding.
    pub(crate) fn log_with_room(lowest: f64, highest: f64, start: f64, end: f64) -> Scale {
        let (mut low, mut high) = (lowest.ln(), highest.ln());
        let least = 1.25_f64.ln();
        if high - low < least {
            let middle = f64::midpoint(low, high);
            (low, high) = (middle - least / 2.0, middle + least / 2.0);
        }
        let per_position = (high - low) / (end - start);
        Scale::Log(low - start * per_position..high + (1.0 - end) * per_position)
    }

    /// The axis of a chart of lines with room for `n_steps` between ticks: log where the values
    /// range over more than `most` times, otherwise linear.
    pub(crate) fn for_lines(lowest: f64, highest: f64, n_steps: f64, most: f64) -> Scale {
        if highest > most * lowest {
            return Scale::log_with_room(lowest, highest, 0.1, 0.96);
        }
        Scale::linear(lowest, highest, 0.0, n_steps)
    }

    /// A linear scale between round values at least `margin` beyond all values, with room for `n_steps` between ticks.
    /// It starts at zero unless the values would then lie in less than half of it.
    pub(crate) fn linear(lowest: f64, highest: f64, margin: f64, n_steps: f64) -> Scale {
        let around = |lowest: f64| {
            // Values that hardly differ still get an axis of a tenth of their size.
            let highest = (highest + margin).max(lowest + highest * 0.1);
            let step = round_step((highest - lowest) / n_steps);
            (lowest / step).floor() * step..(highest / step).ceil() * step
        };
        let from_zero = around(0.0);
        let is_mostly_empty = highest - lowest < from_zero.end / 2.0;
        Scale::Linear(if is_mostly_empty { around(lowest - margin) } else { from_zero })
    }

    /// A note for the reader that the ticks do not make plain.
    pub(crate) fn remark(&self) -> String {
        match self {
            Scale::Log(_) => ", log scale".to_owned(),
            Scale::Linear(range) if range.start > 0.0 => {
                format!(", axis from {}", format_round(range.start))
            }
            Scale::Linear(_) => String::new(),
        }
    }

    /// The least and the greatest value on the scale.
    pub(crate) fn ends(&self) -> (f64, f64) {
        match self {
            Scale::Linear(range) => (range.start, range.end),
            Scale::Log(range) => (range.start.exp(), range.end.exp()),
        }
    }

    /// Position of `value`, 0 at the start and 1 at the end.
    pub(crate) fn position(&self, value: f64) -> f64 {
        let (range, value) = match self {
            Scale::Linear(range) => (range, value),
            Scale::Log(range) => (range, value.ln()),
        };
        (value - range.start) / (range.end - range.start)
    }

    /// The value that lies a `fraction` of the scale beyond `value`.
    pub(crate) fn shifted(&self, value: f64, fraction: f64) -> f64 {
        match self {
            Scale::Linear(range) => value + fraction * (range.end - range.start),
            Scale::Log(range) => (value.ln() + fraction * (range.end - range.start)).exp(),
        }
    }

    /// The first and the last value.
    pub(crate) fn range(&self) -> Range<f64> {
        match self {
            Scale::Linear(range) => range.clone(),
            Scale::Log(range) => range.start.exp()..range.end.exp(),
        }
    }

    /// Round values for an axis `length` units long, as many as leave each label the `room` that it asks for.
    pub(crate) fn ticks(&self, length: f64, room: impl Fn(&str) -> f64) -> Vec<f64> {
        let room = |value| room(&format_round(value)) / 2.0;
        let fits = |ticks: &Vec<f64>| {
            ticks.windows(2).all(|pair| {
                let between = (self.position(pair[1]) - self.position(pair[0])) * length;
                between >= room(pair[0]) + room(pair[1])
            })
        };
        self.candidates().find(fits).unwrap_or_default()
    }

    /// Ever coarser sets of ticks.
    fn candidates(&self) -> impl Iterator<Item = Vec<f64>> {
        // Within less than a decade 1, 2 and 5 are too few.
        let is_linear = |range: &Range<f64>| range.end - range.start < 10.0_f64.ln();
        let (linear, log) = match self {
            Scale::Linear(_) => (Some(self.range()), None),
            Scale::Log(range) if is_linear(range) => (Some(self.range()), None),
            Scale::Log(range) => (None, Some(range.clone())),
        };
        // A tick at the very end may miss it by a rounding error.
        let is_within = |value: &f64| (-1e-9..=1.0 + 1e-9).contains(&self.position(*value));
        let linear = linear.into_iter().flat_map(linear_candidates);
        let all = linear.chain(log.into_iter().flat_map(log_candidates));
        all.map(move |values: Vec<f64>| values.into_iter().filter(is_within).collect())
    }

    /// True for a tick that outranks its neighbours: a power of ten on a log axis, zero on a linear one.
    pub(crate) fn is_base(&self, tick: f64) -> bool {
        match self {
            Scale::Linear(_) => tick == 0.0,
            Scale::Log(_) => format_round(tick).trim_matches(['0', '.', ',']) == "1",
        }
    }
}

/// The smallest of 1, 2, 5, 10, 20, … that is at least `least`.
fn round_step(least: f64) -> f64 {
    let power = 10.0_f64.powf(least.log10().floor());
    // The hair's breadth keeps 0.2 from becoming 0.5 because 0.2 was computed as 0.2000…01.
    let steps = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power);
    steps.into_iter().find(|&step| step >= least * (1.0 - 1e-9)).unwrap_or(10.0 * power)
}

/// Round values as plotters finds them, ten at most: more make an axis a ruler.
fn linear_candidates(range: Range<f64>) -> impl Iterator<Item = Vec<f64>> {
    // The hair's breadth keeps a tick at the very end, which rounding may put beyond it.
    let hair = (range.end - range.start) * 1e-9;
    let range = RangedCoordf64::from(range.start - hair..range.end + hair);
    // Nor may rounding leave something of a zero.
    let cleaned = move |value: f64| if value.abs() < hair { 0.0 } else { value };
    (1..=10).rev().map(move |most| range.key_points(most).into_iter().map(cleaned).collect())
}

fn log_candidates(range: Range<f64>) -> impl Iterator<Item = Vec<f64>> {
    let first = (range.start / 10.0_f64.ln()).floor() as i32;
    let last = (range.end / 10.0_f64.ln()).ceil() as i32;
    let decades = move |every: i32, factors: &'static [f64]| {
        // Multiples of `every` rather than steps from the first, so that 1 is always among them.
        let chosen = (first..=last).filter(move |exponent| exponent.rem_euclid(every) == 0);
        chosen
            .flat_map(|exponent| factors.iter().map(move |factor| factor * 10.0_f64.powi(exponent)))
            .collect()
    };
    std::iter::once(decades(1, &[1.0, 2.0, 5.0]))
        .chain([1, 2, 3, 5, 10].into_iter().map(move |every| decades(every, &[1.0])))
}

#[cfg(test)]
fn labels(scale: &Scale, length: f64, room: f64) -> String {
    let labels: Vec<String> = scale.ticks(length, |_| room).into_iter().map(format_round).collect();
    labels.join(" ")
}

#[test]
fn log_ticks_are_as_dense_as_room_allows() {
    let check = |lowest: f64, highest: f64, length, expected: &str| {
        let scale = Scale::log_with_room(lowest, highest, 0.0, 1.0);
        assert_eq!(labels(&scale, length, 40.0), expected, "{lowest} to {highest} over {length}");
    };
    check(10.0, 1000.0, 500.0, "10 20 50 100 200 500 1,000");
    check(10.0, 1000.0, 200.0, "10 100 1,000");
    check(12.0, 80.0, 500.0, "20 40 60 80");
    check(240.0, 300.0, 500.0, "240 250 260 270 280 290 300");
    check(1e-3, 1e6, 400.0, "0.001 0.01 0.1 1 10 100 1,000 10,000 100,000 1,000,000");
    check(1e-9, 1e12, 400.0, "1e-9 1e-6 0.001 1 1,000 1,000,000 1e9 1e12");
}

#[test]
fn lines_start_at_zero_unless_far_above_it() {
    let check = |lowest, highest, expected: &Scale| {
        assert_eq!(&Scale::for_lines(lowest, highest, 7.0, 10.0), expected, "{lowest} to {highest}");
    };
    check(15.0, 63.0, &Scale::Linear(0.0..70.0));
    check(240.0, 298.0, &Scale::Linear(240.0..300.0));
    check(100.0, 100.0, &Scale::Linear(100.0..110.0));
    assert!(matches!(Scale::for_lines(10.0, 101.0, 7.0, 10.0), Scale::Log(_)));
}

#[test]
fn every_value_lies_on_its_scale() {
    for (lowest, highest) in [(1.0, 1.0), (1e-9, 1e12), (15.9, 612.4), (1e12, 1e12)] {
        for scale in
            [Scale::for_lines(lowest, highest, 7.0, 10.0), Scale::log_with_room(lowest, highest, 0.2, 0.8)]
        {
            for value in [lowest, highest] {
                let position = scale.position(value);
                assert!((-1e-9..=1.0 + 1e-9).contains(&position), "{value} at {position} of {scale:?}");
            }
        }
    }
}

#[test]
fn zero_is_a_base_without_sign() {
    for (lowest, highest) in [(-30.0, 8.0), (-0.7, 0.3), (-1e4, 3.0), (0.0, 295.2), (-0.9e-3, 1.1e-3)] {
        let scale = Scale::Linear(lowest..highest);
        let ticks = scale.ticks(300.0, |_| 34.0).into_iter().filter(|tick| scale.is_base(*tick));
        let bases: Vec<String> = ticks.map(format_round).collect();
        assert_eq!(bases, ["0"], "{lowest} to {highest}");
    }
}
