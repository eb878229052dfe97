//! Lines of the platform in Lambda's plain text format.

use schema::{Invocation, ReadError, ReadErrorKind};

use super::{
    pending::{Open, ParsedLine, Pending, Style},
    prefix::Prefix,
    report,
};
use crate::read_error;

/// Parses a line without its prefix.
pub(super) fn parse(pending: &mut Pending, prefix: &Prefix<'_>, line: &str) -> Result<ParsedLine, ReadError> {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    match word {
        "REPORT" => {
            let (request_id, rest) = split_request_id(rest)?;
            let mut open = pending.take_invocation(prefix, request_id);
            let invocation = &mut open.invocation;
            invocation.request_id = Some(request_id.to_owned());
            report::parse_fields(invocation, rest)?;
            for (field, is_missing) in [
                ("Duration", invocation.duration_ms.is_none()),
                ("Billed Duration", invocation.billed_ms.is_none()),
                ("Memory Size", invocation.memory_mb.is_none()),
            ] {
                if is_missing {
                    let reason = "The field is missing, so the line may be cut off";
                    return Err(read_error::in_field(ReadErrorKind::MissingValue, field, reason));
                }
            }
            if is_emulated(rest, invocation) {
                // It measures something else, long before the runtime is ready.
                invocation.init_ms = None;
                pending.has_emulator = true;
            }
            return Ok(pending.complete(prefix, Style::Plain, open));
        }
        "START" => {
            let (request_id, rest) = split_request_id(rest)?;
            if let Some(version) = rest.trim().strip_prefix("Version: ") {
                let version = version.split([' ', '\t', '"']).next().unwrap_or_default();
                *pending.invocation(prefix, request_id) = Open {
                    invocation: Invocation { version: Some(version.to_owned()), ..Invocation::default() },
                    started_at: prefix.at,
                };
            }
        }
        "INIT_START" | "RESTORE_START" => {
            let version = rest.strip_prefix("Runtime Version: ").unwrap_or_default();
            let version = version.split(['\t', ' ', '"']).next().filter(|version| !version.is_empty());
            let environment = pending.start_environment(prefix, prefix.at, None);
            environment.runtime_version = version.map(str::to_owned);
            environment.init_started_at = prefix.at.filter(|_| word == "INIT_START");
        }
        "INIT_REPORT" | "RESTORE_REPORT" => {
            let mut init = Invocation::default();
            report::parse_fields(&mut init, rest)?;
            // The time of an init within an invocation is already part of its report.
            let is_separate = !rest.contains("Phase: invoke");
            let init_ms = init.init_ms.or(init.restore_ms).filter(|_| is_separate);
            pending.add_init(prefix, Style::Plain, init.status, init_ms);
        }
        "END" => {}
        _ => return Ok(ParsedLine::Other),
    }
    Ok(ParsedLine::Platform)
}

/// Returns true for the report of an emulator: only the runtime interface emulator, which SAM local and container images
/// use, writes the init first and the memory size as the memory used.
fn is_emulated(fields: &str, report: &Invocation) -> bool {
    fields.trim_start().starts_with("Init Duration: ") && report.memory_mb == report.max_memory_used_mb
}

/// Splits `RequestId: <id>` from the rest of a line.
fn split_request_id(text: &str) -> Result<(&str, &str), ReadError> {
    let rest = text.strip_prefix("RequestId: ").unwrap_or(text);
    let (request_id, rest) =
        rest.split_at(memchr::memchr3(b' ', b'\t', b'"', rest.as_bytes()).unwrap_or(rest.len()));
    if request_id.is_empty() {
        return Err(read_error::in_field(ReadErrorKind::MissingValue, "RequestId", "The id is missing"));
    }
    Ok((request_id, rest))
}
