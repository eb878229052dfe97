//! Generates a Lambda log of any length, always the same for the same seed: `generate <bytes> [<seed> [<style>]]`, with a
//! style of [`STYLES`].
//!
//! Four of five lines are output of functions, as in most logs, and every twentieth invocation starts cold.

use std::io::{self, BufWriter, Write};

mod random;

use random::Random;

/// Style of the lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Output of `aws logs tail`, with time and log stream.
    Tail,
    /// Plain lines of a log stream.
    Plain,
    /// Lambda's JSON log format.
    Json,
    /// Output of `aws logs filter-log-events`.
    Events,
    /// Search results from the console.
    EventsCsv,
    /// Export of Logs Insights with one row per report.
    Insights,
    /// Export of Logs Insights with one row per line.
    InsightsMessages,
    /// Output of `aws logs get-query-results` with one row per report.
    InsightsJson,
    /// Coldmark's own schema as CSV.
    Csv,
    /// Coldmark's own schema as NDJSON.
    Ndjson,
}

/// Styles by name, each with the text before and after all lines.
const STYLES: [(&str, Style, &str, &str); 10] = [
    ("tail", Style::Tail, "", ""),
    ("plain", Style::Plain, "", ""),
    ("json", Style::Json, "", ""),
    ("events", Style::Events, "{\"events\": [\n", "{}]}\n"),
    ("events-csv", Style::EventsCsv, "timestamp,message\n", ""),
    (
        "insights",
        Style::Insights,
        "@timestamp,@requestId,@type,@duration,@billedDuration,@initDuration,@memorySize,@maxMemoryUsed,@log,@logStream\n",
        "",
    ),
    ("insights-messages", Style::InsightsMessages, "@timestamp,@message,@logStream,@log\n", ""),
    ("insights-json", Style::InsightsJson, "{\"results\": [\n", "[]],\n\"status\": \"Complete\"}\n"),
    ("csv", Style::Csv, "request_id,at,function,version,memory_mb,init_ms,duration_ms,billed_ms\n", ""),
    ("ndjson", Style::Ndjson, "", ""),
];

impl Style {
    /// Returns true for a style with records for reports only.
    fn has_reports_only(self) -> bool {
        matches!(self, Style::Insights | Style::InsightsJson | Style::Csv | Style::Ndjson)
    }
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number =
        |idx: usize, default| arguments.get(idx).and_then(|text| text.parse().ok()).unwrap_or(default);
    let name = arguments.get(2).map_or("tail", String::as_str);
    let Some((_, style, before, after)) = STYLES.into_iter().find(|(style_name, ..)| *style_name == name)
    else {
        let names = STYLES.map(|(name, ..)| name).join(", ");
        return Err(io::Error::other(format!("There is no style '{name}'; use one of {names}")));
    };
    let mut log =
        Log { out: BufWriter::with_capacity(1 << 20, io::stdout().lock()), style, n_bytes: 0, ms: 0 };
    let (limit, mut random) = (number(0, 1_000_000), Random(number(1, 1)));
    log.out.write_all(before.as_bytes())?;
    while log.n_bytes < limit {
        log.invocation(&mut random)?;
    }
    log.out.write_all(after.as_bytes())?;
    log.out.flush()
}

struct Log<W> {
    out: W,
    style: Style,
    n_bytes: u64,
    /// Time since the first line, in milliseconds.
    ms: u64,
}

impl<W: Write> Log<W> {
    fn invocation(&mut self, random: &mut Random) -> io::Result<()> {
        let (high, low) = (random.next(), random.next());
        let id = format!(
            "{:08x}-{:04x}-4{:03x}-8000-{:012x}",
            high >> 32,
            high & 0xffff,
            low >> 52,
            low & 0xffff_ffff_ffff
        );
        let stream = format!("2026/01/31/[$LATEST]{:032x}", random.below(200));
        let (hundredths, is_cold) = (100 + random.below(20_000), random.below(20) == 0);
        let init = 5_000 + random.below(30_000);
        if is_cold {
            self.init(&stream)?;
        }
        self.start(&stream, &id)?;
        for _ in 0..random.below(24) {
            self.ms += random.below(3);
            let number = random.below(1_000_000);
            let words = format!(
                "[INFO]\t{}\t{id}\torder {number} was taken, {} left in the shop",
                time(self.ms),
                number / 7
            );
            self.line(&stream, &words)?;
        }
        self.ms += hundredths / 100;
        self.report(&stream, &id, hundredths, is_cold.then_some(init))
    }

    fn init(&mut self, stream: &str) -> io::Result<()> {
        let at = time(self.ms);
        self.line(stream, &match self.style {
            Style::Json => format!(
                "{{\"time\":\"{at}\",\"type\":\"platform.initStart\",\"record\":{{\"initializationType\":\"on-demand\",\"phase\":\"init\",\
                 \"runtimeVersion\":\"python:3.12.v36\",\"functionName\":\"shop\",\"functionVersion\":\"$LATEST\"}}}}"
            ),
            _ => "INIT_START Runtime Version: python:3.12.v36\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:0".to_owned(),
        })
    }

    fn start(&mut self, stream: &str, id: &str) -> io::Result<()> {
        let at = time(self.ms);
        self.line(stream, &match self.style {
            Style::Json => format!(
                "{{\"time\":\"{at}\",\"type\":\"platform.start\",\"record\":{{\"requestId\":\"{id}\",\"version\":\"$LATEST\"}}}}"
            ),
            _ => format!("START RequestId: {id} Version: $LATEST"),
        })
    }

