//! A small site: five runtimes, three months, one gap, one retired, one restored, one unknown.

#![allow(dead_code, reason = "each test file uses its part")]

mod rows;
mod slo;
mod uncertainty;
pub(crate) mod versions;

use std::{fs, path::Path};

use schema::{
    BatchRow, ChangeKind, ChangeRow, ChangeScope, Claim, ClaimRow, ClaimVerdict, Claims, Conditions,
    HistoryRow, Layout, Metric, Month, Packaging, Percentile, Quarantined, Registry, Runtime, SeriesRow,
    Shape, Source, SourceRow, Statistic, Table, Tables, TestResult, Window, date,
};

// Unit tests share this module; there the crate has another path.
use rows::{calendar, change, comparison, distribution, interval, rank, rule, series};

use super::site::{self, Download, Files, Inputs, Site};

/// Builds the small site.
pub(crate) fn build() -> Site {
    build_with(&content())
}

/// Builds it with other content.
pub(crate) fn build_with(content: &Files) -> Site {
    build_of(content, &tables())
}

/// Builds it with other content and other tables.
pub(crate) fn build_of(content: &Files, tables: &Tables) -> Site {
    site::build(&Inputs {
        cards: None,
        templates: &templates(),
        content,
        registry: &registry(),
        claims: &claims(),
        scenarios: &[slo::scenario()],
        prices: Some(&slo::prices()),
        sources: &[source()],
        known_sources: &[],
        tables,
        downloads: &[download::<SeriesRow>(), download::<ChangeRow>()],
        versions: &versions::versions(),
        example: None,
    })
    .unwrap()
}

/// The templates of the project, whole.
pub(crate) fn templates_as_they_are() -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates");
    files_below(&folder, &folder)
}

/// The templates of the project, with empty styles: pages name those by a hash of what they hold.
pub(crate) fn templates() -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates");
    let mut files = files_below(&folder, &folder);
    files.iter_mut().filter(|(path, _)| path.starts_with("assets/")).for_each(|(_, bytes)| bytes.clear());
    files
}

fn files_below(root: &Path, folder: &Path) -> Files {
    let mut files = Files::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(root, &path));
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.insert(name, fs::read(path).unwrap());
        }
    }
    files
}

/// Third-party results: one comparable with a median, one with a mean, one with nothing, and a statement.
const PUBLISHED: &str = "\
source,url,date,configuration,metric,statistic,value,caveat,our_series
Somebody,https://somebody.example/,2025-11,\"Rust, <hello>\",init_ms,p50,16.26,Thirty starts,rust
Somebody,https://somebody.example/,2025-11,\"C++, 128 MB\",init_ms,mean,19.5,Thirty starts,cpp 128
Somebody,https://somebody.example/,2025-11,\"Go, warm\",handler_ms,p50,1.5,Thirty starts,
Nobody,,,Clouds,statement,words,All is well,No figure,
";

