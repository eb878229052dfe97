//! Two frozen versions of the small site, and what has moved since.

use schema::{Memory, Metric, MovedRow, SeriesRow, Since, TableSince, Version};
use sha2::{Digest, Sha256};

use super::site::{Changed, Download, Files, Freezing, Frozen, Inputs, Versions, freeze};
use super::{claims, content, download, registry, slo, source, summaries, templates};

/// A change of methods that the first version includes, and one that it lacks.
pub(crate) const METHODS: &str = "\
[[method]]
id = \"days\"
date = \"2026-01-02\"
title = \"Days <are> drawn\"
text = \"All of a day & not half of it.\"
adds = [\"series.csv\", \"ranks.csv\"]
[[method]]
id = \"pairs\"
date = \"2026-02-03\"
title = \"Pairs differ\"
text = \"Otherwise than before.\"
changes = [\"comparisons.csv\"]
";

fn version(name: &str) -> Version {
    name.parse().unwrap()
}

/// A number that moved, for the reasons that are true.
fn moved(statistic: &str, [new_data, corrected_data, changed_method]: [bool; 3]) -> MovedRow {
    let is_pair = statistic.contains('-');
    MovedRow {
        table: if is_pair { "comparisons.csv" } else { "intervals.csv" }.to_owned(),
        conditions: super::rows::conditions(),
        runtime: Some("rust".to_owned()),
        against: is_pair.then(|| "=cpp".to_owned()),
        memory: Memory::Pooled,
        metric: Metric::InitMs,
        statistic: statistic.to_owned(),
        before: 15.0,
        before_lower: 14.0,
        before_upper: 15.5,
        after: 15.8,
        after_lower: 15.1,
        after_upper: 16.5,
        beyond: Some(0.2),
        new_data,
        corrected_data,
        changed_method,
        evidence: if new_data { "new: 2026-03-03 of made-up".to_owned() } else { String::new() },
    }
}

fn changed(since: &str, methods: &[&str]) -> Changed {
    let intervals = TableSince {
        table: "intervals.csv".to_owned(),
        both: 1200,
        moved: 7,
        new_data: 6,
        unexplained: 1,
        appeared: 1,
        ..TableSince::default()
    };
    let comparisons = TableSince {
        table: "comparisons.csv".to_owned(),
        both: 14,
        moved: 1,
        changed_method: 1,
        gone: 2,
        ..TableSince::default()
    };
    let agreement = TableSince {
        table: "agreement.csv".to_owned(),
        problem: Some("agreement.csv had no column slope".to_owned()),
        ..TableSince::default()
    };
    let mut rows = vec![moved("p50", [true, false, false]); 6];
    rows.push(moved("p99", [false; 3]));
    rows.push(moved("p50-ratio", [false, false, true]));
    let since = Since {
        version: version(since),
        methods: methods.iter().map(ToString::to_string).collect(),
        tables: vec![intervals, comparisons, agreement],
    };
    Changed { since, rows }
}

fn frozen(name: &str, number: u32, content: &Files, changed: Option<&Changed>) -> Frozen {
    let series = download::<SeriesRow>();
    let sha256 = hex::encode(Sha256::digest(&series.bytes));
    let inputs = Inputs {
        cards: None,
        templates: &templates(),
        content,
        registry: &registry(),
        claims: &claims(),
        scenarios: &[slo::scenario()],
        prices: None,
        sources: &[source()],
        summaries: &summaries(),
        downloads: &[Download { parquet: Some(Vec::new()), sha256, rows: 0, ..series }],
        versions: &Versions::default(),
    };
    let files = freeze(&inputs, &Freezing { version: &version(name), number, changed }).unwrap();
    let manifest = serde_json::from_slice(&files["manifest.json"]).unwrap();
    let moved = changed.map(|changed| changed.rows.clone()).unwrap_or_default();
    Frozen { manifest, files, zip: b"PK".to_vec(), moved }
}

/// The first version has one change of methods, the second both; since then, a number has moved again.
pub(crate) fn versions() -> Versions {
    let mut earlier = content();
    let (first, _) = METHODS.split_at(METHODS[1..].find("[[method]]").unwrap() + 1);
    earlier.insert("methods.toml".to_owned(), first.as_bytes().to_vec());
    let since_first = changed("2026-02", &["pairs"]);
    Versions {
        frozen: vec![
            frozen("2026-03", 2, &content(), Some(&since_first)),
            frozen("2026-02", 1, &earlier, None),
        ],
        changed: Some(changed("2026-03", &[])),
    }
}
