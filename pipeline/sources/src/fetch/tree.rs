//! List of upstream files, a response of GitHub's trees API.
//!
//! Source: <https://docs.github.com/en/rest/git/trees#get-a-tree>.

use std::{
    collections::BTreeSet,
    path::{Component, Path},
};

use anyhow::{Context, Result, ensure};
use schema::Layout;
use serde::Deserialize;

use crate::{names, raw_files};

/// A raw file that upstream lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ListedFile {
    /// Path within the repository.
    pub(super) path: String,
    /// Git blob SHA-1, in lower-case hexadecimal.
    pub(super) sha: String,
}

#[derive(Deserialize)]
struct Response {
    tree: Vec<Entry>,
    #[serde(default)]
    truncated: bool,
}

#[derive(Deserialize)]
struct Entry {
    path: String,
    #[serde(default)]
    mode: String,
    sha: String,
    #[serde(rename = "type")]
    kind: String,
}

/// Selects the source's files from a `response` of the trees API, in order of their paths.
///
/// Fails if the response is invalid or truncated, has none of the source's files, or names a path outside the source's
/// folder.
pub(super) fn select(response: &[u8], layout: &Layout) -> Result<Vec<ListedFile>> {
    let repository = &layout.repository;
    let response: Response = serde_json::from_slice(response)
        .with_context(|| format!("Failed to parse the list of files of {repository}"))?;
    ensure!(
        !response.truncated,
        "The list of files of {repository} is truncated: it is too long for one response"
    );
    let wanted = raw_files::matcher(&layout.files)?;
    let mut files = Vec::new();
    for entry in response.tree {
        let is_file = entry.kind == "blob" && !is_link(&entry.mode);
        if is_file && wanted.is_match(&entry.path) {
            ensure_safe(&entry.path)?;
            files.push(ListedFile { path: entry.path, sha: entry.sha.to_lowercase() });
        }
    }
    let patterns = layout.files.join(" or ");
    ensure!(!files.is_empty(), "{repository} lists no file like {patterns}; has it moved?");
    files.sort_by(|a, b| (&a.path, &a.sha).cmp(&(&b.path, &b.sha)));
    files.dedup();
    let mut seen = BTreeSet::new();
    for file in &files {
        ensure!(seen.insert(file.path.to_lowercase()), "{}", duplicate_path(&file.path));
    }
    Ok(files)
}

/// Describes a second file of the same name. Case counts as the same, because some file systems ignore it.
pub(super) fn duplicate_path(path: &str) -> String {
    format!("'{path}' occurs twice (case is ignored)")
}

/// Fails if the path would leave its folder, be hidden, or name another file on another operating system.
pub(super) fn ensure_safe(path: &str) -> Result<()> {
    let is_plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let is_visible = !path.split('/').any(|part| part.is_empty() || part.starts_with('.'));
    let is_portable = path.split('/').all(names::is_portable);
    ensure!(is_plain && is_visible && is_portable, "'{}' is not a safe path for a file", path.escape_debug());
    Ok(())
}

