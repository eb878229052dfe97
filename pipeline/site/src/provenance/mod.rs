//! Provenance of numbers: the measurement, the computation, the files behind it, and the command that repeats it.
//!
//! A receipt gathers cells of the tables; it computes nothing. [`explain`] finds the receipt of a series, a month of a
//! series, a pair of runtimes or a claim. The pages in `receipts/` show those of series and pairs.

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

/// Finds the receipt that `words` name. They name a claim, the address of a series, or one or two runtimes. With
/// runtimes, further words override the default view of the site: `image`, `arm64`, a memory size in MB, a month.
///
/// Fails if a word is unknown, and lists the known ones. Also fails without data.
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

/// Finds the series that `words` name, as in [`explain`]; `view` fills in the rest.
pub(crate) fn series_of(inputs: &Inputs<'_>, view: &View, words: &[String]) -> Result<SeriesKey> {
    match Target::parse(inputs, view, words)? {
        Target::Series(key) => Ok(key),
        other => bail!("'{}' names {other:?} and no series", words.join(" ")),
    }
}
