//! The same inputs give the same bytes: in another folder, at another time, with other threads, language and time zone.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{
    fs,
    path::Path,
    process::Command,
    time::{Duration, SystemTime},
};

use support::{add_own_runs, command, files, project, raw_file, record};

/// How many threads, which language, which time zone.
const PLACES: [(&str, &str, &str); 2] = [("1", "C", "UTC"), ("4", "de_DE.UTF-8", "Pacific/Chatham")];

fn there(mut command: Command, (threads, language, zone): (&str, &str, &str)) {
    command.env("RAYON_NUM_THREADS", threads).env("LC_ALL", language).env("LANG", language).env("TZ", zone);
    command.env("POLARS_MAX_THREADS", threads);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
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

#[test]
fn tables_and_site_are_the_same_wherever_and_whenever_they_are_made() {
    let made = PLACES.map(|place| {
        let above = project();
        // Below a folder of another name and depth, and its files written in another order.
        let is_second = place == PLACES[1];
        let root = above.path().join(if is_second { "a/long way/down" } else { "x" });
        fs::create_dir_all(root.parent().unwrap()).unwrap();
        fs::create_dir(&root).unwrap();
        for part in ["content", "data", "templates"] {
            fs::rename(above.path().join(part), root.join(part)).unwrap();
        }
        let mut days = days(12);
        if is_second {
            days.reverse();
        }
        for (day, records) in days {
            raw_file(&root, &day, &records);
        }
        if is_second {
            age(&root);
        }
        there(command(&root, &["summarize"]), place);
        there(command(&root, &["build"]), place);
        (files(&root.join("data/summaries")), files(&root.join("site")))
    });
    let [first, second] = &made;
    for (one, other) in [(&first.0, &second.0), (&first.1, &second.1)] {
        assert!(one.keys().eq(other.keys()), "the same files");
        let differs: Vec<_> = one.keys().filter(|path| one[*path] != other[*path]).collect();
        assert!(differs.is_empty(), "{differs:?}");
        assert!(one.len() > 20);
    }
}

#[test]
fn our_own_runs_come_to_the_same_tables_whatever_the_threads() {
    let made = PLACES.map(|place| {
        let project = project();
        add_own_runs(project.path());
        there(command(project.path(), &["summarize", "--plain"]), place);
        files(&project.path().join("data/summaries"))
    });
    assert!(made[0] == made[1]);
}

#[test]
fn a_report_is_the_same_wherever_and_whenever_it_is_made() {
    let line = |n: u32| {
        let at = format!("2026-01-{:02}T{:02}:30:00Z", n % 20 + 1, n % 24);
        let (name, time) = (["shop", "cart", "mail"][n as usize % 3], f64::from(n * 7919 % 1009) / 8.0);
        let init = if n.is_multiple_of(9) { format!("\"init_ms\":{time},") } else { String::new() };
        format!(
            "{{\"at\":\"{at}\",\"function\":\"{name}\",\"version\":\"{}\",{init}\"duration_ms\":{time}}}\n",
            n % 2
        )
    };
    let made = PLACES.map(|place| {
        let folder = tempfile::tempdir().unwrap();
        let logs = folder.path().join("logs");
        fs::create_dir(&logs).unwrap();
        for part in if place == PLACES[0] { [0, 1, 2] } else { [2, 1, 0] } {
            let log: String = (part * 1000..(part + 1) * 1000).map(line).collect();
            fs::write(logs.join(format!("{part}.ndjson")), log).unwrap();
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_coldmark"));
        command.args(["report", "logs"]).current_dir(folder.path());
        there(command, place);
        files(&folder.path().join("coldmark-report"))
    });
    assert!(made[0].len() > 10);
    assert!(made[0] == made[1]);
}
