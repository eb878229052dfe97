//! Fuzzes `coldmark fetch` with hostile servers and archives: each is named, and local files stay.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use support::{
    check, command, files, project, require,
    upstream::{Fault, TREE, Upstream, raw},
};

const MAX_FILE_BYTES: usize = 10_000;

fn days(n: usize) -> BTreeMap<String, Vec<u8>> {
    (1..=n).map(|day| (file(day), format!("[{day}]").repeat(500).into_bytes())).collect()
}

fn file(day: usize) -> String {
    format!("data/2026-01-{day:02}.json")
}

/// A project that takes small files only.
fn small() -> tempfile::TempDir {
    let project = project();
    let source = project.path().join("data/sources/lambda-perf/source.toml");
    let text = fs::read_to_string(&source).unwrap();
    let limit = format!("max_file_bytes = {MAX_FILE_BYTES}");
    fs::write(&source, text.replace("max_file_bytes = 10_000_000", &limit)).unwrap();
    project
}

#[track_caller]
fn has(said: &str, part: &str) {
    assert!(said.contains(part), "no '{part}' in:\n{said}");
}

#[test]
fn slow_endless_and_wrong_responses_are_isolated() {
    let (project, upstream) = (small(), Upstream::with(&days(6)));
    let bomb = {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::copy(&mut std::io::Read::take(std::io::repeat(b'['), 1 << 20), &mut packed).unwrap();
        packed.finish().unwrap()
    };
    assert!(bomb.len() < MAX_FILE_BYTES);
    upstream.fail(&file(1), &[Fault::Trickle]);
    upstream.fail_always(&file(2), Fault::Endless);
    upstream.fail_always(&file(3), Fault::Answer("Content-Encoding: gzip\r\n".to_owned(), bomb));
    let portal = b"<html>Log in to this network</html>".to_vec();
    upstream.fail_always(&file(4), Fault::Answer("Content-Type: text/html\r\n".to_owned(), portal));
    let elsewhere = "Location: https://127.0.0.1:1/elsewhere.json\r\n".to_owned();
    upstream.fail_always(&file(5), Fault::Status(302, elsewhere));
    let said = check(project.path(), &["fetch", "--mirror", &upstream.url, "--timeout", "1"], 2).1;
    let failed = |day: usize| {
        let start = format!("failed: {}: ", file(day));
        said.lines().find(|line| line.contains(&start)).unwrap_or_else(|| panic!("{start}\n{said}"))
    };
    has(failed(2), "has more than 10000 bytes, the largest size accepted");
    has(failed(3), "instead of the listed");
    has(failed(4), "instead of the listed");
    has(failed(5), "127.0.0.1");
    has(&said, "2 new, 0 changed, 0 unchanged, 4 failed");
    assert_eq!(raw(project.path()).into_keys().collect::<Vec<_>>(), [file(1), file(6)]);
    let tries = upstream.requests().into_iter().filter(|request| request.path.ends_with("-01.json")).count();
    assert_eq!(tries, 2, "what trickles is given up and asked for again");
}

