//! Files that look like logs but cannot be read: each is refused with the cause and the way out.

use memchr::memmem;
use schema::{Invocation, ReadError, ReadErrorKind, ReadStats};

use crate::{events, insights};

/// Advice for files without the lines of a function's log.
const LOG_ADVICE: &str = "read the log of the function instead: \
                          `aws logs filter-log-events --log-group-name /aws/lambda/NAME | coldmark report -`";
/// Advice for tables that a spreadsheet saved again.
const TABLE_ADVICE: &str = "download the table as CSV again and read it without opening it in a spreadsheet: \
                            `coldmark report logs-insights-results.csv`";

fn refusal(kind: ReadErrorKind, reason: impl Into<String>, advice: &'static str) -> ReadError {
    ReadError { advice: advice.into(), ..ReadError::new(kind, reason) }
}

/// The error for a file of no format whose shape is known.
pub(crate) fn of(start: &[u8]) -> Option<ReadError> {
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = std::str::from_utf8(line).unwrap_or_default().trim();
    if matches!(start.trim_ascii(), b"[]" | b"{}") {
        let reason = "The document is empty: the export found no event";
        let advice = "export a longer time: `aws logs filter-log-events --log-group-name /aws/lambda/NAME \
                      --start-time $(date -d '7 days ago' +%s000) | coldmark report -`";
        return Some(refusal(ReadErrorKind::EmptyFile, reason, advice));
    }
    if is_python(start) {
        let reason = "The file is Python's own notation with single quotes, as `print(response)` writes it";
        let advice =
            "write JSON with `json.dumps(response, default=str)`, and read that: `coldmark report FILE`";
        return Some(refusal(ReadErrorKind::UnknownFormat, reason, advice));
    }
    if let Some(error) = archive(start) {
        return Some(error);
    }
    if has(start, "\"LambdaInsights\"") {
        return Some(lambda_insights());
    }
    if start.split(|byte| *byte == b'\n').any(|line| line.starts_with(b"END Duration: ")) {
        let reason = "These are logs of the Serverless Framework 3, which leaves out request id, memory size and billed \
                      duration of each report";
        return Some(refusal(ReadErrorKind::MissingValue, reason, LOG_ADVICE));
    }
    if start.starts_with(b"An error occurred (") || start.starts_with(b"Unable to locate credentials") {
        let reason = "The file holds an error message of the AWS CLI instead of a log";
        let advice = "run the command again until it prints events: \
                      `aws logs filter-log-events --log-group-name /aws/lambda/NAME | coldmark report -`";
        return Some(refusal(ReadErrorKind::UnknownFormat, reason, advice));
    }
    if is_base64(start) {
        let reason = "The file is base64, such as the LogResult of an invocation";
        let advice = "decode it: `base64 -d FILE | coldmark report -`, with `| gunzip` between them for data of a \
                      subscription";
        return Some(refusal(ReadErrorKind::UnknownFormat, reason, advice));
    }
    if let Some((_, found)) = FIGURES.iter().find(|(mark, _)| has(start, mark)) {
        let reason = format!("The file holds {found}, from which no invocation can be recovered");
        return Some(refusal(ReadErrorKind::FiguresOnly, reason, LOG_ADVICE));
    }
    if start.starts_with(b"{") || start.starts_with(b"[") {
        let keys = crate::detect::keys(start);
        let names: Vec<&str> = keys.iter().filter(|(depth, _)| *depth <= 2).map(|(_, key)| *key).collect();
        if keys.contains(&(1, "level")) || keys.contains(&(1, "severity")) {
            let reason = "The file has output of a function in JSON, but no event of the platform";
            let advice = "set the system log level of the function to INFO, or export all of its lines: `aws logs \
                          filter-log-events --log-group-name /aws/lambda/NAME | coldmark report -`";
            return Some(refusal(ReadErrorKind::UnknownFormat, reason, advice));
        }
        let n_figures = names.iter().filter(|name| insights::is_figure(name)).count();
        return (n_figures >= 2 || names.iter().any(|name| name.contains("(@")))
            .then(|| insights::figures_only(&names));
    }
    table(line)
}

/// Returns true for a printed object of Python: `{'events': [{'message': …`.
pub(crate) fn is_python(start: &[u8]) -> bool {
    let brackets =
        start.iter().take_while(|byte| matches!(byte, b'{' | b'[') || byte.is_ascii_whitespace()).count();
    brackets > 0 && start.get(brackets) == Some(&b'\'')
}

