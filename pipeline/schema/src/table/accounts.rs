//! Columns of the tables: what became of the raw files.

use super::{
    Column, Table,
    columns::{Date, Integer, SOURCE, Text, column},
};
use crate::{CalendarDay, FileRow, Quarantined, RuleCount, SourceRow};

impl Table for CalendarDay {
    const FILE: &'static str = "calendar.csv";
    const ABOUT: &'static str = "Each calendar day of each source, from its first to its newest";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        column("date", Date, "The day, UTC"),
        column(
            "status",
            Text,
            "complete (at least 95 % of the series then in service), partial, empty, repeated, quarantined or missing",
        ),
        column("records", Integer, "Records accepted"),
        column("samples", Integer, "Samples accepted"),
    ];
}

impl Table for Quarantined {
    const FILE: &'static str = "quarantine.csv";
    const ABOUT: &'static str = "Each file, record or value that no statistic uses";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        column("file", Text, "Path of the file below the source's raw folder"),
        column("date", Date, "Day that the file's name says; empty where it says none"),
        column(
            "source_runtime",
            Text,
            "Upstream name of the runtime; empty where the whole file is concerned",
        ),
        column("rule", Text, "Name of the rule that refused it, explained in rules.csv"),
        column("samples", Integer, "Samples kept out"),
        column("detail", Text, "The record's position and what exactly was wrong"),
    ];
}

impl Table for RuleCount {
    const FILE: &'static str = "rules.csv";
    const ABOUT: &'static str = "Each rule of each adapter, what it met and why it is as it is";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        column("rule", Text, "Name of the rule"),
        column("outcome", Text, "accept, flag, alias or quarantine"),
        column("files", Integer, "Files in which the rule met something"),
        column("records", Integer, "Records that the rule met"),
        column("samples", Integer, "Samples that the rule met"),
        column("reason", Text, "Why the rule is as it is"),
    ];
}

impl Table for SourceRow {
    const FILE: &'static str = "sources.csv";
    const ABOUT: &'static str = "Each source, how far it reaches and what became of its samples";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        column("first_day", Date, "First day with accepted samples, UTC"),
        column("newest_day", Date, "Newest day with accepted samples, UTC"),
        column("days", Integer, "Days with accepted samples"),
        column("files", Integer, "Files read"),
        column("records", Integer, "Records accepted"),
        column("raw_samples", Integer, "Samples in the files, whatever became of them"),
        column("accepted_samples", Integer, "Samples that statistics use"),
        column("quarantined_samples", Integer, "Samples listed in quarantine.csv"),
    ];
}

impl Table for FileRow {
    const FILE: &'static str = "files.csv";
    const ABOUT: &'static str = "Each raw file, with its SHA-256";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        column("file", Text, "Path of the file below the source's raw folder"),
        column("date", Date, "Day of measurement; empty where the file says none"),
        column("bytes", Integer, "Length of the file"),
        column("sha256", Text, "SHA-256 of the file"),
        column("records", Integer, "Records in it, whatever became of them"),
        column("accepted_samples", Integer, "Samples in it that statistics use"),
        column("refused_by", Text, "Rule that refused the whole file; empty where none did"),
    ];
}
