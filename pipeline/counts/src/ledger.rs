//! The check that every object was counted once, and as a whole.

use std::collections::{BTreeMap, BTreeSet};

use schema::{CountMetric, Receipt};

use crate::{CountFault, Counts};

/// An object that was to be counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its path.
    pub path: String,
    /// Its length, in bytes; none if the list does not give it.
    pub size: Option<u64>,
}

/// Reads a list of objects: one path on each line, which may be followed by a tab and the length in bytes.
///
/// Fails if a length is no number.
pub fn parse_list(text: &str) -> Result<Vec<Listed>, String> {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let parse = |(number, line): (usize, &str)| {
        let Some((path, size)) = line.rsplit_once('\t') else {
            return Ok(Listed { path: line.trim_end().to_owned(), size: None });
        };
        let size =
            size.trim().parse().map_err(|_| format!("Line {number}: '{size}' is no length in bytes"))?;
        Ok(Listed { path: path.to_owned(), size: Some(size) })
    };
    lines.map(parse).collect()
}

impl Counts {
    /// Returns the reasons to refuse these counts; none if every object was counted once, and as a whole.
    pub fn faults(&self) -> Vec<CountFault> {
        let mut faults = self.faults_of_receipts();
        let counted = self.total(CountMetric::Invocations) + self.total(CountMetric::RoundTrips);
        let received: u64 = self.receipts.iter().map(|receipt| receipt.invocations).sum();
        if counted != received {
            let reason = format!(
                "The receipts have {received} invocations, but the counts have {counted}; count these objects again"
            );
            faults.push(CountFault { objects: self.suspects(), reason });
        }
        faults
    }

    /// Returns the reasons to refuse the receipts alone, which may be those of several files.
    pub fn faults_of_receipts(&self) -> Vec<CountFault> {
        let twice = CountFault { objects: self.counted_twice(), reason: "Counted more than once".to_owned() };
        let copies = self.copies().into_iter().map(|objects| CountFault {
            objects,
            reason: "Objects that hold the same invocations; leave out the copies".to_owned(),
        });
        std::iter::once(twice).filter(|fault| !fault.objects.is_empty()).chain(copies).collect()
    }

    /// Returns the reasons to refuse these counts as those of the objects in `list`.
    pub fn faults_of(&self, list: &[Listed]) -> Vec<CountFault> {
        let receipts: BTreeMap<&str, &Receipt> =
            self.receipts().into_iter().map(|receipt| (&*receipt.path, receipt)).collect();
        let listed: BTreeSet<&str> = list.iter().map(|object| &*object.path).collect();
        let missing = listed.iter().filter(|path| !receipts.contains_key(**path));
        let unknown = receipts.keys().filter(|path| !listed.contains(**path));
        let mut faults = vec![
            CountFault {
                objects: missing.map(|path| (*path).to_owned()).collect(),
                reason: "Listed, but not counted".to_owned(),
            },
            CountFault {
                objects: unknown.map(|path| (*path).to_owned()).collect(),
                reason: "Counted, but not listed".to_owned(),
            },
        ];
        for object in list {
            let size = receipts.get(&*object.path).and_then(|receipt| receipt.size);
            if let Some((found, expected)) = size.zip(object.size).filter(|(a, b)| a != b) {
                let reason = format!("{found} bytes were counted, but the object has {expected}");
                faults.push(CountFault { objects: vec![object.path.clone()], reason });
            }
        }
        faults.retain(|fault| !fault.objects.is_empty());
        faults
    }

    fn counted_twice(&self) -> Vec<String> {
        let mut found: BTreeSet<&str> = self.doubled.iter().map(String::as_str).collect();
        let receipts = self.receipts();
        let pairs = receipts.windows(2).filter(|pair| pair[0].path == pair[1].path);
        found.extend(pairs.map(|pair| &*pair[0].path));
        found.into_iter().map(str::to_owned).collect()
    }

