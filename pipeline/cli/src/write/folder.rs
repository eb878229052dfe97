//! Syncs a folder to a set of files: deletes the rest, leaves unchanged files and their times alone.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use site::Files;
use walkdir::{DirEntry, WalkDir};

use super::StagingDir;

/// Makes the folder `target` hold exactly `files`, and returns the number that changed. Unchanged files keep their
/// times, so that publishing tools see the changes. Hidden files at the top, such as `.gitignore`, stay.
///
/// Changed files are written to a hidden staging folder first; until then the old files stand. Then each is renamed,
/// new files before replaced ones, and extraneous files are deleted last. A crash during the renames leaves a mix of
/// whole files, which the next call completes.
pub(crate) fn folder(target: &Path, files: &Files) -> Result<usize> {
    fill(target, files, Extraneous::Delete)
}

/// Like [`folder`], but keeps all other files.
pub(crate) fn add(target: &Path, files: &Files) -> Result<usize> {
    fill(target, files, Extraneous::Keep)
}

/// Treatment of files that are not in the set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extraneous {
    Delete,
    Keep,
}

fn fill(target: &Path, files: &Files, extraneous: Extraneous) -> Result<usize> {
    // Names from outside are parts of these paths.
    let is_within =
        |path: &&String| Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    if let Some(path) = files.keys().find(|path| !is_within(path)) {
        bail!(
            "'{}' would be outside '{}'; look for a file name that is a path",
            path.escape_debug(),
            target.display()
        );
    }
    let place = StagingDir::open(target)?;
    let changed = change(&place, target, files, extraneous);
    // Clean up even after a failure, so that a full disk gets no fuller.
    let closed = place.close();
    let named = || format!("Failed to write '{}'", target.display());
    let changed = changed.with_context(named)?;
    closed.with_context(named)?;
    Ok(changed)
}

fn change(place: &StagingDir, target: &Path, files: &Files, extraneous: Extraneous) -> Result<usize> {
    let all: Vec<(&String, &Vec<u8>)> = files.iter().collect();
    let stage = |(number, (path, bytes)): (usize, &(&String, &Vec<u8>))| {
        let staged = place.incoming().join(number.to_string());
        Ok(stage(&target.join(path), bytes, &staged)?.then(|| (staged, target.join(path))))
    };
    let staged: Vec<Option<(PathBuf, PathBuf)>> =
        all.par_iter().enumerate().map(stage).collect::<io::Result<_>>()?;
    let staged: Vec<(PathBuf, PathBuf)> = staged.into_iter().flatten().collect();
    let (replaced, new): (Vec<_>, Vec<_>) = staged.iter().partition(|(_, path)| path.exists());
    for moves in [new, replaced] {
        moves.par_iter().try_for_each(|(from, to)| put(target, from, to))?;
    }
    if extraneous == Extraneous::Delete {
        remove_others(target, files)?;
    }
    Ok(staged.len())
}

/// Writes `bytes` to `staged`, unless the file at `path` holds them already. Returns true if it wrote.
fn stage(path: &Path, bytes: &[u8], staged: &Path) -> io::Result<bool> {
    let is_long_as = |entry: fs::Metadata| entry.is_file() && entry.len() == bytes.len() as u64;
    if fs::symlink_metadata(path).is_ok_and(is_long_as) && fs::read(path)? == bytes {
        return Ok(false);
    }
    fs::write(staged, bytes)?;
    Ok(true)
}

/// Moves a file to its path below `target`, and removes anything in its way.
fn put(target: &Path, from: &Path, to: &Path) -> io::Result<()> {
    let parent = to.parent().unwrap_or(target);
    if !parent.is_dir() {
        let above = parent.ancestors().take_while(|folder| *folder != target);
        above.filter(|folder| folder.is_file()).try_for_each(fs::remove_file)?;
        fs::create_dir_all(parent)?;
    }
    if to.is_dir() {
        fs::remove_dir_all(to)?;
    }
    fs::rename(from, to)
}

/// Removes every file that is not in `files`, and the folders that become empty.
fn remove_others(target: &Path, files: &Files) -> io::Result<()> {
    let is_shown =
        |entry: &DirEntry| entry.depth() != 1 || !entry.file_name().to_string_lossy().starts_with('.');
    let entries = WalkDir::new(target).min_depth(1).into_iter().filter_entry(is_shown);
    let mut folders = Vec::new();
    for entry in entries {
        let entry = entry?;
        let below = entry.path().strip_prefix(target).unwrap_or(entry.path());
        let path: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        if entry.file_type().is_dir() {
            folders.push(entry.into_path());
        } else if !files.contains_key(&path.join("/")) {
            fs::remove_file(entry.path())?;
        }
    }
    // Inner folders first. A folder that is not empty stays.
    folders.iter().rev().for_each(|folder| drop(fs::remove_dir(folder)));
    Ok(())
}

