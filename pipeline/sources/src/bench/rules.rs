//! Rules that quarantine or flag processes, each with its name and reason.

use crate::tally::rules;

rules! {
    /// Rule of the adapter.
    pub(super) enum Rule {
        RejectedPressure: Quarantine, "rejected-pressure",
            "CPU pressure just before the start exceeded the campaign's limit, so the start was retried.";
        RejectedBaseline: Quarantine, "rejected-baseline",
            "The baseline function exceeded the campaign's limit on its usual time just before the start, so the start was retried.";
        Failed: Quarantine, "failed", "The function crashed, timed out or gave a wrong response.";
        NoShare: Quarantine, "no-share", "The CPU share of the process could not be set.";
        ThrottledInvocations: Quarantine, "throttled-invocations",
            "Invocations after the first with less than one CPU: their percentiles depend on the throttling period, which differs from that of AWS.";
        BrokenRecord: Quarantine, "broken-record", "The line is not a complete record of a process.";
        BrokenFile: Quarantine, "broken-file", "The file cannot be decompressed.";
        DiskRead: Flag, "disk-read",
            "The process read pages from the disk during init although an earlier start had read its files. It counts, since the kernel may evict pages at any time.";
    }
}

#[test]
fn rule_names_are_unique() {
    crate::tally::check::<Rule>();
}
