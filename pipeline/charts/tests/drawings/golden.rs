//! Whole drawings, compared with the files in `tests/golden`.
//!
//! `UPDATE_GOLDEN=1 cargo test -p charts` rewrites the files; read the difference before you keep it.

use std::{env, fs, path::Path};

#[test]
fn drawings_are_as_they_were() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let update = env::var_os("UPDATE_GOLDEN").is_some();
    let mut differing = Vec::new();
    for (name, svg) in crate::inputs::samples() {
        let file = folder.join(format!("{name}.svg"));
        if update {
            fs::write(&file, &svg).unwrap();
        }
        if fs::read_to_string(&file).unwrap_or_default() != svg {
            differing.push(name);
        }
    }
    assert!(
        differing.is_empty(),
        "{differing:?} differ from tests/golden; if that is meant, run UPDATE_GOLDEN=1 cargo test -p charts"
    );
}

#[test]
fn every_golden_file_is_of_a_drawing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let names: Vec<String> =
        crate::inputs::samples().into_iter().map(|(name, _)| format!("{name}.svg")).collect();
    for entry in fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(names.contains(&name), "{name} is of no drawing");
    }
}
