//! Names that keep clear of one another, of lines and of marks.

use anyhow::Result;

use crate::{
    canvas::{Canvas, Point, Rectangle},
    css_class::Role,
    text,
};

/// Things that names keep clear of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Obstacles {
    /// Lines, which a name crosses only if it would else be far from its mark.
    pub(crate) lines: Vec<Vec<Point>>,
    /// Marks, the same.
    pub(crate) marks: Vec<Rectangle>,
    /// Names, which no other one covers.
    pub(crate) names: Vec<Rectangle>,
}

/// Cost of each line that a name crosses and of each mark that it covers, in units of distance.
pub(crate) const COST: f64 = 40.0;
/// Distance between two heights that are tried.
const STEP: f64 = 5.0;
/// Furthest that a name may be from its mark without a line to it.
pub(crate) const NEAR: f64 = 5.0;

impl Obstacles {
    /// Room for a name of `width` in `plot`, whose mark at `at` reaches `aside`, and its cost: as near as can be, over
    /// as few lines and marks as can be, and never over a name.
    pub(crate) fn find_room(
        &self,
        width: f64,
        at: Point,
        aside: f64,
        plot: &Rectangle,
    ) -> Option<(f64, Rectangle)> {
        let half = text::LINE_HEIGHT / 2.0;
        let n_heights = (plot.bottom - plot.top) / STEP;
        let heights = (0..n_heights as i32).flat_map(|step| [-STEP, STEP].map(|by| f64::from(step) * by));
        let lefts = [0.0, 12.0, 28.0, 50.0, 80.0].map(|far| [at.0 + aside + far, at.0 - aside - far - width]);
        let lefts = || std::iter::once(at.0 - width / 2.0).chain(lefts.into_iter().flatten());
        let rooms = heights.flat_map(|down| lefts().map(move |left| (down, left)));
        let rated = rooms.filter_map(|(down, left)| {
            let y = at.1 + down;
            let room = Rectangle { left, top: y - half, right: left + width, bottom: y + half };
            if !plot.holds(&room) || self.names.iter().any(|name| room.overlaps(name)) {
                return None;
            }
            let across = (left - at.0).max(at.0 - room.right);
            // A name at the left or in the middle is found less easily, and no name covers its own mark.
            let awkward = match across {
                across if across < 0.0 && down.abs() < half + aside / 2.0 => return None,
                across if across < 0.0 => 6.0,
                across if left < at.0 => across - aside + 4.0,
                across => across - aside,
            };
            let n_crossed: usize = self.lines.iter().map(|line| crossings(line, &room)).sum();
            let n_covered = self.marks.iter().filter(|mark| room.overlaps(mark)).count();
            Some((down.abs() + awkward + (n_crossed + n_covered) as f64 * COST, room))
        });
        rated.min_by(|(a, _), (b, _)| a.total_cmp(b))
    }
}

/// A line from the mark at `at` to its name in `room`, unless that is next to it.
pub(crate) fn lead(canvas: &Canvas, at: Point, room: &Rectangle) -> Result<()> {
    let to = (at.0.clamp(room.left, room.right), at.1.clamp(room.top, room.bottom));
    if (to.0 - at.0).hypot(to.1 - at.1) > text::LINE_HEIGHT {
        canvas.path(&[at, to], Role::Leader)?;
    }
    Ok(())
}

/// Number of stretches of `line` that touch `room`.
fn crossings(line: &[Point], room: &Rectangle) -> usize {
    line.windows(2).filter(|pair| touches(pair[0], pair[1], room)).count()
}

/// True where the stretch from `a` to `b`, which goes to the right or straight up or down, touches `room`.
fn touches(a: Point, b: Point, room: &Rectangle) -> bool {
    let (from, to) = (a.0.max(room.left), b.0.min(room.right));
    if from > to {
        return false;
    }
    // The share of the way that it has gone at `x`.
    let share = |x: f64, upright: f64| if b.0 > a.0 { (x - a.0) / (b.0 - a.0) } else { upright };
    let [y_from, y_to] = [share(from, 0.0), share(to, 1.0)].map(|share| a.1 + (b.1 - a.1) * share);
    y_from.min(y_to) <= room.bottom && y_from.max(y_to) >= room.top
}

