//! Measurement of one process.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anyhow::{Context, Result};
use jiff::Timestamp;
use serde_json::Value;

use crate::{
    api::{Api, Conversation, EventQueue, Invocation, Status},
    clock::now_ns,
    conditions::Conditions,
    cpus::CpuAssignment,
    profile::{PageCache, Profile},
    record::{Invocations, Record},
    registry::{Function, Launch, Registry},
    sandbox::{Control, LaunchOrder, ResourceUsage, Sandbox},
    stub::Stub,
    workload::{Model, Size, Workload},
};

/// Specification of one measurement.
#[derive(Clone, Debug)]
pub(crate) struct Spec {
    /// Name of the function in the record.
    pub(crate) function: String,
    pub(crate) launch: Launch,
    pub(crate) workload: Workload,
    /// Amount of work per event.
    pub(crate) size: Size,
    /// Seed of the events.
    pub(crate) seed: u64,
    pub(crate) n_invocations: u32,
    /// Event to send every time, to which any response is right; none for the workload's own events.
    pub(crate) fixed_event: Option<Vec<u8>>,
    pub(crate) profile: Profile,
    pub(crate) page_cache: PageCache,
    /// Pause between a response and the next event.
    pub(crate) gap: Duration,
    /// Longest time until the function asks for its first event.
    pub(crate) init_timeout: Duration,
    /// Longest time of an invocation.
    pub(crate) timeout: Duration,
}

/// Time that Lambda gives a function to initialise:
/// <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html>.
pub(crate) const INIT_TIMEOUT: Duration = Duration::from_secs(10);

impl Spec {
    /// Returns an uncapped measurement with a warm page cache, without a gap and with default timeouts.
    pub(crate) fn new(
        function: &str,
        launch: Launch,
        workload: Workload,
        seed: u64,
        n_invocations: u32,
    ) -> Spec {
        Spec {
            function: function.to_owned(),
            launch,
            workload,
            size: Size::default(),
            seed,
            n_invocations,
            fixed_event: None,
            profile: Profile::Uncapped,
            page_cache: PageCache::Warm,
            gap: Duration::ZERO,
            init_timeout: INIT_TIMEOUT,
            timeout: Duration::from_secs(30),
        }
    }

    /// Returns the default measurement of a registered function.
    pub(crate) fn for_workload(
        registry: &Registry,
        function: &Function,
        workload: Workload,
        seed: u64,
        n_invocations: u32,
    ) -> Result<Spec> {
        Ok(Spec::new(&function.name, registry.launch(function, workload)?, workload, seed, n_invocations))
    }

    /// Returns the workload's events; none with a fixed event.
    fn events(&self) -> Vec<Value> {
        let n = if self.fixed_event.is_some() { 0 } else { self.n_invocations };
        (0..n).map(|seq| self.workload.event(self.size, self.seed, seq)).collect()
    }
}

/// `PATH` of functions: the system's programs only, so a result does not depend on the user's.
const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// Measures one process. A failed function yields a record with its status; an error means that nothing could be
/// measured.
pub(crate) fn measure(spec: &Spec, cpus: &CpuAssignment, stub: &Stub) -> Result<Record> {
    let events = spec.events();
    let bodies: Vec<Vec<u8>> = match &spec.fixed_event {
        Some(body) => vec![body.clone(); spec.n_invocations as usize],
        None => events.iter().map(|event| event.to_string().into_bytes()).collect(),
    };
    let control = Control::new().unwrap_or_else(|_| Control::none());
    let in_cgroup = control.is_available();
    let cpu_share = spec.profile.cpu_share().filter(|_| in_cgroup);
    let cpus = if cpu_share.is_some() {
        [&cpus.harness[..], &cpus.function].concat()
    } else {
        cpus.function.clone()
    };
    let limiter = control.limiter();
    let process = Arc::new(Mutex::new((0_u32, ResourceUsage::default())));
    let on_ready = {
        let process = Arc::clone(&process);
        move || {
            let mut process = process.lock().unwrap_or_else(PoisonError::into_inner);
            process.1 = ResourceUsage::from_pid(process.0);
            // A failure shows in the record, which then has no throttled period.
            if let (Some(limiter), Some(cpu_share)) = (&limiter, cpu_share) {
                drop(limiter.set(cpu_share));
            }
        }
    };
    let queue = EventQueue::new(&bodies, spec.gap, spec.timeout);
    let conversation = Arc::new(Conversation::new(queue, Box::new(on_ready)));
    let api = Api::serve(&conversation)?;
    let order = LaunchOrder {
        program: spec.launch.program.clone(),
        folder: spec.launch.folder.clone(),
        env: environment(spec, &api, stub),
        cpus: cpus.clone(),
        groups: Vec::new(),
    };
    let mut sandbox = Sandbox::prepare(order, control)?;
    if spec.page_cache == PageCache::Cold {
        drop_caches()?;
    }
    let conditions = Conditions::now();
    let exited = Arc::clone(&conversation);
    let started = {
        // The first request may arrive before the process number is known, so hold the lock until then.
        let mut process = process.lock().unwrap_or_else(PoisonError::into_inner);
        let started = sandbox.start(move |status| exited.process_exited(status));
        process.0 = sandbox.pid.unwrap_or_default();
        started
    };
    let spawn_ns = match started {
        Ok(spawn_ns) => spawn_ns,
        Err(error) => {
            conversation.fail(Status::InitCrash, &format!("{error:#}"));
            now_ns()
        }
    };
    conversation.wait(spec.init_timeout);
    let usage_end = sandbox.pid.map(ResourceUsage::from_pid).unwrap_or_default();
    let throttled = sandbox.control.throttled();
    let output = sandbox.output();
    drop(sandbox);
    conversation.close();
    drop(api);
    let usage_ready = process.lock().unwrap_or_else(PoisonError::into_inner).1;
    let observed = conversation.take_observations();
    let (status, detail) = match observed.failure {
        Some(failure) => (failure.status, with_output(&failure.detail, &output)),
        None => verify(spec.workload, &events, &observed.invocations),
    };
    let since_start = |ns: u64| (ns > 0).then(|| ns.saturating_sub(spawn_ns));
    Ok(Record {
        block: 0,
        session: 0,
        position: 0,
        attempt: 1,
        date: Timestamp::now().to_string().chars().take(10).collect(),
        function: spec.function.clone(),
        workload: spec.workload,
        profile: spec.profile,
        page_cache: spec.page_cache,
        size: spec.size,
        seed: spec.seed,
        cpu_share,
        in_cgroup,
        cpus,
        gap_us: spec.gap.as_micros() as u64,
        conditions,
        rejected: None,
        status,
        detail,
        connect_ns: since_start(observed.connect_ns),
        ready_ns: since_start(observed.ready_ns),
        set_share_ns: observed.set_share_ns,
        connections: observed.connections,
        user_agents: observed.user_agents,
        usage_ready,
        usage_end,
        throttled,
        invocations: relative_times(&observed.invocations, spawn_ns),
    })
}

