//! The formats that can be read.

use std::{fmt, str::FromStr};

use crate::{
    Fault, FaultKind, events, hyperfine, input::Input, insights, own, power_tuning, rutkowski, sebs,
    sink::Sink, startled, text,
};

/// A format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// Lines of a CloudWatch log of Lambda, plain or JSON, with or without what tools write before each.
    Text,
    /// JSON of `aws logs filter-log-events` and `get-log-events`, or of a subscription.
    Events,
    /// CSV that the console of CloudWatch writes for the events of a search: `timestamp,message`.
    EventsCsv,
    /// CSV of a Logs Insights query.
    InsightsCsv,
    /// JSON of a Logs Insights query.
    InsightsJson,
    /// Result of `startled`.
    Startled,
    /// Result of an experiment of `SeBS`.
    Sebs,
    /// `result.csv` of `SeBS`.
    SebsCsv,
    /// Result of AWS Lambda Power Tuning. It holds no samples and is refused.
    PowerTuning,
    /// `benchmark.json` of rutkowski-tomasz/lambda-benchmark.
    Rutkowski,
    /// `--export-json` of hyperfine.
    Hyperfine,
    /// Invocations as Coldmark writes them, as CSV.
    Csv,
    /// Invocations as Coldmark writes them, a JSON object a line.
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

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        self.text().0
    }

    /// What it is, in words for a list.
    pub const fn description(self) -> &'static str {
        self.text().1
    }

    const fn text(self) -> (&'static str, &'static str) {
        match self {
            Format::Text => {
                ("lambda-log", "lines of a Lambda log, plain or JSON: aws logs tail, console, export to S3")
            }
            Format::Events => ("log-events", "JSON of aws logs filter-log-events or get-log-events"),
            Format::EventsCsv => ("log-events-csv", "CSV of events from the console: timestamp,message"),
            Format::InsightsCsv => ("insights-csv", "CSV of a Logs Insights query"),
            Format::InsightsJson => ("insights-json", "JSON of a Logs Insights query"),
            Format::Startled => ("startled", "result of startled"),
            Format::Sebs => ("sebs", "result of an experiment of SeBS"),
            Format::SebsCsv => ("sebs-csv", "result.csv of SeBS"),
            Format::PowerTuning => ("power-tuning", "result of AWS Lambda Power Tuning; means only, refused"),
            Format::Rutkowski => ("rutkowski", "benchmark.json of rutkowski-tomasz/lambda-benchmark"),
            Format::Hyperfine => ("hyperfine", "--export-json of hyperfine"),
            Format::Csv => ("csv", "invocations of Coldmark, as CSV"),
            Format::Ndjson => ("ndjson", "invocations of Coldmark, a JSON object a line"),
        }
    }

    /// Finds the format from the first bytes of a file, unpacked: 64 KiB are enough.
    ///
    /// # Errors
    ///
    /// Fails where the bytes are of none, with what was seen and the names of all.
    pub fn detect(head: &[u8]) -> Result<Format, Fault> {
        crate::detect::detect(head)
    }

    pub(crate) fn read(self, input: &mut Input, sink: &mut Sink<'_>) -> Result<(), Fault> {
        match self {
            Format::Text => text::read(input, sink),
            Format::Events => events::read(input, sink),
            Format::EventsCsv => events::read_csv(input, sink)?,
            Format::InsightsCsv => insights::read_csv(input, sink)?,
            Format::InsightsJson => insights::read_json(input, sink),
            Format::Startled => startled::read(input, sink)?,
            Format::Sebs => sebs::read(input, sink)?,
            Format::SebsCsv => sebs::read_csv(input, sink)?,
            Format::PowerTuning => return Err(power_tuning::refusal().of(sink.file())),
            Format::Rutkowski => rutkowski::read(input, sink)?,
            Format::Hyperfine => hyperfine::read(input, sink)?,
            Format::Csv => own::read_csv(input, sink)?,
            Format::Ndjson => own::read_ndjson(input, sink),
        }
        Ok(())
    }

    /// The names of all, for messages.
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
    type Err = Fault;

    fn from_str(name: &str) -> Result<Format, Fault> {
        let found = Format::ALL.into_iter().find(|format| format.name() == name);
        let reason = || format!("There is no format '{name}'; there are {}", Format::names());
        found.ok_or_else(|| Fault::new(FaultKind::UnknownFormat, reason()))
    }
}

#[test]
fn every_format_is_found_by_its_name() {
    for format in Format::ALL {
        assert_eq!(format.name().parse(), Ok(format));
    }
}
