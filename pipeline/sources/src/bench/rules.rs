//! Which processes are no figures, and which are flagged, by name and with the reason.

use schema::{Outcome, RuleCount};

/// A class of lines that needs a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    Pressure,
    LoudFloor,
    Failed,
    NoShare,
    ThrottledInvocations,
    BrokenRecord,
    BrokenFile,
    DiskRead,
}

impl Rule {
    /// Every rule, in the order of the published table.
    const ALL: [Rule; 8] = [
        Rule::Pressure,
        Rule::LoudFloor,
        Rule::Failed,
        Rule::NoShare,
        Rule::ThrottledInvocations,
        Rule::BrokenRecord,
        Rule::BrokenFile,
        Rule::DiskRead,
    ];

    pub(super) const fn name(self) -> &'static str {
        self.text().0
    }

    const fn outcome(self) -> Outcome {
        match self {
            Rule::DiskRead => Outcome::Flag,
            _ => Outcome::Quarantine,
        }
    }

    const fn text(self) -> (&'static str, &'static str) {
        match self {
            Rule::Pressure => (
                "rejected-pressure",
                "Something waited for a processor just before the start, for longer than the campaign allows; the \
                 start was tried again.",
            ),
            Rule::LoudFloor => (
                "rejected-floor",
                "A function that does nothing took more than twice its usual time just before the start; the start \
                 was tried again.",
            ),
            Rule::Failed => {
                ("failed", "The function crashed, timed out or gave a wrong answer: that is no time.")
            }
            Rule::NoShare => {
                ("no-share", "The process was to have a share of the processor, and could not be given one.")
            }
            Rule::ThrottledInvocations => (
                "throttled-invocations",
                "Invocations after the first with less than a processor: their percentiles depend on the period in \
                 which the share is given, which is not that of AWS.",
            ),
            Rule::BrokenRecord => ("broken-record", "The line is no whole record of a process."),
            Rule::BrokenFile => ("broken-file", "The file cannot be unpacked."),
            Rule::DiskRead => (
                "disk-read",
                "The process had to read pages from the disk before it was ready, though its files had been read \
                 before. It counts: it is part of how files lie in memory.",
            ),
        }
    }
}

/// What every rule met, in one file or in many: files, records, samples.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally([(u64, u64, u64); Rule::ALL.len()]);

impl Tally {
    /// Counts `records` with `samples` under `rule`. Call it on the tally of one file.
    pub(super) fn count(&mut self, rule: Rule, records: u64, samples: u64) {
        let count = &mut self.0[rule as usize];
        *count = (1, count.1 + records, count.2 + samples);
    }

    /// Adds the tally of another file.
    pub(super) fn add(&mut self, other: &Tally) {
        for (sum, count) in self.0.iter_mut().zip(&other.0) {
            *sum = (sum.0 + count.0, sum.1 + count.1, sum.2 + count.2);
        }
    }

    /// One row a rule, those that met nothing included.
    pub(super) fn rows(&self, source: &str) -> Vec<RuleCount> {
        let row = |(rule, (files, records, samples)): (Rule, &(u64, u64, u64))| RuleCount {
            source: source.to_owned(),
            rule: rule.name().to_owned(),
            outcome: rule.outcome(),
            files: *files,
            records: *records,
            samples: *samples,
            reason: rule.text().1.to_owned(),
        };
        Rule::ALL.into_iter().zip(&self.0).map(row).collect()
    }
}

#[test]
fn every_rule_has_its_own_name_and_place() {
    let names: std::collections::BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.name()).collect();
    assert_eq!(names.len(), Rule::ALL.len());
    for (position, rule) in Rule::ALL.into_iter().enumerate() {
        assert_eq!(rule as usize, position, "{}", rule.name());
    }
}
