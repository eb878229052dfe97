//! Counting invocations, and adding counts.

use schema::{
    Configuration, CountMetric, Failure, FailurePhase, FailureRow, Invocation, InvocationStatus, Timestamp,
};

use crate::{
    CountKey, Counts, KeyCounts,
    day_counts::{DayCounts, FailureCounts},
    key::KeyRef,
};

/// Microseconds of a day.
const DAY_US: i64 = 86_400_000_000;

/// Longest name of an error type, in bytes.
const MAX_TYPE_BYTES: usize = 100;

/// Kinds of failures of one key and day that are counted by their error type. Logs may hold any number of names, and
/// memory must not grow with them; a report shows twenty.
const MAX_KINDS: usize = 1000;

impl Counts {
    /// Counts `invocation`. A value of zero is not counted: tools write it for a value that they lack.
    pub fn add(&mut self, invocation: &Invocation) {
        let key = self.entry(KeyRef::of_invocation(invocation));
        key.add_configuration(invocation);
        let at_us = invocation.at.map(Timestamp::as_microsecond);
        let day = key.day(at_us.map(|at_us| at_us.div_euclid(DAY_US) as i32));
        day.add_times(invocation);
        if invocation.is_round_trip_only() {
            day.add(CountMetric::RoundTrips, 1, 1);
        } else {
            day.add_usage(invocation, at_us);
            day.add_failures_of(invocation, at_us);
        }
    }

    /// Adds all counts and receipts of `other`.
    pub fn join(&mut self, other: Counts) {
        for more in other.keys {
            let found = self.entry(more.key.as_ref());
            for (day, counts) in more.days {
                found.day(day).join(counts);
            }
            for (configuration, n) in more.configurations {
                found.add_to_configuration(configuration, n);
            }
        }
        self.receipts.extend(other.receipts);
        self.doubled.extend(other.doubled);
    }

    pub(crate) fn entry(&mut self, key: KeyRef<'_>) -> &mut KeyCounts {
        let is_last = self.keys.get(self.last_idx).is_some_and(|last| last.key.as_ref() == key);
        if !is_last {
            let next = self.keys.len();
            let same_hash = self.idx_by_hash.entry(key.hash()).or_default();
            let found = same_hash.iter().find(|idx| self.keys[**idx as usize].key.as_ref() == key);
            self.last_idx = if let Some(idx) = found {
                *idx as usize
            } else {
                same_hash.push(next as u32);
                self.keys.push(KeyCounts { key: CountKey::from(key), ..KeyCounts::default() });
                next
            };
        }
        &mut self.keys[self.last_idx]
    }
}

impl KeyCounts {
    pub(crate) fn day(&mut self, day: Option<i32>) -> &mut DayCounts {
        if self.days.get(self.last_day).is_none_or(|(last, _)| *last != day) {
            let found = self.days.iter().position(|(found, _)| *found == day);
            self.last_day = found.unwrap_or(self.days.len());
            if found.is_none() {
                self.days.push((day, DayCounts::default()));
            }
        }
        &mut self.days[self.last_day].1
    }

    fn add_configuration(&mut self, invocation: &Invocation) {
        let Invocation { runtime, packaging, workload, .. } = invocation;
        if runtime.is_none() && packaging.is_none() && workload.is_none() {
            return;
        }
        let is_it = |found: &Configuration| {
            found.runtime == *runtime && found.packaging == *packaging && found.workload == *workload
        };
        match self.configurations.get_mut(self.last_configuration) {
            Some((last, n)) if is_it(last) => *n += 1,
            _ => {
                let (runtime, workload) = (runtime.clone(), workload.clone());
                self.add_to_configuration(Configuration { runtime, packaging: *packaging, workload }, 1);
            }
        }
    }

    pub(crate) fn add_to_configuration(&mut self, configuration: Configuration, n: u64) {
        let found = self.configurations.iter().position(|(found, _)| *found == configuration);
        self.last_configuration = found.unwrap_or(self.configurations.len());
        match found {
            Some(idx) => self.configurations[idx].1 += n,
            None => self.configurations.push((configuration, n)),
        }
    }
}

impl DayCounts {
    fn add_times(&mut self, invocation: &Invocation) {
        let is_cold = invocation.is_cold();
        // The time of a failed init is how long the platform waited, not how long the function needs.
        let is_init_complete = invocation.init_status.is_none();
        let [init, restore, duration] =
            [invocation.init_ms, invocation.restore_ms, invocation.duration_ms].map(microseconds);
        let before = init.or(restore);
        let total = before.zip(duration).map(|(before, after)| before.saturating_add(after));
        let values = [
            (CountMetric::InitUs, init.filter(|_| is_init_complete)),
            (CountMetric::RestoreUs, restore),
            (CountMetric::ColdTotalUs, total.filter(|_| is_init_complete && is_cold)),
            (CountMetric::ColdDurationUs, duration.filter(|_| is_cold)),
            (CountMetric::WarmDurationUs, duration.filter(|_| !is_cold)),
            (CountMetric::ResponseLatencyUs, microseconds(invocation.response_latency_ms)),
            (CountMetric::ResponseDurationUs, microseconds(invocation.response_duration_ms)),
            (CountMetric::RuntimeOverheadUs, microseconds(invocation.runtime_overhead_ms)),
            (CountMetric::ExtensionOverheadUs, microseconds(invocation.extension_overhead_ms)),
            (CountMetric::ProducedBytes, invocation.produced_bytes.and_then(|bytes| bytes.try_into().ok())),
            (CountMetric::ClientUs, microseconds(invocation.client_ms)),
        ];
        for (metric, value) in values {
            if let Some(value) = value.filter(|value| *value > 0) {
                self.add(metric, value, 1);
            }
        }
    }

