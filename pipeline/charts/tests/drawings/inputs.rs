//! Inputs that many tests share.

use charts::{
    Annotation, AnnotationKind, Drawing, Frame, Size, X, bars, ecdf,
    line::{self, Line, LineChart, PanelAxes, Point},
    ranking,
    scatter::{self, Guide, Limit, Mark, Scatter},
    shift_function, strips,
};
use schema::{Ends, Month, Percentile, Unit};

/// A frame with the title and desc that golden files show.
pub(crate) fn frame(size: Size) -> Frame<'static> {
    Frame { slug: "test", title: "The title", desc: "The description.", size, tail: Percentile::P99 }
}

/// The month written as `YYYY-MM`.
pub(crate) fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// An annotation of the day written as `YYYY-MM-DD`.
fn annotation<'a>(date: &str, kind: AnnotationKind<'a>) -> Annotation<'a> {
    Annotation { date: date.parse().unwrap(), kind }
}

/// A line through `(month, p50, tail)`.
pub(crate) fn line<'a>(label: &'a str, points: &[(&str, f64, f64)]) -> Line<'a> {
    let series_idx =
        ["Rust on AL2023", "GraalVM Java 23 on AL2023", "Go 1.x"].iter().position(|known| *known == label);
    let point = |&(text, p50, tail): &(&str, f64, f64)| Point { x: X::Month(month(text)), p50, tail };
    Line { label, series_idx: series_idx.unwrap_or(0), points: points.iter().map(point).collect() }
}

/// A line through `(memory_mb, p50, tail)`.
pub(crate) fn configuration<'a>(label: &'a str, series_idx: usize, points: &[(u32, f64, f64)]) -> Line<'a> {
    let point = |&(mb, p50, tail): &(u32, f64, f64)| Point { x: X::MemoryMb(mb), p50, tail };
    Line { label, series_idx, points: points.iter().map(point).collect() }
}

