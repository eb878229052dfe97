//! Documents and prose against code and tables: links, names of tests, and typed numbers.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{collections::BTreeSet, fs, path::PathBuf, process::Command};

use schema::{CalibrationRow, Percentile, ShiftRow};
use support::{files, require, root};

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The names of all test functions of the workspace.
fn tests() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for folder in ["pipeline", "bench"] {
        for (_, bytes) in files(&root().join(folder)).into_iter().filter(|(path, _)| path.ends_with(".rs")) {
            let text = String::from_utf8(bytes).unwrap();
            // Attributes such as `cfg(unix)` may stand between the two lines.
            let marked = text.split("test]\n").skip(1).filter_map(|rest| rest.split_once("fn "));
            names.extend(marked.filter_map(|(_, rest)| Some(rest.split_once('(')?.0.to_owned())));
        }
    }
    names
}

/// The test functions that a text names: words in backticks with three underscores or more.
fn named(text: &str) -> Vec<&str> {
    let words = text.split('`').skip(1).step_by(2);
    words.filter(|word| word.matches('_').count() >= 3 && !word.contains(['/', '.', ' ', '*'])).collect()
}

#[test]
fn every_invariant_names_an_existing_test() {
    let (architecture, tests) = (read("ARCHITECTURE.md"), tests());
    let (_, invariants) = architecture.split_once("\n## Invariants\n").unwrap();
    let invariants = invariants.split("\n## ").next().unwrap();
    let is_numbered = |line: &&str| line.starts_with(|first: char| first.is_ascii_digit());
    let mut n_invariants = 0;
    for line in invariants.lines().filter(is_numbered) {
        n_invariants += 1;
        let (number, claim) = line.split_once(". ").unwrap();
        assert_eq!(number, n_invariants.to_string(), "{claim}");
        let named = named(line);
        assert!(!named.is_empty(), "invariant {number} names no test");
        for name in named {
            assert!(tests.contains(name), "invariant {number} names the test {name}, which does not exist");
        }
    }
    assert!(n_invariants >= 27, "{n_invariants}");
}

#[test]
fn architecture_names_every_crate() {
    let workspace: toml::Table = read("Cargo.toml").parse().unwrap();
    let architecture = read("ARCHITECTURE.md");
    for member in workspace["workspace"]["members"].as_array().unwrap() {
        let name = member.as_str().unwrap().rsplit('/').next().unwrap();
        assert!(architecture.contains(&format!("`{name}`")), "ARCHITECTURE.md does not mention {name}");
    }
}

#[test]
fn security_names_existing_tests() {
    let (security, tests) = (read("SECURITY.md"), tests());
    let named = named(&security);
    assert!(named.len() >= 15, "{named:?}");
    for test in named {
        assert!(tests.contains(test), "SECURITY.md names the test {test}, which does not exist");
    }
}

#[test]
fn document_links_resolve() {
    let documents = [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "CHANGELOG.md",
        "docs/aws.md",
        "docs/commands.md",
        "docs/counts.md",
        "docs/hosting.md",
        "docs/logs.md",
        "docs/scale.md",
        "docs/style.md",
        "pipeline/README.md",
        "pipeline/speed/README.md",
        "scale/README.md",
        "data/README.md",
        "data/runs/README.md",
        "bench/README.md",
        "functions/README.md",
    ];
    for document in documents {
        let text = read(document);
        let folder = PathBuf::from(document).parent().unwrap().to_owned();
        let links = text.split("](").skip(1).map(|rest| rest.split([')', '#']).next().unwrap());
        for link in links.filter(|link| !link.contains("://") && !link.is_empty()) {
            assert!(root().join(&folder).join(link).exists(), "{document} links to {link}");
        }
    }
}

