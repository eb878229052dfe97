//! Machine noise around a start, and the limits above which the start is rejected.

use std::fs;

use serde::{Deserialize, Serialize};

use crate::clock::now_ns;

/// Noise limits of a campaign, fixed before anything is measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Limits {
    /// Highest CPU pressure of an accepted start, in per cent of the time.
    pub(crate) max_pressure_percent: f64,
    /// Highest ratio of the baseline to its usual time.
    pub(crate) max_baseline_ratio: f64,
}

impl Limits {
    /// Limits that hold unless a campaign sets its own. In the campaign `2026-11-25-epyc`, 95% of starts saw no
    /// pressure and at most 1.3 times the median baseline, so these reject noisy neighbours and not jitter.
    pub(crate) const DEFAULT: Limits = Limits { max_pressure_percent: 5.0, max_baseline_ratio: 2.0 };
}

/// Noise on the machine around a start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Conditions {
    /// CPU pressure in per cent: over the last ten seconds, or in a campaign over the baseline probe, which no earlier
    /// function can disturb. None if the kernel does not report it.
    pub(crate) pressure_percent: Option<f64>,
    /// Load average over one minute.
    pub(crate) load_average: Option<f64>,
    /// Steal time of a virtual machine since boot, in hundredths of a second.
    pub(crate) steal_ticks: Option<u64>,
    /// Start to first request of the baseline function, just before this start.
    pub(crate) baseline_ns: Option<u64>,
}

impl Conditions {
    /// Reads the current conditions.
    pub(crate) fn now() -> Conditions {
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let stat = fs::read_to_string("/proc/stat").unwrap_or_default();
        Conditions {
            pressure_percent: pressure("avg10="),
            load_average: load.split_whitespace().next().and_then(|text| text.parse().ok()),
            steal_ticks: stat.lines().next().and_then(|line| line.split_whitespace().nth(8)?.parse().ok()),
            baseline_ns: None,
        }
    }

    /// Returns the reason to reject a start under these conditions, or none.
    pub(crate) fn rejection(&self, limits: Limits, usual_baseline_ns: Option<u64>) -> Option<String> {
        if let Some(pressure) =
            self.pressure_percent.filter(|pressure| *pressure > limits.max_pressure_percent)
        {
            return Some(format!("CPU pressure of {pressure:.1}%"));
        }
        let (baseline, usual) = (self.baseline_ns? as f64, usual_baseline_ns? as f64);
        (baseline > limits.max_baseline_ratio * usual)
            .then(|| format!("the baseline took {:.1} times as long as usual", baseline / usual))
    }
}

/// Meter of CPU pressure over an interval.
pub(crate) struct PressureMeter {
    started_ns: u64,
    waited_us: Option<u64>,
}

impl PressureMeter {
    /// Starts the interval.
    pub(crate) fn start() -> PressureMeter {
        PressureMeter { started_ns: now_ns(), waited_us: pressure("total=") }
    }

    /// Returns the share of the interval so far in which some task waited for a CPU, in per cent.
    pub(crate) fn percent(&self) -> Option<f64> {
        let waited_us = pressure::<u64>("total=")?.saturating_sub(self.waited_us?) as f64;
        let elapsed_us = (now_ns() - self.started_ns) as f64 / 1000.0;
        Some(100.0 * waited_us / elapsed_us)
    }
}

/// Reads a field of the line `some` in `/proc/pressure/cpu`.
fn pressure<T: std::str::FromStr>(field: &str) -> Option<T> {
    parse_pressure(&fs::read_to_string("/proc/pressure/cpu").ok()?, field)
}

fn parse_pressure<T: std::str::FromStr>(text: &str, field: &str) -> Option<T> {
    let some = text.lines().find(|line| line.starts_with("some "))?;
    some.split_whitespace().find_map(|word| word.strip_prefix(field)?.parse().ok())
}

#[test]
fn pressure_parses_as_the_kernel_writes_it() {
    let text = "some avg10=7.52 avg60=6.93 avg300=11.71 total=429140749\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n";
    assert_eq!(parse_pressure(text, "avg10="), Some(7.52));
    assert_eq!(parse_pressure(text, "total="), Some(429_140_749_u64));
    assert_eq!(parse_pressure::<f64>("", "avg10="), None);
}

#[test]
fn noisy_starts_are_rejected_and_unknown_noise_is_not() {
    let quiet = Conditions { pressure_percent: Some(1.0), baseline_ns: Some(100), ..Conditions::default() };
    let check = |conditions: Conditions, usual, is_rejected: bool| {
        assert_eq!(conditions.rejection(Limits::DEFAULT, usual).is_some(), is_rejected, "{conditions:?}");
    };
    check(quiet, Some(90), false);
    check(quiet, Some(49), true);
    check(quiet, None, false);
    check(Conditions { pressure_percent: Some(5.1), ..quiet }, Some(90), true);
    check(Conditions::default(), Some(90), false);
}