    fn report(&mut self, stream: &str, id: &str, hundredths: u64, init: Option<u64>) -> io::Result<()> {
        let (whole, rest, at) = (hundredths / 100, hundredths % 100, time(self.ms));
        let billed = whole + u64::from(rest > 0) + init.unwrap_or(0) / 100;
        let used = 40 + billed % 50;
        if self.style.has_reports_only() {
            return self.row(stream, id, hundredths, billed, init);
        }
        if self.style == Style::Json {
            let init = init.map_or(String::new(), |init| {
                format!(",\"initDurationMs\":{}.{:02}", init / 100, init % 100)
            });
            return self.line(stream, &format!(
                "{{\"time\":\"{at}\",\"type\":\"platform.report\",\"record\":{{\"requestId\":\"{id}\",\"status\":\"success\",\"metrics\":\
                 {{\"durationMs\":{whole}.{rest:02},\"billedDurationMs\":{billed},\"memorySizeMB\":128,\"maxMemoryUsedMB\":{used}{init}}}}}}}"
            ));
        }
        self.line(stream, &format!("END RequestId: {id}"))?;
        let init = init
            .map_or(String::new(), |init| format!("Init Duration: {}.{:02} ms\t", init / 100, init % 100));
        self.line(stream, &format!(
            "REPORT RequestId: {id}\tDuration: {whole}.{rest:02} ms\tBilled Duration: {billed} ms\tMemory Size: 128 MB\t\
             Max Memory Used: {used} MB\t{init}"
        ))
    }

    /// Writes an invocation in a style with records for reports only.
    fn row(
        &mut self,
        stream: &str,
        id: &str,
        hundredths: u64,
        billed: u64,
        init: Option<u64>,
    ) -> io::Result<()> {
        let at = time(self.ms);
        let duration = format!("{}.{:02}", hundredths / 100, hundredths % 100);
        let init = init.map(|init| format!("{}.{:02}", init / 100, init % 100));
        let bytes = (40 + billed % 50) * 1_000_000;
        let in_cell = init.as_deref().unwrap_or_default();
        let row = match self.style {
            Style::Insights => format!(
                "{},{id},REPORT,{duration},{billed}.0,{in_cell},1.28E8,{bytes},000000000000:/aws/lambda/shop,{stream}\n",
                insights_time(self.ms)
            ),
            Style::InsightsJson => {
                let cell =
                    |field: &str, value: &str| format!("{{\"field\": \"{field}\", \"value\": \"{value}\"}}");
                let mut cells = vec![
                    cell("@timestamp", &insights_time(self.ms)),
                    cell("@requestId", id),
                    cell("@type", "REPORT"),
                    cell("@duration", &duration),
                    cell("@billedDuration", &billed.to_string()),
                    cell("@memorySize", "1.28E8"),
                    cell("@maxMemoryUsed", &bytes.to_string()),
                    cell("@logStream", stream),
                ];
                cells.extend(init.map(|init| cell("@initDuration", &init)));
                format!("[{}],\n", cells.join(", "))
            }
            Style::Csv => format!("{id},{at},shop,$LATEST,128,{in_cell},{duration},{billed}\n"),
            _ => {
                let init = init.map_or(String::new(), |init| format!("\"init_ms\":{init},"));
                format!(
                    "{{\"request_id\":\"{id}\",\"at\":\"{at}\",\"function\":\"shop\",\"version\":\"$LATEST\",\"memory_mb\":128,\
                     {init}\"duration_ms\":{duration},\"billed_ms\":{billed}}}\n"
                )
            }
        };
        self.write(&row)
    }

    fn line(&mut self, stream: &str, message: &str) -> io::Result<()> {
        let at = 1_769_853_600_000 + self.ms;
        let line = match self.style {
            Style::Tail => format!("{} {stream} {message}\n", time(self.ms)),
            Style::Plain | Style::Json => format!("{message}\n"),
            Style::Events => {
                let message = message.replace('\t', "\\t");
                format!(
                    "{{\"logStreamName\": \"{stream}\", \"timestamp\": {at}, \"message\": \"{message}\\n\", \"eventId\": \"1\"}},\n"
                )
            }
            Style::EventsCsv => format!("{at},\"{message}\n\"\n"),
            Style::InsightsMessages => {
                let at = insights_time(self.ms);
                format!("{at},\"{message}\n\",{stream},000000000000:/aws/lambda/shop\n")
            }
            // These styles have no lines.
            Style::Insights | Style::InsightsJson | Style::Csv | Style::Ndjson => return Ok(()),
        };
        self.write(&line)
    }

    fn write(&mut self, line: &str) -> io::Result<()> {
        self.n_bytes += line.len() as u64;
        self.out.write_all(line.as_bytes())
    }
}

/// Formats a time after the start of February 2026, in RFC 3339.
fn time(ms: u64) -> String {
    let (seconds, ms) = (ms / 1000, ms % 1000);
    let (day, hour) = (1 + seconds / 86_400 % 28, seconds / 3600 % 24);
    format!("2026-02-{day:02}T{hour:02}:{:02}:{:02}.{ms:03}Z", seconds / 60 % 60, seconds % 60)
}

/// Formats a time as Logs Insights does.
fn insights_time(ms: u64) -> String {
    time(ms).replace('T', " ").replace('Z', "")
}