/// The error for an archive, or a file that some other program compressed.
fn archive(start: &[u8]) -> Option<ReadError> {
    let found: (&str, &'static str) = match start {
        [b'P', b'K', 3, 4, ..] => (
            "The file is a zip archive or a spreadsheet",
            "unpack it: `unzip -p FILE | coldmark report -`, or save the spreadsheet as CSV with commas",
        ),
        [b'B', b'Z', b'h', ..] => {
            ("The file is compressed with bzip2", "unpack it: `bunzip2 -c FILE | coldmark report -`")
        }
        [0xfd, b'7', b'z', b'X', b'Z', ..] => {
            ("The file is compressed with xz", "unpack it: `xz -dc FILE | coldmark report -`")
        }
        _ if start.get(257..262) == Some(b"ustar") => {
            ("The file is a tar archive", "unpack it: `tar -xOf FILE | coldmark report -`")
        }
        _ => return None,
    };
    Some(refusal(ReadErrorKind::BinaryFile, found.0, found.1))
}

/// The error for a table with this header.
fn table(header: &str) -> Option<ReadError> {
    let names = |separator: char| -> Vec<&str> {
        header.split(separator).map(|name| name.trim().trim_matches('"')).collect()
    };
    for (separator, called) in [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")] {
        let names = names(separator);
        let is_known = |name: &&str| {
            insights::is_insights_column(name) || Invocation::COLUMNS.contains(name) || is_report_field(name)
        };
        if names.len() > 1 && (names.iter().any(is_known) || events::is_table(&names)) {
            let reason = format!(
                "The table is separated by {called} instead of commas, and its numbers may have decimal commas, as a \
                 spreadsheet saves them"
            );
            return Some(refusal(ReadErrorKind::UnknownFormat, reason, TABLE_ADVICE));
        }
        if names.iter().filter(|name| insights::is_figure(name)).count() >= 2 {
            return Some(insights::figures_only(&names));
        }
    }
    let names = names(',');
    if names.iter().filter(|name| is_report_field(name)).count() >= 2 {
        let reason = format!(
            "The table has fields of REPORT lines under names of its own: {}",
            crate::read_error::shortened(names.join(", "))
        );
        let advice = "rename its columns to those of the format `csv`, with numbers without units: \
                      request_id, at, function, memory_mb, init_ms, duration_ms, billed_ms, max_memory_used_mb; then run \
                      `coldmark report --format csv FILE`";
        return Some(refusal(ReadErrorKind::UnknownFormat, reason, advice));
    }
    let n_figures = names.iter().filter(|name| insights::is_figure(name)).count();
    (n_figures >= 2).then(|| insights::figures_only(&names))
}

/// Returns true for a field of a report, in any spelling.
fn is_report_field(name: &str) -> bool {
    const FIELDS: [&str; 6] =
        ["requestid", "duration", "billedduration", "memorysize", "maxmemoryused", "initduration"];
    let bare = events::bare(name);
    FIELDS.contains(&bare.trim_end_matches("ms").trim_end_matches("mb"))
}

/// Marks in answers of AWS and of collectors that hold statistics or samples of invocations.
const FIGURES: [(&str, &str); 4] = [
    ("\"Datapoints\"", "metrics of CloudWatch, which are statistics of many invocations"),
    ("\"MetricDataResults\"", "metrics of CloudWatch, which are statistics of many invocations"),
    ("\"Segments\"", "traces of X-Ray, which keeps a sample of the invocations"),
    ("\"resourceSpans\"", "traces of OpenTelemetry, which keeps a sample of the invocations"),
];

/// Marks in logs of other platforms: keys, columns or words that only they write.
const PLATFORMS: [(&str, &str); 12] = [
    ("cloud_RoleName", "Azure Functions"),
    ("AppRoleName", "Azure Functions"),
    ("\"Microsoft.Web/sites", "Azure Functions"),
    ("\"cloud_run_revision\"", "Google Cloud Run"),
    ("\"cloud_function\"", "Google Cloud Run"),
    ("Function execution took ", "Google Cloud Run"),
    ("\"WallTimeMs\"", "Cloudflare Workers"),
    ("\"wallTimeMs\"", "Cloudflare Workers"),
    ("\"vercelId\"", "Vercel"),
    ("REPORT RequestID: ", "Yandex Cloud Functions"),
    ("SCF_RequestId", "Tencent Cloud"),
    ("SCF_FunctionName", "Tencent Cloud"),
];

