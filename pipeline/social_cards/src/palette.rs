//! Reduces colours to a palette. A card has a dozen flat colours, plus blends of two at the edges of letters.

use std::collections::BTreeMap;

/// Largest palette: PNG stores an index in one byte.
const MAX_COLOURS: usize = 256;

/// Returns a palette for `pixels` and the index of each pixel in it. The most frequent of several similar colours
/// represents them all, so a colour that fills areas keeps its exact value.
pub(crate) fn indexed(pixels: &[[u8; 3]]) -> (Vec<[u8; 3]>, Vec<u8>) {
    let mut counts: BTreeMap<[u8; 3], usize> = BTreeMap::new();
    for run in pixels.chunk_by(|a, b| a == b) {
        *counts.entry(run[0]).or_default() += run.len();
    }
    // Similar colours share their first bits.
    let group_by_bits = |bits: u32| {
        let mask = u8::MAX << (8 - bits);
        let mut groups: BTreeMap<[u8; 3], [u8; 3]> = BTreeMap::new();
        for (color, count) in &counts {
            let frequent = groups.entry(color.map(|part| part & mask)).or_insert(*color);
            if counts[&*frequent] < *count {
                *frequent = *color;
            }
        }
        (mask, groups)
    };
    let fits = |(_, groups): &(u8, BTreeMap<_, _>)| groups.len() <= MAX_COLOURS;
    // Two bits per channel make at most 64 groups, which always fit.
    let (mask, groups) = (3..=8).rev().map(group_by_bits).find(fits).unwrap_or_else(|| group_by_bits(2));
    let palette: Vec<[u8; 3]> = groups.values().copied().collect();
    let index_by_group: BTreeMap<[u8; 3], u8> = groups.into_keys().zip(0..=u8::MAX).collect();
    let mut indices = Vec::with_capacity(pixels.len());
    for run in pixels.chunk_by(|a, b| a == b) {
        let index = index_by_group[&run[0].map(|part| part & mask)];
        indices.resize(indices.len() + run.len(), index);
    }
    (palette, indices)
}

#[test]
fn few_colours_stay_unchanged() {
    let pixels = [[1, 2, 3], [255, 0, 0], [1, 2, 3]];
    let (palette, indices) = indexed(&pixels);
    let back: Vec<[u8; 3]> = indices.iter().map(|idx| palette[usize::from(*idx)]).collect();
    assert_eq!(back, pixels);
}

#[test]
fn frequent_colours_survive_the_reduction() {
    let mut pixels: Vec<[u8; 3]> = (0..=255).flat_map(|a| [[a, 0, 255 - a], [0, a, a], [a, a, 7]]).collect();
    pixels.extend([[17, 34, 51]; 1000]);
    let (palette, indices) = indexed(&pixels);
    assert!(palette.len() <= MAX_COLOURS, "{}", palette.len());
    assert_eq!(palette[usize::from(indices[pixels.len() - 1])], [17, 34, 51]);
    let far = |a: [u8; 3], b: [u8; 3]| a.iter().zip(b).any(|(a, b)| a.abs_diff(b) > 63);
    assert!(pixels.iter().zip(&indices).all(|(color, idx)| !far(*color, palette[usize::from(*idx)])));
}