    /// Paths of objects with the same invocations.
    fn copies(&self) -> Vec<Vec<String>> {
        let mut by_fingerprint: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for receipt in &self.receipts {
            if let Some(fingerprint) = &receipt.fingerprint {
                by_fingerprint.entry(fingerprint).or_default().insert(&receipt.path);
            }
        }
        let several = by_fingerprint.into_values().filter(|paths| paths.len() > 1);
        several.map(|paths| paths.into_iter().map(str::to_owned).collect()).collect()
    }

    /// Objects whose counts may be missing or doubled where sums differ: those with invocations.
    fn suspects(&self) -> Vec<String> {
        let receipts = self.receipts();
        receipts.iter().filter(|it| it.invocations > 0).map(|it| it.path.clone()).collect()
    }

    /// Returns the sum of `metric` over all keys and days.
    pub fn total(&self, metric: CountMetric) -> u64 {
        self.keys.iter().flat_map(|key| &key.days).map(|(_, counts)| counts.sum(metric)).sum()
    }
}

#[cfg(test)]
mod tests {
    use schema::Invocation;

    use super::*;

    fn counts(objects: &[(&str, u64, Option<&str>)]) -> Counts {
        let mut counts = Counts::default();
        for (path, invocations, fingerprint) in objects {
            for _ in 0..*invocations {
                counts.add(&Invocation { duration_ms: Some(1.0), ..Invocation::default() });
            }
            counts.add_receipt(Receipt {
                path: (*path).to_owned(),
                invocations: *invocations,
                size: Some(10 * invocations),
                fingerprint: fingerprint.map(str::to_owned),
                ..Receipt::default()
            });
        }
        counts
    }

    fn told(faults: &[CountFault]) -> Vec<String> {
        faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn whole_counts_have_no_fault() {
        let whole = counts(&[("a", 2, Some("x")), ("b", 0, None), ("c", 0, None)]);
        assert_eq!(whole.faults(), []);
        let list = parse_list("a\t20\nb\nc\t0\n").unwrap();
        assert_eq!(whole.faults_of(&list), []);
    }

    #[test]
    fn objects_that_were_counted_twice_are_named() {
        let twice = counts(&[("a", 2, None), ("b", 1, None), ("a", 2, None)]);
        assert_eq!(told(&twice.faults()), ["Counted more than once: 'a'"]);
        let copy = counts(&[("a", 2, Some("x")), ("b", 1, Some("y")), ("c", 2, Some("x"))]);
        assert_eq!(
            told(&copy.faults()),
            ["Objects that hold the same invocations; leave out the copies: 'a', 'c'"]
        );
    }

    #[test]
    fn an_object_may_be_counted_after_it_was_refused() {
        let mut later = counts(&[("a", 2, None)]);
        for _ in 0..2 {
            let refused_as = Some("cut off".to_owned());
            later.add_receipt(Receipt { path: "a".to_owned(), refused_as, ..Receipt::default() });
        }
        assert_eq!(later.faults(), []);
        assert_eq!(later.receipts().len(), 1);
        assert_eq!(later.receipts()[0].invocations, 2);
    }

    #[test]
    fn sums_that_differ_are_a_fault() {
        let mut more = counts(&[("a", 2, None)]);
        more.add(&Invocation { client_ms: Some(1.0), ..Invocation::default() });
        let [fault] = &more.faults()[..] else { panic!("one fault") };
        assert!(
            fault.reason.starts_with("The receipts have 2 invocations, but the counts have 3"),
            "{fault}"
        );
    }

    #[test]
    fn counts_are_held_to_a_list() {
        let found = counts(&[("a", 2, None), ("b", 1, None)]);
        let list = parse_list("a\t21\nc\t5").unwrap();
        assert_eq!(
            told(&found.faults_of(&list)),
            [
                "Listed, but not counted: 'c'",
                "Counted, but not listed: 'b'",
                "20 bytes were counted, but the object has 21: 'a'"
            ]
        );
        assert!(parse_list("a\tlong").is_err());
    }
}
