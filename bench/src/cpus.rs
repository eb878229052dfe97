//! CPUs: those available here, and their division between the harness and the function.

use std::{collections::BTreeSet, sync::OnceLock};

use serde::{Deserialize, Serialize};

/// CPUs of the harness and of functions.
///
/// Each has its own where there are two, so neither disturbs the other. A function with a CPU share may use all, as
/// on Lambda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CpuAssignment {
    pub(crate) harness: Vec<usize>,
    pub(crate) function: Vec<usize>,
}

impl CpuAssignment {
    /// Returns the assignment on this machine. The first call pins the harness to its CPUs.
    pub(crate) fn get() -> CpuAssignment {
        static ASSIGNMENT: OnceLock<CpuAssignment> = OnceLock::new();
        let assign = || {
            let cpus = available_cpus();
            let assignment = match cpus.split_last() {
                Some((last, rest)) if !rest.is_empty() => {
                    CpuAssignment { harness: rest.to_vec(), function: vec![*last] }
                }
                _ => CpuAssignment { harness: cpus.clone(), function: cpus },
            };
            // A harness that may not be pinned runs anywhere, as before.
            let _ = pin_to(&assignment.harness);
            assignment
        };
        ASSIGNMENT.get_or_init(assign).clone()
    }

    /// Returns true if harness and function share no CPU.
    pub(crate) fn is_divided(&self) -> bool {
        self.harness != self.function
    }

    /// Returns the number of distinct CPUs.
    pub(crate) fn count(&self) -> usize {
        self.harness.iter().chain(&self.function).collect::<BTreeSet<_>>().len()
    }
}

/// Restricts this program, and processes it starts from now on, to `cpus`.
pub(crate) fn pin_to(cpus: &[usize]) -> rustix::io::Result<()> {
    let mut set = rustix::thread::CpuSet::new();
    for cpu in cpus {
        set.set(*cpu);
    }
    rustix::thread::sched_setaffinity(None, &set)
}

fn available_cpus() -> Vec<usize> {
    let Ok(cpus) = rustix::thread::sched_getaffinity(None) else { return vec![0] };
    (0..rustix::thread::CpuSet::MAX_CPU).filter(|cpu| cpus.is_set(*cpu)).collect()
}