/// An event that concerns everybody, and one that concerns one language.
const EVENTS: &str = "\
[[event]]
date = \"2026-01-15\"
title = \"A new <kernel>\"
url = \"https://somebody.example/kernel\"
[[event]]
date = \"2026-02-10\"
title = \"A compiler\"
url = \"https://somebody.example/compiler\"
languages = [\"Rust\"]
";

/// Short texts for each page.
pub(crate) fn content() -> Files {
    let words = |title: &str, body: &str| {
        format!("+++\ntitle = \"{title}\"\ndescription = \"About {title}\"\n+++\n\n{body}\n").into_bytes()
    };
    let config = "title = \"Made up\"\ntagline = \"a site for tests\"\nbase_url = \"https://host.example/sub/\"\n\
        [tables]\ntitle = \"Made up: a site for tests, the tables\"\ndescription = \"Starts, with {period}.\"\n\
        [default_view]\nprovider = \"aws\"\nregion = \"us-east-1\"\nload = \"sequential\"\npackaging = \"zip\"\narch = \"x86_64\"\nworkload = \"hello\"\nmetric = \"init_ms\"\n\
        [[nav]]\nlabel = \"Runtimes\"\npath = \"runtimes/index.html\"\n\
        [[nav]]\nlabel = \"Data\"\npath = \"data/index.html\"\n\
        [[nav]]\nlabel = \"Methodology\"\npath = \"methodology/index.html\"\n";
    Files::from([
        ("site.toml".to_owned(), config.as_bytes().to_vec()),
        ("events.toml".to_owned(), EVENTS.as_bytes().to_vec()),
        ("methods.toml".to_owned(), versions::METHODS.as_bytes().to_vec()),
        ("article.md".to_owned(), words("Article", "A *small* article.")),
        ("home.md".to_owned(), words("Starts", "## What this is\n\nA *small* site.")),
        (
            "methodology.md".to_owned(),
            words(
                "Methodology",
                "## Limits of these figures\n\n## Window\n\n| a | b |\n|---|---|\n| 1 | 2 |",
            ),
        ),
        ("sources.md".to_owned(), words("Sources", "Where runs come from.")),
        (
            "glossary.md".to_owned(),
            words(
                "Glossary",
                "## Restore duration\n\nOne.\n\n## Batch mean\n\nTwo.\n\n## Changed estimate\n\nThree.",
            ),
        ),
        ("reference.md".to_owned(), words("Reference", "## How deep a percentile goes\n\nSo deep.")),
        ("your-logs.md".to_owned(), words("Your logs", "Read them.")),
        ("changes.md".to_owned(), words("Changes", "What changed.")),
        ("claims.md".to_owned(), words("Claims", "What is said.")),
        ("published.md".to_owned(), words("Elsewhere", "What others say.")),
        ("published.csv".to_owned(), PUBLISHED.as_bytes().to_vec()),
        ("slo.md".to_owned(), words("Which one?", "## How it is computed\n\nSo.")),
        ("404.md".to_owned(), words("Not here", "Nothing.")),
    ])
}

/// One claim that holds and one without a test.
pub(crate) fn claims() -> Claims {
    let claim = |id: &str, relies_on, needs: &str| Claim {
        fixed: Vec::new(),
        id: id.to_owned(),
        sentence: format!("The sentence of {id} <b>is text</b>."),
        by: "somebody".to_owned(),
        relies_on,
        tests: Vec::new(),
        needs: needs.to_owned(),
    };
    Claims {
        claims: vec![
            claim("rust-first", ClaimVerdict::Supported, ""),
            claim("best", ClaimVerdict::NotTestable, "A definition."),
        ],
    }
}

fn claim_rows() -> Vec<ClaimRow> {
    let tested = ClaimRow {
        claim: "rust-first".to_owned(),
        conditions: Some(Conditions {
            source: "made-up".to_owned(),
            workload: "hello".to_owned(),
            ..Conditions::default()
        }),
        a: "rust".to_owned(),
        b: "cpp".to_owned(),
        memory_mb: None,
        metric: Some(Metric::InitMs),
        statistic: Some(Statistic::P50Ratio),
        value: Some(0.79),
        lower: Some(0.75),
        upper: Some(0.81),
        rule: "below 0.9".to_owned(),
        result: Some(TestResult::Passed),
        verdict: Some(ClaimVerdict::Supported),
        relies_on: ClaimVerdict::Supported,
    };
    let untested = ClaimRow {
        claim: "best".to_owned(),
        verdict: Some(ClaimVerdict::NotTestable),
        ..ClaimRow::default()
    };
    vec![tested, untested]
}

/// Five runtimes, one of them never measured.
pub(crate) fn registry() -> Registry {
    let runtime = |slug: &str, name: &str, language: &str, measured| Runtime {
        slug: slug.to_owned(),
        name: name.to_owned(),
        language: language.to_owned(),
        version: "1".to_owned(),
        os: "Amazon Linux 2023".to_owned(),
        kind: schema::RuntimeKind::Managed,
        experimental: false,
        deprecated: None,
        snapstart: slug.ends_with("snapstart"),
        measured,
        aliases: vec![slug.to_owned()],
        counterpart: None,
    };
    Registry {
        support: None,
        runtimes: vec![
            runtime("rust", "Rust <fast> & small", "Rust", true),
            runtime("cpp", "C++", "C++", true),
            runtime("java", "Java", "Java", false),
            runtime("java-snapstart", "Java with SnapStart", "Java", true),
            runtime("never", "Never measured", "None", false),
        ],
    }
}

fn source() -> Source {
    let layout = Layout {
        api: "https://api.host.example".to_owned(),
        raw: "https://raw.host.example".to_owned(),
        repository: "someone/runs".to_owned(),
        branch: Some("main".to_owned()),
        files: vec!["data/**/*.json".to_owned()],
        max_file_bytes: 1,
        ..Layout::default()
    };
    Source {
        name: "made-up".to_owned(),
        title: "Made-up runs".to_owned(),
        description: "Numbers nobody measured.".to_owned(),
        homepage: "https://host.example/runs".to_owned(),
        licence: "CC0-1.0".to_owned(),
        citation: "Nobody: Made-up runs.".to_owned(),
        adapter: "none".to_owned(),
        provider: schema::Provider::Aws,
        region: "us-east-1".to_owned(),
        layout: Some(layout),
        ..Source::default()
    }
}

pub(crate) fn tables() -> Tables {
    use Metric::{HandlerMs, InitMs, RestoreMs};
    use Packaging::{Image, Zip};
    let window = Window { window_start: date(2026, 2, 2), window_end: date(2026, 3, 3) };
    let current = |slug: &str, package, memory_mb: Option<u32>, metric, p50: f64| {
        let distribution = distribution(p50, if memory_mb.is_none() { 1160 } else { 290 });
        SeriesRow {
            series: series(slug, package, memory_mb, metric),
            window,
            ceiling: Percentile::ceiling(distribution.n),
            distribution,
            icc: Some(0.125),
            n_eff: Some(123.5),
            p999: None,
        }
    };
    let month = |slug: &str, month, metric, p50: f64| HistoryRow {
        series: series(slug, Packaging::Zip, None, metric),
        month: Month::of(date(2026, month, 1)),
        distribution: distribution(p50, 1160),
        ceiling: Some(Percentile::P99),
    };
    let batch = BatchRow {
        series: series("rust", Zip, Some(128), HandlerMs),
        window,
        n_batches: 2,
        min: 1.25,
        p50: 1.5,
        max: 1.75,
    };
    Tables {
        series: vec![
            current("cpp", Zip, None, InitMs, 20.0),
            current("cpp", Zip, Some(128), InitMs, 20.0),
            current("java-snapstart", Zip, None, RestoreMs, 210.0),
            current("java-snapstart", Zip, Some(128), RestoreMs, 210.0),
            current("rust", Zip, None, InitMs, 15.8),
            current("rust", Zip, Some(128), InitMs, 15.9),
            current("rust", Zip, Some(1024), InitMs, 15.5),
            current("rust", Image, None, InitMs, 33.0),
            current("rust", Image, Some(128), InitMs, 33.5),
            current("unknown_thing", Zip, Some(256), InitMs, 1240.0),
        ],
        history: vec![
            month("cpp", 1, InitMs, 22.0),
            month("cpp", 3, InitMs, 20.0),
            month("java", 1, InitMs, 300.0),
            month("java-snapstart", 3, RestoreMs, 210.0),
            month("rust", 1, InitMs, 16.0),
            month("rust", 2, InitMs, 15.8),
            month("rust", 3, InitMs, 15.9),
            HistoryRow {
                series: series("unknown_thing", Zip, Some(256), InitMs),
                month: Month::of(date(2026, 3, 1)),
                distribution: distribution(1240.0, 40),
                ceiling: Some(Percentile::P90),
            },
        ],
        intervals: vec![interval("rust", 15.8, window), interval("cpp", 20.0, window)],
        ranks: vec![rank("rust", (1, 2), window), rank("cpp", (1, 2), window)],
        comparisons: vec![comparison(window)],
        claims: claim_rows(),
        multiverse: uncertainty::multiverse(),
        robustness: uncertainty::robustness(),
        confidence_distributions: slo::confidence_distributions(window),
        slo_results: slo::results(),
        files: uncertainty::files(),
        calibration: uncertainty::calibration(),
        changes: vec![
            change("cpp", ChangeKind::LevelShift, 3, ChangeScope::Platform),
            change("cpp", ChangeKind::TailShift, 3, ChangeScope::Runtime),
            change("rust", ChangeKind::BadDay, 2, ChangeScope::Runtime),
        ],
        batches: vec![batch],
        calendar: calendar(),
        quarantine: vec![Quarantined {
            source: "made-up".to_owned(),
            file: "data/last.json".to_owned(),
            date: None,
            source_runtime: String::new(),
            rule: "newest-day-copy".to_owned(),
            samples: 10,
            detail: "copy of <another> file".to_owned(),
        }],
        rules: vec![rule()],
        sources: vec![SourceRow {
            source: "made-up".to_owned(),
            first_day: date(2026, 1, 1),
            newest_day: date(2026, 3, 3),
            days: 4,
            files: 7,
            records: 12,
            raw_samples: 12345,
            accepted_samples: 12335,
            quarantined_samples: 10,
        }],
        ..Tables::default()
    }
}

fn download<T: Table>() -> Download {
    Download {
        shape: Shape::of::<T>(),
        rows: 6,
        bytes: b"source\n".to_vec(),
        sha256: "0123".to_owned(),
        parquet: None,
    }
}
