//! How quiet the machine is, and what is too loud to be believed.

use std::fs;

use serde::{Deserialize, Serialize};

use crate::clock::now_ns;

/// What is too loud, said before anything is measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Limits {
    /// Share of time in which something waited for a processor, in per cent, above which a start is not believed.
    pub(crate) max_pressure_percent: f64,
    /// Nor is it where the floor took more than so many times what it usually does.
    pub(crate) max_floor_ratio: f64,
}

impl Limits {
    /// Unless a campaign says otherwise.
    pub(crate) const USUAL: Limits = Limits { max_pressure_percent: 5.0, max_floor_ratio: 2.0 };
}

/// What the machine was doing around a start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Conditions {
    /// Share of the time just before in which something waited for a processor, in per cent: of the last ten
    /// seconds, or of a campaign's floor probe, which no earlier function has part in. None where the kernel does
    /// not say.
    pub(crate) pressure_percent: Option<f64>,
    /// Processes that would run if they could, over the last minute.
    pub(crate) load: Option<f64>,
    /// Time that the host of a virtual machine took away, in hundredths of a second since it was started.
    pub(crate) stolen_ticks: Option<u64>,
    /// What the floor took just before: from start to first request of a function that does nothing.
    pub(crate) floor_ns: Option<u64>,
}

impl Conditions {
    /// As they are now.
    pub(crate) fn now() -> Conditions {
        let pressure = fs::read_to_string("/proc/pressure/cpu").unwrap_or_default();
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let stat = fs::read_to_string("/proc/stat").unwrap_or_default();
        Conditions {
            pressure_percent: pressure_of(&pressure),
            load: load.split_whitespace().next().and_then(|text| text.parse().ok()),
            stolen_ticks: stat.lines().next().and_then(|line| line.split_whitespace().nth(8)?.parse().ok()),
            floor_ns: None,
        }
    }

    /// Why a start under these conditions is not believed; none where it is. The rule stands before anything is
    /// measured.
    pub(crate) fn rejection(&self, limits: Limits, usual_floor_ns: Option<u64>) -> Option<String> {
        if let Some(pressure) =
            self.pressure_percent.filter(|pressure| *pressure > limits.max_pressure_percent)
        {
            return Some(format!("pressure of {pressure:.1} % on the processor"));
        }
        let (floor, usual) = (self.floor_ns? as f64, usual_floor_ns? as f64);
        (floor > limits.max_floor_ratio * usual)
            .then(|| format!("the floor took {:.1} times as long as usual", floor / usual))
    }
}

/// A stretch of time over which pressure is taken.
pub(crate) struct Watch {
    since_ns: u64,
    waited_us: Option<u64>,
}

impl Watch {
    /// Begins now.
    pub(crate) fn begin() -> Watch {
        Watch { since_ns: now_ns(), waited_us: waited_us() }
    }

    /// Share of the time since then in which something waited for a processor, in per cent.
    pub(crate) fn pressure_percent(&self) -> Option<f64> {
        let waited_us = waited_us()?.saturating_sub(self.waited_us?) as f64;
        let elapsed_us = (now_ns() - self.since_ns) as f64 / 1000.0;
        Some(100.0 * waited_us / elapsed_us)
    }
}

/// `some total` of `/proc/pressure/cpu`, in microseconds.
fn waited_us() -> Option<u64> {
    let text = fs::read_to_string("/proc/pressure/cpu").ok()?;
    let some = text.lines().find(|line| line.starts_with("some "))?;
    some.split_whitespace().find_map(|word| word.strip_prefix("total=")?.parse().ok())
}

/// `some avg10` of `/proc/pressure/cpu`.
fn pressure_of(text: &str) -> Option<f64> {
    let some = text.lines().find(|line| line.starts_with("some "))?;
    some.split_whitespace().find_map(|word| word.strip_prefix("avg10=")?.parse().ok())
}

#[test]
fn pressure_is_read_as_the_kernel_writes_it() {
    let text = "some avg10=7.52 avg60=6.93 avg300=11.71 total=429140749\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n";
    assert_eq!(pressure_of(text), Some(7.52));
    assert_eq!(pressure_of(""), None);
}

#[test]
fn what_is_loud_is_rejected_and_what_is_not_known_is_not() {
    let quiet = Conditions { pressure_percent: Some(1.0), floor_ns: Some(100), ..Conditions::default() };
    let check = |conditions: Conditions, usual, is_rejected: bool| {
        assert_eq!(conditions.rejection(Limits::USUAL, usual).is_some(), is_rejected, "{conditions:?}");
    };
    check(quiet, Some(90), false);
    check(quiet, Some(49), true);
    check(quiet, None, false);
    check(Conditions { pressure_percent: Some(5.1), ..quiet }, Some(90), true);
    check(Conditions::default(), Some(90), false);
}
