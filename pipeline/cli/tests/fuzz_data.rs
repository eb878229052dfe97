//! Fuzzes raw files, logs and registries: broken input is named, the rest is shown as text.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{fmt::Write as _, fs, io::Read as _, path::Path, process::Command};

use html5gum::{Token, Tokenizer};
use serde_json::json;
use support::{check, files, project, raw_file, record, small_project};

/// Names that act if they are not treated as text.
const HOSTILE: [&str; 9] = [
    "<script>window.hacked=1</script>",
    "\"><img src=x onerror=window.hacked=1>",
    "'onmouseover='window.hacked=1",
    "</title></svg><script>window.hacked=1</script>",
    "{{ 7 * 7 }}{% include \"base.html\" %}",
    "=HYPERLINK(\"https://evil.example/\")",
    "../../../../out",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\u{1b}]0;hacked\u{7}\u{1b}[2J",
];

/// Fails if a page would run anything except scripts of the site.
fn runs_nothing(path: &str, text: &str) {
    for Ok(token) in Tokenizer::new(text) {
        let Token::StartTag(tag) = token else { continue };
        let has = |name: &[u8]| tag.attributes.contains_key(name);
        let is_data = tag.attributes.get(&b"type"[..]).is_some_and(|kind| {
            [&b"application/json"[..], b"application/ld+json"].contains(&kind.value.as_slice())
        });
        assert!(*tag.name != b"script" || has(b"src") || is_data, "{path} has a script");
        for (name, value) in &tag.attributes {
            let value = String::from_utf8_lossy(&value.value).to_lowercase();
            assert!(!name.starts_with(b"on"), "{path} has {}", String::from_utf8_lossy(name));
            let leads = matches!(name.as_slice(), b"href" | b"src");
            assert!(!leads || !value.starts_with("javascript:") && value != "x", "{path} leads to {value}");
        }
    }
    assert!(!text.contains("49{%"), "{path}: a name is no template");
}

/// Fails where a page runs something, or a path leads elsewhere.
fn harmless(site: &Path) {
    let mut n_pages = 0;
    for (path, bytes) in files(site) {
        assert!(!path.contains(".."), "{path}");
        let Ok(text) = String::from_utf8(bytes) else { continue };
        if path.ends_with(".html") || path.ends_with(".svg") {
            n_pages += 1;
            runs_nothing(&path, &text);
        }
    }
    assert!(n_pages > 2);
}

/// Fails where a spreadsheet would take a cell of a table for a formula.
fn no_formulas(site: &Path) {
    let (mut n_cells, mut n_spelled) = (0, 0);
    for (path, bytes) in files(site) {
        if !path.ends_with(".csv") {
            continue;
        }
        for record in csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[..]).records() {
            for cell in &record.unwrap() {
                let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                assert!(!is_formula || cell.parse::<f64>().is_ok(), "{path}: {cell}");
                n_spelled += usize::from(cell.starts_with("'="));
                n_cells += 1;
            }
        }
    }
    assert!(n_cells > 100 && n_spelled > 0, "{n_spelled} of {n_cells} cells would be formulas");
}

/// Logs in three formats whose functions and versions have hostile names.
fn logs(folder: &Path) {
    let mut own = String::new();
    for (name, n) in HOSTILE.iter().zip(1_u32..) {
        for turn in 0..12 * n {
            let at = format!("2026-01-{:02}T10:00:00Z", turn % 9 + 1);
            let version = HOSTILE[(turn % 2) as usize];
            let line = json!({"at": at, "function": name, "version": version, "init_ms": 5 + turn, "duration_ms": 9});
            writeln!(own, "{line}").unwrap();
        }
    }
    own += "{\"function\": \"<script>window.hacked=1</script>\", \"<script>window.hacked=1</script>\": 1}\n";
    fs::write(folder.join("<script>window.hacked=1<-script>.ndjson"), own).unwrap();
    let report = "REPORT RequestId: a\tDuration: 8.40 ms\tBilled Duration: 9 ms\tMemory Size: 128 MB\tMax Memory Used: 66 MB\t\n";
    let line = HOSTILE.join("\n");
    let broken =
        "REPORT RequestId: <script>window.hacked=1</script>\u{1b}[2J\tDuration: <b>x</b>\u{1b}[2J ms\t\n";
    fs::write(folder.join("plain.log"), format!("{line}\n{report}{broken}{report}")).unwrap();
    let event =
        json!({"events": [{"message": report, "logStreamName": HOSTILE[0], "logGroupName": HOSTILE[1]}]});
    fs::write(folder.join("events.json"), event.to_string()).unwrap();
}

