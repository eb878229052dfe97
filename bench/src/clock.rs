//! Clocks: a monotonic one shared by all processes, and the date for deadlines.

use rustix::time::{ClockId, clock_gettime};

/// Returns the machine's monotonic clock, which all its processes share, in nanoseconds.
pub(crate) fn now_ns() -> u64 {
    let time = clock_gettime(ClockId::Monotonic);
    time.tv_sec.unsigned_abs() * 1_000_000_000 + time.tv_nsec.unsigned_abs()
}

/// Returns the time since the Unix epoch, in milliseconds.
pub(crate) fn epoch_ms() -> u64 {
    let time = clock_gettime(ClockId::Realtime);
    time.tv_sec.unsigned_abs() * 1000 + time.tv_nsec.unsigned_abs() / 1_000_000
}