/// Appends the last lines of the function's output to a failure.
fn with_output(detail: &str, output: &str) -> String {
    let last: Vec<&str> = output.lines().rev().filter(|line| !line.trim().is_empty()).take(3).collect();
    if last.is_empty() {
        return detail.to_owned();
    }
    let last: Vec<String> = last.into_iter().rev().map(|line| line.chars().take(300).collect()).collect();
    format!("{detail}; its output ended with: {}", last.join(" | "))
}

/// Compares all responses with the model's.
fn verify(workload: Workload, events: &[Value], invocations: &[Invocation]) -> (Status, String) {
    let mut model = Model::new(workload);
    for (seq, (event, invocation)) in events.iter().zip(invocations).enumerate() {
        let expected = model.answer(event);
        let response: Option<Value> = serde_json::from_slice(&invocation.body).ok();
        if response.is_none() || response != expected {
            let text =
                |value: Option<String>| value.unwrap_or_default().chars().take(200).collect::<String>();
            let response = text(Some(String::from_utf8_lossy(&invocation.body).into_owned()));
            let expected = text(expected.map(|value| value.to_string()));
            return (Status::Mismatch, format!("response {seq} is {response}, expected {expected}"));
        }
    }
    (Status::Ok, String::new())
}

fn relative_times(observed: &[Invocation], spawn_ns: u64) -> Invocations {
    let completed = || observed.iter().filter(|invocation| invocation.end_ns > 0);
    let all = |time: fn(&Invocation) -> u64| -> Vec<u64> {
        completed().map(|invocation| time(invocation).saturating_sub(spawn_ns)).collect()
    };
    Invocations {
        sent_ns: all(|invocation| invocation.sent_ns),
        head_ns: all(|invocation| invocation.head_ns),
        body_ns: all(|invocation| invocation.body_ns),
        end_ns: all(|invocation| invocation.end_ns),
        next_ns: all(|invocation| invocation.next_ns),
    }
}

/// Returns the function's whole environment, which is what Lambda sets:
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>.
fn environment(spec: &Spec, api: &Api, stub: &Stub) -> BTreeMap<String, String> {
    let folder = spec.launch.folder.display().to_string();
    let memory_mb = spec.profile.memory_mb().to_string();
    let address = api.address.to_string();
    let is_tls = spec.workload == Workload::HttpTls;
    let (url, ca_path) = (stub.url(is_tls), stub.ca_path().display().to_string());
    let mut env: BTreeMap<String, String> = [
        ("_HANDLER", spec.launch.handler.as_str()),
        ("AWS_ACCESS_KEY_ID", "none"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("AWS_EXECUTION_ENV", "Coldmark"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", &memory_mb),
        ("AWS_LAMBDA_FUNCTION_NAME", "bench"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/bench"),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "bench"),
        ("AWS_LAMBDA_RUNTIME_API", &address),
        ("AWS_REGION", "us-east-1"),
        ("AWS_SECRET_ACCESS_KEY", "none"),
        ("AWS_SESSION_TOKEN", "none"),
        ("LAMBDA_RUNTIME_DIR", "/var/runtime"),
        ("LAMBDA_TASK_ROOT", &folder),
        ("LANG", "en_US.UTF-8"),
        ("PATH", PATH),
        ("TZ", "UTC"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect();
    if matches!(spec.workload, Workload::Http | Workload::HttpTls) {
        env.insert("STUB_URL".to_owned(), url);
    }
    if is_tls {
        env.insert("STUB_CA".to_owned(), ca_path);
    }
    env.extend(spec.launch.env.clone());
    env
}

/// Empties the kernel's page cache.
fn drop_caches() -> Result<()> {
    rustix::fs::sync();
    let path = Path::new("/proc/sys/vm/drop_caches");
    std::fs::write(path, "3")
        .context("Failed to empty the page cache, which needs root; use a warm page cache")
}
