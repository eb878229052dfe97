//! Charts and tables of what we measured ourselves. Words ask for them by name: `{{ chart ours cold }}`.

use anyhow::{Result, bail};
use schema::Percentile;

use crate::{
    Inputs,
    context::{catalog::Catalog, figure::Block},
};

mod agreement;
mod by_machine;
mod cold;
mod machines;
mod sizes;
mod view;
mod warm;

pub(crate) use view::Asked;
use view::Ours;

/// The chart called `name`; none without data. Fails where there is no such chart.
pub(crate) fn chart(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    name: &str,
    slug: &str,
    asked: &Asked<'_>,
) -> Result<Option<Block>> {
    let ours = Ours { inputs, catalog, asked };
    let figure = match name {
        "cold" => cold::chart(&ours, slug)?,
        "first-response" => warm::first_response(&ours, slug)?,
        "warm" => warm::chart(&ours, slug)?,
        "agreement" => agreement::chart(&ours, slug)?,
        _ => bail!("there is no chart `ours {name}`; there are cold, first-response, warm and agreement"),
    };
    Ok(figure.map(Block::Figure))
}

/// The table called `name`; none without data. Fails where there is no such table.
pub(crate) fn table(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    name: &str,
    asked: &Asked<'_>,
) -> Result<Option<Block>> {
    let ours = Ours { inputs, catalog, asked };
    let table = match name {
        "workloads" => warm::workloads(&ours, Percentile::P50),
        "workloads-p99" => warm::workloads(&ours, Percentile::P99),
        "early" => warm::early(&ours),
        "shares" => cold::shares(&ours),
        "tail" => warm::tail(&ours),
        "sizes" => sizes::table(&ours),
        "beside" => by_machine::table(&ours),
        "machines" => machines::table(&ours),
        "refused" => machines::refused(&ours),
        "agreement" => agreement::table(&ours),
        _ => bail!(
            "there is no table `ours {name}`; there are workloads, workloads-p99, early, shares, tail, sizes, \
             beside, machines, refused and agreement"
        ),
    };
    Ok(Some(table).filter(|table| !table.rows.is_empty()).map(Block::Table))
}
