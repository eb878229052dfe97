//! Tests of every drawing, whatever its numbers.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod golden;
mod inputs;
mod layout;
mod reading;

use std::collections::BTreeSet;

use charts::{
    Caption, Drawing, Frame, Size, bars, ecdf,
    line::Line,
    ranking,
    scatter::{self, Guide, Scatter},
    shift_function, strips,
};
use inputs::{configuration, draw_lines, draw_panel, frame, line, samples};
use reading::{class, number, subpaths, texts};
use roxmltree::Document;
use schema::{Percentile, Unit};

const STYLESHEET: &str = include_str!("../../../../templates/assets/css/chart.css");

#[test]
fn drawings_are_accessible_images_without_size_or_style() {
    for (name, drawing) in samples() {
        let svg = drawing.to_string();
        let document = Document::parse(&svg).unwrap_or_else(|error| panic!("{name}: {error}"));
        let root = document.root_element();
        let size = if name.ends_with("wide") { "wide" } else { "narrow" };
        assert_eq!(root.attribute("role"), Some("img"));
        assert_eq!(root.attribute("aria-labelledby"), Some(&*format!("test-{size}-title test-{size}-desc")));
        for (tag, expected) in [("title", "The title"), ("desc", "The description.")] {
            let node = document.descendants().find(|node| node.has_tag_name(tag)).unwrap();
            assert_eq!(node.attribute("id"), Some(&*format!("test-{size}-{tag}")));
            assert_eq!(node.text(), Some(expected));
        }
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            for attribute in node.attributes() {
                let style = ["style", "fill", "stroke", "color", "opacity", "font-size", "font-family"];
                assert!(!style.contains(&attribute.name()), "{name}: {attribute:?}");
                assert!(!attribute.value().contains('#'), "{name}: {attribute:?}");
                let sizes = ["width", "height"];
                assert!(node != root || !sizes.contains(&attribute.name()), "{name}: {attribute:?}");
                assert!(attribute.name() != "id" || attribute.value().starts_with("test-"), "{attribute:?}");
            }
        }
    }
}

#[test]
fn drawings_are_the_same_each_time() {
    assert_eq!(samples(), samples());
}

#[test]
fn the_stylesheet_knows_every_class() {
    for (name, drawing) in samples() {
        let svg = drawing.to_string();
        let document = Document::parse(&svg).unwrap();
        let marks = document.root_element().descendants().skip(1);
        let classes = marks.filter_map(|node| node.attribute("class")).flat_map(|class| class.split(' '));
        for class in classes.filter(|&class| class != "name") {
            assert!(STYLESHEET.contains(&format!(".{class}")), "{name}: .{class} has no style");
        }
    }
    for size in ["13px", "12px"] {
        assert!(STYLESHEET.contains(&format!("font-size: {size}")), "text.rs leaves room for {size}");
    }
}

#[test]
fn names_are_never_markup() {
    let label = "<b>C&\"#\"</b>";
    let frame = Frame { slug: "x", title: label, desc: label, size: Size::Wide, tail: Percentile::P99 };
    let row =
        ranking::Row { label, series_idx: 0, p50: 1.0, tail: Some(2.0), p50_ends: None, tail_ends: None };
    let lines = [line(label, &[("2024-01", 1.0, 2.0)]), line("other", &[("2024-01", 1.0, 2.0)])];
    for svg in [ranking::draw(&frame, &[row], Unit::Ms), draw_lines(&frame, &lines, &[])] {
        let svg = svg.unwrap().to_string();
        assert!(svg.contains("&lt;b&gt;C&amp;&quot;#&quot;&lt;/b&gt;"));
        let document = Document::parse(&svg).unwrap();
        let title = document.descendants().find(|node| node.has_tag_name("title")).unwrap();
        assert_eq!(title.text(), Some(label));
        assert!(texts(&document).iter().any(|text| text.text == label));
    }
}

#[test]
fn a_missing_month_is_a_gap() {
    let with_gap = line(
        "Rust",
        &[
            ("2024-01", 10.0, 20.0),
            ("2024-02", 11.0, 20.0),
            ("2024-03", 12.0, 20.0),
            ("2024-05", 12.0, 20.0),
            ("2024-06", 11.0, 20.0),
            ("2024-07", 11.0, 20.0),
            ("2024-09", 12.0, 20.0),
        ],
    );
    let lengths = |lines: &[Line<'_>], name: &str| {
        let svg = draw_lines(&frame(Size::Wide), lines, &[]).unwrap().to_string();
        let document = Document::parse(&svg).unwrap();
        let paths = document.descendants().filter(|node| node.has_tag_name("path") && class(*node) == name);
        paths.flat_map(subpaths).map(|corners| corners.len()).collect::<Vec<_>>()
    };
    let alone = std::slice::from_ref(&with_gap);
    assert_eq!(lengths(alone, "line series-1"), [3, 3]);
    assert_eq!(lengths(alone, "band series-1"), [6, 6]);
    // September: a mark at p50 and a line from it to tail.
    assert_eq!(lengths(alone, "tail series-1"), [3, 3, 2]);
    let whole = line("Go 1.x", &[("2024-01", 10.0, 20.0), ("2024-02", 11.0, 20.0), ("2024-03", 12.0, 20.0)]);
    assert_eq!(lengths(&[with_gap, whole], "line series-1"), [3, 3]);
}

