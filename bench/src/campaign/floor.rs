//! The floor: how long the least of all functions takes, which tells a loud moment from a quiet one.

use std::time::Duration;

use anyhow::Result;

use crate::{
    api::Status,
    measure::{Asked, INIT_TIMEOUT, Spec, measure},
    profile::{Cache, Places, Profile},
    registry::Registry,
    stub::Stub,
    summary::median,
    workload::{Size, Workload},
};

/// Name of the function that is the floor.
pub(crate) const FLOOR: &str = "c";

/// Starts whose median is what the floor usually takes.
const CALIBRATIONS: u32 = 31;

/// The floor of this machine; none where it is not built.
pub(crate) struct Floor {
    spec: Option<Spec>,
    /// What it usually takes to its first request, in nanoseconds.
    pub(crate) usual_ns: Option<u64>,
}

impl Floor {
    /// Starts it a few times.
    pub(crate) fn calibrate(registry: &Registry) -> Result<Floor> {
        let function = registry.by_name(FLOOR).ok();
        let Some(function) = function.filter(|function| function.is_built(registry, Workload::Hello)) else {
            eprintln!(
                "warning: the floor is not built (`bench build {FLOOR}`), so that loud moments are told by pressure only"
            );
            return Ok(Floor { spec: None, usual_ns: None });
        };
        let spec = Spec {
            function: FLOOR.to_owned(),
            start: registry.start(function, Workload::Hello)?,
            asked: Asked::Workload { workload: Workload::Hello, size: Size::default(), seed: 1, n: 1 },
            profile: Profile::Uncapped,
            cache: Cache::CacheWarm,
            gap: Duration::ZERO,
            init_timeout: INIT_TIMEOUT,
            timeout: Duration::from_secs(10),
        };
        let mut floor = Floor { spec: Some(spec), usual_ns: None };
        let (places, stub) = (Places::here(), Stub::start()?);
        let mut found = Vec::new();
        for _ in 0..CALIBRATIONS {
            found.extend(floor.probe(&places, &stub)?.map(|ns| ns as f64));
        }
        floor.usual_ns = median(&found).map(|ns| ns as u64);
        Ok(floor)
    }

    /// From its start to its first request, now; none where it is not built or failed.
    pub(crate) fn probe(&self, places: &Places, stub: &Stub) -> Result<Option<u64>> {
        let Some(spec) = &self.spec else { return Ok(None) };
        let record = measure(spec, places, stub)?;
        Ok(record.ready_ns.filter(|_| record.status == Status::Ok))
    }
}
