//! Robustness of a claim: the share of defensible choices under which it holds, and those under which it does not.

use anyhow::Result;
use charts::number::format_number;
use schema::{Choice, MultiverseRow, RobustnessRow};
use serde::Serialize;
use serde_json::json;

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
    /// Sets of choices in which it does not hold, grouped by configuration and window; none if it always holds.
    dissent: Option<Table>,
}

/// Returns every comparison of `claim`.
pub(crate) fn of_claim(inputs: &Inputs<'_>, catalog: &Catalog<'_>, claim: &str) -> Result<Vec<Robustness>> {
    let rows: Vec<&RobustnessRow> =
        inputs.tables.robustness.iter().filter(|row| row.claim == claim).collect();
    let of_test = |all: &&&RobustnessRow| {
        let test = (&all.a, &all.b, all.statistic, &all.rule);
        let fixed = rows.iter().filter(|row| (&row.a, &row.b, row.statistic, &row.rule) == test);
        let refuted = inputs.tables.multiverse.iter().filter(|row| {
            row.claim == claim
                && (&row.a, &row.b, row.statistic, &row.rule) == test
                && row.holds == Some(false)
        });
        let view = json!({
            "statistic": all.statistic.title(),
            "a": catalog.name_of(&all.a),
            "b": catalog.name_of(&all.b),
            "all": all,
        });
        let words = catalog.texts.words("figures/robustness", &view)?;
        let choices = fixed.filter(|row| row.choice != Choice::All).map(|row| choice(row));
        let choices = Table::worded(&words)?.with(choices)?;
        let dissent = dissent(catalog, refuted.collect())?;
        Ok(Robustness { finding: words.part("Finding")?, choices, dissent })
    };
    rows.iter().filter(|row| row.choice == Choice::All).map(|all| of_test(&all)).collect()
}

fn choice(row: &RobustnessRow) -> Vec<Cell> {
    vec![
        Cell::text(row.choice.title()).head(),
        Cell::text(row.value.as_str()),
        Cell::count(u64::from(row.holds)),
        Cell::count(u64::from(row.of)),
        Cell::count(u64::from(row.unsupported)),
        Cell::measured(row.worst),
    ]
}

/// Makes a row for each combination of packaging, architecture, memory and window in which the comparison does not
/// hold.
fn dissent(catalog: &Catalog<'_>, mut rows: Vec<&MultiverseRow>) -> Result<Option<Table>> {
    let group =
        |row: &MultiverseRow| (row.conditions.packaging, row.conditions.arch, row.memory, row.window_days);
    rows.sort_by_key(|row| group(row));
    let row = |alike: &[&MultiverseRow]| {
        let first = alike[0];
        let choice = |row: &&MultiverseRow| format!("{}, {}", row.quantile.name(), row.bad_days.name());
        let choices: Vec<String> = alike.iter().map(choice).collect();
        let values = alike.iter().map(|row| row.value);
        vec![
            Cell::text(first.conditions.packaging.name()).head(),
            Cell::text(first.conditions.arch.name()),
            Cell::text(first.memory.words()),
            Cell::count(u64::from(first.window_days)),
            Cell::text(choices.join("; ")),
            Cell::text(format_number(values.clone().fold(f64::INFINITY, f64::min))),
            Cell::text(format_number(values.fold(0.0, f64::max))),
        ]
    };
    let words = catalog.texts.words("figures/dissent", &json!({}))?;
    Table::worded(&words)?.filled(rows.chunk_by(|a, b| group(a) == group(b)).map(row))
}
