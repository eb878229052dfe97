//! The baseline: a C function that does nothing, whose start time shows how noisy the machine is.

use std::time::Duration;

use anyhow::Result;

use crate::{
    api::Status,
    cpus::CpuAssignment,
    measure::{Spec, measure},
    registry::Registry,
    stub::Stub,
    summary::median,
    workload::Workload,
};

/// Name of the baseline function.
pub(crate) const BASELINE: &str = "c";

/// Starts in a calibration: odd, so the median is one of them, and done within a few seconds.
const CALIBRATION_STARTS: u32 = 31;

/// Baseline of this machine; without a spec if it is not built.
pub(crate) struct Baseline {
    spec: Option<Spec>,
    /// Usual time from its start to its first request, in nanoseconds.
    pub(crate) usual_ns: Option<u64>,
}

impl Baseline {
    /// Starts the baseline a few times to learn its usual time.
    pub(crate) fn calibrate(registry: &Registry) -> Result<Baseline> {
        let function = registry.by_name(BASELINE).ok();
        let Some(function) = function.filter(|function| function.is_built(registry, Workload::Hello)) else {
            eprintln!(
                "warning: the baseline is not built, so only CPU pressure shows noise; run `bench build {BASELINE}`"
            );
            return Ok(Baseline { spec: None, usual_ns: None });
        };
        let spec = Spec {
            timeout: Duration::from_secs(10),
            ..Spec::for_workload(registry, function, Workload::Hello, 1, 1)?
        };
        let mut baseline = Baseline { spec: Some(spec), usual_ns: None };
        let (cpus, stub) = (CpuAssignment::get(), Stub::start()?);
        let mut times_ns = Vec::new();
        for _ in 0..CALIBRATION_STARTS {
            times_ns.extend(baseline.probe(&cpus, &stub)?.map(|ns| ns as f64));
        }
        baseline.usual_ns = median(&times_ns).map(|ns| ns as u64);
        Ok(baseline)
    }

    /// Starts the baseline once and returns the time to its first request; none if it is not built or failed.
    pub(crate) fn probe(&self, cpus: &CpuAssignment, stub: &Stub) -> Result<Option<u64>> {
        let Some(spec) = &self.spec else { return Ok(None) };
        let record = measure(spec, cpus, stub)?;
        Ok(record.ready_ns.filter(|_| record.status == Status::Ok))
    }
}