/// Draws lines in milliseconds.
pub(crate) fn draw_lines(
    frame: &Frame<'_>,
    lines: &[Line<'_>],
    annotations: &[Annotation<'_>],
) -> anyhow::Result<Drawing> {
    line::draw(frame, &LineChart { lines, annotations, unit: Unit::Ms, panel: None })
}

/// Draws lines in milliseconds on axes that all panels share.
pub(crate) fn draw_panel(
    frame: &Frame<'_>,
    lines: &[Line<'_>],
    annotations: &[Annotation<'_>],
) -> anyhow::Result<Drawing> {
    let x = (X::Month(month("2023-11")), X::Month(month("2024-06")));
    let panel = Some(PanelAxes { x, values: (15.0, 170.0) });
    line::draw(frame, &LineChart { lines, annotations, unit: Unit::Ms, panel })
}

/// Days in a row, a gap, and one by itself.
fn own_days() -> Line<'static> {
    let all = [
        ("2023-12-30", 20.0, 50.0),
        ("2023-12-31", 21.0, 48.0),
        ("2024-01-01", 19.0, 52.0),
        ("2024-01-15", 25.0, 90.0),
        ("2024-01-20", 30.0, 80.0),
        ("2024-01-21", 29.0, 78.0),
    ];
    let points = all.map(|(date, p50, tail)| Point { x: X::Day(date.parse().unwrap()), p50, tail });
    Line { label: "days", series_idx: 0, points: points.into() }
}

/// Annotations of every kind, one of them out of sight.
fn annotations() -> [Annotation<'static>; 6] {
    [
        annotation("2024-01-15", AnnotationKind::Event("A")),
        annotation("2024-01-20", AnnotationKind::Event("B")),
        annotation("2024-03-01", AnnotationKind::Shift { before: 20.0, after: 16.0 }),
        annotation("2024-05-30", AnnotationKind::Shift { before: 15.0, after: 16.0 }),
        annotation("2024-06-11", AnnotationKind::BadDay),
        annotation("2022-01-01", AnnotationKind::Event("never")),
    ]
}

/// One drawing of every kind in both sizes, by name.
pub(crate) fn samples() -> Vec<(String, Drawing)> {
    let mut drawings = Vec::new();
    for size in Size::ALL {
        let frame = frame(size);
        for (kind, drawing) in lines(&frame).into_iter().chain(others(&frame)) {
            drawings.push((format!("{kind}-{}", size.name()), drawing.unwrap()));
        }
    }
    drawings
}

/// Three lines: one that goes on, one with a long name, and one that ended.
fn histories() -> [Line<'static>; 3] {
    let rust = line(
        "Rust on AL2023",
        &[
            ("2023-11", 22.0, 63.0),
            ("2023-12", 21.0, 52.0),
            ("2024-01", 20.0, 57.0),
            ("2024-03", 16.0, 40.0),
            ("2024-05", 15.0, 30.0),
            ("2024-06", 16.0, 49.0),
        ],
    );
    let long = line("GraalVM Java 23 on AL2023", &[("2024-05", 150.0, 200.0), ("2024-06", 156.7, 205.0)]);
    let ended = line("Go 1.x", &[("2023-11", 85.0, 120.0), ("2023-12", 84.0, 121.0)]);
    [rust, long, ended]
}

type Named = (&'static str, anyhow::Result<Drawing>);

/// Charts of lines.
fn lines(frame: &Frame<'_>) -> [Named; 5] {
    let (lines, annotations) = (histories(), annotations());
    let zip = configuration("zip x86_64", 0, &[(128, 15.9, 52.6), (256, 15.9, 50.0), (1024, 15.9, 48.5)]);
    let image = configuration("image arm64", 1, &[(128, 28.7, 80.6), (256, 29.1, 86.3)]);
    [
        ("history-of-one", draw_lines(frame, &lines[..1], &annotations)),
        ("history-of-several", draw_lines(frame, &lines, &[])),
        ("panel", draw_panel(frame, &lines, &annotations)),
        ("daily-line", draw_lines(frame, &[own_days()], &annotations)),
        ("scaling", draw_lines(frame, &[zip, image], &[])),
    ]
}

/// Charts of rows and of two values.
fn others(frame: &Frame<'_>) -> [Named; 10] {
    let row = |label, series_idx, p50, tail| ranking::Row {
        label,
        series_idx,
        p50,
        tail: Some(tail),
        p50_ends: Some(Ends::both(p50 * 0.98, p50 * 1.03)),
        tail_ends: Some(Ends::both(tail * 0.8, tail * 1.2)),
    };
    let rows = [
        row("Rust on AL2023", 0, 15.9, 52.6),
        row("Python 3.12", 1, 85.0, 161.5),
        row("Java 21", 2, 240.2, 612.4),
    ];
    let open = |ends: Option<Ends>| ends.map(|ends| Ends { upper: None, ..ends });
    let open_rows = [ranking::Row { tail_ends: open(rows[0].tail_ends), ..rows[0] }, rows[1]];
    let bar = |label, series_idx, first, second| bars::Row {
        label,
        series_idx,
        parts: [first, second],
        whole: first + second,
        ends: None,
    };
    let bars = [bar("Rust", 0, 1.1, 0.2), bar("Python", 1, 22.0, 0.5), bar("Java", 2, 281.0, 14.2)];
    let whole = [(0, 16.0, Some(16.5)), (2, 50.0, None), (2, 250.0, Some(270.0))].map(
        |(series_idx, median, upper)| {
            let ends = Some(Ends { lower: Some(median * 0.95), upper });
            bars::Row { label: "Rust", series_idx, parts: [median, 0.0], whole: median, ends }
        },
    );
    let spot = |label, series_idx, x: f64, y: f64| Mark {
        label: Some(label),
        series_idx,
        x,
        y,
        x_ends: Some(Ends::both(x * 0.9, x * 1.1)),
        y_ends: Some(Ends::both(y * 0.95, y * 1.05)),
        is_pale: false,
    };
    let spots = [
        spot("Rust", 0, 1.4, 15.9),
        spot("Go", 1, 2.0, 49.8),
        spot("Python", 2, 22.1, 84.6),
        spot("Java", 3, 281.0, 239.0),
    ];
    let step = |decile: u8| {
        let difference = f64::from(decile) * 4.0 - 30.0;
        shift_function::Step { decile, difference, ends: Some((difference - 3.0, difference + 2.0)) }
    };
    let steps: Vec<_> = (1..=9).map(step).collect();
    let same_ratio =
        Scatter { marks: &spots, x_name: "here, ms", y_name: "there, ms", guide: Guide::SameRatio };
    let open_spots =
        [spots[0], Mark { x_ends: open(spots[1].x_ends), y_ends: open(spots[1].y_ends), ..spots[1] }];
    let open_ratio = Scatter { marks: &open_spots, ..same_ratio };
    let limit = Some(Limit { y: 200.0, label: "target: 200 ms" });
    let guide = Guide::Front { corners: &[(3.36, 35.2), (4.1, 31.0)], limit };
    let strip = |label, start: f64| strips::Strip {
        label,
        values: (0..9).map(|step| start + f64::from(step * step) / 20.0).collect(),
    };
    let groups = [strip("p50", 94.0), strip("p99", 91.5)];
    let target = Some(strips::Target { value: 95.0, tolerance: (93.0, 97.0) });
    let strips = strips::Strips { rows: &groups, x_name: "coverage, %", target };
    let front = Scatter { marks: &offers(), x_name: "US dollars", y_name: "ms", guide };
    [
        ("ranking", ranking::draw(frame, &rows, Unit::Ms)),
        ("ranking-open", ranking::draw(frame, &open_rows, Unit::Ms)),
        ("bars", bars::draw(frame, &bars, Some(["first", "second"]), Unit::Ms)),
        ("bars-whole", bars::draw(frame, &whole, None, Unit::Ms)),
        ("shift-function", shift_function::draw(frame, &steps, ["Rust", "Go"], Unit::Ms)),
        ("scatter", scatter::draw(frame, &same_ratio)),
        ("scatter-open", scatter::draw(frame, &open_ratio)),
        ("ecdf", ecdf::draw(frame, &spreads(), Unit::Ms)),
        ("pareto", scatter::draw(frame, &front)),
        ("strips", strips::draw(frame, &strips)),
    ]
}

/// Two distributions that hardly overlap.
fn spreads() -> [ecdf::Line<'static>; 2] {
    let spread = |label, series_idx, base: f64| {
        let step = |percent: u32| {
            let value = base * (1.0 + f64::from(percent * percent) / 5000.0);
            // The deepest percentile has no upper end.
            let upper = (percent < 99).then_some(value * 1.07);
            ecdf::Step {
                share: f64::from(percent) / 100.0,
                value,
                ends: Ends { lower: Some(value * 0.96), upper },
            }
        };
        let steps = [10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99].map(step).into();
        ecdf::Line { label, series_idx, steps }
    };
    [spread("Rust on AL2023", 0, 14.0), spread("Go on AL2", 1, 45.0)]
}

/// Two marks on the front, one with a name behind it, two without names.
fn offers() -> [Mark<'static>; 5] {
    let offer = |label, series_idx, x, y| Mark {
        label,
        series_idx,
        x,
        y,
        x_ends: None,
        y_ends: None,
        is_pale: y > 200.0,
    };
    [
        offer(Some("Rust"), 0, 3.36, 35.2),
        offer(Some("Go"), 1, 3.39, 63.7),
        offer(Some("Go, much memory"), 1, 4.1, 31.0),
        offer(None, 2, 3.9, 320.0),
        offer(None, 2, 3.7, 240.0),
    ]
}

/// Numbers that look random and are the same each time: the high bits of a linear congruential
/// generator with Knuth's constants.
pub(crate) struct Random(pub u64);

impl Random {
    /// From 0 to 1.
    pub(crate) fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From 0 to `end`, which is left out.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.unit() * end as f64) as usize
    }
}