#[cfg(unix)]
#[test]
fn a_hostile_log_report_is_text_in_its_folder() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("logs");
    fs::create_dir(&folder).unwrap();
    logs(&folder);
    let mut command = Command::new(env!("CARGO_BIN_EXE_coldmark"));
    command.args(["report", "logs", "--out", "deep/er/report"]).current_dir(dir.path());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("broken-record"), "{said}");
    assert!(
        !said.contains('\u{1b}') && !said.contains('\u{7}'),
        "nothing of it commands the terminal: {said}"
    );
    let report = dir.path().join("deep/er/report");
    harmless(&report);
    no_formulas(&report);
    let pages = files(&report.join("function")).len();
    assert!(pages >= HOSTILE.len(), "each function has a page: {pages}");
    let outside = files(dir.path()).into_keys().filter(|path| !path.starts_with("deep/er/report/"));
    assert!(outside.into_iter().all(|path| path.starts_with("logs/")), "nothing is written elsewhere");
    let overview = fs::read_to_string(report.join("index.html")).unwrap();
    assert!(overview.contains("&lt;script&gt;window.hacked=1"), "it is shown as it is");
}

#[test]
fn hostile_imports_are_text_without_log_lines() {
    const SECRET: &str = "s3cret-of-a-customer";
    let project = small_project();
    let outside = tempfile::tempdir().unwrap();
    logs(outside.path());
    let report = "REPORT RequestId: a\tDuration: 8.40 ms\tBilled Duration: 9 ms\tMemory Size: 128 MB\tMax Memory Used: 66 MB\t";
    let group = "000000000000:/aws/lambda/cart";
    let told = [
        ("tail.log", format!("2026-01-31T10:00:00Z {SECRET}\n{SECRET} {report}\n{report}\nEND {SECRET}\n")),
        ("insights.csv", format!("@message,@log,mine\n\"{report}\n\",{group},{SECRET}\n{SECRET},{group},\n")),
        (
            "startled.json",
            json!({"config": {"function_name": "cart", "environment": [{"key": "TOKEN", "value": SECRET}]},
                "cold_starts": [{"init_duration": 1.5, "duration": 2.5}]})
            .to_string(),
        ),
    ];
    let runtimes = HOSTILE.iter().chain(&["a/b", "con", "", "../../../x", "nodejs24/.."]);
    let of_runtime = |name| format!("{}\n", json!({"runtime": name, "init_ms": 5, "duration_ms": 9}));
    let runtimes: String = runtimes.map(of_runtime).collect();
    for (name, text) in told.into_iter().chain([("runtimes.ndjson", runtimes)]) {
        fs::write(outside.path().join(name), text).unwrap();
    }
    let before = files(project.path());
    let (_, said) = check(project.path(), &["import", "--into", "shop", outside.path().to_str().unwrap()], 0);
    assert!(!said.contains('\u{1b}') && !said.contains('\u{7}') && said.contains("unknown-prefix"), "{said}");
    let imported =
        files(project.path()).into_iter().find(|(path, _)| path.ends_with(".ndjson.gz")).unwrap().1;
    let mut lines = String::new();
    flate2::read::GzDecoder::new(&imported[..]).read_to_string(&mut lines).unwrap();
    for line in lines.lines() {
        let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap();
        assert!(fields.keys().all(|key| schema::Invocation::COLUMNS.contains(&key.as_str())), "{line}");
    }
    assert!(lines.contains("\"cart\"") && !lines.contains("000000000000"), "no account is kept");
    check(project.path(), &[], 0);
    harmless(&project.path().join("site"));
    no_formulas(&project.path().join("site"));
    for (path, bytes) in files(project.path()) {
        assert!(!String::from_utf8_lossy(&bytes).contains(SECRET), "{path} holds what a function wrote");
        let is_ours = [
            "site/",
            "data/summaries/",
            "data/sources/shop/",
            "data/sources/lambda-perf/raw/.summarized",
            "data/sources/lambda-perf/raw/.digests",
        ];
        let is_new = !before.contains_key(&path);
        assert!(!is_new || is_ours.iter().any(|start| path.starts_with(start)), "{path}");
        assert!(!is_new || path.split('/').all(|part| part.len() < 200 && part != ".."), "{path}");
    }
    assert!(!lines.contains(SECRET));
}

