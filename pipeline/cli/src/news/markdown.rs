//! News as Markdown, for an issue or a mail.
//!
//! Names come from third-party files, and the text may be shown where a name notifies people. So each name is inline
//! code that nothing in it can end.

use std::fmt::Write as _;

use schema::{ChangeRow, ClaimRow, ClaimVerdict, Claims, Flip, News, Stale, TestResult};

/// Shifts that are listed; the count covers all of them.
const SHIFTS_TOLD: usize = 40;

/// Renders the news in sections, without the empty ones.
pub(crate) fn text(news: &News, claims: &Claims) -> String {
    let sentence = |flip: &Flip| {
        let claim = claims.claims.iter().find(|claim| claim.id == flip.claim);
        claim.map_or_else(String::new, |claim| format!(": {}", code(&claim.sentence)))
    };
    let flips = news.flips.iter().map(|flip| of_claim(flip, &sentence(flip)));
    let told = news.shifts.iter().take(SHIFTS_TOLD).map(shift);
    let untold = news.shifts.len().saturating_sub(SHIFTS_TOLD);
    let untold = (untold > 0).then(|| format!("- and {untold} more, in `data/summaries/changes.csv`\n"));
    let sections = [
        section("Stale sources", news.stale.iter().map(stale)),
        section("Changed verdicts", flips),
        section("Level shifts", told.chain(untold)),
    ];
    sections.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

fn section(title: &str, lines: impl Iterator<Item = String>) -> Option<String> {
    let lines: String = lines.collect();
    (!lines.is_empty()).then(|| format!("## {title}\n\n{lines}"))
}

fn stale(stale: &Stale) -> String {
    let name = code(&stale.source);
    match stale.newest_day {
        Some(day) => format!("- {name}: its newest day is {day}\n"),
        None => format!("- {name}: it has no data\n"),
    }
}

fn of_claim(flip: &Flip, sentence: &str) -> String {
    let (before, after) = (verdict(flip.before), verdict(flip.after));
    let turned = if before == after {
        format!("Still {after}, but its tests changed.")
    } else {
        format!("Was {before}, is {after}.")
    };
    let mut text = format!("- {}{sentence}\n  {turned}", code(&flip.claim));
    if flip.after.is_some_and(|verdict| verdict != flip.relies_on) {
        let relies_on = flip.relies_on.title();
        let _ = write!(text, " The text of the site assumes {relies_on}: change it, or `check` fails.");
    }
    text.push('\n');
    text.extend(flip.tests.iter().map(test));
    text
}

fn verdict(verdict: Option<ClaimVerdict>) -> &'static str {
    verdict.map_or("undecided, because data are missing", ClaimVerdict::title)
}

fn test(row: &ClaimRow) -> String {
    let statistic = row.statistic.map_or("test", schema::Statistic::title);
    let found = match (row.value, row.lower, row.upper) {
        (Some(value), Some(lower), Some(upper)) => format!("{value:.3} [{lower:.3}, {upper:.3}]"),
        (Some(value), Some(lower), None) => format!("{value:.3}, at least {lower:.3}"),
        (Some(value), None, Some(upper)) => format!("{value:.3}, at most {upper:.3}"),
        (Some(value), ..) => format!("{value:.3}, without an interval"),
        (None, ..) => "no data".to_owned(),
    };
    let result = match row.result {
        Some(TestResult::Passed) => "is passed now",
        Some(TestResult::Failed) => "is failed now",
        Some(TestResult::Open) => "is open now",
        None => "has no data now",
    };
    format!(
        "  - {} against {}, {statistic}: {found}; {} {result}\n",
        code(&row.a),
        code(&row.b),
        code(&row.rule)
    )
}

fn shift(row: &ChangeRow) -> String {
    let (name, metric, unit) = (code(&row.runtime), row.metric.title(), row.metric.unit());
    let (before, after) = (row.change.before, row.change.after);
    let ratio = match (row.change.ratio, row.change.lower, row.change.upper) {
        (Some(ratio), Some(lower), Some(upper)) => format!(", ratio {ratio:.2} [{lower:.2}, {upper:.2}]"),
        _ => String::new(),
    };
    format!(
        "- {}: {name}, {}, {}, {}: {metric} from {before:.1} to {after:.1} {unit}{ratio}; {} of {} series with it: {}\n",
        row.change.date,
        row.conditions.packaging.name(),
        row.conditions.arch.name(),
        code(&row.conditions.workload),
        row.together,
        row.of,
        row.scope.title()
    )
}

/// Formats `text` as inline code that nothing in it can end.
fn code(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    if longest == 0 {
        return format!("`{line}`");
    }
    let fence = "`".repeat(longest + 1);
    format!("{fence} {line} {fence}")
}

#[test]
fn code_stays_code() {
    for (name, expected) in [
        ("go", "`go`"),
        ("@everyone", "`@everyone`"),
        ("a`b", "`` a`b ``"),
        ("``", "``` `` ```"),
        ("a\n\n# b", "`a  # b`"),
    ] {
        assert_eq!(code(name), expected);
    }
}
