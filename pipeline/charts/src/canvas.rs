//! The canvas of a drawing: a plotters drawing area in units of the viewBox, and plotters charts on it.

use std::{cell::RefCell, rc::Rc};

use anyhow::{Result, ensure};
use plotters::{
    chart::{ChartBuilder, ChartContext, LabelAreaPosition},
    coord::{Shift, cartesian::Cartesian2d},
    drawing::{DrawingArea, IntoDrawingArea},
    element::{PathElement, Polygon, Text},
    series::LineSeries,
    style::{
        Color, FontDesc, FontFamily, FontStyle, TRANSPARENT, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use crate::{
    Frame,
    axis::Axis,
    css_class::{CssClass, Role},
    drawing::Drawing,
    marker::marker,
    svg::{Steps, SvgBackend, TENTHS, push, tenths},
    text,
};

/// A position in units of the viewBox, from the upper left corner.
pub(crate) type Point = (f64, f64);

/// Values on the two axes of a chart.
pub(crate) type Value = (f64, f64);

/// A plotters chart on a canvas.
pub(crate) type Chart<'a> = ChartContext<'a, SvgBackend, Cartesian2d<Axis, Axis>>;

/// The surface of one drawing.
pub(crate) struct Canvas {
    area: DrawingArea<SvgBackend, Shift>,
    /// Places that a reader may point at, as elements.
    targets: RefCell<String>,
}

/// A rectangle of the canvas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rectangle {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Rectangle {
    pub(crate) fn width(&self) -> f64 {
        self.right - self.left
    }

    /// True where `other` lies in it, edges included.
    pub(crate) fn holds(&self, other: &Rectangle) -> bool {
        self.left <= other.left
            && other.right <= self.right
            && self.top <= other.top
            && other.bottom <= self.bottom
    }

    /// True where the two have more than an edge in common.
    pub(crate) fn overlaps(&self, other: &Rectangle) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// Makes the drawing of `frame`, `size` units wide and high, with what `paint` draws.
pub(crate) fn draw(
    frame: &Frame<'_>,
    kind: &str,
    size: (f64, f64),
    paint: impl FnOnce(&Canvas) -> Result<()>,
) -> Result<Drawing> {
    let slug = frame.slug;
    let fits_an_id = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    ensure!(
        !slug.is_empty() && slug.chars().all(fits_an_id),
        "Failed to draw the {kind} `{slug}`: its slug becomes an id, so write it in letters, digits and hyphens"
    );
    let marks = Rc::default();
    let tenths = (tenths(size.0).cast_unsigned(), tenths(size.1).cast_unsigned());
    let area = SvgBackend::new(Rc::clone(&marks), tenths).into_drawing_area();
    let canvas = Canvas { area, targets: RefCell::default() };
    paint(&canvas)?;
    canvas.area.present()?;
    Ok(Drawing::new(frame, kind, size, [marks.take(), canvas.targets.take()]))
}

/// A drawing that says that there is nothing to draw.
pub(crate) fn draw_nothing(frame: &Frame<'_>, kind: &str) -> Result<Drawing> {
    draw(frame, kind, (frame.width(), 48.0), |canvas| {
        canvas.text((0.0, 24.0), HPos::Left, Role::Note, "No measurements")
    })
}

/// Length of an arrow.
pub(crate) const ARROW: f64 = 16.0;
/// Length and half the width of its head.
const HEAD: f64 = 4.0;

/// From the edge of a plot to the labels of its ticks, in units: plotters leaves twice the size of a tick mark.
const TICK_SIZES: [(LabelAreaPosition, f64); 3] =
    [(LabelAreaPosition::Top, 2.0), (LabelAreaPosition::Bottom, 5.0), (LabelAreaPosition::Left, 4.0)];

impl Canvas {
    /// A chart whose plotting area is `plot`, with the lines of both axes, their labels at `sides` and the name of
    /// the x axis below it.
    pub(crate) fn chart(
        &self,
        plot: &Rectangle,
        (x, y): (Axis, Axis),
        sides: &[LabelAreaPosition],
        x_name: Option<&str>,
    ) -> Result<Chart<'static>> {
        let (width, height) = self.area.dim_in_pixel();
        // Room for labels or a margin. Plotters leaves the last tenth out of a plotting area.
        let room = |side: LabelAreaPosition, room: i32| {
            let has_labels = sides.iter().any(|labelled| *labelled as usize == side as usize);
            if has_labels { [room, 0] } else { [0, room] }
        };
        let top = room(LabelAreaPosition::Top, tenths(plot.top));
        let bottom = room(LabelAreaPosition::Bottom, height.cast_signed() - tenths(plot.bottom) - 1);
        let left = room(LabelAreaPosition::Left, tenths(plot.left));
        let right = width.cast_signed() - tenths(plot.right) - 1;
        let mut builder = ChartBuilder::on(&self.area);
        builder.margin_top(top[1]).margin_bottom(bottom[1]).margin_left(left[1]).margin_right(right);
        builder.top_x_label_area_size(top[0]).x_label_area_size(bottom[0]).y_label_area_size(left[0]);
        let bases =
            x.base_lines(&y).into_iter().chain(y.base_lines(&x).into_iter().map(|line| line.map(swap)));
        let bases: Vec<_> = bases.map(|line| PathElement::new(line, CssClass::from(Role::Base))).collect();
        let mut chart = builder.build_cartesian_2d(x, y)?;
        let mut mesh = chart.configure_mesh();
        mesh.light_line_style(CssClass::from(Role::Grid))
            .bold_line_style(TRANSPARENT)
            .axis_style(TRANSPARENT)
            .label_style(style(Role::Tick.into(), HPos::Center));
        for (side, size) in TICK_SIZES {
            mesh.set_tick_mark_size(side, tenths(size));
        }
        if let Some(name) = x_name {
            mesh.x_desc(name);
        }
        mesh.draw()?;
        chart.draw_series(bases)?;
        Ok(chart)
    }

    /// A straight or broken line.
    pub(crate) fn path(&self, points: &[Point], class: impl Into<CssClass>) -> Result<()> {
        Ok(self.area.draw(&PathElement::new(all_tenths(points), class.into()))?)
    }

    /// An arrow from `from` along the unit vector `towards`, which shows an open end.
    pub(crate) fn arrow(&self, from: Point, towards: Point, class: impl Into<CssClass>) -> Result<()> {
        let along = |by: f64, aside: f64| {
            (from.0 + by * towards.0 - aside * towards.1, from.1 + by * towards.1 + aside * towards.0)
        };
        let barb = |aside: f64| along(ARROW - HEAD, aside);
        let tip = along(ARROW, 0.0);
        self.path(&[from, tip, barb(-HEAD), tip, barb(HEAD)], class)
    }

    /// An area within `corners`.
    pub(crate) fn area(&self, corners: &[Point], class: impl Into<CssClass>) -> Result<()> {
        Ok(self.area.draw(&Polygon::new(all_tenths(corners), class.into()))?)
    }

    /// The marker of the series at position `series_idx`.
    pub(crate) fn marker(&self, at: Point, radius: f64, series_idx: usize) -> Result<()> {
        let at = (tenths(at.0), tenths(at.1));
        Ok(self.area.draw(&marker(at, radius, series_idx))?)
    }

    /// Adds places that a reader may point at, one for each row of the chart's table.
    pub(crate) fn hover(&self, class: impl Into<CssClass>, at: &[Point]) {
        self.hover_from(class, 0, None, at);
    }

    /// Adds places for the rows of the table from `row` on, from 0; without `column` each stands for its whole row.
    ///
    /// Positions are written as those of lines are, which compresses to next to nothing.
    pub(crate) fn hover_from(
        &self,
        class: impl Into<CssClass>,
        row: usize,
        column: Option<usize>,
        at: &[Point],
    ) {
        let class = class.into();
        let row = if row == 0 { String::new() } else { format!(" data-row=\"{row}\"") };
        let column = column.map(|column| format!(" data-column=\"{column}\"")).unwrap_or_default();
        let at = all_tenths(at);
        let places = format_args!("<g class=\"{class}\"{row}{column} data-at=\"{}\"/>\n", Steps(&at));
        push(&mut self.targets.borrow_mut(), places);
    }

    /// A line of text whose middle is at the height of `at`.
    pub(crate) fn text(&self, at: Point, anchor: HPos, class: impl Into<CssClass>, text: &str) -> Result<()> {
        Ok(self.area.draw(&Text::new(text, (tenths(at.0), tenths(at.1)), style(class.into(), anchor)))?)
    }
}

/// Plotters asks for a font; the stylesheet has the last word.
fn style(class: CssClass, anchor: HPos) -> TextStyle<'static> {
    let font = FontDesc::new(FontFamily::SansSerif, text::SIZE, FontStyle::Normal);
    TextStyle { font, color: class.to_backend_color(), pos: Pos::new(anchor, VPos::Center) }
}

