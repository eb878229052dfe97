//! Where a number comes from: what was measured, how it was computed, from which files, and how to do it again.
//!
//! A receipt gathers cells of the tables; it computes nothing. [`explain`] finds the one of a series, a month of
//! a series, a pair of runtimes or a claim; the pages in `receipts/` show those of series and pairs.

use anyhow::{Result, bail};
use schema::SeriesKey;

use crate::{
    Inputs,
    context::config::{self, View},
};

mod find;
mod query;
mod receipt;

pub(crate) use find::files;
use query::Target;
pub(crate) use receipt::{ESTIMATOR, INTERVAL};
pub use receipt::{Extent, OfClaim, OfMonth, OfPair, OfSeries, OfTest, Receipt};

/// The receipt of what `words` name: a claim; or a runtime, or two, and what is not as in the default view of
/// the site (`image`, `arm64`, a memory size in MB, a month); or the address of a series.
///
/// Fails where a word names nothing, with the words that do, and where there are no data.
pub fn explain(inputs: &Inputs<'_>, words: &[String]) -> Result<Receipt> {
    let config = config::read(inputs.content)?;
    match Target::parse(inputs, &config.default_view, words)? {
        Target::Claim(id) => find::claim(inputs, &id).map(|found| Receipt::Claim(Box::new(found))),
        Target::Series(key) => find::series(inputs, &key).map(|found| Receipt::Series(Box::new(found))),
        Target::Month(key, month) => {
            find::month(inputs, &key, month).map(|found| Receipt::Month(Box::new(found)))
        }
        Target::Pair(a, b) => find::pair(inputs, &a, &b).map(|found| Receipt::Pair(Box::new(found))),
    }
}

/// The series that `words` name, as in [`explain`]; what they do not name is as in `view`.
pub(crate) fn series_of(inputs: &Inputs<'_>, view: &View, words: &[String]) -> Result<SeriesKey> {
    match Target::parse(inputs, view, words)? {
        Target::Series(key) => Ok(key),
        other => bail!("'{}' names {other:?} and no series", words.join(" ")),
    }
}
