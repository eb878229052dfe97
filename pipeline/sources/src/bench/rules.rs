//! Which processes are no figures, and which are flagged, by name and with the reason.

use schema::Outcome;

use crate::tally::Rules;

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

impl Rules for Rule {
    const ALL: &'static [Rule] = &Rule::ALL;

    fn place(self) -> usize {
        self as usize
    }

    fn text(self) -> (&'static str, Outcome, &'static str) {
        let (name, reason) = self.text();
        (name, self.outcome(), reason)
    }
}

#[test]
fn every_rule_has_its_own_name_and_place() {
    crate::tally::check::<Rule>();
}
