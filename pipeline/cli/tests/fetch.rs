//! `coldmark fetch` against a loopback server with every kind of fault.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use support::{
    check, command, files, project,
    upstream::{Fault, TREE, Upstream, raw},
};

/// Some days, by path.
fn days(n: usize) -> BTreeMap<String, Vec<u8>> {
    (1..=n).map(|day| (format!("data/2026-01-{day:02}.json"), body(day))).collect()
}

fn body(day: usize) -> Vec<u8> {
    format!("[{day}]").repeat(500).into_bytes()
}

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

/// Fetches from `upstream` and gives back what was said.
#[track_caller]
fn fetch(project: &Path, upstream: &Upstream, code: i32) -> String {
    check(project, &["fetch", "--mirror", &upstream.url, "--timeout", "1"], code).1
}

#[track_caller]
fn has(said: &str, part: &str) {
    assert!(said.contains(part), "no '{part}' in:\n{said}");
}

#[test]
fn a_second_fetch_makes_one_request() {
    let (project, upstream) = (project(), Upstream::with(&days(5)));
    let said = fetch(project.path(), &upstream, 0);
    has(&said, "lambda-perf: 5 new, 0 changed, 0 unchanged, 0 failed; 0.0 MB in");
    assert_eq!(raw(project.path()), days(5));
    assert_eq!(upstream.requests().len(), 6);
    has(&fetch(project.path(), &upstream, 0), "0 new, 0 changed, 5 unchanged, 0 failed");
    let paths: Vec<_> = upstream.requests().into_iter().map(|request| request.path).collect();
    assert_eq!(paths, [TREE]);
}

#[test]
fn changed_files_are_replaced_and_removed_ones_kept() {
    let (project, upstream) = (project(), Upstream::with(&days(4)));
    fetch(project.path(), &upstream, 0);
    let mut published = days(5);
    published.remove("data/2026-01-01.json");
    published.insert("data/2026-01-02.json".to_owned(), b"[\"corrected\"]".to_vec());
    upstream.publish(&published);
    let said = fetch(project.path(), &upstream, 0);
    has(&said, "1 new, 1 changed, 2 unchanged, 0 failed");
    has(&said, "warning: data/2026-01-01.json is no longer upstream but stays here");
    published.insert("data/2026-01-01.json".to_owned(), body(1));
    assert_eq!(raw(project.path()), published);
}

#[test]
fn a_damaged_local_file_is_fetched_again() {
    let (project, upstream) = (project(), Upstream::with(&days(2)));
    fetch(project.path(), &upstream, 0);
    fs::write(project.path().join("data/sources/lambda-perf/raw/data/2026-01-01.json"), "[1").unwrap();
    has(&fetch(project.path(), &upstream, 0), "0 new, 1 changed, 1 unchanged");
    assert_eq!(raw(project.path()), days(2));
}

#[test]
fn transient_faults_are_retried() {
    let retry_after = || Fault::Status(429, "Retry-After: 1\r\n".to_owned());
    let cases = [
        ("server error", vec![Fault::Status(500, String::new()), Fault::Status(503, String::new())]),
        ("too many requests", vec![retry_after()]),
        ("reset", vec![Fault::Reset, Fault::Reset]),
        ("truncated body", vec![Fault::Truncated]),
        ("wrong body", vec![Fault::Wrong]),
        ("stalled body", vec![Fault::Stalled]),
        ("late answer", vec![Fault::Late(seconds(20))]),
    ];
    let (project, upstream) = (project(), Upstream::with(&days(cases.len() + 1)));
    for (day, (_, faults)) in cases.iter().enumerate() {
        upstream.fail(&format!("data/2026-01-{:02}.json", day + 1), faults);
    }
    upstream.fail(TREE, &[Fault::Status(502, String::new()), Fault::Truncated]);
    has(&fetch(project.path(), &upstream, 0), "8 new, 0 changed, 0 unchanged, 0 failed");
    assert_eq!(raw(project.path()), days(8));
    let requests = upstream.requests();
    for (day, (name, faults)) in cases.iter().enumerate() {
        let file = format!("2026-01-{:02}.json", day + 1);
        let n_tries = requests.iter().filter(|request| request.path.ends_with(&file)).count();
        assert_eq!(n_tries, faults.len() + 1, "{name}");
    }
}

