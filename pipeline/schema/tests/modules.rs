//! The modules of this crate import in one direction: `csv`, `model`, `tables`, and then whole documents.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{collections::BTreeSet, fs, path::Path};

/// The words in the imports of every file of a module.
fn imported(module: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(module);
    let mut words = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let imports = text.split(';').filter_map(|text| Some(&text[text.rfind("use crate::")?..]));
        let is_end = |c: char| !c.is_alphanumeric() && c != '_';
        words.extend(imports.flat_map(|import| import.split(is_end)).map(str::to_owned));
    }
    words
}

/// The types that the `mod.rs` of a module exports.
fn exported(module: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(module).join("mod.rs");
    let text = fs::read_to_string(path).unwrap();
    let exports = text.split(';').filter_map(|text| Some(&text[text.rfind("pub use ")?..]));
    let names = exports.flat_map(|export| export.split(|c: char| !c.is_alphanumeric()));
    names.filter(|name| name.starts_with(char::is_uppercase)).map(str::to_owned).collect()
}

#[test]
fn modules_import_in_one_direction() {
    for (lower, uppers) in [("csv", &["model", "tables"][..]), ("model", &["tables"])] {
        let imported = imported(lower);
        for upper in uppers {
            let names = exported(upper);
            assert!(names.len() > 10, "{names:?}");
            let found: Vec<_> = names.intersection(&imported).collect();
            assert!(found.is_empty(), "{lower} imports {found:?} from {upper}");
            assert!(!imported.contains(*upper), "{lower} imports from {upper}");
        }
    }
}
