//! Counts as rows of value counts, and back.

use schema::{Configuration, CountKind, CountMetric, Failure, Receipt, ValueCount};

use crate::{CountKey, Counts, KeyCounts, day_counts::FailureCounts, key::KeyRef};

impl Counts {
    /// Adds a row. Rows may come in any order, and those of several machines add up.
    ///
    /// Fails if a cell is not possible; the text says which and why.
    pub fn add_row(&mut self, row: &ValueCount<'_>) -> Result<(), String> {
        check(row)?;
        let detail = row.detail.unwrap_or_default();
        match row.metric {
            CountMetric::Object => {
                let receipt: Receipt =
                    serde_json::from_str(detail).map_err(|error| format!("detail is no receipt: {error}"))?;
                if row.value != receipt.invocations.cast_signed() {
                    let (value, invocations) = (row.value, receipt.invocations);
                    return Err(format!("value is {value}, but its receipt has {invocations} invocations"));
                }
                if row.n > 1 {
                    self.doubled.push(receipt.path.clone());
                }
                self.receipts.push(receipt);
            }
            CountMetric::Configuration => {
                let configuration: Configuration = serde_json::from_str(detail)
                    .map_err(|error| format!("detail is no configuration: {error}"))?;
                self.entry(KeyRef::of_row(row)).add_to_configuration(configuration, row.n);
            }
            metric if metric.has_detail() => {
                detail.parse::<Failure>()?;
                let counts = FailureCounts::of_row(metric, row.value, row.n);
                self.entry(KeyRef::of_row(row)).day(row.day).add_failures(detail, counts);
            }
            metric => self.entry(KeyRef::of_row(row)).day(row.day).add(metric, row.value, row.n),
        }
        Ok(())
    }

    /// Calls `each` with every row: receipts in order of their paths, then all others in order of their columns. No two
    /// have the same columns before `n`.
    ///
    /// # Errors
    ///
    /// Fails if `each` does.
    pub fn for_each_row<E>(&self, mut each: impl FnMut(&ValueCount<'_>) -> Result<(), E>) -> Result<(), E> {
        for receipt in self.receipts() {
            // A receipt consists of text and numbers, which JSON can hold.
            let detail = serde_json::to_string(receipt).unwrap_or_default();
            each(&ValueCount {
                function: None,
                version: None,
                memory_mb: None,
                arch: None,
                day: None,
                metric: CountMetric::Object,
                detail: Some(&detail),
                value: receipt.invocations.cast_signed(),
                n: 1,
            })?;
        }
        let mut keys = self.keys();
        let name = |key: &KeyCounts| key.key.arch.map(schema::Arch::name);
        keys.sort_by(|a, b| {
            let start =
                |key: &KeyCounts| (key.key.function.clone(), key.key.version.clone(), key.key.memory_mb);
            start(a).cmp(&start(b)).then_with(|| name(a).cmp(&name(b)))
        });
        keys.into_iter().try_for_each(|key| key.for_each_row(&mut each))
    }
}

impl KeyCounts {
    fn for_each_row<E>(&self, each: &mut impl FnMut(&ValueCount<'_>) -> Result<(), E>) -> Result<(), E> {
        let CountKey { function, version, memory_mb, arch } = &self.key;
        let mut write = |day, metric, detail: Option<&str>, value, n| {
            let (function, version) = (function.as_deref(), version.as_deref());
            each(&ValueCount {
                function,
                version,
                memory_mb: *memory_mb,
                arch: *arch,
                day,
                metric,
                detail,
                value,
                n,
            })
        };
        let mut days: Vec<_> = self.days.iter().collect();
        days.sort_by_key(|(day, _)| *day);
        // Configurations have no day, as invocations without a time.
        let mut undated = self.configuration_rows();
        let n_undated = usize::from(days.first().is_some_and(|(day, _)| day.is_none()));
        for (_, counts) in days.drain(..n_undated) {
            counts.for_each_row(&mut |metric, detail, value, n| {
                undated.push((metric, detail.map(str::to_owned), value, n));
                Ok::<(), E>(())
            })?;
        }
        undated.sort();
        for (metric, detail, value, n) in &undated {
            write(None, *metric, detail.as_deref(), *value, *n)?;
        }
        for (day, counts) in days {
            counts.for_each_row(&mut |metric, detail, value, n| write(*day, metric, detail, value, n))?;
        }
        Ok(())
    }

    /// Returns metric, detail, value and count of each configuration's row.
    fn configuration_rows(&self) -> Vec<(CountMetric, Option<String>, i64, u64)> {
        let row = |(configuration, n): &(Configuration, u64)| {
            // A configuration consists of text, which JSON can hold.
            let detail = serde_json::to_string(configuration).unwrap_or_default();
            (CountMetric::Configuration, Some(detail), 1, *n)
        };
        self.configurations.iter().map(row).collect()
    }
}

/// Fails if a cell is not possible in its column.
fn check(row: &ValueCount<'_>) -> Result<(), String> {
    let ValueCount { metric, value, n, .. } = *row;
    if n == 0 {
        return Err("n is 0, but every row was seen at least once".to_owned());
    }
    if metric.kind() == CountKind::Sum && value != 1 {
        return Err(format!("value is {value}, but that of {metric} is 1, and n is the sum"));
    }
    let is_time = matches!(metric, CountMetric::ColdStartBeganAtUs | CountMetric::ColdStartEndedAtUs);
    if metric.kind() == CountKind::Value && value < 0 && !is_time {
        return Err(format!("value is {value}, but {metric} cannot be negative"));
    }
    if metric.has_detail() != row.detail.is_some() {
        let problem = if metric.has_detail() { "is missing" } else { "is not empty" };
        return Err(format!("detail {problem} in a row of {metric}"));
    }
    if row.day.is_some_and(|day| ValueCount::date_of(day).is_none()) {
        return Err("day is out of range".to_owned());
    }
    Ok(())
}
