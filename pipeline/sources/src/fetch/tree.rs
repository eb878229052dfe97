//! The list of upstream files: an answer of GitHub's trees API.
//!
//! Source: <https://docs.github.com/en/rest/git/trees#get-a-tree>.

use std::{
    collections::BTreeSet,
    path::{Component, Path},
};

use anyhow::{Context, Result, ensure};
use schema::Layout;
use serde::Deserialize;

use crate::names;

/// A file of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    /// Path in the repository.
    pub(super) path: String,
    /// Its git blob SHA-1, in lower-case hexadecimal.
    pub(super) sha: String,
}

#[derive(Deserialize)]
struct Answer {
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

/// The files of the source among all that the `answer` lists, in order of their paths.
///
/// Fails where the answer is not one of the trees API, is cut short, has none of the source's files, or names
/// a path that leads out of the source's folder.
pub(super) fn select(answer: &[u8], layout: &Layout) -> Result<Vec<Listed>> {
    let repository = &layout.repository;
    let answer: Answer = serde_json::from_slice(answer)
        .with_context(|| format!("Failed to understand the list of files of {repository}"))?;
    ensure!(
        !answer.truncated,
        "The list of files of {repository} is cut short: it is too long for one answer"
    );
    let mut files = Vec::new();
    for entry in answer.tree {
        let is_file = entry.kind == "blob" && !is_link(&entry.mode);
        if is_file && is_wanted(&entry.path, layout) {
            ensure_safe(&entry.path)?;
            files.push(Listed { path: entry.path, sha: entry.sha.to_lowercase() });
        }
    }
    let (folder, extension) = (&layout.folder, &layout.extension);
    ensure!(!files.is_empty(), "{repository} lists no .{extension} file in {folder}/; has it moved?");
    files.sort_by(|a, b| (&a.path, &a.sha).cmp(&(&b.path, &b.sha)));
    files.dedup();
    let mut spelled = BTreeSet::new();
    for file in &files {
        ensure!(spelled.insert(file.path.to_lowercase()), "{}", twice(&file.path));
    }
    Ok(files)
}

/// Whether `path` is one of the source's raw files: in its folder, with its extension.
pub(super) fn is_wanted(path: &str, layout: &Layout) -> bool {
    let below = path.strip_prefix(layout.folder.as_str()).and_then(|rest| rest.strip_prefix('/'));
    let extension = Path::new(path).extension();
    below.is_some() && extension.is_some_and(|found| *found == *layout.extension)
}

/// What is said of a second file of the same name: on some disks capital letters make no difference.
pub(super) fn twice(path: &str) -> String {
    format!("'{path}' is there twice, or in capital and small letters")
}

/// Fails where a file of this name would lie outside the folder that it is written below, be hidden in it, or be
/// another on another system.
pub(super) fn ensure_safe(path: &str) -> Result<()> {
    let is_plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let is_shown = !path.split('/').any(|part| part.is_empty() || part.starts_with('.'));
    let is_portable = path.split('/').all(names::is_portable);
    ensure!(is_plain && is_shown && is_portable, "'{}' is not a safe path for a file", path.escape_debug());
    Ok(())
}

/// Git's mode of a symbolic link.
fn is_link(mode: &str) -> bool {
    mode == "120000"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(entries: &str) -> Result<Vec<String>> {
        let layout = Layout {
            api: String::new(),
            raw: String::new(),
            repository: "some/body".to_owned(),
            branch: "main".to_owned(),
            folder: "data".to_owned(),
            extension: "json".to_owned(),
            max_file_bytes: 1,
        };
        let files = select(entries.as_bytes(), &layout)?;
        Ok(files.into_iter().map(|file| format!("{} {}", file.path, file.sha)).collect())
    }

    #[test]
    fn files_of_the_source_are_picked_from_the_whole_repository() {
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
    fn an_answer_that_cannot_be_trusted_is_an_error() {
        let wanting = |entries: &str, reason: &str| {
            let error = format!("{:#}", check(entries).unwrap_err());
            assert!(error.contains(reason), "{error}");
        };
        let named = |path: &str| format!(r#"{{"tree": [{{"type": "blob", "path": "{path}", "sha": "1"}}]}}"#);
        wanting("<html>", "Failed to understand the list of files of some/body");
        wanting(r#"{"message": "Not Found"}"#, "missing field `tree`");
        wanting(r#"{"tree": [], "truncated": true}"#, "cut short");
        wanting(r#"{"tree": []}"#, "has it moved?");
        wanting(&named("data/../../out.json"), "not a safe path");
        wanting(&named("data//etc/x.json"), "not a safe path");
        wanting(&named("data/.hidden.json"), "not a safe path");
        wanting(&named("data/c:\\\\x.json"), "not a safe path");
        wanting(&named("data/a\\nb.json"), "not a safe path");
        wanting(&named("data/con.json"), "not a safe path");
        wanting(&named("data/2022./a.json"), "not a safe path");
        let twice = |second: &str| {
            let entry =
                |path: &str, sha: u8| format!(r#"{{"type": "blob", "path": "{path}", "sha": "{sha}"}}"#);
            format!(r#"{{"tree": [{}, {}]}}"#, entry("data/a.json", 1), entry(second, 2))
        };
        wanting(&twice("data/a.json"), "is there twice");
        wanting(&twice("data/A.json"), "in capital and small letters");
        wanting(&twice("data/b.json").replace("}]", "}], \"tree\": []"), "duplicate field `tree`");
    }

    mod fire {
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

        /// Paths of parts that are fine, and of parts that are not.
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
            fn any_list_names_files_within_the_folder_or_is_refused(
                paths in vec(path(), 0..6),
                cut in prop::option::weighted(0.1, any::<prop::sample::Index>()),
            ) {
                let entry = |path: &String| serde_json::json!({"path": format!("data/{path}"), "type": "blob", "sha": "1"});
                let mut list = serde_json::json!({"tree": paths.iter().map(entry).collect::<Vec<_>>()}).to_string();
                if let Some(cut) = cut {
                    list = list.chars().take(cut.index(list.len())).collect();
                }
                let Ok(listed) = check(&list) else { return Ok(()) };
                let mut spelled = BTreeSet::new();
                for file in listed {
                    let path = file.trim_end_matches(" 1");
                    prop_assert!(path.starts_with("data/") && !path.contains("//") && !path.contains('\\'), "{path}");
                    prop_assert!(!path.split('/').any(|part| part.starts_with('.')), "{path}");
                    prop_assert!(spelled.insert(path.to_lowercase()), "{path}");
                }
            }
        }
    }
}
