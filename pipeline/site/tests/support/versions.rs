//! Two frozen versions of the small site, and the changes since.

use dataset::{Changes, Download, Files, Freezing, Frozen, Versions};
use schema::{
    Estimate, EstimateChange, Memory, Metric, ReleaseDiff, SeriesRow, SourceDiff, TableDiff, Version, date,
};
use sha2::{Digest, Sha256};

use super::site::{Inputs, freeze, methods};
use super::{claims, content, download, registry, slo, source, tables, templates};

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

/// An estimate that changed, for the reasons that are true.
fn change(statistic: &str, [new_data, corrected_data, changed_method]: [bool; 3]) -> EstimateChange {
    let is_pair = statistic.contains('-');
    EstimateChange {
        table: if is_pair { "comparisons.csv" } else { "intervals.csv" }.to_owned(),
        conditions: super::rows::conditions(),
        runtime: Some("rust".to_owned()),
        against: is_pair.then(|| "=cpp".to_owned()),
        memory: Memory::Pooled,
        metric: Metric::InitMs,
        statistic: statistic.to_owned(),
        unit: (!is_pair).then(|| Metric::InitMs.unit()),
        before: Estimate { value: 15.0, lower: Some(14.0), upper: Some(15.5) },
        after: Estimate { value: 15.8, lower: Some(15.1), upper: Some(16.5) },
        widths_outside: Some(0.2),
        new_data,
        corrected_data,
        changed_method,
    }
}

fn changes(since: &str, methods: &[&str]) -> Changes {
    let intervals = TableDiff {
        table: "intervals.csv".to_owned(),
        both: 1200,
        changed: 7,
        new_data: 6,
        unexplained: 1,
        added: 1,
        ..TableDiff::default()
    };
    let comparisons = TableDiff {
        table: "comparisons.csv".to_owned(),
        both: 14,
        changed: 1,
        changed_method: 1,
        removed: 2,
        ..TableDiff::default()
    };
    let agreement = TableDiff {
        table: "agreement.csv".to_owned(),
        problem: Some("agreement.csv had no column slope".to_owned()),
        ..TableDiff::default()
    };
    let mut estimates = vec![change("p50", [true, false, false]); 6];
    estimates.push(change("p99", [false; 3]));
    estimates.push(change("p50-ratio", [false, false, true]));
    let days = SourceDiff {
        source: "made-up".to_owned(),
        new_days: vec![date(2026, 3, 3)],
        corrected_days: Vec::new(),
    };
    let diff = ReleaseDiff {
        since: version(since),
        methods: methods.iter().map(ToString::to_string).collect(),
        sources: vec![days],
        tables: vec![intervals, comparisons, agreement],
    };
    Changes { diff, estimates }
}

fn frozen(name: &str, number: u32, content: &Files, changes: Option<&Changes>) -> Frozen {
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
        known_sources: &[],
        tables: &tables(),
        downloads: &[Download { parquet: Some(Vec::new()), sha256, rows: 0, ..series }],
        versions: &Versions::default(),
        example: None,
    };
    let methods = methods(content).unwrap();
    let freezing = Freezing { version: &version(name), number, changes, methods: &methods };
    let files = freeze(&inputs, &freezing).unwrap();
    let manifest = serde_json::from_slice(&files["manifest.json"]).unwrap();
    let changes = changes.map(|changes| changes.estimates.clone()).unwrap_or_default();
    Frozen { manifest, files, zip: b"PK".to_vec(), changes }
}

/// The first version has one change of methods, the second both; since then, estimates have changed again.
pub(crate) fn versions() -> Versions {
    let mut earlier = content();
    let (first, _) = METHODS.split_at(METHODS[1..].find("[[method]]").unwrap() + 1);
    earlier.insert("methods.toml".to_owned(), first.as_bytes().to_vec());
    let since_first = changes("2026-02", &["pairs"]);
    Versions {
        frozen: vec![
            frozen("2026-03", 2, &content(), Some(&since_first)),
            frozen("2026-02", 1, &earlier, None),
        ],
        changes: Some(changes("2026-03", &[])),
    }
}
