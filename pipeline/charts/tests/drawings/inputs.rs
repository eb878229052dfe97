//! Inputs that many tests share.

use anyhow::Result;
use charts::{
    Frame, Happened, Size, What, days, ecdf, front, history, panel, ranking, scaling, scatter, shift, split,
};
use schema::{Month, Percentile, Unit};

/// A frame with the title and desc that golden files show.
pub(crate) fn frame(size: Size) -> Frame<'static> {
    Frame { slug: "test", title: "What it is", desc: "What it shows.", size, tail: Percentile::P99 }
}

/// The month written as `YYYY-MM`.
pub(crate) fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// Something that happened on the day written as `YYYY-MM-DD`.
pub(crate) fn happened<'a>(date: &str, what: What<'a>) -> Happened<'a> {
    Happened { date: date.parse().unwrap(), what }
}

/// A line through `(month, p50, tail)`.
pub(crate) fn line<'a>(label: &'a str, points: &[(&str, f64, f64)]) -> history::Line<'a> {
    let point = |&(text, p50, tail): &(&str, f64, f64)| history::Point { month: month(text), p50, tail };
    let series_idx = ["Rust on AL2023", "Go on AL2", "Go 1.x"].iter().position(|known| *known == label);
    history::Line { label, series_idx: series_idx.unwrap_or(0), points: points.iter().map(point).collect() }
}

/// A line through `(memory_mb, p50, tail)`.
pub(crate) fn configuration<'a>(label: &'a str, points: &[(u32, f64, f64)]) -> scaling::Line<'a> {
    let point = |&(memory_mb, p50, tail): &(u32, f64, f64)| scaling::Point { memory_mb, p50, tail };
    scaling::Line { label, points: points.iter().map(point).collect() }
}

/// Days in a row, a gap, and one by itself.
fn own_days() -> Vec<days::Day> {
    let day = |&(date, p50, tail): &(&str, f64, f64)| days::Day { date: date.parse().unwrap(), p50, tail };
    let all = [
        ("2023-12-30", 20.0, 50.0),
        ("2023-12-31", 21.0, 48.0),
        ("2024-01-01", 19.0, 52.0),
        ("2024-01-15", 25.0, 90.0),
        ("2024-01-20", 30.0, 80.0),
        ("2024-01-21", 29.0, 78.0),
    ];
    all.iter().map(day).collect()
}

