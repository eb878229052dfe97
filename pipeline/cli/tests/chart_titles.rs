//! Titles of the built site's charts: each is a claim with a verb, and its numbers are in the tables of its page.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::collections::BTreeSet;

use support::{check, files, root};

/// Verbs of the patterns in `templates/words/`.
const VERBS: [&str; 46] = [
    "allocate",
    "allocates",
    "answer",
    "answers",
    "are",
    "becomes",
    "changed",
    "changes",
    "compute",
    "computes",
    "costs",
    "differ",
    "does",
    "fall",
    "fell",
    "finds",
    "finish",
    "finishes",
    "got",
    "has",
    "hash",
    "hashes",
    "hold",
    "is",
    "leads",
    "led",
    "lengthens",
    "parse",
    "parses",
    "rank",
    "ranks",
    "report",
    "reports",
    "rose",
    "run",
    "runs",
    "shortens",
    "shows",
    "start",
    "starts",
    "takes",
    "tie",
    "unpack",
    "unpacks",
    "uses",
    "was",
];

/// Units of numbers in titles. Numbers without one belong to names.
const UNITS: [&str; 4] = ["ms", "MB", "%", "s"];

/// The text between the first `start` and the next `end` after it.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Option<&'t str> {
    text.split_once(start)?.1.split_once(end).map(|(found, _)| found)
}

/// The words of a text, with narrow spaces as spaces.
fn words(text: &str) -> Vec<String> {
    let plain = text.replace(['\u{202f}', '\u{a0}'], " ");
    plain.split_whitespace().map(str::to_owned).collect()
}

/// The number that a word is, or none.
fn number(word: &str) -> Option<f64> {
    let digits = word.trim_start_matches(['$', '(']).replace(',', "");
    digits.trim_end_matches([':', ';']).parse().ok()
}

/// The numbers of a title that carry a unit or a currency.
fn numbers(title: &str) -> Vec<f64> {
    let words = words(title);
    let is_measured = |idx: usize| {
        let unit = words.get(idx + 1).map(|it| it.trim_end_matches([',', ';', ':', ')']));
        words[idx].starts_with('$') || unit.is_some_and(|unit| UNITS.contains(&unit))
    };
    (0..words.len()).filter(|&idx| is_measured(idx)).filter_map(|idx| number(&words[idx])).collect()
}

/// All that a page says in numbers: exact values and texts of its tables, texts around its charts.
fn known(html: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut add = |value: f64| {
        // Titles have two significant digits, or three.
        for digits in [1, 2] {
            let rounded: f64 = format!("{value:.digits$e}").parse().unwrap();
            found.insert(rounded.abs().to_string());
        }
        found.insert(value.abs().to_string());
    };
    for value in html.split("data-value=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        value.parse().into_iter().for_each(&mut add);
    }
    let mut is_tag = false;
    let text: String = html
        .chars()
        .map(|it| match it {
            '<' => {
                is_tag = true;
                ' '
            }
            '>' => {
                is_tag = false;
                ' '
            }
            _ if is_tag => ' ',
            // A percentile is named `p95`, and a difference has a sign.
            'p' | '\u{2212}' => ' ',
            it => it,
        })
        .collect();
    words(&text).iter().filter_map(|word| number(word)).for_each(&mut add);
    found
}

#[test]
fn numbers_of_titles_are_those_with_a_unit() {
    let title = "Java 25 takes 1,240\u{202f}ms with 128 MB; C++11 takes 0.5\u{202f}ms, for $3.36 a month";
    assert_eq!(numbers(title), [1240.0, 128.0, 0.5, 3.36]);
    let known = known("<td data-value=\"-15.912\">x<td>p95<p class=1>8,128");
    let expected = ["16", "15.9", "15.912", "95", "8100", "8130", "8128"].map(str::to_owned);
    assert_eq!(known, expected.into());
}

#[test]
fn every_chart_title_is_a_claim_whose_numbers_are_in_tables() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("site");
    check(&root(), &["build", "--out", out.to_str().unwrap()], 0);
    let mut n_charts = 0;
    for (path, bytes) in files(&out) {
        if !path.ends_with(".html") || path.starts_with("embed/") {
            continue;
        }
        let html = String::from_utf8(bytes).unwrap();
        let charts: Vec<&str> = html.split("<figure class=\"chart\"").skip(1).collect();
        if charts.is_empty() {
            continue;
        }
        // Titles do not prove themselves.
        let mut others = html.clone();
        let captions: Vec<&str> =
            charts.iter().filter_map(|chart| between(chart, "<figcaption>", "</figcaption>")).collect();
        let titles: Vec<&str> =
            captions.iter().filter_map(|caption| between(caption, "<b>", "</b>")).collect();
        for title in &titles {
            others = others.replace(*title, "");
        }
        let known = known(&others);
        assert_eq!(titles.len(), charts.len(), "{path}: a chart has no title");
        for title in titles {
            n_charts += 1;
            let has_verb =
                words(title).iter().any(|word| VERBS.contains(&word.trim_end_matches([',', ';', ':'])));
            assert!(has_verb, "{path}: no verb in \"{title}\"");
            for number in numbers(title) {
                assert!(
                    known.contains(&number.to_string()),
                    "{path}: no table has the {number} of \"{title}\""
                );
            }
        }
    }
    assert!(n_charts > 100, "{n_charts}");
}
