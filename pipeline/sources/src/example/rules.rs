//! Every anomaly of the results of example, by name, with its outcome and reason.

use crate::tally::rules;

rules! {
    /// A class of files or records that needs a decision.
    pub(super) enum Rule {
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
