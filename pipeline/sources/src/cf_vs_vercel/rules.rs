//! Every anomaly of the results of cf-vs-vercel-bench, by name, with its outcome and reason.

use crate::tally::rules;

rules! {
    /// A class of files or records that needs a decision.
    pub(super) enum Rule {
        UnnamedTest: Flag, "unnamed-test",
            "The oldest runs have one test without a name. It counts as a page of its own.";
        NoResult: Quarantine, "no-result",
            "The result of a platform is null: the test did not run there.";
        SummaryDiffers: Flag, "summary-differs",
            "The smallest, largest or mean time of the file differs from that of its times by more than rounding.";
        BadValue: Quarantine, "bad-value",
            "A time is not a number above 0.";
        UnknownForm: Quarantine, "unknown-form",
            "The JSON has fields of no form that the adapter knows.";
        BrokenFile: Quarantine, "broken-file",
            "The file is not JSON.";
    }
}

#[test]
fn rules_have_different_names() {
    crate::tally::check::<Rule>();
}
