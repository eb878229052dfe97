//! What a mark means: the classes that the stylesheet dresses.

use std::fmt;

use plotters::style::RGBColor;

/// A role, and the series it belongs to where it belongs to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ink {
    role: Role,
    /// From 1; 0 belongs to no series.
    series: u8,
}

/// The part that a mark plays in a drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Line at a tick.
    Grid,
    /// Line at a tick that outranks its neighbours: a decade, zero.
    Base,
    /// Line from a row's name to its mark.
    Guide,
    /// Line from a name to the line's end.
    Leader,
    /// Values of one series, connected.
    Line,
    /// From the median to the tail of one value.
    Range,
    /// Interval of one value.
    Interval,
    /// Tail of one series.
    Tail,
    /// Area between median and tail.
    Band,
    /// One value.
    Mark,
    /// One value that does not meet what is asked.
    PaleMark,
    /// Line at what is asked.
    Limit,
    /// Text at a tick.
    Tick,
    /// Text that names a series.
    Name,
    /// Text of a median.
    Value,
    /// Text of a tail.
    TailValue,
    /// Text that says how to read the drawing.
    Note,
    /// Line at a day on which something happened to the platform, and its letter.
    Event,
    /// Where a level shifts.
    Shift,
    /// A day that was bad.
    BadDay,
    /// Where a reader may point; nothing is seen of it.
    Hit,
}

impl Role {
    const ALL: [(Role, &'static str); 21] = [
        (Role::Grid, "grid"),
        (Role::Base, "base"),
        (Role::Guide, "guide"),
        (Role::Leader, "leader"),
        (Role::Line, "line"),
        (Role::Range, "range"),
        (Role::Interval, "interval"),
        (Role::Tail, "tail"),
        (Role::Band, "band"),
        (Role::Mark, "mark"),
        (Role::PaleMark, "mark pale"),
        (Role::Limit, "limit"),
        (Role::Tick, "tick"),
        (Role::Name, "name"),
        (Role::Value, "value"),
        (Role::TailValue, "tail-value"),
        (Role::Note, "note"),
        (Role::Event, "event"),
        (Role::Shift, "level-shift"),
        (Role::BadDay, "bad-day"),
        (Role::Hit, "hit"),
    ];

    const fn name(self) -> &'static str {
        Role::ALL[self as usize].1
    }
}

/// How many hues the stylesheet has.
pub(crate) const N_HUES: usize = 8;

impl Ink {
    /// The ink of something that belongs to no series.
    pub(crate) const fn of_role(role: Role) -> Ink {
        Ink { role, series: 0 }
    }

    /// The ink of `role` for the series at position `series_idx`. After twice the number of hues
    /// they begin again.
    pub(crate) const fn of_series(role: Role, series_idx: usize) -> Ink {
        Ink { role, series: (series_idx % (2 * N_HUES)) as u8 + 1 }
    }

    /// The colour that carries this ink through plotters. It never reaches a page.
    pub(crate) const fn color(self) -> RGBColor {
        RGBColor(self.role as u8, self.series, 0)
    }

    /// The ink that [`Ink::color`] carried.
    pub(crate) fn of((role, series, rest): (u8, u8, u8)) -> Option<Ink> {
        let &(role, _) = Role::ALL.get(usize::from(role))?;
        let known = usize::from(series) <= 2 * N_HUES && rest == 0;
        known.then_some(Ink { role, series })
    }
}

impl fmt::Display for Ink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.role.name())?;
        let Some(series_idx) = usize::from(self.series).checked_sub(1) else { return Ok(()) };
        write!(f, " series-{}", series_idx % N_HUES + 1)?;
        // The hues come round; a hollow mark and a dash keep the second round apart.
        if series_idx >= N_HUES { f.write_str(" again") } else { Ok(()) }
    }
}

#[test]
fn every_ink_comes_back_from_its_colour() {
    for (position, (role, _)) in Role::ALL.into_iter().enumerate() {
        assert_eq!(role as usize, position);
        for ink in [Ink::of_role(role), Ink::of_series(role, 0), Ink::of_series(role, 15)] {
            let RGBColor(r, g, b) = ink.color();
            assert_eq!(Ink::of((r, g, b)), Some(ink));
        }
    }
    assert_eq!(Ink::of((21, 0, 0)), None);
    assert_eq!(Ink::of((0, 17, 0)), None);
    assert_eq!(Ink::of((0, 0, 1)), None);
}

#[test]
fn hues_come_round_with_a_second_look() {
    for (series_idx, expected) in
        [(0, "line series-1"), (7, "line series-8"), (8, "line series-1 again"), (16, "line series-1")]
    {
        assert_eq!(Ink::of_series(Role::Line, series_idx).to_string(), expected);
    }
    assert_eq!(Ink::of_role(Role::Grid).to_string(), "grid");
}
