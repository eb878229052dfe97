//! A folder that is made to hold some files and no others, in which what stays as it is is not touched.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use pages::Files;
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::Workplace;

/// Makes the folder `target` hold `files` and nothing else, and says how many of them it did not hold already. Those
/// that it did keep their time, so that what publishes the folder sees what has changed. Hidden files at its top,
/// such as `.gitignore`, stay.
///
/// Everything that changes is written to a hidden folder in it first: until that is done, the old files stand. Then
/// each is moved to its place, what is new before what is replaced, and in the end goes what is no longer part. A
/// crash in that short while leaves a mixture of whole files, which the next call mends.
pub(crate) fn folder(target: &Path, files: &Files) -> Result<usize> {
    fill(target, files, Others::Go)
}

/// The same, but whatever else is in the folder stays.
pub(crate) fn add(target: &Path, files: &Files) -> Result<usize> {
    fill(target, files, Others::Stay)
}

/// What becomes of files that are not among those that are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Others {
    Go,
    Stay,
}

fn fill(target: &Path, files: &Files, others: Others) -> Result<usize> {
    // Names of what was measured are parts of these paths.
    let is_within =
        |path: &&String| Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    if let Some(path) = files.keys().find(|path| !is_within(path)) {
        bail!(
            "'{}' would not lie in '{}'; look for a name that is a path",
            path.escape_debug(),
            target.display()
        );
    }
    let place = Workplace::open(target)?;
    let changed = change(&place, target, files, others);
    // A disk that is full is not left fuller than it was.
    let closed = place.close();
    let named = || format!("Failed to write '{}'", target.display());
    let changed = changed.with_context(named)?;
    closed.with_context(named)?;
    Ok(changed)
}

fn change(place: &Workplace, target: &Path, files: &Files, others: Others) -> Result<usize> {
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
    if others == Others::Go {
        remove_others(target, files)?;
    }
    Ok(staged.len())
}

/// Writes `bytes` to `staged`, unless the file at `path` holds them already. Says whether it wrote.
fn stage(path: &Path, bytes: &[u8], staged: &Path) -> io::Result<bool> {
    let is_long_as = |entry: fs::Metadata| entry.is_file() && entry.len() == bytes.len() as u64;
    if fs::symlink_metadata(path).is_ok_and(is_long_as) && fs::read(path)? == bytes {
        return Ok(false);
    }
    fs::write(staged, bytes)?;
    Ok(true)
}

/// Moves a file to its place below `target`, out of which goes what is in its way.
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

/// Removes every file that is not among `files`, and folders that are empty then.
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
    // Those within come after those that hold them. One that is not empty stays.
    folders.iter().rev().for_each(|folder| drop(fs::remove_dir(folder)));
    Ok(())
}

#[test]
fn a_folder_holds_the_files_alone_and_keeps_its_hidden_ones() {
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
fn a_file_that_stays_as_it_is_keeps_its_time() {
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
    // As long as before, but another.
    files.insert("b.html".to_owned(), page("c"));
    assert_eq!(folder(&site, &files).unwrap(), 1);
    assert_eq!(modified("a/same.html"), long_ago);
    assert!(modified("b.html") > long_ago);
    assert_eq!(fs::read_to_string(site.join("b.html")).unwrap(), "c");
}

#[test]
fn what_a_crash_leaves_is_mended() {
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
fn a_path_that_leads_out_of_the_folder_is_refused_and_nothing_is_written() {
    let place = tempfile::tempdir().unwrap();
    let site = place.path().join("site");
    for path in ["../out.html", "/out.html", "a/../../out.html", "./a.html"] {
        let files = Files::from([("a.html".to_owned(), Vec::new()), (path.to_owned(), Vec::new())]);
        let said = folder(&site, &files).unwrap_err().to_string();
        assert!(said.contains("look for a name that is a path"), "{said}");
    }
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
}

#[test]
fn what_is_added_leaves_the_rest_and_no_trace() {
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
fn a_folder_that_cannot_be_written_leaves_what_is_there() {
    let place = tempfile::tempdir().unwrap();
    let site = place.path().join("site");
    fs::write(&site, "no folder").unwrap();
    assert!(folder(&site, &Files::from([("a".to_owned(), Vec::new())])).is_err());
    assert_eq!(fs::read_to_string(&site).unwrap(), "no folder");
}
