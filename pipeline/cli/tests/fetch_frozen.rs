//! `coldmark fetch` of frozen sources: one archive, once, and verified ever after.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use support::{add_sources, check, project, upstream::Upstream};
use tempfile::TempDir;

const ARCHIVE: &str = "/t3dotgg/cf-vs-vercel-bench/tar.gz/821767f7";
const RUN: &str = "results/results-2025-10-12T22-53-13-480Z.json";

/// A run as the benchmark writes it, made up.
const BODY: &str = r#"{"timestamp":"2025-10-12T22:53:13.480Z","iterations":2,"concurrency":10,"tests":[{"name":"page","results":{"cloudflare":{"times":[3,4],"min":3,"max":4,"mean":3.5},"vercel":{"times":[1,2],"min":1,"max":2,"mean":1.5}}}]}"#;

/// An archive as the host makes it: one folder with the name of the commit at its top.
fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (path, body) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(body.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, format!("cf-vs-vercel-bench-821767f7/{path}"), body.as_bytes()).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}

fn with_source() -> TempDir {
    let project = project();
    add_sources(project.path(), |name| name == "cf-vs-vercel");
    project
}

fn serving(body: Vec<u8>) -> Upstream {
    let upstream = Upstream::with(&BTreeMap::new());
    upstream.serve(ARCHIVE, body);
    upstream
}

#[track_caller]
fn fetch(project: &Path, upstream: &Upstream, code: i32) -> String {
    check(project, &["fetch", "cf-vs-vercel", "--mirror", &upstream.url, "--timeout", "1"], code).1
}

/// A project whose source was fetched and summarized, its server, and its file.
fn summarized() -> (TempDir, Upstream, PathBuf) {
    let (project, upstream) = (with_source(), serving(archive(&[(RUN, BODY)])));
    fetch(project.path(), &upstream, 0);
    check(project.path(), &["summarize"], 0);
    let raw = project.path().join("data/sources/cf-vs-vercel/raw").join(RUN);
    (project, upstream, raw)
}

#[test]
fn a_frozen_source_is_one_request_and_then_none() {
    let project = with_source();
    let upstream = serving(archive(&[(RUN, BODY), ("results/notes.txt", "-"), ("package.json", "{}")]));
    let said = fetch(project.path(), &upstream, 0);
    assert!(said.contains("1 new, 0 changed, 0 unchanged, 0 failed"), "{said}");
    let paths: Vec<String> = upstream.requests().into_iter().map(|request| request.path).collect();
    assert_eq!(paths, [ARCHIVE]);
    let raw = project.path().join("data/sources/cf-vs-vercel/raw").join(RUN);
    assert_eq!(fs::read_to_string(&raw).unwrap(), BODY);
    check(project.path(), &["summarize"], 0);
    let said = fetch(project.path(), &upstream, 0);
    assert!(said.contains("0 new, 0 changed, 1 unchanged, 0 failed"), "{said}");
    assert!(upstream.requests().is_empty(), "a verified source needs no request");
}

#[test]
fn a_frozen_file_that_changed_here_is_fetched_anew() {
    let (project, upstream, raw) = summarized();
    fs::write(&raw, "{}").unwrap();
    let said = fetch(project.path(), &upstream, 0);
    assert!(said.contains("0 new, 1 changed, 0 unchanged, 0 failed"), "{said}");
    assert_eq!(fs::read_to_string(&raw).unwrap(), BODY);
}

#[test]
fn a_frozen_file_that_changed_upstream_is_refused() {
    let (project, _, raw) = summarized();
    fs::remove_file(&raw).unwrap();
    let other = serving(archive(&[(RUN, &BODY.replace("[3,4]", "[30,40]"))]));
    let said = fetch(project.path(), &other, 2);
    assert!(said.contains("differs from its SHA-256 in data/summaries/files.csv"), "{said}");
    assert!(!raw.exists());
}

#[test]
fn a_broken_or_foreign_archive_is_named() {
    let refused = |body: Vec<u8>, expected: &str| {
        let project = with_source();
        let said = fetch(project.path(), &serving(body), 2);
        assert!(said.contains(expected), "{expected}: {said}");
    };
    refused(
        archive(&[("package.json", "{}")]),
        "The archive has no file like results/results-2025-10-12T*.json",
    );
    refused(b"<html>".to_vec(), "the archive breaks off");
    let whole = archive(&[(RUN, &BODY.repeat(200)), ("results/results-2025-10-12T23-00-00-000Z.json", BODY)]);
    refused(whole[..whole.len() / 2].to_vec(), "breaks off");
}

#[test]
fn sources_of_one_repository_share_a_copy() {
    let project = project();
    add_sources(project.path(), |name| name.starts_with("cf-vs-vercel"));
    let copy = project.path().join("copy");
    for path in [RUN, "results/results-2025-10-03T03-52-47-398Z.json"] {
        fs::create_dir_all(copy.join("results")).unwrap();
        fs::write(copy.join(path), BODY).unwrap();
    }
    let names = ["cf-vs-vercel", "cf-vs-vercel-before"];
    let from = [&["fetch"][..], &names, &["--from", copy.to_str().unwrap()]].concat();
    let (_, said) = check(project.path(), &from, 0);
    assert_eq!(said.matches("1 new").count(), 2, "{said}");
    let (_, said) =
        check(project.path(), &["fetch", "lambda-perf", "cf-vs-vercel", "--from", copy.to_str().unwrap()], 2);
    assert!(said.contains("--from needs sources of one repository"), "{said}");
}
