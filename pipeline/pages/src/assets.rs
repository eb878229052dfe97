//! Styles and pictures, named after their content so that browsers may keep them for good.

use sha2::{Digest, Sha256};

use crate::Files;

/// Every file below `templates/assets/`, under its published path.
pub(crate) fn files(templates: &Files) -> Files {
    let assets = templates.iter().filter(|(path, _)| path.starts_with("assets/"));
    assets.map(|(path, bytes)| (published(path, bytes), bytes.clone())).collect()
}

/// The published path of the asset at `path`: `assets/css/base.css` becomes `assets/css/base.1a2b3c4d.css`.
pub(crate) fn published(path: &str, bytes: &[u8]) -> String {
    let digest = hex::encode(Sha256::digest(bytes));
    let hash = &digest[..8];
    match path.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{path}.{hash}"),
    }
}

#[test]
fn an_asset_is_named_after_its_content() {
    assert_eq!(published("assets/css/a.css", b""), "assets/css/a.e3b0c442.css");
    assert_ne!(published("assets/css/a.css", b"a"), published("assets/css/a.css", b"b"));
}
