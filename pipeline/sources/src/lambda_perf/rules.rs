//! Every anomaly of the archive, by name, with its outcome and reason.

use crate::tally::rules;

rules! {
    /// A class of files, records or samples that needs a decision.
    pub(super) enum Rule {
        LayoutRuntimeOnly: Accept, "layout-runtime-only",
            "First layout (2022-09 to 2023-03): long field names, no display name, no architecture, one memory size.";
        LayoutDisplayName: Accept, "layout-display-name",
            "Second layout (2023-03 to 2023-04): adds displayName.";
        LayoutArchitecture: Accept, "layout-architecture",
            "Third layout (2023-04 to 2023-11): adds architecture; memory and architecture are part of the function name.";
        LayoutShortKeys: Accept, "layout-short-keys",
            "Fourth layout (since 2023-11): one- to three-letter field names, adds the package.";
        EmptyDay: Accept, "empty-day",
            "The file is whole and lists no record: upstream's job ran and collected nothing. The day counts as empty, not as zero.";
        ArchitectureImplied: Flag, "architecture-implied",
            "The record names no architecture. Upstream measured only x86_64, Lambda's default, until it named them.";
        PackageImplied: Flag, "package-implied",
            "The record names no package. Upstream measured only zip archives until it named them.";
        ShortRecord: Flag, "short-record",
            "Fewer than the ten samples that upstream takes a day: some cold starts were missing from the log query. Those that are there are whole.";
        LongRecord: Flag, "long-record",
            "More than ten samples, a multiple of ten: the function was measured several times that day. The samples are distinct and repeat no other day.";
        MeanDiffers: Flag, "mean-differs",
            "The mean that upstream gives differs from the mean of the record's samples by more than rounding. The samples count, the mean is not used.";
        UnregisteredRuntime: Flag, "unregistered-runtime",
            "data/runtimes.toml does not know the name: it is shown as upstream writes it.";
        RenamedFunction: Alias, "renamed-function",
            "The runtime is measured today under another function name; both names are one runtime in data/runtimes.toml.";
        NewestDayCopy: Quarantine, "newest-day-copy",
            "Upstream keeps the newest day once more as last.json: counting it would count that day twice.";
        NotADay: Quarantine, "not-a-day",
            "The file's name says no day (YYYY-MM-DD.json), so its samples belong to none.";
        DateDiffers: Quarantine, "date-differs",
            "The file was generated on another day than its name says, so either could be the day of measurement.";
        SupersededFile: Quarantine, "superseded-file",
            "Two files say the same day; the one that was generated last counts. Upstream moves each year's files into a folder, and the copy outside may stay behind.";
        RepeatedDay: Quarantine, "repeated-day",
            "All records are those of an earlier day, sample for sample: upstream published old results under a new date.";
        RepeatedRecord: Quarantine, "repeated-record",
            "The record's samples, five or more, are those of the same function on an earlier day, in the same order.";
        DuplicateRecord: Quarantine, "duplicate-record",
            "The file has an earlier record of the same function and configuration, which counts.";
        BrokenFile: Quarantine, "broken-file",
            "The file is no JSON, ends early, or is not UTF-8. Fetch it again.";
        UnknownLayout: Quarantine, "unknown-layout",
            "The fields are those of no known layout. The adapter needs a rule for them.";
        NameContradicts: Quarantine, "name-contradicts-fields",
            "The function name says another package, memory or architecture than the fields do.";
        NoSamples: Quarantine, "no-samples", "The record has a name and no usable sample.";
        NotMeasured: Quarantine, "not-measured",
            "The sample is null or 0: no start takes no time, so the value was not measured.";
        BadValue: Quarantine, "bad-value", "The sample is negative, not finite, or no number.";
        ComputedSample: Quarantine, "computed-sample",
            "The sample has more decimals than Lambda reports and equals the mean or median of the record's other samples: upstream computed it to fill a gap.";
    }
}

#[test]
fn every_rule_has_its_own_name() {
    crate::tally::check::<Rule>();
}