#[test]
fn errors_name_the_bad_value() {
    let frame = frame(Size::Wide);
    let rank = |p50, tail| {
        let row = ranking::Row {
            label: "Go on AL2",
            series_idx: 0,
            p50,
            tail: Some(tail),
            p50_ends: None,
            tail_ends: None,
        };
        ranking::draw(&frame, &[row], Unit::Ms).unwrap_err().to_string()
    };
    for (p50, tail) in
        [(f64::NAN, 1.0), (1.0, f64::INFINITY), (f64::NEG_INFINITY, 1.0), (0.0, 1.0), (-1.0, 1.0), (2.0, 1.0)]
    {
        assert!(rank(p50, tail).starts_with("`Go on AL2` of the ranking `test` has p50"), "{p50} {tail}");
    }
    let check = |drawn: anyhow::Result<Drawing>, expected: &str| {
        let error = drawn.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    };
    let bad_month = line("Go", &[("2024-01", 1.0, 2.0), ("2024-02", f64::NAN, 2.0)]);
    check(draw_lines(&frame, &[bad_month], &[]), "`Go` at 2024-02 of the line chart `test`");
    let twice = line("Go", &[("2024-01", 1.0, 2.0), ("2024-01", 1.0, 2.0)]);
    check(draw_lines(&frame, &[twice], &[]), "`Go` at 2024-01 of the line chart `test` occurs twice");
    let bad_memory = configuration("zip", 0, &[(128, 1.0, f64::NAN)]);
    check(draw_lines(&frame, &[bad_memory], &[]), "`zip` at 128\u{202f}MB of the line chart `test`");
    check(draw_lines(&frame, &[configuration("zip", 0, &[(0, 1.0, 2.0)])], &[]), "has no memory");
    let twice = configuration("zip", 0, &[(128, 1.0, 2.0), (128, 1.0, 2.0)]);
    check(draw_lines(&frame, &[twice], &[]), "occurs twice");
    let slug = Frame { slug: "two words", ..frame };
    check(ranking::draw(&slug, &[], Unit::Ms), "`two words`");
}

#[test]
fn a_drawing_without_data_says_so() {
    for size in Size::ALL {
        let frame = frame(size);
        let guide = Guide::Front { corners: &[], limit: None };
        let scatter = Scatter { marks: &[], x_name: "US dollars", y_name: "ms", guide };
        for drawing in [
            ranking::draw(&frame, &[], Unit::Ms),
            draw_lines(&frame, &[], &[]),
            draw_lines(&frame, &[line("Go", &[])], &[]),
            draw_lines(&frame, &[configuration("zip", 0, &[])], &[]),
            bars::draw(&frame, &[], None, Unit::Ms),
            shift_function::draw(&frame, &[], ["Rust", "Go"], Unit::Ms),
            ecdf::draw(&frame, &[], Unit::Ms),
            scatter::draw(&frame, &scatter),
            strips::draw(&frame, &strips::Strips { rows: &[], x_name: "", target: None }),
        ] {
            assert!(drawing.unwrap().to_string().contains(">No measurements</text>"));
        }
    }
}

#[test]
fn a_panel_without_lines_keeps_its_axes() {
    let drawing = draw_panel(&frame(Size::Narrow), &[], &[]).unwrap().to_string();
    assert!(drawing.contains(">Nov 2023</text>") && drawing.contains(">100</text>"), "{drawing}");
}

#[test]
fn a_standalone_file_has_style_and_no_targets() {
    for (name, drawing) in samples() {
        let caption =
            Caption { title: "A & B", subtitle: "In ms", notes: &["Source: <x>"], style: ".mark{fill:red}" };
        let svg = drawing.standalone_svg(&caption);
        let document = Document::parse(&svg).unwrap_or_else(|error| panic!("{name}: {error}"));
        let root = document.root_element();
        let (width, height) = (number(root, "width"), number(root, "height"));
        assert!(width > drawing.width && height > drawing.height, "{name}: {width}, {height}");
        assert!(root.attribute("class").unwrap().ends_with(" standalone"), "{name}");
        assert!(texts(&document).iter().any(|text| text.text == "Source: <x>"), "{name}");
        let classes = document.descendants().filter_map(|node| node.attribute("class"));
        assert!(classes.flat_map(|class| class.split(' ')).all(|class| class != "hit"), "{name}");
    }
}

#[test]
fn two_drawings_of_a_chart_share_no_id() {
    let ids = |size| {
        let svg = ranking::draw(&frame(size), &[], Unit::Ms).unwrap().to_string();
        let document = Document::parse(&svg).unwrap();
        let ids = document.descendants().filter_map(|node| node.attribute("id").map(str::to_owned));
        ids.collect::<BTreeSet<String>>()
    };
    assert!(ids(Size::Wide).is_disjoint(&ids(Size::Narrow)));
}

#[test]
fn the_order_of_points_does_not_matter() {
    let forwards = line("Go", &[("2024-01", 1.0, 2.0), ("2024-02", 1.5, 2.0), ("2024-03", 1.2, 2.0)]);
    let mut backwards = forwards.clone();
    backwards.points.reverse();
    let draw = |line| draw_lines(&frame(Size::Wide), &[line], &[]).unwrap();
    assert_eq!(draw(forwards), draw(backwards));
}
