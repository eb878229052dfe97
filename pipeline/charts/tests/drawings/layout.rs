//! Over many inputs: everything lies in the viewBox, and no text lies on another.

use charts::{
    Annotation, AnnotationKind, Drawing, Size, X, bars,
    line::{Line, Point},
    ranking,
    scatter::{self, Guide, Mark, Scatter},
    shift_function,
};
use roxmltree::Document;
use schema::{Ends, Month, Unit};

use crate::{
    inputs::{Random, draw_lines, frame},
    reading::{coordinates, texts, view_box},
};

/// Everything lies in the viewBox, and no text lies on another.
fn check_layout(what: &str, drawing: &Drawing) {
    let svg = drawing.to_string();
    let document = Document::parse(&svg).unwrap();
    let (width, height) = view_box(&document);
    for node in document.descendants() {
        for (x, y) in coordinates(node) {
            let inside = (0.0..=width).contains(&x) && (0.0..=height).contains(&y);
            assert!(inside, "{what}: {node:?} at {x},{y} of {width},{height}\n{svg}");
        }
    }
    let texts = texts(&document);
    for (idx, text) in texts.iter().enumerate() {
        let inside =
            text.left >= -1.0 && text.right <= width + 1.0 && text.top >= 0.0 && text.bottom <= height;
        assert!(inside, "{what}: {text:?} of {width},{height}\n{svg}");
        for other in &texts[idx + 1..] {
            assert!(!text.overlaps(other), "{what}: {text:?} on {other:?}\n{svg}");
        }
    }
}

const NAMES: [&str; 12] = [
    "Go 1.x",
    "Rust on AL2023",
    "Java 21",
    "GraalVM Java 23 on AL2023",
    ".NET 8",
    "Python 3.12",
    "Bun layer on AL2",
    "C++11 on AL2",
    "A runtime whose name goes on and on and on, on Amazon Linux 2023 for good measure",
    "Swift 6.2",
    "LLRT",
    "WWWWWWWWWWWW",
];

/// A value that spreads over as many powers of ten as `decades`, and one above it.
fn values(random: &mut Random, decades: f64) -> (f64, f64) {
    let p50 = 10.0_f64.powf(1.0 + random.unit() * decades);
    (p50, p50 * (1.0 + random.unit() * 4.0))
}

#[test]
fn bars_and_scatters_keep_their_texts_apart() {
    for seed in 0..200 {
        let mut random = Random(seed);
        let decades = [0.0, 0.01, 0.5, 1.5, 4.0][random.below(5)];
        let mut bars = Vec::new();
        let mut spots = Vec::new();
        for idx in 0..=random.below(11) {
            let label = NAMES[random.below(NAMES.len())];
            let (first, more) = values(&mut random, decades);
            bars.push(bars::Row {
                label,
                series_idx: idx,
                parts: [first, more - first],
                whole: more,
                ends: None,
            });
            let (y, upper) = values(&mut random, decades);
            let upper_ends = [more, upper].map(|upper| (random.below(4) > 0).then_some(upper));
            let x_ends = Ends::of(Some(first * 0.8), upper_ends[0]);
            let y_ends = Ends::of(Some(y * 0.5), upper_ends[1]);
            let label = Some(label);
            spots.push(Mark { label, series_idx: idx, x: first, y, x_ends, y_ends, is_pale: false });
        }
        for size in Size::ALL {
            let svg = bars::draw(&frame(size), &bars, Some(["init", "first response"]), Unit::Ms).unwrap();
            check_layout(&format!("split {seed}"), &svg);
            let step = |decile: u8| {
                let bar = &bars[usize::from(decile) % bars.len()];
                let difference = (bar.parts[0] - bar.parts[1]) * f64::from(decile);
                shift_function::Step {
                    decile,
                    difference,
                    ends: Some((difference - 1.0, difference + bar.parts[0])),
                }
            };
            let steps: Vec<_> = (1..=9).map(step).collect();
            let svg = shift_function::draw(&frame(size), &steps, [NAMES[8], NAMES[3]], Unit::Ms).unwrap();
            check_layout(&format!("shift {seed}"), &svg);
            let guide = Guide::SameRatio;
            let scatter =
                Scatter { marks: &spots, x_name: "init here", y_name: "init duration there", guide };
            check_layout(&format!("scatter {seed}"), &scatter::draw(&frame(size), &scatter).unwrap());
        }
    }
}