#[test]
fn a_site_of_hostile_names_is_plain_text() {
    let project = small_project();
    // Names as upstream would give them, which no registry knows.
    for (day, name) in (10..).zip(HOSTILE.iter().chain(&["a/b", "con", "", "rust_on_provided_al2023/.."])) {
        let name = name
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\u{1b}', "\\u001b")
            .replace('\u{7}', "\\u0007");
        raw_file(project.path(), &format!("2026-01-{day}"), &record(&name, day));
    }
    let long = "x".repeat(70_000);
    raw_file(project.path(), "2026-01-31", &record(&long, 5));
    // And as whoever edits the registry and the words could.
    let registry = project.path().join("data/runtimes.toml");
    let text = fs::read_to_string(&registry).unwrap();
    let hostile = "[[runtime]]\nslug = \"zzz\"\nname = '''<script>window.hacked=1</script>'''\n\
        language = '''\"><img src=x onerror=window.hacked=1>'''\nversion = '''<b>1</b>'''\nos = '''<b>'''\n\
        measured = true\naliases = [\"zzz\"]\n";
    fs::write(&registry, format!("{text}\n{hostile}")).unwrap();
    raw_file(project.path(), "2026-01-09", &record("zzz", 30));
    let words = project.path().join("content/glossary.md");
    let text = fs::read_to_string(&words).unwrap();
    let hostile = "\n<script>window.hacked=1</script>\n\n<img src=x onerror=window.hacked=1> [x](javascript:window.hacked=1)\n";
    fs::write(&words, text + hostile).unwrap();
    let before = files(project.path());
    let (_, said) = check(project.path(), &[], 0);
    assert!(!said.contains('\u{1b}') && !said.contains('\u{7}') && said.len() < 50_000, "{said}");
    harmless(&project.path().join("site"));
    let all = files(project.path());
    let made = all.keys().filter(|path| !before.contains_key(*path));
    for path in made {
        let is_ours = [
            "site/",
            "data/summaries/",
            "data/sources/lambda-perf/raw/.summarized.json",
            "data/sources/lambda-perf/raw/.digests.json",
        ];
        assert!(is_ours.iter().any(|start| path.starts_with(start)), "{path}");
        assert!(path.split('/').all(|part| part.len() < 200 && part != "con"), "{path}");
    }
    let glossary = fs::read_to_string(project.path().join("site/glossary/index.html")).unwrap();
    assert!(!glossary.contains("javascript:"), "a link leads nowhere");
    let (_, said) = check(project.path(), &["check"], 1);
    assert!(said.contains("site/glossary/index.html links to '#'"), "and is told of: {said}");
}

#[test]
fn a_slug_that_is_a_path_is_refused() {
    let project = project();
    let registry = project.path().join("data/runtimes.toml");
    let text = fs::read_to_string(&registry).unwrap();
    let hostile = "[[runtime]]\nslug = \"../../../out\"\nname = \"x\"\nlanguage = \"x\"\nversion = \"\"\nos = \"\"\n\
        measured = true\naliases = [\"zzz\"]\n";
    fs::write(&registry, format!("{text}\n{hostile}")).unwrap();
    raw_file(project.path(), "2026-01-09", &record("zzz", 30));
    let (_, said) = check(project.path(), &[], 2);
    assert!(said.contains("look for a file name that is a path"), "{said}");
    assert!(!project.path().join("site").exists());
}

#[test]
fn a_broken_raw_file_affects_no_other() {
    let project = small_project();
    let folder = project.path().join("data/sources/lambda-perf/raw/data");
    let day = |records: &str| format!(r#"{{"metadata":{{"generatedAt":"DATE"}},"runtimeData":[{records}]}}"#);
    let samples = |samples: &str| record("zig", 1).replace("1.25,2.25", samples);
    let cases: [(&str, Vec<u8>, &str); 11] = [
        ("cut off", day(&record("zig", 1)).into_bytes()[..90].to_vec(), "broken-file"),
        ("no text", [&day(&record("zig", 1)).into_bytes()[..60], b"\xff\xfe\"}]}"].concat(), "broken-file"),
        ("nothing", Vec::new(), "broken-file"),
        ("zeros", vec![0; 1000], "broken-file"),
        ("brackets", "[".repeat(200_000).into_bytes(), "unknown-layout"),
        ("deep samples", day(&samples(&format!("{}1{}", "[".repeat(300), "]".repeat(300)))).into_bytes(), ""),
        ("NaN", day(&samples("NaN")).into_bytes(), "broken-file"),
        ("1e999", day(&samples("1e999")).into_bytes(), "bad-value"),
        ("-0.0 and 1e-400", day(&samples("-0.0,1e-400")).into_bytes(), "not-measured"),
        ("twice", day(&record("zig", 1).replacen('{', "{\"r\":\"a\",", 1)).into_bytes(), "unknown-layout"),
        ("day twice", day("").replacen('{', "{\"runtimeData\":[],", 1).into_bytes(), "unknown-layout"),
    ];
    for ((name, bytes, _), date) in cases.iter().zip(10..) {
        let date = format!("2026-01-{date}");
        let text = String::from_utf8_lossy(bytes).replace("DATE", &format!("{date}T14:00:00Z"));
        let bytes = if *name == "no text" { bytes.clone() } else { text.into_bytes() };
        fs::write(folder.join(format!("{date}.json")), bytes).unwrap();
    }
    let (_, said) = check(project.path(), &["summarize", "--plain"], 0);
    let table = fs::read_to_string(project.path().join("data/summaries/quarantine.csv")).unwrap();
    for ((name, _, rule), date) in cases.iter().zip(10..) {
        let file = format!("data/2026-01-{date}.json");
        let rows: Vec<_> = table.lines().filter(|line| line.contains(&file)).collect();
        assert!(rows.iter().any(|row| row.contains(rule)), "{name} is {rule}: {rows:?}");
    }
    let series = fs::read_to_string(project.path().join("data/summaries/series.csv")).unwrap();
    assert!(series.contains("rust-al2023"), "the rest counts: {said}");
    check(project.path(), &["summarize", "--strict"], 1);
}
