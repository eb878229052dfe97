//! Whole drawings, compared with the files in `tests/golden`.
//!
//! `UPDATE_GOLDEN=1 cargo test -p charts` rewrites the files; read the difference before you keep it.

use std::{env, fs, path::Path};

use snapbox::{Assert, Data, assert::Action};

/// Lines of a golden file are broken beyond this, so that a difference shows one point and not a whole line.
const LONG: usize = 100;

#[test]
fn drawings_match_their_golden_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let update = env::var_os("UPDATE_GOLDEN").is_some();
    let action = if update { Action::Overwrite } else { Action::Verify };
    let mut stale: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut differences = String::new();
    for (name, drawing) in crate::inputs::samples() {
        let file = format!("{name}.svg");
        stale.retain(|other| *other != file);
        let expected = Data::read_from(&folder.join(&file), None).raw();
        let found = Data::text(broken(&drawing.to_string()));
        let compared = Assert::new().action(action).try_eq(Some(&file), found, expected);
        if let Err(difference) = compared {
            differences += &difference.to_string();
        }
    }
    assert!(differences.is_empty(), "{differences}\nTo accept: UPDATE_GOLDEN=1 cargo test -p charts");
    assert!(stale.is_empty(), "tests/golden holds files of no drawing, remove them: {stale:?}");
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