/// Drawings around which something has happened.
fn marked(
    frame: &Frame<'_>,
    rust: &history::Line<'_>,
    go: &history::Line<'_>,
) -> [(&'static str, Result<String>); 5] {
    let happened = [
        happened("2024-01-15", What::Event("A")),
        happened("2024-01-20", What::Event("B")),
        happened("2024-03-01", What::Faster),
        happened("2024-05-30", What::Slower),
        happened("2024-06-11", What::BadDay),
        happened("2022-01-01", What::Event("never")),
    ];
    let shared = panel::Shared {
        months: (month("2023-11"), month("2024-06")),
        values: (15.0, 170.0),
        happened: happened.to_vec(),
        unit: Unit::Ms,
    };
    [
        ("history-with-events", history::draw(frame, std::slice::from_ref(rust), &happened, Unit::Ms)),
        ("panel", panel::draw(frame, &[rust.clone(), go.clone()], &shared)),
        ("panel-of-none", panel::draw(frame, &[], &shared)),
        ("days", days::draw(frame, &own_days(), &happened, Unit::Ms)),
        ("days-of-none", days::draw(frame, &[], &[], Unit::Ms)),
    ]
}

/// A few drawings of every kind in both sizes, by name.
pub(crate) fn samples() -> Vec<(String, String)> {
    let row = |label, series_idx, p50, tail| ranking::Row {
        label,
        series_idx,
        p50,
        tail,
        p50_ends: Some((p50 * 0.98, p50 * 1.03)),
        tail_ends: Some((tail * 0.8, tail * 1.2)),
    };
    let three = [
        row("Rust on AL2023", 0, 15.9, 52.6),
        row("Python 3.12", 1, 85.0, 161.5),
        row("Java 21", 2, 240.2, 612.4),
    ];
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
    let go = line("Go on AL2", &[("2023-11", 50.0, 80.0), ("2023-12", 51.0, 70.0), ("2024-06", 50.1, 69.0)]);
    let go1x = line("Go 1.x", &[("2023-11", 85.0, 120.0), ("2023-12", 84.0, 121.0)]);
    let long = line("GraalVM Java 23 on AL2023", &[("2024-05", 150.0, 200.0), ("2024-06", 156.7, 205.0)]);
    let zip = configuration("zip x86_64", &[(128, 15.9, 52.6), (256, 15.9, 50.0), (1024, 15.9, 48.5)]);
    let image = configuration("image arm64", &[(128, 28.7, 80.6), (256, 29.1, 86.3)]);
    let bar = |label, series_idx, first, second| split::Row {
        label,
        series_idx,
        first,
        second,
        whole: first + second,
    };
    let bars = [bar("Rust", 0, 1.1, 0.2), bar("Python", 1, 22.0, 0.5), bar("Java", 2, 281.0, 14.2)];
    let spot = |label, series_idx, x: f64, y: f64| scatter::Spot {
        label,
        series_idx,
        x,
        y,
        x_ends: Some((x * 0.9, x * 1.1)),
        y_ends: Some((y * 0.95, y * 1.05)),
    };
    let spots = [
        spot("Rust", 0, 1.4, 15.9),
        spot("Go", 1, 2.0, 49.8),
        spot("Python", 2, 22.1, 84.6),
        spot("Java", 3, 281.0, 239.0),
    ];
    let limit = Some(front::Limit { time: 200.0, label: "in time: 200 ms" });
    let sides = front::Axes { cost: "US dollars", time: "ms", limit };
    let axes = scatter::Axes { x: "here", y: "there" };
    let mut drawings = Vec::new();
    for size in Size::ALL {
        let (frame, name, ms) = (frame(size), size.name(), Unit::Ms);
        let mut add = |kind: &str, svg: anyhow::Result<String>| {
            drawings.push((format!("{kind}-{name}"), svg.unwrap()));
        };
        add("ranking", ranking::draw(&frame, &three, ms));
        add("ranking-of-none", ranking::draw(&frame, &[], ms));
        add("ranking-of-one", ranking::draw(&frame, &three[..1], ms));
        add("history-of-one", history::draw(&frame, std::slice::from_ref(&rust), &[], ms));
        add("history-of-several", history::draw(&frame, &[rust.clone(), go.clone(), go1x.clone()], &[], ms));
        add(
            "history-with-long-names",
            history::draw(&frame, &[rust.clone(), long.clone(), go1x.clone()], &[], ms),
        );
        for (name, drawing) in marked(&frame, &rust, &go) {
            add(name, drawing);
        }
        add("split", split::draw(&frame, &bars, ["first", "second"], ms));
        add("split-of-none", split::draw(&frame, &[], ["first", "second"], ms));
        let step = |decile: u8| {
            let difference = f64::from(decile) * 4.0 - 30.0;
            shift::Step { decile, difference, ends: Some((difference - 3.0, difference + 2.0)) }
        };
        let steps: Vec<_> = (1..=9).map(step).collect();
        add("shift", shift::draw(&frame, &steps, ["Rust", "Go"], ms));
        add("shift-of-none", shift::draw(&frame, &[], ["Rust", "Go"], ms));
        add("scatter", scatter::draw(&frame, &spots, axes, ms));
        add("scatter-of-one", scatter::draw(&frame, &spots[..1], axes, ms));
        add("ecdf", ecdf::draw(&frame, &spreads(), ms));
        add("ecdf-of-none", ecdf::draw(&frame, &[], ms));
        add("front", front::draw(&frame, &offers(), sides));
        add("front-of-one", front::draw(&frame, &offers()[..1], sides));
        add("front-of-none", front::draw(&frame, &[], sides));
        add("scaling", scaling::draw(&frame, &[zip.clone(), image.clone()], ms));
    }
    drawings
}

/// Two distributions that hardly overlap.
fn spreads() -> [ecdf::Line<'static>; 2] {
    let spread = |label, series_idx, base: f64| {
        let step = |percent: u32| {
            let value = base * (1.0 + f64::from(percent * percent) / 5000.0);
            ecdf::Step { share: f64::from(percent) / 100.0, value, ends: (value * 0.96, value * 1.07) }
        };
        let steps = [10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99].map(step).into();
        ecdf::Line { label, series_idx, steps }
    };
    [spread("Rust on AL2023", 0, 14.0), spread("Go on AL2", 1, 45.0)]
}

/// Two offers on the front, one with a name beside it, two without.
fn offers() -> [front::Offer<'static>; 5] {
    let offer = |label, series_idx, cost, time, is_on_front| front::Offer {
        label,
        series_idx,
        cost,
        time,
        is_on_front,
        meets: time <= 200.0,
    };
    [
        offer(Some("Rust"), 0, 3.36, 35.2, true),
        offer(Some("Go"), 1, 3.39, 63.7, false),
        offer(Some("Go, much memory"), 1, 4.1, 31.0, true),
        offer(None, 2, 3.9, 320.0, false),
        offer(None, 2, 3.7, 240.0, false),
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