    fn add_usage(&mut self, invocation: &Invocation, at_us: Option<i64>) {
        let is_cold = invocation.is_cold();
        let is_ahead = invocation.init_ms.is_some() && invocation.is_initialized_ahead();
        for (metric, is_it) in [
            (CountMetric::Invocations, true),
            (CountMetric::ColdStarts, is_cold),
            (CountMetric::Restores, invocation.restore_ms.is_some()),
            (CountMetric::InitializedAhead, is_ahead),
        ] {
            if is_it {
                self.add(metric, 1, 1);
            }
        }
        if let Some(used_mb) = invocation.max_memory_used_mb {
            self.add(CountMetric::MaxMemoryUsedMb, i64::from(used_mb), 1);
        }
        if let Some(at_us) = at_us {
            self.add(CountMetric::FirstAtUs, at_us, 1);
            self.add(CountMetric::LastAtUs, at_us, 1);
        }
        if let Some((began_at_us, ended_at_us)) = cold_start(invocation) {
            self.add(CountMetric::ColdStartBeganAtUs, began_at_us, 1);
            self.add(CountMetric::ColdStartEndedAtUs, ended_at_us, 1);
        }
        if let Some(billed_us) = microseconds(invocation.billed_ms).filter(|_| invocation.memory_mb.is_some())
        {
            let restore_us = microseconds(invocation.billed_restore_ms).unwrap_or(0);
            // Durations are billed rounded up to whole milliseconds.
            let before_us = match microseconds(invocation.duration_ms) {
                Some(duration_us) if is_cold => (billed_us - whole_milliseconds_up(duration_us)).max(0),
                _ => 0,
            };
            self.add_sum(CountMetric::BilledUs, billed_us.saturating_add(restore_us));
            self.add_sum(CountMetric::BilledInitUs, before_us.saturating_add(restore_us));
        }
    }

    fn add_sum(&mut self, metric: CountMetric, amount: i64) {
        if amount > 0 {
            self.add(metric, 1, amount.cast_unsigned());
        }
    }

    fn add_failures_of(&mut self, invocation: &Invocation, at_us: Option<i64>) {
        let is_failed =
            |status: Option<InvocationStatus>| status.filter(|status| *status != InvocationStatus::Ok);
        let (used, size) = (invocation.max_memory_used_mb, invocation.memory_mb);
        let is_exhausted = used.zip(size).is_some_and(|(used, size)| used >= size);
        let one = FailureCounts {
            failures: 1,
            memory_exhausted: u64::from(is_exhausted),
            first_at_us: at_us,
            last_at_us: at_us,
        };
        if let Some(status) = is_failed(invocation.init_status) {
            let failure = Failure { phase: FailurePhase::Init, status, error_type: None };
            self.add_failures(&failure.to_string(), one);
        }
        if let Some(status) = is_failed(invocation.status) {
            let name = invocation.error_type.as_deref().filter(|name| !name.is_empty());
            let error_type = name.map(|name| name[..name.floor_char_boundary(MAX_TYPE_BYTES)].to_owned());
            let failure = Failure { phase: FailurePhase::Invocation, status, error_type };
            let mut kind = failure.to_string();
            if self.failures().len() >= MAX_KINDS && !self.failures().contains_key(&kind) {
                let error_type = Some(FailureRow::OTHER_TYPES.to_owned());
                kind = Failure { error_type, ..failure }.to_string();
            }
            self.add_failures(&kind, one);
        }
    }
}

/// Returns start and end of a cold start with a time, which is that of its end, in whole milliseconds.
fn cold_start(invocation: &Invocation) -> Option<(i64, i64)> {
    let ended_at_ms = invocation.at.filter(|_| invocation.is_cold())?.as_millisecond();
    let before_ms = invocation.init_ms.or(invocation.restore_ms).unwrap_or(0.0);
    let length_ms = ((before_ms + invocation.duration_ms.unwrap_or(0.0)).round() as u32).max(1);
    Some(((ended_at_ms - i64::from(length_ms)) * 1000, ended_at_ms * 1000))
}

/// Returns whole microseconds, rounded; none if the value is not finite.
fn microseconds(ms: Option<f64>) -> Option<i64> {
    ms.filter(|ms| ms.is_finite()).map(|ms| (ms * 1000.0).round() as i64)
}

const fn whole_milliseconds_up(us: i64) -> i64 {
    us.saturating_add(999) / 1000 * 1000
}
