//! Labels for what counts leave out.

use schema::{Configuration, Packaging};

use crate::Counts;

impl Counts {
    /// Sets runtime, packaging and workload of every function where they are given. A label overrides the log's runtime,
    /// because a log names only the operating system of custom runtimes.
    pub fn label(&mut self, runtime: Option<&str>, packaging: Option<Packaging>, workload: Option<&str>) {
        if runtime.is_none() && packaging.is_none() && workload.is_none() {
            return;
        }
        for found in &mut self.keys {
            let n: u64 = found.days.iter().map(|(_, counts)| counts.n_records()).sum();
            let n_labelled: u64 = found.configurations.iter().map(|(_, n)| n).sum();
            let mut configurations = std::mem::take(&mut found.configurations);
            if n > n_labelled {
                configurations.push((Configuration::default(), n - n_labelled));
            }
            for (configuration, n) in configurations {
                let labelled = Configuration {
                    runtime: runtime.map(str::to_owned).or(configuration.runtime),
                    packaging: packaging.or(configuration.packaging),
                    workload: workload.map(str::to_owned).or(configuration.workload),
                };
                found.add_to_configuration(labelled, n);
            }
        }
    }
}
