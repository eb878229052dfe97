//! Kills, full disks and concurrent runs leave whole files, old or new.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{
    collections::BTreeMap,
    fs,
    os::unix::process::ExitStatusExt,
    path::Path,
    process::{Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use support::{
    check, command, files, project, raw_file, record, require_working, small_project, upstream::Upstream,
};

type Found = BTreeMap<String, Vec<u8>>;

/// Kills of each command. CI sets `KILLS` higher than this default, which keeps local runs short.
const KILLS: usize = 20;

/// The files in `folder` that are there to be seen.
fn shown(folder: &Path) -> Found {
    let mut found = files(folder);
    found.retain(|path, _| !path.split('/').any(|part| part.starts_with('.')));
    found
}

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n.max(1)
    }
}

/// Kills what `start` starts at any moment, from its first to its last, and looks each time at the files in `folder`:
/// each must be that of one of the `states`. Left alone, what was started comes to the state that it was asked for.
fn kill_again_and_again(
    name: &str,
    folder: &Path,
    states: &[Found; 2],
    mut start: impl FnMut(usize) -> Command,
) {
    let mut chance = Chance(7);
    let n_kills = std::env::var("KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    // The time of the last complete run, measured again and again because machines are busy at times.
    let (mut whole, mut n_killed, mut n_mixed) = (Duration::ZERO, 0, 0);
    for turn in 0.. {
        let wanted = turn % 2;
        let mut command = start(wanted);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let started = Instant::now();
        let mut running = command.spawn().unwrap();
        if turn > 1 {
            // Half of the time in the second half, where files are written; a few come too late, and tell anew how long
            // a run takes.
            let share = if chance.below(2) == 0 { chance.below(1100) } else { 500 + chance.below(600) };
            let until = started + whole * u32::try_from(share).unwrap() / 1000;
            while Instant::now() < until && running.try_wait().unwrap().is_none() {
                thread::sleep(Duration::from_micros(300));
            }
            running.kill().unwrap();
        }
        let ended = running.wait().unwrap();
        let found = shown(folder);
        for (path, bytes) in &found {
            let is_whole = states.iter().any(|state| state.get(path) == Some(bytes));
            assert!(is_whole, "{name}: {path} is neither the old nor the new one, {} bytes", bytes.len());
        }
        if ended.signal() == Some(9) {
            n_killed += 1;
            n_mixed += usize::from(!states.contains(&found) && !found.is_empty());
        } else {
            assert!(ended.success(), "{name}: {ended}");
            whole = started.elapsed();
            assert!(found == states[wanted], "{name} comes to what it should be");
        }
        if n_killed == n_kills {
            break;
        }
        assert!(turn < 10 * n_kills, "{name} is hardly ever killed");
    }
    for wanted in [0, 1] {
        assert!(start(wanted).output().unwrap().status.success(), "{name}: the next run ends well");
        assert!(shown(folder) == states[wanted], "{name}: the next run mends all");
    }
    eprintln!("{name}: killed {n_killed} times, {n_mixed} of them between two files");
}

#[test]
fn a_killed_fetch_leaves_whole_files() {
    let project = project();
    let day =
        |day: usize, text: &str| (format!("data/2026-01-{day:02}.json"), text.repeat(20_000).into_bytes());
    let states = ["[1]", "[2]"].map(|text| (1..=9).map(|n| day(n, text)).collect::<Found>());
    let upstreams = states.each_ref().map(Upstream::with);
    let folder = project.path().join("data/sources/lambda-perf/raw");
    kill_again_and_again("fetch", &folder, &states, |wanted| {
        command(project.path(), &["fetch", "--mirror", &upstreams[wanted].url])
    });
    let left: Vec<_> = files(&folder.join(".incoming")).into_keys().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_killed_summarize_leaves_whole_tables() {
    let project = small_project();
    let tables = project.path().join("data/summaries");
    let day =
        |wanted: usize| raw_file(project.path(), "2026-02-02", &record("nodejs24x", 40 + 7 * wanted as u32));
    let states = [0, 1].map(|wanted| {
        day(wanted);
        check(project.path(), &["summarize", "--plain"], 0);
        shown(&tables)
    });
    kill_again_and_again("summarize", &tables, &states, |wanted| {
        day(wanted);
        command(project.path(), &["summarize", "--plain"])
    });
    assert!(files(&tables) == states[1], "nothing hidden is left");
}

/// A project whose site is built of few files, and what changes half of them.
fn two_sites() -> (tempfile::TempDir, [Found; 2]) {
    let project = small_project();
    check(project.path(), &["summarize", "--plain"], 0);
    let states = [0, 1].map(|wanted| {
        retitle(project.path(), wanted);
        check(project.path(), &["build"], 0);
        shown(&project.path().join("site"))
    });
    assert!(states[0] != states[1]);
    (project, states)
}

fn retitle(project: &Path, wanted: usize) {
    let config = project.join("content/site.toml");
    let text = fs::read_to_string(&config).unwrap();
    let lines = text.lines().map(|line| match line.split_once(" = ") {
        Some(("title", _)) => format!("title = \"Site {wanted}\""),
        _ => line.to_owned(),
    });
    fs::write(&config, lines.collect::<Vec<_>>().join("\n")).unwrap();
}

#[test]
fn a_killed_build_leaves_whole_pages() {
    let (project, states) = two_sites();
    let site = project.path().join("site");
    kill_again_and_again("build", &site, &states, |wanted| {
        retitle(project.path(), wanted);
        command(project.path(), &["build"])
    });
    assert!(files(&site) == states[1], "nothing hidden is left");
}

#[test]
fn a_killed_freeze_leaves_whole_versions() {
    let project = small_project();
    check(project.path(), &["summarize", "--plain"], 0);
    check(project.path(), &["build", "--release", "1.0"], 0);
    let releases = project.path().join("data/releases");
    let states = [Found::new(), shown(&releases)];
    kill_again_and_again("freeze", &releases, &states, |wanted| {
        if wanted == 0 {
            let _ = fs::remove_file(releases.join("1.0.zip"));
            command(project.path(), &["build"])
        } else {
            command(project.path(), &["build", "--release", "1.0"])
        }
    });
    assert!(files(&releases) == states[1], "nothing hidden is left");
}

#[test]
fn a_killed_report_leaves_whole_pages() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("report");
    let logs = ["a", "b"].map(|name| {
        let line = |n: u32| {
            let time = f64::from(n % 17) + 1.5;
            format!("{{\"function\":\"{name}-{}\",\"init_ms\":{time},\"duration_ms\":{time}}}\n", n % 9)
        };
        let log = dir.path().join(format!("{name}.ndjson"));
        fs::write(&log, (0..900).map(line).collect::<String>()).unwrap();
        log
    });
    let report = |wanted: usize| {
        let (log, out) = (logs[wanted].to_str().unwrap(), out.to_str().unwrap());
        command(dir.path(), &["report", log, "--out", out])
    };
    let states = [0, 1].map(|wanted| {
        assert!(report(wanted).output().unwrap().status.success());
        shown(&out)
    });
    kill_again_and_again("report", &out, &states, report);
    let hidden: Vec<_> = files(&out).into_keys().filter(|path| path.starts_with('.')).collect();
    assert_eq!(hidden, [".coldmark-report"]);
}

#[test]
fn a_killed_import_leaves_whole_files() {
    let project = small_project();
    let folder = project.path().join("data/sources/shop");
    fs::create_dir(&folder).unwrap();
    let logs = ["a", "b"].map(|name| {
        let line = |n: u32| format!("{{\"function\":\"{name}\",\"duration_ms\":{}}}\n", n % 1009 + 1);
        let log = project.path().join(format!("{name}.ndjson"));
        fs::write(&log, (0..5_000).map(line).collect::<String>()).unwrap();
        log
    });
    // Each log becomes a file of its own, so the other one is removed first.
    let import = |wanted: usize| {
        for path in shown(&folder).into_keys().filter(|path| path.ends_with(".gz")) {
            fs::remove_file(folder.join(path)).unwrap();
        }
        command(project.path(), &["import", "--into", "shop", logs[wanted].to_str().unwrap()])
    };
    let states = [0, 1].map(|wanted| {
        assert!(import(wanted).output().unwrap().status.success());
        shown(&folder)
    });
    assert!(states[0].len() == 2 && states[0] != states[1]);
    kill_again_and_again("import", &folder, &states, import);
    let hidden: Vec<_> = files(&folder).into_keys().filter(|path| path.contains("/.incoming/")).collect();
    assert!(hidden.is_empty(), "{hidden:?}");
}

#[test]
fn a_failed_write_keeps_old_site_and_tables() {
    let (project, states) = two_sites();
    let (site, tables) = (project.path().join("site"), project.path().join("data/summaries"));
    let old_tables = files(&tables);
    raw_file(project.path(), "2026-02-02", &record("nodejs24x", 41));
    retitle(project.path(), 0);
    // A limit on what a file may hold is there without privileges, and fails a write as a full disk does.
    let limited = |arguments: &str| {
        let coldmark = env!("CARGO_BIN_EXE_coldmark");
        let script = format!("trap '' XFSZ; ulimit -f 1; exec '{coldmark}' --project . {arguments}");
        Command::new("sh").args(["-c", &script]).current_dir(project.path()).output().unwrap()
    };
    for (arguments, folder) in [("build", "site"), ("summarize --plain", "data/summaries")] {
        let said = failed(&limited(arguments));
        assert!(said.contains("Failed to write '") && said.contains(folder), "{said}");
        assert!(said.contains("File too large"), "{said}");
    }
    assert!(files(&site) == states[1], "the site stands, with nothing hidden beside it");
    assert!(files(&tables) == old_tables, "the tables stand");
    check(project.path(), &["build"], 0);
    assert!(files(&site) == states[0]);
}

/// Checks that a run failed; returns its stderr.
#[track_caller]
fn failed(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    said
}

/// Runs `script` with a disk of its own at `$1`, which goes with it; none where this machine does not let us.
fn with_disk(options: &str, script: &str, project: &Path) -> Option<Output> {
    let script = format!("mount -t tmpfs -o {options} tmpfs \"$1\" || exit 99; {script}");
    let disk = project.join("disk");
    fs::create_dir_all(&disk).unwrap();
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", &script, env!("CARGO_BIN_EXE_coldmark")]);
    let found = command.arg(&disk).current_dir(project).output();
    let is_there =
        |output: &Output| output.status.code() != Some(99) && !output.stderr.starts_with(b"unshare:");
    let works = found.as_ref().is_ok_and(is_there);
    require_working("unshare with a mount", works).then(|| found.unwrap())
}

#[test]
fn a_full_or_read_only_disk_keeps_its_files() {
    let (project, states) = two_sites();
    let seen = project.path().join("seen");
    // The disk holds the old site and little more.
    let bytes: usize = states[1].values().map(|bytes| bytes.len().next_multiple_of(4096)).sum();
    let room = bytes + 4096 * states[1].len() / 2 + (1 << 18);
    let before = "cp -a site/. \"$1\"";
    let after = "code=$?; ls -A \"$1\" >&2; cp -a \"$1\" seen; exit $code";
    retitle(project.path(), 0);
    let full = format!("{before}; \"$0\" --project . build --out \"$1\"; {after}");
    if let Some(output) = with_disk(&format!("size={room}"), &full, project.path()) {
        let said = failed(&output);
        assert!(said.contains("No space left on device"), "{said}");
        assert!(files(&seen) == states[1], "the old site stands, with nothing hidden beside it");
        fs::remove_dir_all(&seen).unwrap();
    }
    let closed =
        format!("{before}; mount -o remount,ro \"$1\"; \"$0\" --project . build --out \"$1\"; {after}");
    if let Some(output) = with_disk("size=100m", &closed, project.path()) {
        let said = failed(&output);
        assert!(said.contains("Failed to open '") && said.contains("Read-only file system"), "{said}");
        assert!(files(&seen) == states[1]);
        fs::remove_dir_all(&seen).unwrap();
    }
}

#[test]
fn concurrent_builds_finish_or_name_the_lock() {
    let (project, states) = two_sites();
    for (turn, state) in states.iter().enumerate() {
        retitle(project.path(), turn);
        let start = |_| {
            let mut command = command(project.path(), &["build"]);
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let running: Vec<_> = (0..4).map(start).collect();
        let mut n_done = 0;
        for process in running {
            let output = process.wait_with_output().unwrap();
            if output.status.success() {
                n_done += 1;
            } else {
                let said = failed(&output);
                assert!(said.contains("Another run is writing to '"), "{said}");
                assert!(said.contains("try again when it is done"), "{said}");
            }
        }
        assert!(n_done > 0);
        assert!(files(&project.path().join("site")) == *state, "the site is whole");
    }
}

#[test]
fn a_locked_folder_is_left_alone() {
    let (project, states) = two_sites();
    let before = files(&project.path().join("data"));
    raw_file(project.path(), "2026-02-02", &record("nodejs24x", 41));
    retitle(project.path(), 0);
    let log = project.path().join("log.ndjson");
    fs::write(&log, "{\"function\":\"a\",\"duration_ms\":1}\n").unwrap();
    let report = project.path().join("report");
    let upstream = Upstream::with(&Found::from([("data/2026-03-01.json".to_owned(), b"[]".to_vec())]));
    let cases: [(&str, &[&str]); 4] = [
        ("site", &["build"]),
        ("data/summaries", &["summarize", "--plain"]),
        ("report", &["report", log.to_str().unwrap(), "--out", report.to_str().unwrap()]),
        ("data/sources/lambda-perf/raw", &["fetch", "--mirror", &upstream.url]),
    ];
    check(project.path(), cases[2].1, 0);
    for (folder, arguments) in cases {
        let folder = project.path().join(folder);
        let lock = fs::File::create(folder.join(".lock")).unwrap();
        lock.lock().unwrap();
        let (seen, said) = (shown(&folder), check(project.path(), arguments, 2).1);
        assert!(said.contains("Another run is writing to '"), "{said}");
        assert!(said.contains("try again when it is done"), "{said}");
        assert!(shown(&folder) == seen, "{arguments:?} changes nothing");
        drop(lock);
        check(project.path(), arguments, 0);
    }
    assert!(shown(&project.path().join("site")) == states[0]);
    assert!(files(&project.path().join("data")) != before, "and goes on when it is free");
}
