//! Equal inputs give equal bytes in any folder, at any time, with any threads, language and time zone.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant, SystemTime},
};

use support::{add_own_runs, command, files, project, raw_file, record, require_working};

/// An environment to build in.
struct Place {
    threads: &'static str,
    language: &'static str,
    zone: &'static str,
    /// Below a folder of another name and depth, from files written in another order, long ago.
    is_elsewhere: bool,
    /// Years from now, by a clock that runs a hundred times as fast.
    is_later: bool,
}

const HERE: Place = Place { threads: "1", language: "C", zone: "UTC", is_elsewhere: false, is_later: false };
const THERE: Place = Place {
    threads: "4",
    language: "de_DE.UTF-8",
    zone: "Pacific/Chatham",
    is_elsewhere: true,
    is_later: false,
};
const LATER: Place = Place { is_later: true, ..HERE };

/// The later clock: the last second of a February, just before a new day, month and leap day.
const LATER_AT: &str = "@2032-02-28 23:59:59 x100";

impl Place {
    /// Runs `command` there.
    fn run(&self, mut command: Command) {
        command.env("RAYON_NUM_THREADS", self.threads).env("POLARS_MAX_THREADS", self.threads);
        command.env("LC_ALL", self.language).env("LANG", self.language).env("TZ", self.zone);
        if self.is_later {
            command = later(&command);
        }
        let started = Instant::now();
        let output = command.output().unwrap();
        let (took, said) = (started.elapsed().as_secs_f64(), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{said}");
        // What a run says of its own time shows which clock it read.
        let shown = said.lines().rev().find_map(seconds).unwrap();
        assert_eq!(shown > 2.0 * took, self.is_later, "{shown} s of {took} s: {said}");
    }
}

/// The seconds that a line ends with.
fn seconds(line: &str) -> Option<f64> {
    let (before, _) = line.rsplit_once(" s")?;
    before.rsplit(' ').next()?.parse().ok()
}

/// The same command with the other clock.
fn later(command: &Command) -> Command {
    let mut later = Command::new("faketime");
    later.args(["-f", LATER_AT]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => later.env(name, value),
            None => later.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        later.current_dir(folder);
    }
    later
}

/// True if faketime can set the clock of a single command.
fn has_other_clock() -> bool {
    let found = Command::new("faketime").args(["-f", LATER_AT, "date", "+%Y"]).env("TZ", "UTC").output();
    require_working("faketime", found.is_ok_and(|output| output.stdout.starts_with(b"2032")))
}

/// Days of several functions, with gaps, names that nobody knows, and what is refused.
fn days(n: u32) -> Vec<(String, String)> {
    let functions = ["rust_on_provided_al2023", "nodejs24x", "go_on_provided_al2023", "zig_on_al2023"];
    let day = |day: u32| {
        let records = functions.iter().zip(0_u32..).filter(|(_, idx)| !(day + idx).is_multiple_of(5));
        let mut records: Vec<_> =
            records.map(|(function, idx)| record(function, 10 * (idx + 1) + day * 7 % 5)).collect();
        records.push("7".to_owned());
        (format!("2026-01-{day:02}"), records.join(","))
    };
    (1..=n).map(day).collect()
}

/// Makes every file of a project look as if it had been written long ago.
fn age(project: &Path) {
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_hours(24 * 365);
    for path in files(project).keys() {
        fs::File::options().append(true).open(project.join(path)).unwrap().set_modified(long_ago).unwrap();
    }
}

type Found = BTreeMap<String, Vec<u8>>;

/// Tables and site of a project.
fn tables_and_site(place: &Place) -> [Found; 2] {
    let above = project();
    let root = above.path().join(if place.is_elsewhere { "a/long way/down" } else { "x" });
    fs::create_dir_all(root.parent().unwrap()).unwrap();
    fs::create_dir(&root).unwrap();
    for part in ["content", "data", "templates"] {
        fs::rename(above.path().join(part), root.join(part)).unwrap();
    }
    let mut days = days(12);
    if place.is_elsewhere {
        days.reverse();
    }
    for (day, records) in days {
        raw_file(&root, &day, &records);
    }
    if place.is_elsewhere {
        age(&root);
    }
    place.run(command(&root, &["summarize"]));
    place.run(command(&root, &["build", "--release-assets", "--release", "1.0"]));
    let mut data = files(&root.join("data"));
    // A record of times of change, by which files that have not changed are not read again.
    data.retain(|path, _| !path.ends_with("/.digests.json"));
    [data, files(&root.join("site"))]
}

/// A report of three logs.
fn report(place: &Place) -> Found {
    let line = |n: u32| {
        let at = format!("2026-01-{:02}T{:02}:30:00Z", n % 20 + 1, n % 24);
        let (name, time) = (["shop", "cart", "mail"][n as usize % 3], f64::from(n * 7919 % 1009) / 8.0);
        let init = if n.is_multiple_of(9) { format!("\"init_ms\":{time},") } else { String::new() };
        format!(
            "{{\"at\":\"{at}\",\"function\":\"{name}\",\"version\":\"{}\",{init}\"duration_ms\":{time}}}\n",
            n % 2
        )
    };
    let folder = tempfile::tempdir().unwrap();
    let logs = folder.path().join("logs");
    fs::create_dir(&logs).unwrap();
    for part in if place.is_elsewhere { [2, 1, 0] } else { [0, 1, 2] } {
        let log: String = (part * 1000..(part + 1) * 1000).map(line).collect();
        fs::write(logs.join(format!("{part}.ndjson")), log).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_coldmark"));
    command.args(["report", "logs"]).current_dir(folder.path());
    place.run(command);
    files(&folder.path().join("coldmark-report"))
}

fn same(one: &Found, other: &Found) {
    assert!(one.keys().eq(other.keys()), "the same files");
    let differs: Vec<_> = one.keys().filter(|path| one[*path] != other[*path]).collect();
    assert!(differs.is_empty(), "{differs:?}");
    assert!(one.len() > 10);
}

#[test]
fn tables_and_site_are_reproducible() {
    let here = tables_and_site(&HERE);
    let there = tables_and_site(&THERE);
    here.iter().zip(&there).for_each(|(one, other)| same(one, other));
    if has_other_clock() {
        let later = tables_and_site(&LATER);
        here.iter().zip(&later).for_each(|(one, other)| same(one, other));
    }
}

#[test]
fn campaign_tables_do_not_depend_on_threads() {
    let made = [HERE, THERE].map(|place| {
        let project = project();
        add_own_runs(project.path());
        place.run(command(project.path(), &["summarize", "--plain"]));
        files(&project.path().join("data/summaries"))
    });
    same(&made[0], &made[1]);
}

#[test]
fn a_report_is_reproducible() {
    let here = report(&HERE);
    same(&here, &report(&THERE));
    if has_other_clock() {
        same(&here, &report(&LATER));
    }
}
