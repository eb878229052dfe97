//! Columns of the tables: what became of the raw files.

use super::{
    Column, Reference, Table,
    columns::{Date, OF_SOURCE, SOURCE, Text, column, count},
};
use crate::{CalendarDay, FileRow, Quarantined, RuleCount, SourceRow};

/// What was refused names the rule that did it.
const OF_RULE: Reference =
    Reference { columns: &["source", "rule"], table: "rules.csv", keys: &["source", "rule"] };

impl Table for CalendarDay {
    const FILE: &'static str = "calendar.csv";
    const ABOUT: &'static str =
        "Each calendar day of each source that others publish day by day, from its first to its newest";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        column("date", Date, "The day, UTC"),
        column(
            "status",
            Text,
            "complete (at least 95 % of the series then in service), partial, empty, repeated, quarantined or missing",
        )
        .one_of(&["complete", "partial", "empty", "repeated", "quarantined", "missing"]),
        count("records", "records", "Records accepted"),
        count("samples", "samples", "Samples accepted"),
    ];
    const KEY: &'static [&'static str] = &["source", "date"];
    const REFERENCES: &'static [Reference] = &[OF_SOURCE];
}

impl Table for Quarantined {
    const FILE: &'static str = "quarantine.csv";
    const ABOUT: &'static str = "Each file, record or value that no statistic uses";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        column("file", Text, "Path of the file below the source's raw folder"),
        column("date", Date, "Day that the file's name says; empty where it says none").or_empty(),
        column(
            "source_runtime",
            Text,
            "Upstream name of the runtime; empty where the whole file is concerned",
        )
        .or_empty(),
        column("rule", Text, "Name of the rule that refused it, explained in rules.csv").slug(),
        count("samples", "samples", "Samples kept out"),
        column("detail", Text, "The record's position and what exactly was wrong"),
    ];
    const KEY: &'static [&'static str] = &["source", "file", "source_runtime", "rule", "detail"];
    const REFERENCES: &'static [Reference] = &[OF_SOURCE, OF_RULE];
}

impl Table for RuleCount {
    const FILE: &'static str = "rules.csv";
    const ABOUT: &'static str = "Each rule of each adapter, what it met and why it is as it is";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        column("rule", Text, "Name of the rule").slug(),
        column("outcome", Text, "accept, flag, alias or quarantine").one_of(&[
            "accept",
            "flag",
            "alias",
            "quarantine",
        ]),
        count("files", "files", "Files in which the rule met something"),
        count("records", "records", "Records that the rule met"),
        count("samples", "samples", "Samples that the rule met"),
        column("reason", Text, "Why the rule is as it is"),
    ];
    const KEY: &'static [&'static str] = &["source", "rule"];
    const REFERENCES: &'static [Reference] = &[OF_SOURCE];
}

impl Table for SourceRow {
    const FILE: &'static str = "sources.csv";
    const ABOUT: &'static str = "Each source, how far it reaches and what became of its samples";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        column("first_day", Date, "First day with accepted samples, UTC"),
        column("newest_day", Date, "Newest day with accepted samples, UTC"),
        count("days", "days", "Days with accepted samples"),
        count("files", "files", "Files read"),
        count("records", "records", "Records accepted"),
        count("raw_samples", "samples", "Samples in the files, whatever became of them"),
        count("accepted_samples", "samples", "Samples that statistics use"),
        count("quarantined_samples", "samples", "Samples listed in quarantine.csv"),
    ];
    const KEY: &'static [&'static str] = &["source"];
    const REFERENCES: &'static [Reference] = &[];
}

impl Table for FileRow {
    const FILE: &'static str = "files.csv";
    const ABOUT: &'static str = "Each raw file, with its SHA-256";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        column("file", Text, "Path of the file below the source's raw folder"),
        column("date", Date, "Day of measurement; empty where the file says none").or_empty(),
        count("bytes", "bytes", "Length of the file"),
        column("sha256", Text, "SHA-256 of the file").hex(64),
        count("records", "records", "Records in it, whatever became of them"),
        count("accepted_samples", "samples", "Samples in it that statistics use"),
        column("refused_by", Text, "Rule that refused the whole file; empty where none did")
            .slug()
            .or_empty(),
    ];
    const KEY: &'static [&'static str] = &["source", "file"];
    const REFERENCES: &'static [Reference] = &[OF_SOURCE];
}