#[test]
fn a_synced_folder_keeps_only_hidden_extras() {
    let place = tempfile::tempdir().unwrap();
    let site = place.path().join("site");
    fs::create_dir_all(site.join("old/deep")).unwrap();
    fs::write(site.join("old/deep/page.html"), "old").unwrap();
    fs::write(site.join("a"), "a file where a folder is to be").unwrap();
    fs::create_dir_all(site.join("c.html/folder")).unwrap();
    fs::write(site.join(".gitignore"), "*").unwrap();
    let files = Files::from([("a/b.html".to_owned(), b"new".to_vec()), ("c.html".to_owned(), b"c".to_vec())]);
    assert_eq!(folder(&site, &files).unwrap(), 2);
    let mut found: Vec<_> =
        WalkDir::new(&site).min_depth(1).into_iter().map(|entry| entry.unwrap().into_path()).collect();
    found.sort();
    assert_eq!(found, [".gitignore", "a", "a/b.html", "c.html"].map(|path| site.join(path)));
    assert_eq!(fs::read_to_string(site.join("a/b.html")).unwrap(), "new");
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn an_unchanged_file_keeps_its_time() {
    let place = tempfile::tempdir().unwrap();
    let site = place.path().join("site");
    let page = |text: &str| text.as_bytes().to_vec();
    let mut files = Files::from([("a/same.html".to_owned(), page("a")), ("b.html".to_owned(), page("b"))]);
    assert_eq!(folder(&site, &files).unwrap(), 2);
    let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_hours(24);
    let modified = |path: &str| fs::metadata(site.join(path)).unwrap().modified().unwrap();
    for path in files.keys() {
        fs::File::options().append(true).open(site.join(path)).unwrap().set_modified(long_ago).unwrap();
    }
    // Same length, other content.
    files.insert("b.html".to_owned(), page("c"));
    assert_eq!(folder(&site, &files).unwrap(), 1);
    assert_eq!(modified("a/same.html"), long_ago);
    assert!(modified("b.html") > long_ago);
    assert_eq!(fs::read_to_string(site.join("b.html")).unwrap(), "c");
}

#[test]
fn leftovers_of_a_crash_are_cleaned_up() {
    let place = tempfile::tempdir().unwrap();
    let site = place.path().join("site");
    let files = Files::from([("a.html".to_owned(), b"a".to_vec()), ("b/c.html".to_owned(), b"c".to_vec())]);
    folder(&site, &files).unwrap();
    fs::create_dir(site.join(".incoming")).unwrap();
    fs::write(site.join(".incoming/0"), "half").unwrap();
    fs::write(site.join("b/c.html"), "of the site before").unwrap();
    fs::write(site.join("gone.html"), "of the site before").unwrap();
    assert_eq!(folder(&site, &files).unwrap(), 1);
    assert_eq!(crate::project::read_folder(&site).unwrap(), files);
    assert!(!site.join(".incoming").exists());
}

#[test]
fn a_path_outside_the_folder_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let site = place.path().join("site");
    for path in ["../out.html", "/out.html", "a/../../out.html", "./a.html"] {
        let files = Files::from([("a.html".to_owned(), Vec::new()), (path.to_owned(), Vec::new())]);
        let said = folder(&site, &files).unwrap_err().to_string();
        assert!(said.contains("look for a file name that is a path"), "{said}");
    }
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
}

#[test]
fn adding_files_leaves_the_others() {
    let place = tempfile::tempdir().unwrap();
    let tables = place.path().join("tables");
    fs::create_dir(&tables).unwrap();
    fs::write(tables.join("README.md"), "words").unwrap();
    let files = Files::from([("a.csv".to_owned(), b"a".to_vec())]);
    assert_eq!((add(&tables, &files).unwrap(), add(&tables, &files).unwrap()), (1, 0));
    let mut found: Vec<_> = fs::read_dir(&tables).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    found.sort();
    assert_eq!(found, ["README.md", "a.csv"]);
}

#[test]
fn an_unwritable_folder_keeps_its_files() {
    let place = tempfile::tempdir().unwrap();
    let site = place.path().join("site");
    fs::write(&site, "no folder").unwrap();
    assert!(folder(&site, &Files::from([("a".to_owned(), Vec::new())])).is_err());
    assert_eq!(fs::read_to_string(&site).unwrap(), "no folder");
}
