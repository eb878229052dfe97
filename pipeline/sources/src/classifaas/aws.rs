//! Lambda's records, exported from CloudWatch Logs Insights.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html>.

use schema::Metric;

use super::{
    rules::Rule,
    table::{Form, Invocation},
};

/// Bytes in a megabyte: the setting of 512 MB is recorded as 512000000.
const BYTES_PER_MB: u64 = 1_000_000;

pub(super) const FORM: Form = Form {
    columns: &["@timestamp", "@requestId", "@duration", "@memorySize", "@initDuration"],
    read: |row| {
        let (date, hour) = row.day_and_hour("@timestamp")?;
        let has_init = !row.cell("@initDuration").is_empty();
        let init = has_init.then(|| row.ms("@initDuration")).transpose()?;
        Ok(Invocation {
            request: row.cell("@requestId").as_bytes().to_vec(),
            date,
            hour,
            memory_mb: (row.whole("@memorySize")? / BYTES_PER_MB) as u32,
            duration_ms: Some(row.ms("@duration")?),
            start: init.map(|init| (Metric::InitMs, init)).into_iter().collect(),
            ..Invocation::default()
        })
    },
    has_failures: false,
    peculiarity: Some((Rule::MemoryInBytes, |_| true)),
};