#[test]
fn permanent_faults_are_named_and_the_rest_kept() {
    let mut published = days(6);
    let oversize = "data/2026-01-06.json";
    published.insert(oversize.to_owned(), vec![b' '; 20_000]);
    let (project, upstream) = (project(), Upstream::with(&published));
    let source = project.path().join("data/sources/lambda-perf/source.toml");
    let text = fs::read_to_string(&source).unwrap();
    fs::write(&source, text.replace("max_file_bytes = 10_000_000", "max_file_bytes = 10_000")).unwrap();
    let file = |day: usize| format!("data/2026-01-{day:02}.json");
    upstream.fail_always(&file(1), Fault::Status(404, String::new()));
    upstream.fail_always(&file(2), Fault::Wrong);
    upstream.fail_always(&file(3), Fault::Status(302, format!("Location: {}/elsewhere\r\n", upstream.url)));
    upstream.fail_always(&file(4), Fault::Status(429, "Retry-After: 7200\r\n".to_owned()));
    let said = fetch(project.path(), &upstream, 2);
    has(&said, "failed: data/2026-01-01.json: http://127.0.0.1:");
    has(&said, "responded with 404");
    has(&said, "failed: data/2026-01-02.json: ");
    has(&said, "instead of the listed");
    has(&said, "failed: data/2026-01-03.json: ");
    has(&said, "which is not https");
    has(&said, "failed: data/2026-01-04.json: ");
    has(&said, "failed: data/2026-01-06.json: ");
    has(&said, "has more than 10000 bytes");
    has(&said, "1 new, 0 changed, 0 unchanged, 5 failed");
    assert_eq!(raw(project.path()).into_keys().collect::<Vec<_>>(), [file(5)]);

    upstream.heal();
    upstream.requests();
    has(&fetch(project.path(), &upstream, 2), "4 new, 0 changed, 1 unchanged, 1 failed");
    assert_eq!(upstream.requests().len(), 6, "what is here is not asked for again");
}

#[test]
fn a_host_that_stays_down_is_abandoned() {
    let (project, upstream) = (project(), Upstream::with(&days(31)));
    for day in days(31).keys() {
        upstream.fail_always(day, Fault::Status(503, String::new()));
    }
    let said = fetch(project.path(), &upstream, 2);
    has(&said, "responded with 503");
    has(&said, "not tried after too many failures in a row");
    has(&said, "0 new, 0 changed, 0 unchanged, 31 failed");
}

#[test]
fn without_a_network_fetch_says_what_still_works() {
    let project = project();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (stdout, said) =
        check(project.path(), &["fetch", "--mirror", &format!("http://{closed}"), "--json"], 2);
    has(&said, &format!("lambda-perf: Failed to reach http://{closed}/repos/maxday/lambda-perf"));
    has(&said, "`coldmark build` still works with local files");
    assert_eq!(stdout, "[]\n");
}

#[test]
fn an_unusable_file_list_changes_nothing() {
    let (project, upstream) = (project(), Upstream::with(&days(1)));
    fetch(project.path(), &upstream, 0);
    let unsafe_path = br#"{"tree": [{"type": "blob", "path": "data/../../x.json", "sha": "1"}]}"#;
    let lists: [(&[u8], &str); 3] = [
        (b"<html>", "Failed to parse"),
        (b"{\"tree\": []}", "has it moved?"),
        (unsafe_path, "not a safe path"),
    ];
    for (list, reason) in lists {
        upstream.list_as(list);
        has(&fetch(project.path(), &upstream, 2), reason);
        assert_eq!(raw(project.path()), days(1));
    }
    upstream.fail_always(TREE, Fault::Status(403, "x-ratelimit-remaining: 0\r\n".to_owned()));
    has(&fetch(project.path(), &upstream, 2), "set GITHUB_TOKEN");
}

#[test]
fn the_token_goes_to_the_api_only() {
    let (api, bodies) = (Upstream::with(&days(1)), Upstream::with(&days(1)));
    let project = project();
    let source = project.path().join("data/sources/lambda-perf/source.toml");
    let text = fs::read_to_string(&source).unwrap();
    let text = text.replace("https://api.github.com", &api.url);
    fs::write(&source, text.replace("https://raw.githubusercontent.com", &bodies.url)).unwrap();
    let output = command(project.path(), &["fetch"]).env("GITHUB_TOKEN", "s3cret").output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(api.requests()[0].headers.contains("authorization: bearer s3cret"));
    let asked = bodies.requests();
    assert_eq!(asked.len(), 1);
    assert!(!asked[0].headers.contains("s3cret"), "{asked:?}");

    let mirror = Upstream::with(&days(2));
    let arguments = ["fetch", "--mirror", &mirror.url];
    let output = command(project.path(), &arguments).env("GITHUB_TOKEN", "s3cret").output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(mirror.requests().iter().all(|request| !request.headers.contains("s3cret")));
}

#[test]
fn a_proxy_is_honoured() {
    let (project, proxy) = (project(), Upstream::with(&days(1)));
    let arguments = ["fetch", "--mirror", "http://upstream.invalid"];
    let output = command(project.path(), &arguments).env("http_proxy", &proxy.url).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "the stand-in knows no absolute addresses");
    assert!(proxy.requests()[0].path.starts_with("http://upstream.invalid/repos/maxday/lambda-perf"));
}

