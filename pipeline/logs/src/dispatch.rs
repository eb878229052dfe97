//! Dispatch from a format to its reader.

use schema::ReadError;

use crate::{
    events,
    format::Format,
    hyperfine,
    input::Input,
    insights, native, power_tuning, rutkowski, sebs,
    sink::Sink,
    startled,
    text::{self, Joiner},
};

impl Format {
    /// Reads `input` in this format.
    ///
    /// # Errors
    ///
    /// Fails if nothing can be read, such as a table without its columns.
    pub(crate) fn read(
        self,
        input: &mut Input,
        joiner: &mut Joiner,
        sink: &mut Sink<'_>,
    ) -> Result<(), ReadError> {
        match self {
            Format::Text => text::read(input, joiner, sink),
            Format::Events => events::read(input, joiner, sink),
            Format::EventsCsv => events::read_csv(input, joiner, sink)?,
            Format::InsightsCsv => insights::read_csv(input, joiner, sink)?,
            Format::InsightsJson => insights::read_json(input, joiner, sink)?,
            Format::Startled => startled::read(input, sink)?,
            Format::Sebs => sebs::read(input, sink)?,
            Format::SebsCsv => sebs::read_csv(input, sink)?,
            Format::PowerTuning => return Err(power_tuning::refusal().in_file(sink.file())),
            Format::Rutkowski => rutkowski::read(input, sink)?,
            Format::Hyperfine => hyperfine::read(input, sink)?,
            Format::Csv => native::read_csv(input, sink)?,
            Format::Ndjson => native::read_ndjson(input, sink),
        }
        Ok(())
    }
}