/// A line through values of `chart`; nothing where there are fewer than two.
pub(crate) fn draw_line(chart: &mut Chart<'_>, values: &[Value], class: CssClass) -> Result<()> {
    if values.len() > 1 {
        chart.draw_series(LineSeries::new(values.iter().copied(), class))?;
    }
    Ok(())
}

/// The area between the two ends of each of `edges`, in order; nothing where there are fewer than two.
pub(crate) fn draw_band(chart: &mut Chart<'_>, edges: &[[Value; 2]], class: CssClass) -> Result<()> {
    if edges.len() > 1 {
        let there = edges.iter().map(|edge| edge[0]);
        let corners: Vec<Value> = there.chain(edges.iter().rev().map(|edge| edge[1])).collect();
        chart.draw_series([Polygon::new(corners, class)])?;
    }
    Ok(())
}

/// The place where `chart` puts a pair of values, in units of the canvas.
pub(crate) fn position(chart: &Chart<'_>, value: &Value) -> Point {
    let (x, y) = chart.backend_coord(value);
    (f64::from(x) / TENTHS, f64::from(y) / TENTHS)
}

/// [`position`] of each of `values`.
pub(crate) fn positions(chart: &Chart<'_>, values: &[Value]) -> Vec<Point> {
    values.iter().map(|value| position(chart, value)).collect()
}

fn swap((x, y): (f64, f64)) -> (f64, f64) {
    (y, x)
}

fn all_tenths(points: &[Point]) -> Vec<(i32, i32)> {
    points.iter().map(|&(x, y)| (tenths(x), tenths(y))).collect()
}
