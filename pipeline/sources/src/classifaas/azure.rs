//! Requests of Azure Functions, exported from Application Insights.
//!
//! Two forms are documented. The classic table `requests` has lower-case columns; the table `AppRequests` of a workspace
//! has others. Sources: <https://learn.microsoft.com/azure/azure-monitor/app/data-model-complete> and
//! <https://learn.microsoft.com/azure/azure-monitor/reference/tables/apprequests>.

use super::{
    place::workload,
    rules::Rule,
    table::{Failure, Fault, Form, Invocation, Row},
};

/// The columns that both forms have: time, id, duration, success, code and app.
type Columns = [&'static str; 6];

const OF_CLASSIC: Columns = ["timestamp", "id", "duration", "success", "resultCode", "cloud_RoleName"];
const OF_WORKSPACE: Columns = ["TimeGenerated", "Id", "DurationMs", "Success", "ResultCode", "AppRoleName"];

pub(super) const CLASSIC: Form =
    Form { columns: &OF_CLASSIC, read: |row| read(row, OF_CLASSIC), has_failures: true, peculiarity: None };

pub(super) const WORKSPACE: Form =
    Form { columns: &OF_WORKSPACE, read: |row| read(row, OF_WORKSPACE), ..CLASSIC };

fn read(row: &Row<'_>, [time, id, duration, success, code, app]: Columns) -> Result<Invocation, Fault> {
    let (date, hour) = row.day_and_hour(time)?;
    let name = row.cell(app);
    let unknown = || (Rule::UnknownFunction, format!("{app} is '{}'", name.escape_debug()));
    let (region, memory_mb) = function(name).ok_or_else(unknown)?;
    let is_success = match row.cell(success).to_ascii_lowercase().as_str() {
        "true" | "1" => true,
        "false" | "0" => false,
        _ => return Err(row.broken(success)),
    };
    let failed = || Failure::Failed(format!("result code {}", row.cell(code).escape_debug()));
    Ok(Invocation {
        request: row.cell(id).as_bytes().to_vec(),
        date,
        hour,
        region: Some(region),
        memory_mb,
        workload: name.split('-').find_map(workload),
        duration_ms: Some(row.ms(duration)?),
        start: Vec::new(),
        failure: (!is_success).then(failed),
    })
}

/// Reads the region and memory size in an app's name, such as `b-fa-germanywestcentral-gemm-512mb`.
fn function(app: &str) -> Option<(String, u32)> {
    let parts: Vec<&str> = app.split('-').collect();
    let at = parts.iter().position(|part| workload(part).is_some())?;
    let memory_mb = parts.last()?.strip_suffix("mb")?.parse().ok()?;
    let region = parts.get(at.checked_sub(1)?)?;
    Some(((*region).to_owned(), memory_mb))
}

#[test]
fn the_name_of_an_app_tells_region_and_memory() {
    let check = |app: &str, expected: Option<(&str, u32)>| {
        let expected = expected.map(|(region, memory_mb)| (region.to_owned(), memory_mb));
        assert_eq!(function(app), expected, "{app}");
    };
    check("b-fa-germanywestcentral-gemm-512mb", Some(("germanywestcentral", 512)));
    check("fa-eastus-sha256-2048mb", Some(("eastus", 2048)));
    check("gemm-512mb", None);
    check("b-fa-eastus-gemm-512", None);
    check("", None);
}
