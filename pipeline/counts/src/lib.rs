//! Counts of invocations by function, day, metric and value.
//!
//! [`Counts`] come from invocations or from rows of value counts. Either way, they hold the same whole numbers in whatever
//! order these arrive, so counts of any number of machines add up to the counts of one. Statistics start from them.
//!
//! Times are whole microseconds. Lambda writes no finer ones; finer digits of other tools are rounded.

mod add;
mod day_counts;
mod fault;
mod fingerprint;
mod key;
mod labels;
mod ledger;
mod rows;
mod samples;
mod tally;

use std::collections::HashMap;

pub use day_counts::{DayCounts, FailureCounts};
pub use fault::CountFault;
pub use fingerprint::Fingerprint;
pub use key::CountKey;
pub use ledger::{Listed, parse_list};
pub use samples::{RunsBuilder, UNNAMED};
use schema::{Configuration, CountMetric, Date, Receipt, ValueCount};

/// Counts of any number of functions, and the receipts of the objects that they come from.
#[derive(Debug, Default)]
pub struct Counts {
    keys: Vec<KeyCounts>,
    idx_by_hash: HashMap<u64, Vec<u32>>,
    /// Index of the last key, which the next invocation usually shares.
    last_idx: usize,
    receipts: Vec<Receipt>,
    /// Paths of receipts that were counted more than once.
    doubled: Vec<String>,
}

/// Counts of one function, version, memory size and instruction set.
#[derive(Debug, Default)]
pub struct KeyCounts {
    key: CountKey,
    /// Counts of each day since 1970; those without a time have none.
    days: Vec<(Option<i32>, DayCounts)>,
    /// Index of the last day.
    last_day: usize,
    configurations: Vec<(Configuration, u64)>,
    /// Index of the last configuration.
    last_configuration: usize,
}

impl Counts {
    /// The counts of each key, in order of the keys.
    pub fn keys(&self) -> Vec<&KeyCounts> {
        let mut keys: Vec<&KeyCounts> = self.keys.iter().collect();
        keys.sort_by(|a, b| a.key.cmp(&b.key));
        keys
    }

    /// The receipts, in order of their paths. An object that was refused and then counted has the later one only.
    pub fn receipts(&self) -> Vec<&Receipt> {
        let mut receipts: Vec<&Receipt> = self.receipts.iter().collect();
        receipts.sort_by(|a, b| (&a.path, &a.refused_as).cmp(&(&b.path, &b.refused_as)));
        receipts.dedup_by(|next, kept| next.path == kept.path && next.refused_as.is_some());
        receipts
    }

    /// Adds the receipt of an object.
    pub fn add_receipt(&mut self, receipt: Receipt) {
        self.receipts.push(receipt);
    }

    /// The number of records without a time.
    pub fn n_undated(&self) -> u64 {
        let days = self.keys.iter().flat_map(|key| &key.days);
        days.filter(|(day, _)| day.is_none()).map(|(_, counts)| counts.n_records()).sum()
    }
}

impl KeyCounts {
    /// The function, version, memory size and instruction set.
    pub const fn key(&self) -> &CountKey {
        &self.key
    }

    /// The counts of each day, in order of time; those without a time come first.
    pub fn days(&self) -> Vec<(Option<Date>, &DayCounts)> {
        let mut days: Vec<_> = self.days.iter().collect();
        days.sort_by_key(|(day, _)| *day);
        days.into_iter().map(|(day, counts)| (day.and_then(ValueCount::date_of), counts)).collect()
    }

    /// The number of samples.
    pub fn n_samples(&self) -> u64 {
        let count = |day: &DayCounts, metric| day.values(metric).iter().map(|(_, n)| n).sum::<u64>();
        let of_day = |day| CountMetric::SAMPLES.iter().map(|(metric, _)| count(day, *metric)).sum::<u64>();
        self.days.iter().map(|(_, day)| of_day(day)).sum()
    }

    /// The runtimes, packagings and workloads that records tell, each with the number of records.
    pub fn configurations(&self) -> &[(Configuration, u64)] {
        &self.configurations
    }
}

#[cfg(test)]
mod tests;
