//! The formats of logs.

use std::{fmt, str::FromStr};

use schema::{ReadError, ReadErrorKind};

/// A format of logs or results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// Lines of a Lambda log in CloudWatch, plain or JSON, with or without the prefixes of tools.
    Text,
    /// JSON from `aws logs filter-log-events` and `get-log-events`, or from a subscription.
    Events,
    /// CSV of search results from the CloudWatch console: `timestamp,message`.
    EventsCsv,
    /// CSV results of a Logs Insights query.
    InsightsCsv,
    /// JSON results of a Logs Insights query.
    InsightsJson,
    /// Results of `startled`.
    Startled,
    /// Results of a `SeBS` experiment.
    Sebs,
    /// `result.csv` of `SeBS`.
    SebsCsv,
    /// Output of AWS Lambda Power Tuning, which is refused because it has no samples.
    PowerTuning,
    /// `benchmark.json` of rutkowski-tomasz/lambda-benchmark.
    Rutkowski,
    /// Results of hyperfine, `--export-json`.
    Hyperfine,
    /// Coldmark's own schema as CSV.
    Csv,
    /// Coldmark's own schema, one JSON object per line.
    Ndjson,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 13] = [
        Format::Text,
        Format::Events,
        Format::EventsCsv,
        Format::InsightsCsv,
        Format::InsightsJson,
        Format::Startled,
        Format::Sebs,
        Format::SebsCsv,
        Format::PowerTuning,
        Format::Rutkowski,
        Format::Hyperfine,
        Format::Csv,
        Format::Ndjson,
    ];

    /// Name on the command line.
    pub const fn name(self) -> &'static str {
        self.text().0
    }

    /// Short description for a list.
    pub const fn description(self) -> &'static str {
        self.text().1
    }

    const fn text(self) -> (&'static str, &'static str) {
        match self {
            Format::Text => {
                ("lambda-log", "lines of a Lambda log, plain or JSON: aws logs tail, console, export to S3")
            }
            Format::Events => ("log-events", "JSON from aws logs filter-log-events or get-log-events"),
            Format::EventsCsv => ("log-events-csv", "CSV of events from the console: timestamp,message"),
            Format::InsightsCsv => ("insights-csv", "CSV of a Logs Insights query"),
            Format::InsightsJson => ("insights-json", "JSON of a Logs Insights query"),
            Format::Startled => ("startled", "results of startled"),
            Format::Sebs => ("sebs", "results of a SeBS experiment"),
            Format::SebsCsv => ("sebs-csv", "result.csv of SeBS"),
            Format::PowerTuning => ("power-tuning", "output of AWS Lambda Power Tuning; means only, refused"),
            Format::Rutkowski => ("rutkowski", "benchmark.json of rutkowski-tomasz/lambda-benchmark"),
            Format::Hyperfine => ("hyperfine", "results of hyperfine --export-json"),
            Format::Csv => ("csv", "Coldmark's own schema as CSV"),
            Format::Ndjson => ("ndjson", "Coldmark's own schema, one JSON object per line"),
        }
    }

    /// Names of all formats, for messages.
    pub fn names() -> String {
        Format::ALL.map(Format::name).join(", ")
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = ReadError;

    fn from_str(name: &str) -> Result<Format, ReadError> {
        let format = Format::ALL.into_iter().find(|format| format.name() == name);
        let reason = || format!("There is no format '{name}'; use one of {}", Format::names());
        format.ok_or_else(|| ReadError::new(ReadErrorKind::UnknownFormat, reason()))
    }
}

#[test]
fn every_format_parses_from_its_name() {
    for format in Format::ALL {
        assert_eq!(format.name().parse(), Ok(format));
    }
}