#[test]
fn shell_commands_of_documents_have_no_syntax_error() {
    if !require("bash") {
        return;
    }
    for (document, fewest) in
        [("docs/aws.md", 4), ("docs/logs.md", 15), ("docs/commands.md", 1), ("content/your-logs.md", 7)]
    {
        let text = read(document);
        let blocks: Vec<&str> =
            text.split("\n```sh\n").skip(1).filter_map(|rest| Some(rest.split_once("\n```")?.0)).collect();
        assert!(blocks.len() >= fewest, "{document} has {} blocks", blocks.len());
        for block in blocks {
            let output = Command::new("bash").args(["-n", "-c", block]).output().unwrap();
            assert!(output.status.success(), "{document}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

#[test]
fn ci_runs_the_test_command_of_the_readme() {
    assert!(read("README.md").contains("\ncargo test --workspace\n"));
    assert!(read(".ci/run").contains("cargo test --workspace"));
}

/// The medians of init durations that the README quotes, in whole milliseconds.
fn median(runtime: &str, packaging: &str) -> String {
    let series = read("data/summaries/series.csv");
    let mut rows = series.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = rows.next().unwrap();
    let column = |name: &str| header.iter().position(|column| *column == name).unwrap();
    let wanted = [
        ("source", "lambda-perf"),
        ("runtime", runtime),
        ("workload", "hello"),
        ("packaging", packaging),
        ("memory", "pooled"),
        ("arch", "x86_64"),
        ("metric", "init_ms"),
    ];
    let row = rows.find(|row| wanted.iter().all(|(name, value)| row[column(name)] == *value)).unwrap();
    format!("{:.0} ms", row[column("p50")].parse::<f64>().unwrap())
}

#[test]
fn readme_numbers_match_the_tables() {
    let readme = read("README.md");
    let of = |package| (median("rust-al2023", package), median("go-al2023", package));
    let (rust, go) = of("zip");
    let zip = format!("Rust starts in {rust} and Go in {go} from a zip package");
    assert!(readme.contains(&zip), "{zip}");
    let (rust, go) = of("image");
    let image = format!("As a container image it is {rust} against {go}");
    assert!(readme.contains(&image), "{image}");
    let python = format!("Python 3.14 takes {}", median("python314", "zip"));
    assert!(readme.contains(&python), "{python}");
}

/// Number words that the prose may type, each with its reason.
const TYPED: [(&str, &str); 15] = [
    ("five claims", "the outline of the article itself"),
    ("first three parts", "parts of the article's own drawing"),
    ("One start in twenty", "says what a 95th percentile is"),
    ("slowest start in a hundred", "says what a 99th percentile is"),
    ("tens to hundreds of milliseconds", "an order of magnitude"),
    ("six languages", "counted below"),
    ("seven workloads", "counted below"),
    ("five milliseconds", "a constant of the workload"),
    ("twenty thousand nodes", "a constant of the workload"),
    ("the next nine", "how the harness groups invocations"),
    ("fifty megabytes", "the size of a function"),
    ("fifty that are read", "the size of a function"),
    ("ten megabytes", "the size of a function"),
    ("takes twice as long here takes twice as long there", "says what a slope of one is"),
    ("twice as long", "the limit of the claim that stands beside it"),
];

/// Names and conditions that hold digits of their own.
const NAMES: [&str; 15] = [
    "Amazon Linux 2023",
    "Amazon Linux 2",
    "Java 17",
    "Node.js 20",
    "Python 3.11",
    "100 MiB",
    "SHA-256",
    "sha256",
    "x86_64",
    "x86",
    "arm64",
    "90th percentile",
    "95th percentile",
    "99th percentile",
    "95% interval",
];

const NUMBER_WORDS: &str = " three four five six seven eight nine ten eleven twelve twenty thirty forty fifty tens \
                            dozen dozens hundred hundreds thousand thousands million millions twice thrice half third \
                            thirds quarter quarters ";

#[test]
fn prose_types_no_number() {
    let mut unused: BTreeSet<&str> = TYPED.iter().map(|(phrase, _)| *phrase).collect();
    for page in ["article", "measured", "local-aws"] {
        let mut words = read(&format!("content/{page}.md"));
        // Shortcodes bring numbers from the tables, and addresses have their own.
        for (start, end) in [("{{", "}}"), ("](", ")")] {
            let parts: Vec<&str> = words.split(start).collect();
            let (first, rest) = parts.split_first().unwrap();
            let rest = rest.iter().map(|part| part.split_once(end).map_or("", |(_, after)| after));
            words = std::iter::once(*first).chain(rest).collect();
        }
        for (phrase, _) in TYPED {
            if words.contains(phrase) {
                unused.remove(phrase);
            }
        }
        for name in NAMES.into_iter().chain(TYPED.map(|(phrase, _)| phrase)) {
            words = words.replace(name, "");
        }
        let is_number = |word: &str| {
            let word = word.to_lowercase();
            word.contains(|letter: char| letter.is_ascii_digit())
                || NUMBER_WORDS.contains(&format!(" {word} "))
        };
        let typed: Vec<&str> = words
            .lines()
            .filter(|line| !line.starts_with("dates = "))
            .filter(|line| line.split(|letter: char| !letter.is_alphanumeric()).any(is_number))
            .collect();
        assert!(typed.is_empty(), "{page}: numbers belong in shortcodes: {typed:#?}");
    }
    assert!(unused.is_empty(), "no page has {unused:?}");
}

#[test]
fn counted_things_are_as_many_as_the_prose_says() {
    let functions: toml::Table = read("functions/functions.toml").parse().unwrap();
    let languages: BTreeSet<_> = functions["function"]
        .as_array()
        .unwrap()
        .iter()
        .map(|function| function["language"].as_str().unwrap())
        .collect();
    assert_eq!(languages.len(), 6, "content/measured.md says six languages: {languages:?}");
    let series = read("data/summaries/series.csv");
    let rows = series.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let workloads: BTreeSet<_> =
        rows.filter(|row| row[1] == "local" && row[8] != "hello").map(|row| row[8].to_owned()).collect();
    assert_eq!(workloads.len(), 7, "content/article.md says seven workloads: {workloads:?}");
}

/// Returns the values of a column of a table, without those of rows that `keep` refuses.
fn values(table: &str, column: &str, keep: impl Fn(&dyn Fn(&str) -> String) -> bool) -> Vec<String> {
    let mut reader = csv::Reader::from_path(root().join(format!("data/summaries/{table}.csv"))).unwrap();
    let names = reader.headers().unwrap().clone();
    let position = |name: &str| names.iter().position(|found| found == name).unwrap();
    let rows = reader.records().map(Result::unwrap);
    let kept = rows.filter(|row| keep(&|name: &str| row[position(name)].to_owned()));
    kept.map(|row| row[position(column)].to_owned()).collect()
}

fn distinct(table: &str, column: &str) -> Vec<u32> {
    let numbers = values(table, column, |_| true);
    numbers.iter().map(|it| it.parse().unwrap()).collect::<BTreeSet<u32>>().into_iter().collect()
}

#[test]
fn published_intervals_of_aws_cover_at_least_what_captions_assume() {
    let is_published =
        |row: &dyn Fn(&str) -> String| row("source") == "lambda-perf" && !row("lower").is_empty();
    let coverages = values("intervals", "coverage", is_published);
    assert!(coverages.len() > 2000, "{}", coverages.len());
    for coverage in coverages {
        let found: f64 = coverage.parse().unwrap();
        assert!(found >= CalibrationRow::LEAST, "{coverage}");
    }
}

#[test]
fn the_reference_states_the_constants_in_use() {
    let reference = read("content/reference.md");
    let says = |phrase: &str| assert!(reference.contains(phrase), "content/reference.md: {phrase}");
    assert_eq!(distinct("calibration", "simulations"), [2000, 10_000]);
    says("[simulated](#coverage-in-simulation) 10,000 times");
    assert_eq!(stats::REPLICATES, 2000);
    says("of 2,000 replicates");
    says(&format!("between {:.0} and {:.0}%", CalibrationRow::LEAST * 100.0, CalibrationRow::MOST * 100.0));
    let bands = ["superiority", "shift-band", "rank-set"];
    let covered = |is_few: bool| {
        let of_bands = |row: &dyn Fn(&str) -> String| {
            bands.contains(&row("statistic").as_str()) && (row("clusters") == "5") == is_few
        };
        let mut found: Vec<f64> =
            values("calibration", "coverage", of_bands).iter().map(|it| it.parse().unwrap()).collect();
        found.sort_by(f64::total_cmp);
        format!("{:.0} to {:.0}%", found[0] * 100.0, found[found.len() - 1] * 100.0)
    };
    says(&format!("cover {} with 15 days or more, and {} with five", covered(false), covered(true)));
    let windows = distinct("multiverse", "window_days");
    let [a, b, c] = windows[..] else { panic!("{windows:?}") };
    says(&format!("the last {a}, {b} and {c} days"));
    let needed =
        [Percentile::P50, Percentile::P90, Percentile::P95, Percentile::P99].map(Percentile::samples_needed);
    let [p50, p90, p95, p99] = needed;
    says(&format!(
        "{p50} samples for the median, {p90} for the 90th percentile, {p95} for the 95th and {p99} for the 99th"
    ));
    says(&format!("last {} calendar days", stats::WINDOW_DAYS));
    let of_one =
        |row: &dyn Fn(&str) -> String| row("source") == "lambda-perf" && !row("memory_mb").is_empty();
    let mut n: Vec<u32> = values("series", "n", of_one).iter().map(|n| n.parse().unwrap()).collect();
    n.sort_unstable();
    // Median to the nearest ten.
    says(&format!("some {} samples of one configuration", (n[n.len() / 2] + 5) / 10 * 10));
    assert_eq!(ShiftRow::DECILES, 9);
    says("all nine together");
}

#[test]
fn published_elsewhere_states_the_quotient_of_its_table() {
    let mut reader = csv::Reader::from_path(root().join("content/published.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let value = |configuration: &str| -> f64 {
        let row = rows.iter().find(|row| row[3].contains(configuration));
        row.unwrap_or_else(|| panic!("no {configuration}"))[6].parse().unwrap()
    };
    let quotient = value("without its assembly") / value("with its assembly");
    assert!((3.5..4.5).contains(&quotient), "content/published.md says four times as fast: {quotient}");
}
