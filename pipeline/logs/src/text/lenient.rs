//! Repairs records of events: a value of another type than documented is left out, and the others are kept.

use serde_json::{Map, Value};

/// Returns `record` without the values that `error` may be about; none if nothing is left to repair.
pub(super) fn sound_record(record: &str, error: &serde_json::Error) -> Option<String> {
    // If a key occurs twice, one value must be wrong.
    if error.to_string().contains("duplicate field") {
        return None;
    }
    let Value::Object(mut record) = serde_json::from_str(record).ok()? else { return None };
    record.retain(|key, value| match key.as_str() {
        "metrics" => value.as_object_mut().is_some_and(keep_numbers),
        "spans" => value.as_array_mut().is_some_and(keep_spans),
        _ => value.is_string(),
    });
    serde_json::to_string(&record).ok()
}

/// Keeps numbers, also those in quotes.
fn keep_numbers(metrics: &mut Map<String, Value>) -> bool {
    metrics.retain(|_, value| {
        if let Some(number) = value.as_str().and_then(|text| text.trim().parse::<f64>().ok()) {
            *value = number.into();
        }
        value.is_number()
    });
    true
}

fn keep_spans(spans: &mut Vec<Value>) -> bool {
    spans.retain(|span| {
        span["name"].is_string() && (span["durationMs"].is_number() || span["durationMs"].is_null())
    });
    true
}