#[test]
fn rankings_keep_their_texts_apart() {
    for seed in 0..200 {
        let mut random = Random(seed);
        let decades = [0.0, 0.01, 0.5, 1.5, 4.0, 7.0][random.below(6)];
        let n_rows = 1 + random.below(45);
        let rows: Vec<ranking::Row<'_>> = (0..n_rows)
            .map(|_| {
                let (p50, tail) = values(&mut random, decades);
                let upper = (random.below(4) > 0).then_some(tail * 1.3);
                ranking::Row {
                    label: NAMES[random.below(12)],
                    series_idx: random.below(12),
                    p50,
                    tail: (random.below(5) > 0).then_some(tail),
                    p50_ends: Some(Ends::both(p50 * 0.9, p50 * 1.1)),
                    tail_ends: Ends::of(Some(tail * 0.9), upper),
                }
            })
            .collect();
        for size in Size::ALL {
            let svg = ranking::draw(&frame(size), &rows, Unit::Ms).unwrap();
            check_layout(&format!("seed {seed} {size:?}"), &svg);
        }
    }
}

#[test]
fn histories_keep_their_texts_apart() {
    for seed in 0..300 {
        let mut random = Random(seed);
        let decades = [0.0, 0.01, 0.2, 0.5, 1.5, 5.0][random.below(6)];
        let n_months = [1, 2, 5, 14, 20, 47, 120][random.below(7)];
        let n_lines = 1 + random.below(10);
        let lines: Vec<Line<'_>> = (0..n_lines)
            .map(|line_idx| {
                let first = random.below(n_months);
                let last =
                    if random.below(3) == 0 { first + random.below(n_months - first) } else { n_months - 1 };
                let mut points = Vec::new();
                for month_idx in first..=last {
                    let (p50, tail) = values(&mut random, decades);
                    if random.below(8) > 0 {
                        let month = Month::from_index(24_272 + i32::try_from(month_idx).unwrap());
                        points.push(Point { x: X::Month(month), p50, tail });
                    }
                }
                Line { label: NAMES[line_idx], series_idx: line_idx, points }
            })
            .collect();
        let letters = ["A", "B", "C", "D", "E", "F", "G", "H"];
        let annotations: Vec<Annotation<'_>> = (0..random.below(30))
            .map(|idx| {
                let month = Month::from_index(24_272 + i32::try_from(random.below(n_months + 2)).unwrap());
                let kind = match letters.get(idx) {
                    Some(letter) => AnnotationKind::Event(letter),
                    None if random.below(3) == 0 => AnnotationKind::BadDay,
                    None => {
                        let (after, before) = values(&mut random, decades);
                        AnnotationKind::Shift { before, after }
                    }
                };
                Annotation { date: month.first_day(), kind }
            })
            .collect();
        for size in Size::ALL {
            let svg = draw_lines(&frame(size), &lines, &annotations).unwrap();
            check_layout(&format!("seed {seed} {size:?}"), &svg);
        }
    }
}

#[test]
fn scalings_keep_their_texts_apart() {
    for seed in 0..200 {
        let mut random = Random(seed);
        let decades = [0.0, 0.1, 0.5, 1.5, 4.0][random.below(5)];
        let sizes = [&[128, 256, 512, 1024][..], &[512], &[128, 192, 10_240]][random.below(3)];
        let n_lines = 1 + random.below(4);
        let lines: Vec<Line<'_>> = (0..n_lines)
            .map(|line_idx| {
                let mut points = Vec::new();
                for &memory_mb in sizes {
                    let (p50, tail) = values(&mut random, decades);
                    if random.below(5) > 0 {
                        points.push(Point { x: X::MemoryMb(memory_mb), p50, tail });
                    }
                }
                Line {
                    label: ["zip x86_64", "zip arm64", "image x86_64", "image arm64"][line_idx],
                    series_idx: line_idx,
                    points,
                }
            })
            .collect();
        for size in Size::ALL {
            let svg = draw_lines(&frame(size), &lines, &[]).unwrap();
            check_layout(&format!("seed {seed} {size:?}"), &svg);
        }
    }
}
