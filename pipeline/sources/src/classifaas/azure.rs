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

/// Names of the columns that both forms have.
struct Names {
    time: &'static str,
    id: &'static str,
    duration: &'static str,
    success: &'static str,
    code: &'static str,
    app: &'static str,
}

pub(super) const CLASSIC: Form = Form {
    columns: &["timestamp", "id", "duration", "success", "resultCode", "cloud_RoleName"],
    read: |row| {
        read(
            row,
            &Names {
                time: "timestamp",
                id: "id",
                duration: "duration",
                success: "success",
                code: "resultCode",
                app: "cloud_RoleName",
            },
        )
    },
    has_failures: true,
    peculiarity: None,
    is_peculiar: |_| false,
};

pub(super) const WORKSPACE: Form = Form {
    columns: &["TimeGenerated", "Id", "DurationMs", "Success", "ResultCode", "AppRoleName"],
    read: |row| {
        read(
            row,
            &Names {
                time: "TimeGenerated",
                id: "Id",
                duration: "DurationMs",
                success: "Success",
                code: "ResultCode",
                app: "AppRoleName",
            },
        )
    },
    ..CLASSIC
};

fn read(row: &Row<'_>, names: &Names) -> Result<Invocation, Fault> {
    let (date, hour) = row.day_and_hour(names.time)?;
    let app = row.cell(names.app);
    let (region, memory_mb) = function(app)
        .ok_or_else(|| (Rule::UnknownFunction, format!("{} is '{}'", names.app, app.escape_debug())))?;
    let is_success = match row.cell(names.success).to_ascii_lowercase().as_str() {
        "true" | "1" => true,
        "false" | "0" => false,
        _ => return Err(row.broken(names.success)),
    };
    let failed = || Failure::Failed(format!("result code {}", row.cell(names.code).escape_debug()));
    Ok(Invocation {
        request: row.cell(names.id).as_bytes().to_vec(),
        date,
        hour,
        region: Some(region),
        memory_mb,
        workload: app.split('-').find_map(workload),
        duration_ms: Some(row.ms(names.duration)?),
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