/// Returns true for git's mode of a symbolic link.
fn is_link(mode: &str) -> bool {
    mode == "120000"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(entries: &str) -> Result<Vec<String>> {
        let layout = Layout {
            repository: "some/body".to_owned(),
            files: vec!["data/**/*.json".to_owned()],
            max_file_bytes: 1,
            ..Layout::default()
        };
        let files = select(entries.as_bytes(), &layout)?;
        Ok(files.into_iter().map(|file| format!("{} {}", file.path, file.sha)).collect())
    }

    #[test]
    fn only_files_of_the_source_are_selected() {
        let listed = check(
            r#"{"tree": [
                {"type": "tree", "path": "data", "sha": "1"},
                {"type": "blob", "path": "data/b.json", "sha": "AB", "mode": "100644", "size": 3},
                {"type": "blob", "path": "data/2022/a.json", "sha": "CD", "mode": "100755"},
                {"type": "blob", "path": "data/link.json", "sha": "2", "mode": "120000"},
                {"type": "blob", "path": "data/readme.md", "sha": "3"},
                {"type": "blob", "path": "database/x.json", "sha": "4"},
                {"type": "blob", "path": "package.json", "sha": "5"}
            ], "truncated": false}"#,
        );
        assert_eq!(listed.unwrap(), ["data/2022/a.json cd", "data/b.json ab"]);
    }

    #[test]
    fn an_untrustworthy_response_is_an_error() {
        let refused = |entries: &str, reason: &str| {
            let error = format!("{:#}", check(entries).unwrap_err());
            assert!(error.contains(reason), "{error}");
        };
        let named = |path: &str| format!(r#"{{"tree": [{{"type": "blob", "path": "{path}", "sha": "1"}}]}}"#);
        refused("<html>", "Failed to parse the list of files of some/body");
        refused(r#"{"message": "Not Found"}"#, "missing field `tree`");
        refused(r#"{"tree": [], "truncated": true}"#, "is truncated");
        refused(r#"{"tree": []}"#, "has it moved?");
        refused(&named("data/../../out.json"), "not a safe path");
        refused(&named("data//etc/x.json"), "not a safe path");
        refused(&named("data/.hidden.json"), "not a safe path");
        refused(&named("data/c:\\\\x.json"), "not a safe path");
        refused(&named("data/a\\nb.json"), "not a safe path");
        refused(&named("data/con.json"), "not a safe path");
        refused(&named("data/2022./a.json"), "not a safe path");
        let twice = |second: &str| {
            let entry =
                |path: &str, sha: u8| format!(r#"{{"type": "blob", "path": "{path}", "sha": "{sha}"}}"#);
            format!(r#"{{"tree": [{}, {}]}}"#, entry("data/a.json", 1), entry(second, 2))
        };
        refused(&twice("data/a.json"), "occurs twice");
        refused(&twice("data/A.json"), "case is ignored");
        refused(&twice("data/b.json").replace("}]", "}], \"tree\": []"), "duplicate field `tree`");
    }

    mod fuzz {
        use proptest::{collection::vec, prelude::*};

        use super::*;

        fn cases() -> u32 {
            std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(1000)
        }

        const PARTS: [&str; 20] = [
            "data",
            "DATA",
            "a",
            "A",
            "..",
            ".",
            "",
            "con",
            "2022",
            "x.json",
            "X.json",
            "nul.json",
            "\\",
            "c:",
            "\u{1b}",
            "a b",
            "é",
            "x.JSON",
            ".x.json",
            "data\\x.json",
        ];

        /// Paths that mix safe and unsafe parts.
        fn path() -> impl Strategy<Value = String> {
            vec(
                prop_oneof![4 => prop::sample::select(&PARTS[..]).prop_map(str::to_owned), 1 => "\\PC{0,6}"],
                1..5,
            )
            .prop_map(|parts| parts.join("/"))
        }

        proptest! {
            #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

            #[test]
            fn listed_files_stay_within_their_folder(
                paths in vec(path(), 0..6),
                cut in prop::option::weighted(0.1, any::<prop::sample::Index>()),
            ) {
                let entry = |path: &String| serde_json::json!({"path": format!("data/{path}"), "type": "blob", "sha": "1"});
                let mut list = serde_json::json!({"tree": paths.iter().map(entry).collect::<Vec<_>>()}).to_string();
                if let Some(cut) = cut {
                    list = list.chars().take(cut.index(list.len())).collect();
                }
                let Ok(listed) = check(&list) else { return Ok(()) };
                let mut seen = BTreeSet::new();
                for file in listed {
                    let path = file.trim_end_matches(" 1");
                    prop_assert!(path.starts_with("data/") && !path.contains("//") && !path.contains('\\'), "{path}");
                    prop_assert!(!path.split('/').any(|part| part.starts_with('.')), "{path}");
                    prop_assert!(seen.insert(path.to_lowercase()), "{path}");
                }
            }
        }
    }
}
