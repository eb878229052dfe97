//! Every anomaly of the archive, by name, with its outcome and reason.

use schema::Outcome;

use crate::tally::Rules;

/// A class of files, records or samples that needs a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    LayoutRuntimeOnly,
    LayoutDisplayName,
    LayoutArchitecture,
    LayoutShortKeys,
    EmptyDay,
    ArchitectureImplied,
    PackageImplied,
    ShortRecord,
    LongRecord,
    MeanDiffers,
    UnregisteredRuntime,
    RenamedFunction,
    NewestDayCopy,
    NotADay,
    DateDiffers,
    SupersededFile,
    RepeatedDay,
    RepeatedRecord,
    DuplicateRecord,
    BrokenFile,
    UnknownLayout,
    NameContradicts,
    NoSamples,
    NotMeasured,
    BadValue,
    ComputedSample,
}

impl Rule {
    /// Every rule, in the order of the published table.
    pub(super) const ALL: [Rule; 26] = [
        Rule::LayoutRuntimeOnly,
        Rule::LayoutDisplayName,
        Rule::LayoutArchitecture,
        Rule::LayoutShortKeys,
        Rule::EmptyDay,
        Rule::ArchitectureImplied,
        Rule::PackageImplied,
        Rule::ShortRecord,
        Rule::LongRecord,
        Rule::MeanDiffers,
        Rule::UnregisteredRuntime,
        Rule::RenamedFunction,
        Rule::NewestDayCopy,
        Rule::NotADay,
        Rule::DateDiffers,
        Rule::SupersededFile,
        Rule::RepeatedDay,
        Rule::RepeatedRecord,
        Rule::DuplicateRecord,
        Rule::BrokenFile,
        Rule::UnknownLayout,
        Rule::NameContradicts,
        Rule::NoSamples,
        Rule::NotMeasured,
        Rule::BadValue,
        Rule::ComputedSample,
    ];

    pub(super) const fn name(self) -> &'static str {
        self.text().0
    }

    #[expect(clippy::too_many_lines, reason = "a table of texts")]
    const fn text(self) -> (&'static str, Outcome, &'static str) {
        use Outcome::{Accept, Alias, Flag, Quarantine};
        match self {
            Rule::LayoutRuntimeOnly => (
                "layout-runtime-only",
                Accept,
                "First layout (2022-09 to 2023-03): long field names, no display name, no architecture, one memory size.",
            ),
            Rule::LayoutDisplayName => {
                ("layout-display-name", Accept, "Second layout (2023-03 to 2023-04): adds displayName.")
            }
            Rule::LayoutArchitecture => (
                "layout-architecture",
                Accept,
                "Third layout (2023-04 to 2023-11): adds architecture; memory and architecture are part of the function name.",
            ),
            Rule::LayoutShortKeys => (
                "layout-short-keys",
                Accept,
                "Fourth layout (since 2023-11): one- to three-letter field names, adds the package.",
            ),
            Rule::EmptyDay => (
                "empty-day",
                Accept,
                "The file is whole and lists no record: upstream's job ran and collected nothing. The day counts as empty, not as zero.",
            ),
            Rule::ArchitectureImplied => (
                "architecture-implied",
                Flag,
                "The record names no architecture. Upstream measured only x86_64, Lambda's default, until it named them.",
            ),
            Rule::PackageImplied => (
                "package-implied",
                Flag,
                "The record names no package. Upstream measured only zip archives until it named them.",
            ),
            Rule::ShortRecord => (
                "short-record",
                Flag,
                "Fewer than the ten samples that upstream takes a day: some cold starts were missing from the log query. Those that are there are whole.",
            ),
            Rule::LongRecord => (
                "long-record",
                Flag,
                "More than ten samples, a multiple of ten: the function was measured several times that day. The samples are distinct and repeat no other day.",
            ),
            Rule::MeanDiffers => (
                "mean-differs",
                Flag,
                "The mean that upstream gives differs from the mean of the record's samples by more than rounding. The samples count, the mean is not used.",
            ),
            Rule::UnregisteredRuntime => (
                "unregistered-runtime",
                Flag,
                "data/runtimes.toml does not know the name: it is shown as upstream writes it.",
            ),
            Rule::RenamedFunction => (
                "renamed-function",
                Alias,
                "The runtime is measured today under another function name; both names are one runtime in data/runtimes.toml.",
            ),
            Rule::NewestDayCopy => (
                "newest-day-copy",
                Quarantine,
                "Upstream keeps the newest day once more as last.json: counting it would count that day twice.",
            ),
            Rule::NotADay => (
                "not-a-day",
                Quarantine,
                "The file's name says no day (YYYY-MM-DD.json), so its samples belong to none.",
            ),
            Rule::DateDiffers => (
                "date-differs",
                Quarantine,
                "The file was generated on another day than its name says, so either could be the day of measurement.",
            ),
            Rule::SupersededFile => (
                "superseded-file",
                Quarantine,
                "Two files say the same day; the one that was generated last counts. Upstream moves each year's files into a folder, and the copy outside may stay behind.",
            ),
            Rule::RepeatedDay => (
                "repeated-day",
                Quarantine,
                "All records are those of an earlier day, sample for sample: upstream published old results under a new date.",
            ),
            Rule::RepeatedRecord => (
                "repeated-record",
                Quarantine,
                "The record's samples, five or more, are those of the same function on an earlier day, in the same order.",
            ),
            Rule::DuplicateRecord => (
                "duplicate-record",
                Quarantine,
                "The file has an earlier record of the same function and configuration, which counts.",
            ),
            Rule::BrokenFile => (
                "broken-file",
                Quarantine,
                "The file is no JSON, ends early, or is not UTF-8. Fetch it again.",
            ),
            Rule::UnknownLayout => (
                "unknown-layout",
                Quarantine,
                "The fields are those of no known layout. The adapter needs a rule for them.",
            ),
            Rule::NameContradicts => (
                "name-contradicts-fields",
                Quarantine,
                "The function name says another package, memory or architecture than the fields do.",
            ),
            Rule::NoSamples => ("no-samples", Quarantine, "The record has a name and no usable sample."),
            Rule::NotMeasured => (
                "not-measured",
                Quarantine,
                "The sample is null or 0: no start takes no time, so the value was not measured.",
            ),
            Rule::BadValue => ("bad-value", Quarantine, "The sample is negative, not finite, or no number."),
            Rule::ComputedSample => (
                "computed-sample",
                Quarantine,
                "The sample has more decimals than Lambda reports and equals the mean or median of the record's other samples: upstream computed it to fill a gap.",
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
        self.text()
    }
}

#[test]
fn every_rule_has_its_own_name_and_place() {
    crate::tally::check::<Rule>();
}
