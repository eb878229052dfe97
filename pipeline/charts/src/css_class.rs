//! CSS classes that travel through plotters in place of colours.
//!
//! A drawing carries no colour: the stylesheet dresses its classes for light, dark and print. Plotters hands a backend
//! nothing but a colour, so red holds the role of a mark and green its series.

use std::fmt;

use plotters::style::Color;
use plotters_backend::BackendColor;

use crate::text;

macro_rules! roles {
    ($($role:ident = $name:literal,)*) => {
        /// The part that a mark plays in a drawing.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Role { $($role,)* }

        /// Every role with its class, in the order of [`Role`].
        const ROLES: &[(Role, &str)] = &[$((Role::$role, $name),)*];
    };
}

roles! {
    // Lines at ticks; base ones outrank their neighbours: a decade, zero.
    Grid = "grid",
    Base = "base",
    // From a row's name to its mark, and from a name to the end of its line.
    Guide = "guide",
    Leader = "leader",
    // Medians of one series, connected; its tails; the area between the two.
    Line = "line",
    Tail = "tail",
    Band = "band",
    // One value; one that misses the target; a tail; its interval; from a median to its tail.
    Mark = "mark",
    PaleMark = "mark pale",
    TailMark = "mark again",
    Interval = "interval",
    Range = "range",
    // The target.
    Limit = "limit",
    // Texts: at a tick, of a series, of a median, of a tail, for reading the drawing.
    Tick = "tick",
    Name = "name",
    Value = "value",
    TailValue = "tail-value",
    Note = "note",
    // Annotations.
    Event = "event",
    Shift = "level-shift",
    BadDay = "bad-day",
    // Invisible place that a reader may point at.
    Hover = "hit",
}

/// A role, and the series it belongs to where it belongs to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CssClass {
    pub(crate) role: Role,
    /// From 1; 0 belongs to no series.
    series: u8,
}

/// Number of hues in the stylesheet.
pub(crate) const N_HUES: usize = 8;

/// The grey of the stylesheet: what is there to compare with.
pub const GREY: usize = 2;

/// The first hue after it: what a chart is about.
pub const SUBJECT: usize = 3;

impl From<Role> for CssClass {
    fn from(role: Role) -> CssClass {
        CssClass { role, series: 0 }
    }
}

impl Role {
    /// The class of this role for the series at position `series_idx`. After twice the number of hues they begin
    /// again.
    pub(crate) const fn of(self, series_idx: usize) -> CssClass {
        CssClass { role: self, series: (series_idx % (2 * N_HUES)) as u8 + 1 }
    }

    /// True for lines around the data, whose tenths of a unit nobody sees.
    pub(crate) fn is_around(self) -> bool {
        matches!(self, Role::Grid | Role::Base | Role::Leader)
    }

    /// Height of the letters of its texts, in units.
    pub(crate) fn text_size(self) -> f64 {
        let is_small = matches!(self, Role::Tick | Role::Note | Role::Event);
        if is_small { text::TICK_SIZE } else { text::SIZE }
    }
}

impl CssClass {
    /// The class that a colour carries; none for any other colour.
    pub(crate) fn from_rgb((role, series, rest): (u8, u8, u8)) -> Option<CssClass> {
        let &(role, _) = ROLES.get(usize::from(role))?;
        let known = usize::from(series) <= 2 * N_HUES && rest == 0;
        known.then_some(CssClass { role, series })
    }
}

impl Color for CssClass {
    fn to_backend_color(&self) -> BackendColor {
        BackendColor { alpha: 1.0, rgb: (self.role as u8, self.series, 0) }
    }
}

impl fmt::Display for CssClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(ROLES[self.role as usize].1)?;
        let Some(series_idx) = usize::from(self.series).checked_sub(1) else { return Ok(()) };
        write!(f, " series-{}", series_idx % N_HUES + 1)?;
        // The hues come round; a hollow mark and a dash keep the second round apart.
        if series_idx >= N_HUES { f.write_str(" again") } else { Ok(()) }
    }
}

#[test]
fn every_class_comes_back_from_its_colour() {
    for &(role, _) in ROLES {
        for class in [role.into(), role.of(0), role.of(15)] {
            assert_eq!(CssClass::from_rgb(class.rgb()), Some(class));
        }
    }
    for unknown in [(u8::MAX, 0, 0), (0, 17, 0), (0, 0, 1)] {
        assert_eq!(CssClass::from_rgb(unknown), None);
    }
}

#[test]
fn the_second_round_of_hues_looks_different() {
    for (series_idx, expected) in
        [(0, "line series-1"), (7, "line series-8"), (8, "line series-1 again"), (16, "line series-1")]
    {
        assert_eq!(Role::Line.of(series_idx).to_string(), expected);
    }
    assert_eq!(CssClass::from(Role::Grid).to_string(), "grid");
}
