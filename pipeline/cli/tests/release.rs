//! Files that `build --release-assets` adds.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    time::SystemTime,
};

use support::{check, files, small_project};

fn modified(path: &Path) -> SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

#[test]
fn a_release_adds_compressed_copies_to_the_site() {
    let project = small_project();
    check(project.path(), &[], 0);
    let plain = files(&project.path().join("site"));
    check(project.path(), &["build", "--release-assets"], 0);
    let release = files(&project.path().join("site"));
    assert!(release.contains_key("index.html.gz") && release.contains_key("data/series.csv.br"));
    check(project.path(), &["check"], 0);
    check(project.path(), &["build"], 0);
    assert_eq!(files(&project.path().join("site")), plain, "a plain build has nothing of a release");
}

#[test]
fn a_release_has_parquet_and_one_zip() {
    let project = small_project();
    check(project.path(), &[], 0);
    let plain = files(&project.path().join("site"));
    let sums = |site: &BTreeMap<String, Vec<u8>>| -> BTreeSet<String> {
        let text = String::from_utf8(site["data/SHA256SUMS"].clone()).unwrap();
        text.lines().map(|line| line.split_once("  ").unwrap().1.to_owned()).collect()
    };
    check(project.path(), &["build", "--release-assets"], 0);
    let release = files(&project.path().join("site"));
    let added: Vec<String> = sums(&release).difference(&sums(&plain)).cloned().collect();
    let expected: BTreeSet<String> =
        schema::TABLES.iter().map(|table| format!("{}.parquet", table.name())).collect();
    assert_eq!(added, Vec::from_iter(expected));
    for name in &added {
        let bytes = &release[&format!("data/{name}")];
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"), "{name}");
    }
    let zip = project.path().join("site/data/coldmark-data.zip");
    assert!(release["data/coldmark-data.zip"].starts_with(b"PK") && plain.len() < release.len());
    assert!(!plain.contains_key("data/coldmark-data.zip"));
    fs::write(&zip, "PK").unwrap();
    let (_, stderr) = check(project.path(), &["check"], 1);
    assert!(stderr.contains("site/data/coldmark-data.zip differs from a fresh build"), "{stderr}");
}

#[test]
fn a_stale_compressed_copy_fails_the_check() {
    let project = small_project();
    check(project.path(), &[], 0);
    check(project.path(), &["build", "--release-assets"], 0);
    let page = project.path().join("site/index.html.gz");
    let right = fs::read(&page).unwrap();
    fs::copy(project.path().join("site/404.html.gz"), &page).unwrap();
    let (_, stderr) = check(project.path(), &["check"], 1);
    assert!(stderr.contains("site/index.html.gz does not match the file it was compressed from"), "{stderr}");
    check(project.path(), &["build", "--release-assets"], 0);
    assert!(fs::read(&page).unwrap() == right);
    check(project.path(), &["check"], 0);
}

#[test]
fn a_release_keeps_unchanged_files_and_times() {
    let project = small_project();
    check(project.path(), &[], 0);
    check(project.path(), &["build", "--release-assets"], 0);
    let site = project.path().join("site");
    let all = files(&site);
    let before: Vec<_> = all.keys().map(|path| modified(&site.join(path))).collect();
    let glossary = project.path().join("content/glossary.md");
    fs::write(&glossary, fs::read_to_string(&glossary).unwrap() + "\nOne more word.\n").unwrap();
    check(project.path(), &["build", "--release-assets"], 0);
    let changed: Vec<&str> = all
        .keys()
        .zip(before)
        .filter(|(path, before)| modified(&site.join(path)) != *before)
        .map(|(path, _)| path.as_str())
        .collect();
    assert_eq!(changed, ["glossary/index.html", "glossary/index.html.br", "glossary/index.html.gz"]);
}

#[test]
fn only_release_pages_have_social_cards() {
    let project = small_project();
    check(project.path(), &[], 0);
    let pages = |site: &BTreeMap<String, Vec<u8>>| -> Vec<(String, Option<String>)> {
        // What is put into a frame elsewhere is not shared by itself, nor is the page for what is not there.
        // The example report is one of somebody's own, which has none either.
        let has_none = ["404.html", "embed/", "your-logs/example/"];
        let is_shared = |path: &String| !has_none.iter().any(|start| path.starts_with(start));
        let pages = site.iter().filter(|(path, _)| path.ends_with(".html") && is_shared(path));
        // Other addresses of a page only lead on to it.
        let is_alias = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("http-equiv=\"refresh\"");
        let pages = pages.filter(|(_, bytes)| !is_alias(bytes));
        let card = |bytes: &[u8]| {
            let html = String::from_utf8(bytes.to_vec()).unwrap();
            let (_, rest) = html.split_once("og:image\" content=\"https://coldmark.example/")?;
            Some(rest.split_once('"')?.0.to_owned())
        };
        pages.map(|(path, bytes)| (path.clone(), card(bytes))).collect()
    };
    for (page, card) in pages(&files(&project.path().join("site"))) {
        assert_eq!(card, None, "{page}");
    }
    check(project.path(), &["build", "--release-assets"], 0);
    let release = files(&project.path().join("site"));
    let pages = pages(&release);
    for (page, card) in &pages {
        let png = &release[card.as_ref().unwrap()];
        assert!(png.starts_with(b"\x89PNG") && png.len() <= 40_000, "{page}: {} bytes", png.len());
    }
    let card = project.path().join("site").join(pages[0].1.as_ref().unwrap());
    fs::write(&card, "").unwrap();
    let (_, stderr) = check(project.path(), &["check"], 1);
    assert!(stderr.contains("assets/cards/"), "{stderr}");
}