/// The error for the log of another platform than Lambda.
pub(crate) fn other_platform(head: &[u8]) -> Option<ReadError> {
    if has(head, "RequestId: ") || has(head, "\"platform.") {
        return None;
    }
    let (_, platform) = PLATFORMS.iter().find(|(mark, _)| has(head, mark))?;
    let reason = format!("The file is a log of {platform}, but Coldmark reads logs of AWS Lambda");
    let advice = "write the invocations as CSV with the columns request_id, at, function, memory_mb, init_ms and \
                  duration_ms, leave init_ms empty where a call was warm, and run `coldmark report --format csv FILE`";
    Some(refusal(ReadErrorKind::UnknownFormat, reason, advice))
}

/// The error for events of Lambda Insights.
pub(crate) fn lambda_insights() -> ReadError {
    let reason = "These are events of Lambda Insights, whose durations are rounded to whole milliseconds and repeat what \
                  the log of the function has";
    refusal(ReadErrorKind::UnknownFormat, reason, LOG_ADVICE)
}

/// The error for a file that was read and holds no invocation.
pub fn no_invocations(stats: &ReadStats) -> ReadError {
    let ReadStats { records, platform, other, repeated, format, .. } = stats;
    let (reason, advice) = if *records == 0 {
        let reason = format!("It was read as {format} and has no record at all");
        (
            reason,
            "export it again with a longer time span: `aws logs filter-log-events --log-group-name \
                  /aws/lambda/NAME --start-time $(date -d '7 days ago' +%s000) | coldmark report -`",
        )
    } else if *repeated > 0 {
        let reason = format!("All {repeated} invocations in it were read before");
        (reason, "leave it out: `coldmark report FILE` counts every invocation once")
    } else if *platform > 0 {
        let reason = format!(
            "It was read as {format}: {platform} of its {records} records are of the platform, but none is a REPORT \
             line or an event platform.report, which end an invocation; {other} are output of functions"
        );
        (
            reason,
            "a filter may have removed them, or the log may start or stop within an invocation; export all \
                  lines: `aws logs filter-log-events --log-group-name /aws/lambda/NAME | coldmark report -`",
        )
    } else {
        let reason = format!(
            "It was read as {format}, but none of its {records} records is a line of the platform: they look like \
             output of functions only"
        );
        (
            reason,
            "export the whole log group rather than a search in it: `aws logs filter-log-events \
                  --log-group-name /aws/lambda/NAME | coldmark report -`; if the function logs as JSON, its log level \
                  for the platform must be INFO",
        )
    };
    refusal(ReadErrorKind::NoInvocations, reason, advice).in_file(&stats.file)
}

/// Returns true for UTF-16 with or without a byte order mark.
pub(crate) fn is_utf_16(head: &[u8]) -> bool {
    let is_marked = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    let pairs = head.chunks_exact(2).take(16);
    let is_ascii = |byte: u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    let is_little = head.len() >= 8 && pairs.clone().all(|pair| is_ascii(pair[0]) && pair[1] == 0);
    let is_big = head.len() >= 8 && pairs.clone().all(|pair| pair[0] == 0 && is_ascii(pair[1]));
    is_marked || is_little || is_big
}

/// The error for UTF-16.
pub(crate) fn utf_16() -> ReadError {
    let reason = "The file is UTF-16, as Windows PowerShell writes it";
    let advice = "convert it: `iconv -f UTF-16 -t UTF-8 FILE | coldmark report -`, or write it with \
                  `| Out-File -Encoding utf8`";
    refusal(ReadErrorKind::BinaryFile, reason, advice)
}

/// Returns true for text in base64 that packs a log or a gzip file.
fn is_base64(start: &[u8]) -> bool {
    use base64::{Engine, prelude::BASE64_STANDARD};
    let text: Vec<u8> = start.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).take(4096).collect();
    let whole = text.len() / 4 * 4;
    let Ok(bytes) = BASE64_STANDARD.decode(&text[..whole]) else { return false };
    bytes.starts_with(&[0x1f, 0x8b, 8]) || has(&bytes, "RequestId: ") || has(&bytes, "\"platform.")
}

fn has(bytes: &[u8], text: &str) -> bool {
    memmem::find(bytes, text.as_bytes()).is_some()
}
