//! Rules that quarantine or flag processes, each with its name and reason.

use schema::Outcome;

use crate::tally::Rules;

/// Rule of the adapter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    RejectedPressure,
    RejectedBaseline,
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
        Rule::RejectedPressure,
        Rule::RejectedBaseline,
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
            Rule::RejectedPressure => (
                "rejected-pressure",
                "CPU pressure just before the start exceeded the campaign's limit, so the start was retried.",
            ),
            Rule::RejectedBaseline => (
                "rejected-baseline",
                "The baseline function exceeded the campaign's limit on its usual time just before the start, so the \
                 start was retried.",
            ),
            Rule::Failed => ("failed", "The function crashed, timed out or gave a wrong response."),
            Rule::NoShare => ("no-share", "The CPU share of the process could not be set."),
            Rule::ThrottledInvocations => (
                "throttled-invocations",
                "Invocations after the first with less than one CPU: their percentiles depend on the throttling \
                 period, which differs from that of AWS.",
            ),
            Rule::BrokenRecord => ("broken-record", "The line is not a complete record of a process."),
            Rule::BrokenFile => ("broken-file", "The file cannot be decompressed."),
            Rule::DiskRead => (
                "disk-read",
                "The process read pages from the disk during init although an earlier start had read its files. It \
                 counts, since the kernel may evict pages at any time.",
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
fn rule_names_are_unique_and_in_order() {
    crate::tally::check::<Rule>();
}