#[test]
fn a_hostile_file_list_changes_nothing() {
    let (project, upstream) = (small(), Upstream::with(&days(1)));
    let fetch = |code: i32| check(project.path(), &["fetch", "--mirror", &upstream.url], code).1;
    fetch(0);
    let before = files(&project.path().join("data"));
    let wanting = |list: &[u8], reason: &str| {
        upstream.list_as(list);
        has(&fetch(2), reason);
        assert!(files(&project.path().join("data")) == before, "{reason}");
    };
    let entry = |path: &str| format!(r#"{{"type": "blob", "path": "{path}", "sha": "1"}}"#);
    let listed = |entries: &[String]| format!(r#"{{"tree": [{}]}}"#, entries.join(","));
    wanting(&listed(&[entry("data/a.json")]).as_bytes()[..40], "EOF while parsing");
    wanting(format!(r#"{{"tree": {}"#, "[".repeat(100_000)).as_bytes(), "Failed to parse");
    wanting(format!(r#"{{"x": {}"#, "[".repeat(100_000)).as_bytes(), "Failed to parse");
    wanting(br#"{"tree": NaN}"#, "Failed to parse");
    wanting(br#"{"tree": [], "tree": []}"#, "duplicate field");
    wanting(br#"{"tree": [{"type": "blob", "path": "data/a.json", "sha": 1e999}]}"#, "Failed to parse");
    wanting(b"{\"tree\": [{\"type\": \"blob\", \"path\": \"data/\xff.json\", \"sha\": \"1\"}]}", "Failed to");
    wanting(listed(&[entry("data/a.json"), entry("data/A.json")]).as_bytes(), "case is ignored");
    for path in [
        "data/../../x.json",
        "data//x.json",
        "data/.x.json",
        "data/..\\\\x.json",
        "data/con.json",
        "data/LPT1.json",
        "data/x:y.json",
        "data/\\u001b[2J.json",
        "data/a./x.json",
    ] {
        wanting(listed(&[entry(path)]).as_bytes(), "is not a safe path for a file");
    }
    for path in ["/etc/x.json", "../data/x.json", "data\\\\x.json", "C:/data/x.json"] {
        wanting(listed(&[entry(path)]).as_bytes(), "lists no file like data/**/*.json");
    }
    let link = entry("data/x.json").replace('}', r#", "mode": "120000"}"#);
    wanting(listed(&[link]).as_bytes(), "lists no file like data/**/*.json");
    upstream.fail_always(TREE, Fault::Endless);
    has(&fetch(2), "has more than 100000000 bytes");
    assert!(files(&project.path().join("data")) == before);
}

/// A file of an archive under any name, which [`tar::Builder`] would not write.
fn add(tar: &mut tar::Builder<Vec<u8>>, kind: tar::EntryType, name: &str, body: &[u8]) {
    let mut header = tar::Header::new_gnu();
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_entry_type(kind);
    header.set_size(body.len() as u64);
    header.set_cksum();
    tar.append(&header, body).unwrap();
}

fn pack(tar: tar::Builder<Vec<u8>>, to: &Path) {
    let level = ruzstd::encoding::CompressionLevel::Fastest;
    fs::write(to, ruzstd::encoding::compress_to_vec(&tar.into_inner().unwrap()[..], level)).unwrap();
}

#[test]
fn an_archive_cannot_escape_its_folder() {
    let (project, dir) = (small(), tempfile::tempdir().unwrap());
    let archive = dir.path().join("copy.tar.zst");
    let (mut tar, regular) = (tar::Builder::new(Vec::new()), tar::EntryType::Regular);
    let refused = [
        ("data/../../../x.json", "is not a safe path"),
        ("data//x.json", "is not a safe path"),
        ("data/..\\x.json", "is not a safe path"),
        ("data/aux.json", "is not a safe path"),
        ("data/\u{1b}[2J.json", "is not a safe path"),
        ("data/2026-01-01.JSON.json", "has 20000 bytes, but at most 10000 are accepted"),
    ];
    add(&mut tar, regular, "data/2026-01-01.json", b"[1]");
    for (name, _) in refused {
        let body = if name.contains("JSON") { vec![b' '; 20_000] } else { b"[2]".to_vec() };
        add(&mut tar, regular, name, &body);
    }
    add(&mut tar, regular, "data/2026-01-A.json", b"[3]");
    add(&mut tar, regular, "data/2026-01-a.json", b"[4]");
    for kind in [tar::EntryType::Symlink, tar::EntryType::Link, tar::EntryType::Fifo] {
        add(&mut tar, kind, "data/2026-01-09.json", b"");
    }
    add(&mut tar, regular, "/data/2026-01-07.json", b"[7]");
    add(&mut tar, regular, "../data/2026-01-08.json", b"[8]");
    pack(tar, &archive);
    let before = files(project.path());
    let said = check(project.path(), &["fetch", "--from", archive.to_str().unwrap()], 2).1;
    for (name, reason) in refused {
        let shown = format!("failed: {}: ", name.replace('\u{1b}', "\\u{1b}"));
        let line = said.lines().find(|line| line.contains(&shown));
        has(line.unwrap_or(&said), reason);
    }
    has(&said, "'data/2026-01-a.json' occurs twice (case is ignored)");
    assert!(!said.contains('\u{1b}'), "nothing of it reaches the terminal");
    has(&said, "2 new, 0 changed, 0 unchanged, 7 failed");
    let kept = [("data/2026-01-01.json", b"[1]"), ("data/2026-01-A.json", b"[3]")];
    assert_eq!(raw(project.path()), kept.map(|(path, body)| (path.to_owned(), body.to_vec())).into());
    let added = files(project.path()).into_keys().filter(|path| !before.contains_key(path));
    assert!(added.into_iter().all(|path| path.starts_with("data/sources/lambda-perf/raw/")));
}

#[test]
fn a_lying_archive_is_read_until_it_breaks() {
    let (project, dir) = (small(), tempfile::tempdir().unwrap());
    let archive = dir.path().join("copy.tar.zst");
    let mut tar = tar::Builder::new(Vec::new());
    add(&mut tar, tar::EntryType::Regular, "data/2026-01-01.json", b"[1]");
    add(&mut tar, tar::EntryType::GNULongName, "long", &vec![b'x'; 4 << 20]);
    add(&mut tar, tar::EntryType::Regular, "data/2026-01-02.json", b"[2]");
    pack(tar, &archive);
    let said = check(project.path(), &["fetch", "--from", archive.to_str().unwrap()], 2).1;
    has(&said, "the archive breaks off: a header is too long");
    has(&said, "1 new, 0 changed, 0 unchanged, 1 failed");
}

#[cfg(unix)]
#[test]
fn symlinks_in_a_checkout_are_not_followed() {
    let (project, dir) = (small(), tempfile::tempdir().unwrap());
    let (secret, checkout) = (dir.path().join("secret.json"), dir.path().join("checkout"));
    fs::create_dir_all(checkout.join("data")).unwrap();
    fs::write(&secret, "[\"secret\"]").unwrap();
    fs::write(checkout.join("data/2026-01-01.json"), "[1]").unwrap();
    std::os::unix::fs::symlink(&secret, checkout.join("data/2026-01-02.json")).unwrap();
    std::os::unix::fs::symlink(dir.path(), checkout.join("data/more")).unwrap();
    check(project.path(), &["fetch", "--from", checkout.to_str().unwrap()], 0);
    assert_eq!(raw(project.path()), [("data/2026-01-01.json".to_owned(), b"[1]".to_vec())].into());
}

/// Redirects are followed from one address with https to another only, which needs a server that has it, and one that
/// is trusted: where other systems keep those is not ours to change.
#[cfg(target_os = "linux")]
#[test]
fn circular_and_insecure_redirects_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let openssl = |arguments: &str| {
        let mut command = Command::new("openssl");
        command
            .args(arguments.split(' '))
            .current_dir(dir.path())
            .stdin(Stdio::piped())
            .stderr(Stdio::null());
        command
    };
    let certificate = "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=test \
        -addext subjectAltName=IP:127.0.0.1 -addext basicConstraints=critical,CA:FALSE";
    if !require("openssl") {
        return;
    }
    assert!(openssl(certificate).status().unwrap().success());
    let mut server = openssl("s_server -accept 127.0.0.1:0 -HTTP -cert cert.pem -key key.pem");
    let mut server = server.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines().map_while(Result::ok);
    let address = lines.find_map(|line| line.strip_prefix("ACCEPT ").map(str::to_owned)).unwrap();
    // Somebody has to go on reading, or the server would block on a full pipe.
    std::thread::spawn(move || lines.for_each(drop));
    let list = dir.path().join(TREE.trim_start_matches('/'));
    fs::create_dir_all(list.parent().unwrap()).unwrap();
    let fetch = |location: &str| {
        let answer = format!("HTTP/1.0 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");
        fs::write(&list, answer).unwrap();
        let project = project();
        let url = format!("https://{address}");
        let mut command = command(project.path(), &["fetch", "--mirror", &url, "--timeout", "5"]);
        let output = command.env("SSL_CERT_FILE", dir.path().join("cert.pem")).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(raw(project.path()).is_empty());
        String::from_utf8(output.stderr).unwrap()
    };
    let said =
        [fetch(&format!("https://{address}{TREE}")), fetch("http://127.0.0.1:1/x"), fetch("file:///etc/x")];
    server.kill().unwrap();
    server.wait().unwrap();
    has(&said[0], "more than 5 redirects");
    has(&said[1], "redirects to http://127.0.0.1:1/x, which is not https");
    assert!(said[2].contains("not https") || said[2].contains("302"), "{}", said[2]);
}
