//! Limits that keep memory bounded for any input.

/// Longest line, event or row. CloudWatch limits an event to one megabyte, so a longer one is not a record.
pub const MAX_RECORD_BYTES: usize = 1 << 20;

/// Longest document that is read whole, decompressed: room for some 200,000 invocations, and memory that any machine
/// has.
pub const MAX_DOCUMENT_BYTES: usize = 64 << 20;
