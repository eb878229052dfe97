//! Whole drawings, compared with their snapshots.
//!
//! `INSTA_UPDATE=always cargo test -p charts` accepts the drawings; read the difference before you keep it.

use std::{collections::BTreeSet, fs, path::Path};

/// Lines of a snapshot are broken beyond this, so that a difference shows one point and not a whole line.
const LONG: usize = 100;

#[test]
fn drawings_match_their_snapshots() {
    for (name, drawing) in crate::inputs::samples() {
        insta::assert_snapshot!(name, broken(&drawing.to_string()));
    }
}

#[test]
fn every_snapshot_has_a_drawing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drawings/snapshots");
    let files = fs::read_dir(folder).unwrap();
    let files = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let found: BTreeSet<String> = files.filter(|file| file.ends_with(".snap")).collect();
    let samples = crate::inputs::samples();
    let expected = samples.iter().map(|(name, _)| format!("drawings__golden__{name}.snap")).collect();
    assert_eq!(found, expected);
}

/// The same SVG with line breaks instead of spaces in lists of points.
fn broken(svg: &str) -> String {
    let mut text = String::new();
    for line in svg.lines() {
        let mut length = 0;
        for word in line.split_inclusive(' ') {
            let is_point = word.trim_end().split(',').all(|part| part.parse::<f64>().is_ok());
            if is_point && length + word.len() > LONG {
                text.truncate(text.trim_end().len());
                text.push('\n');
                length = 0;
            }
            text += word;
            length += word.len();
        }
        text.push('\n');
    }
    text
}
