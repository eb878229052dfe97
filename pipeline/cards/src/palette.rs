//! Many colours into few. A card has a dozen flat ones, and what lies between two of them at the edges of letters.

use std::collections::BTreeMap;

/// As many as one byte names.
const MOST: usize = 256;

/// The palette of `pixels`, and the position in it of each. A colour that fills areas keeps its exact value:
/// of those that are alike, the most frequent stands for all.
pub(crate) fn indexed(pixels: &[[u8; 3]]) -> (Vec<[u8; 3]>, Vec<u8>) {
    let mut counts: BTreeMap<[u8; 3], usize> = BTreeMap::new();
    for run in pixels.chunk_by(|a, b| a == b) {
        *counts.entry(run[0]).or_default() += run.len();
    }
    // Alike are those that have the same first bits.
    let alike = |bits: u32| {
        let mask = u8::MAX << (8 - bits);
        let mut found: BTreeMap<[u8; 3], [u8; 3]> = BTreeMap::new();
        for (color, count) in &counts {
            let first = found.entry(color.map(|part| part & mask)).or_insert(*color);
            if counts[&*first] < *count {
                *first = *color;
            }
        }
        (mask, found)
    };
    let fits = |(_, found): &(u8, BTreeMap<_, _>)| found.len() <= MOST;
    // Two bits make 64 groups, which always fit.
    let (mask, found) = (3..=8).rev().map(alike).find(fits).unwrap_or_else(|| alike(2));
    let palette: Vec<[u8; 3]> = found.values().copied().collect();
    let positions: BTreeMap<[u8; 3], u8> = found.into_keys().zip(0..=u8::MAX).collect();
    let mut indices = Vec::with_capacity(pixels.len());
    for run in pixels.chunk_by(|a, b| a == b) {
        let position = positions[&run[0].map(|part| part & mask)];
        indices.resize(indices.len() + run.len(), position);
    }
    (palette, indices)
}

#[test]
fn few_colours_stay_as_they_are() {
    let pixels = [[1, 2, 3], [255, 0, 0], [1, 2, 3]];
    let (palette, indices) = indexed(&pixels);
    let back: Vec<[u8; 3]> = indices.iter().map(|idx| palette[usize::from(*idx)]).collect();
    assert_eq!(back, pixels);
}

#[test]
fn many_colours_become_few_and_the_frequent_ones_stay() {
    let mut pixels: Vec<[u8; 3]> = (0..=255).flat_map(|a| [[a, 0, 255 - a], [0, a, a], [a, a, 7]]).collect();
    pixels.extend([[17, 34, 51]; 1000]);
    let (palette, indices) = indexed(&pixels);
    assert!(palette.len() <= MOST, "{}", palette.len());
    assert_eq!(palette[usize::from(indices[pixels.len() - 1])], [17, 34, 51]);
    let far = |a: [u8; 3], b: [u8; 3]| a.iter().zip(b).any(|(a, b)| a.abs_diff(b) > 63);
    assert!(pixels.iter().zip(&indices).all(|(color, idx)| !far(*color, palette[usize::from(*idx)])));
}
