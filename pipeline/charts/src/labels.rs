//! Names that keep clear of one another.

/// Positions as near to `wanted` as can be that lie at least `gap` apart between `least` and
/// `most`, in the order of `wanted`, which must rise.
///
/// Names that would collide form a block around the mean of what they want: least squares under
/// an order, by pooling adjacent violators (Barlow et al., "Statistical Inference under Order
/// Restrictions", 1972). Where the room is too small for all, the last ones lie beyond `most`.
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