/// Positions as near to `wanted` as can be that lie at least `gap` apart between `least` and
/// `most`, in the order of `wanted`, which must rise.
///
/// Names that would collide form a block around the mean of what they want: least squares under
/// an order, by pooling adjacent violators (Barlow et al., "Statistical Inference under Order
/// Restrictions", 1972). If the room is too small for all, the last ones lie beyond `most`.
pub(crate) fn spread(wanted: &[f64], gap: f64, least: f64, most: f64) -> Vec<f64> {
    // Without their gaps the positions only have to rise.
    let free = |(idx, &want): (usize, &f64)| want - idx as f64 * gap;
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for want in wanted.iter().enumerate().map(free) {
        blocks.push((want, 1));
        while let [.., (before, n_before), (after, n_after)] = blocks[..]
            && before > after
        {
            let n = n_before + n_after;
            let mean = (before * n_before as f64 + after * n_after as f64) / n as f64;
            blocks.truncate(blocks.len() - 2);
            blocks.push((mean, n));
        }
    }
    let end = most - wanted.len().saturating_sub(1) as f64 * gap;
    let free = blocks.into_iter().flat_map(|(mean, n)| std::iter::repeat_n(mean, n));
    free.enumerate().map(|(idx, position)| position.min(end).max(least) + idx as f64 * gap).collect()
}

#[test]
fn names_move_only_as_far_as_they_must() {
    let check = |wanted: &[f64], expected: &[f64]| {
        assert_eq!(spread(wanted, 10.0, 0.0, 100.0), expected, "{wanted:?}");
    };
    check(&[], &[]);
    check(&[50.0], &[50.0]);
    check(&[20.0, 40.0], &[20.0, 40.0]);
    check(&[50.0, 50.0], &[45.0, 55.0]);
    check(&[50.0, 52.0, 54.0], &[42.0, 52.0, 62.0]);
    check(&[-5.0, 3.0], &[0.0, 10.0]);
    check(&[99.0, 100.0], &[90.0, 100.0]);
    check(&[100.0, 100.0, 100.0], &[80.0, 90.0, 100.0]);
}

#[test]
fn names_never_touch() {
    for n_names in 0..40_u32 {
        // Multiples of the golden ratio, without their whole part, lie close together and far apart.
        let wanted = (0..n_names).map(|idx| (f64::from(idx * n_names) * 0.618_034).fract() * 400.0);
        let mut wanted: Vec<f64> = wanted.collect();
        wanted.sort_by(f64::total_cmp);
        let placed = spread(&wanted, 10.0, 0.0, 400.0);
        assert!(placed.windows(2).all(|pair| pair[1] - pair[0] >= 10.0 - 1e-9), "{placed:?}");
        assert!(placed.iter().all(|&position| (-1e-9..=400.0 + 1e-9).contains(&position)), "{placed:?}");
    }
}

#[test]
fn stretches_touch_only_the_room_they_cross() {
    let room = Rectangle { left: 10.0, top: 10.0, right: 20.0, bottom: 20.0 };
    for (a, b, expected) in [
        ((0.0, 15.0), (30.0, 15.0), true),
        ((0.0, 0.0), (30.0, 30.0), true),
        ((0.0, 5.0), (30.0, 5.0), false),
        ((0.0, 25.0), (12.0, 40.0), false),
        ((21.0, 15.0), (30.0, 15.0), false),
        ((15.0, 12.0), (15.0, 18.0), true),
        ((15.0, 30.0), (15.0, 0.0), true),
        ((15.0, 30.0), (15.0, 25.0), false),
    ] {
        assert_eq!(touches(a, b, &room), expected, "{a:?} to {b:?}");
    }
}
