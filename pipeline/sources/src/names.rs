//! Validation of outside names that become parts of paths and URLs.

use sha2::{Digest, Sha256};

/// Longest slug: longer than any runtime's name so far, and short enough for every file system.
const MAX_SLUG_BYTES: usize = 60;

/// Names that Windows reserves for devices, with any extension.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Makes a slug from a `name` that the registry lacks.
///
/// A plain name stays as it is. Any other name is reduced to safe letters, plus a digest that keeps it unique.
pub(crate) fn slug(name: &str) -> String {
    let hyphenated = name.replace('_', "-");
    if is_slug(&hyphenated) {
        return hyphenated;
    }
    let safe = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
    let digest = hex::encode(Sha256::digest(name));
    let safe: String = hyphenated.chars().map(safe).take(MAX_SLUG_BYTES - 9).collect();
    [safe.trim_matches('-'), &digest[..8]].join("-").trim_start_matches('-').to_owned()
}

/// Returns true if `text` is safe as a part of any path and URL.
pub(crate) fn is_slug(text: &str) -> bool {
    let is_plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-.".contains(letter);
    text.chars().all(is_plain)
        && text.len() <= MAX_SLUG_BYTES
        && text.starts_with(|letter: char| letter.is_ascii_alphanumeric())
        && is_portable(text)
}

/// Returns true if `part` of a path names the same file on every operating system.
pub(crate) fn is_portable(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let is_port = |name: &str| {
        let number = stem.strip_prefix(name).unwrap_or_default();
        number.len() == 1 && number.chars().all(|letter| letter.is_ascii_digit())
    };
    let is_device = DEVICES.contains(&stem.as_str()) || is_port("com") || is_port("lpt");
    let has_safe_letters = !part.contains(['\\', ':', '?', '#', '%', '*', '"', '<', '>', '|'])
        && !part.contains(char::is_control)
        && !part.ends_with([' ', '.']);
    !part.is_empty() && !is_device && has_safe_letters
}

/// Escapes control characters of `name`, so a message cannot send commands to a terminal.
pub(crate) fn escaped(name: &str) -> String {
    let letter = |letter: char| {
        if letter.is_control() { letter.escape_default().to_string() } else { letter.to_string() }
    };
    name.chars().map(letter).collect()
}

#[test]
fn every_name_has_a_safe_unique_slug() {
    for (name, expected) in [("zig_on_al2023", "zig-on-al2023"), ("go1.x", "go1.x"), ("rust", "rust")] {
        assert_eq!(slug(name), expected);
    }
    let long = "x".repeat(5000);
    let hostile = [
        "",
        "..",
        "../../etc/passwd",
        "/etc/passwd",
        "..\\..\\x",
        "c:x",
        "con",
        "NUL.txt",
        "com1",
        "a b",
        "A",
        "<script>",
        "\u{1b}[2J",
        "é",
        ".hidden",
        &long,
    ];
    let slugs: std::collections::BTreeSet<String> = hostile.iter().map(|name| slug(name)).collect();
    assert_eq!(slugs.len(), hostile.len(), "every name has a slug of its own: {slugs:?}");
    assert!(slugs.iter().all(|slug| is_slug(slug)), "{slugs:?}");
}

#[test]
fn names_reserved_by_windows_are_not_portable() {
    for part in ["con", "CON.json", "aux.tar.gz", "com7.json", "lpt1", "nul .json", "a.", "a ", "a|b", ""] {
        assert!(!is_portable(part), "{part:?}");
    }
    for part in ["2026-01-01.json", "console.json", "com.json", "com10.json", "lpt", "a b.json"] {
        assert!(is_portable(part), "{part:?}");
    }
}
