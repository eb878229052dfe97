//! Robustness of a claim: the share of defensible choices under which it holds, and those under which it does not.

use charts::number::format_number;
use schema::{Choice, MultiverseRow, RobustnessRow};
use serde::Serialize;

use crate::{
    Inputs,
    context::{
        catalog::Catalog,
        table::{Cell, Table},
    },
};

/// Robustness of one comparison of a claim over all sets of choices.
#[derive(Serialize)]
pub(crate) struct Robustness {
    /// Finding in a sentence.
    finding: String,
    /// Sets of choices in which it holds, with one choice fixed.
    choices: Table,
    /// Sets of choices in which it does not hold, grouped by place and window; none if it always holds.
    dissent: Option<Table>,
}

/// Returns every comparison of `claim`.
pub(crate) fn of_claim(inputs: &Inputs<'_>, catalog: &Catalog<'_>, claim: &str) -> Vec<Robustness> {
    let rows: Vec<&RobustnessRow> =
        inputs.summaries.robustness.iter().filter(|row| row.claim == claim).collect();
    let all = rows.iter().filter(|row| row.choice == Choice::All);
    all.map(|all| {
        let same = |row: &&&RobustnessRow| {
            (&row.a, &row.b, row.statistic, &row.rule) == (&all.a, &all.b, all.statistic, &all.rule)
        };
        let dissenting: Vec<&MultiverseRow> = inputs
            .summaries
            .multiverse
            .iter()
            .filter(|row| {
                (&row.claim, &row.a, &row.b, row.statistic, &row.rule)
                    == (&all.claim, &all.a, &all.b, all.statistic, &all.rule)
                    && row.holds == Some(false)
            })
            .collect();
        Robustness {
            finding: finding(catalog, all),
            choices: choices(&rows.iter().filter(same).copied().collect::<Vec<_>>()),
            dissent: dissent(&dissenting),
        }
    })
    .collect()
}

fn finding(catalog: &Catalog<'_>, all: &RobustnessRow) -> String {
    let name =
        |slug: &str| catalog.by_slug(slug).map_or_else(|| slug.to_owned(), |found| found.name.to_owned());
    let unsupported = if all.unsupported == 0 {
        String::new()
    } else {
        format!("; in {} more there are too few samples to say", all.unsupported)
    };
    let worst = all.worst.map_or_else(String::new, |worst| {
        format!(" (the least favourable end of an interval is {})", format_number(worst))
    });
    format!(
        "The {} of {} to {}, {}: holds in {} of {} sets of choices{worst}{unsupported}.",
        all.statistic.title(),
        name(&all.a),
        name(&all.b),
        all.rule,
        all.holds,
        all.of,
    )
}

fn choices(rows: &[&RobustnessRow]) -> Table {
    let mut table = Table::new(
        "How often it holds with one choice held fixed",
        &["Choice", "Held at", "#Holds", "#Of", "#Too few samples", "#Least favourable end"],
    );
    for row in rows.iter().filter(|row| row.choice != Choice::All) {
        table.rows.push(vec![
            Cell::text(row.choice.title()).head(),
            Cell::text(row.value.as_str()),
            Cell::count(u64::from(row.holds)),
            Cell::count(u64::from(row.of)),
            Cell::count(u64::from(row.unsupported)),
            Cell::measured(row.worst),
        ]);
    }
    table
}

/// Makes a row for each combination of package, architecture, memory and window in which the comparison does not hold.
fn dissent(rows: &[&MultiverseRow]) -> Option<Table> {
    let mut table = Table::new(
        "Where it does not hold",
        &[
            "Package",
            "Architecture",
            "Memory",
            "#Window, days",
            "Definition and bad days",
            "#Lowest",
            "#Highest",
        ],
    );
    let place =
        |row: &MultiverseRow| (row.conditions.packaging, row.conditions.arch, row.memory, row.window_days);
    let mut rows = rows.to_vec();
    rows.sort_by_key(|row| place(row));
    for alike in rows.chunk_by(|a, b| place(a) == place(b)) {
        let first = alike[0];
        let which: Vec<String> =
            alike.iter().map(|row| format!("{}, {}", row.quantile.name(), row.bad_days.name())).collect();
        let values = || alike.iter().map(|row| row.value);
        table.rows.push(vec![
            Cell::text(first.conditions.packaging.name()).head(),
            Cell::text(first.conditions.arch.name()),
            Cell::text(first.memory.words()),
            Cell::count(u64::from(first.window_days)),
            Cell::text(which.join("; ")),
            Cell::text(format_number(values().fold(f64::INFINITY, f64::min))),
            Cell::text(format_number(values().fold(0.0, f64::max))),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}