/// Starts a fetch of which one file does not come, and waits until the others are here.
fn start_and_wait(project: &Path, upstream: &Upstream) -> Child {
    upstream.fail_always("data/2026-01-03.json", Fault::Stalled);
    let mut fetching = command(project, &["fetch", "--mirror", &upstream.url])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let arrived = project.join("data/sources/lambda-perf/raw/data");
    for _ in 0..600 {
        if fs::read_dir(&arrived).map_or(0, Iterator::count) == 4 {
            return fetching;
        }
        thread::sleep(Duration::from_millis(50));
    }
    fetching.kill().unwrap();
    panic!("the files do not come: {:?}", fetching.wait_with_output());
}

#[test]
fn ctrl_c_leaves_whole_files_and_fetch_resumes() {
    let (project, upstream) = (project(), Upstream::with(&days(5)));
    let fetching = start_and_wait(project.path(), &upstream);
    assert!(Command::new("kill").args(["-INT", &fetching.id().to_string()]).status().unwrap().success());
    let output = fetching.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    has(&String::from_utf8(output.stderr).unwrap(), "interrupted; run it again to resume");
    goes_on(project.path(), &upstream);
}

#[test]
fn a_crash_leaves_whole_files_and_fetch_resumes() {
    let (project, upstream) = (project(), Upstream::with(&days(5)));
    let mut fetching = start_and_wait(project.path(), &upstream);
    fetching.kill().unwrap();
    fetching.wait().unwrap();
    // What a write that was cut off leaves behind.
    let incoming = project.path().join("data/sources/lambda-perf/raw/.incoming/.tmpAbCdEf");
    fs::write(&incoming, "[3").unwrap();
    goes_on(project.path(), &upstream);
    assert!(!incoming.exists());
}

fn goes_on(project: &Path, upstream: &Upstream) {
    let mut expected = days(5);
    expected.remove("data/2026-01-03.json");
    assert_eq!(raw(project), expected);
    upstream.heal();
    has(&fetch(project, upstream, 0), "1 new, 0 changed, 4 unchanged, 0 failed");
    assert_eq!(raw(project), days(5));
}

#[test]
fn concurrent_fetches_do_not_collide() {
    let (project, upstream) = (project(), Upstream::with(&days(5)));
    let mut fetching = start_and_wait(project.path(), &upstream);
    has(&fetch(project.path(), &upstream, 2), "Another run is writing to");
    fetching.kill().unwrap();
    fetching.wait().unwrap();
}

#[test]
fn a_checkout_or_its_archive_replaces_the_network() {
    let copy = tempfile::tempdir().unwrap();
    let checkout = copy.path().join("checkout");
    let mut tar = tar::Builder::new(Vec::new());
    let further = BTreeMap::from([("readme.md".to_owned(), b"words".to_vec())]);
    for (path, body) in days(3).iter().chain(&further) {
        fs::create_dir_all(checkout.join(path).parent().unwrap()).unwrap();
        fs::write(checkout.join(path), body).unwrap();
        let mut header = tar::Header::new_gnu();
        header.set_size(body.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, path, body.as_slice()).unwrap();
    }
    let level = ruzstd::encoding::CompressionLevel::Fastest;
    let packed = ruzstd::encoding::compress_to_vec(tar.into_inner().unwrap().as_slice(), level);
    let archive = copy.path().join("copy.tar.zst");
    fs::write(&archive, &packed).unwrap();
    for from in [&checkout, &archive] {
        let project = project();
        let arguments = ["fetch", "lambda-perf", "--from", from.to_str().unwrap()];
        has(&check(project.path(), &arguments, 0).1, "3 new, 0 changed, 0 unchanged, 0 failed");
        assert_eq!(raw(project.path()), days(3));
        has(&check(project.path(), &arguments, 0).1, "0 new, 0 changed, 3 unchanged, 0 failed");
    }
    fs::write(&archive, &packed[..packed.len() - 20]).unwrap();
    let broken = project();
    let (stdout, said) = check(broken.path(), &["fetch", "--from", archive.to_str().unwrap(), "--json"], 2);
    has(&said, "breaks off");
    let told: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(told[0]["source"], "lambda-perf");
    assert!(!told[0]["failed"].as_array().unwrap().is_empty());
    for (path, body) in raw(broken.path()) {
        assert_eq!(Some(&body), days(3).get(&path), "{path} is whole");
    }
}

#[test]
fn a_failed_fetch_says_what_to_do() {
    let project = project();
    let nowhere = project.path().join("nowhere.tar.zst");
    let cases: [(&[&str], &str); 5] = [
        (&["fetch", "no-such"], "No source 'no-such' to fetch; data/sources/ has lambda-perf"),
        (&["fetch", "--from", nowhere.to_str().unwrap()], "Failed to read"),
        (&["fetch", "--from", project.path().to_str().unwrap()], "has no file like data/**/*.json"),
        (&["fetch", "--mirror", "no url"], "is not a URL"),
        (&["fetch", "--mirror", "http://127.0.0.1:1", "--timeout", "0"], "--timeout"),
    ];
    for (arguments, reason) in cases {
        has(&check(project.path(), arguments, 2).1, reason);
    }
    assert!(files(&project.path().join("data")).keys().all(|path| !path.ends_with(".json")));
}
