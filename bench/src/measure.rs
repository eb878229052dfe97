//! One process, measured.

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
    api::{Api, Invocation, Plan, Session, Status},
    clock::now_ns,
    conditions::Conditions,
    profile::{Cache, Places, Profile},
    record::{Invocations, Record},
    registry::Start,
    sandbox::{Control, Order, Sandbox, Usage},
    stub::Stub,
    workload::{Model, Size, Workload},
};

/// What is to be measured.
#[derive(Clone, Debug)]
pub(crate) struct Spec {
    /// Name of the function in the record.
    pub(crate) function: String,
    pub(crate) start: Start,
    pub(crate) asked: Asked,
    pub(crate) profile: Profile,
    pub(crate) cache: Cache,
    /// Pause between a response and the next event.
    pub(crate) gap: Duration,
    /// How long it may take until it asks for its first event.
    pub(crate) init_timeout: Duration,
    /// How long an invocation may take.
    pub(crate) timeout: Duration,
}

/// What a function is asked.
#[derive(Clone, Debug)]
pub(crate) enum Asked {
    /// Events of a workload, whose answers are known.
    Workload { workload: Workload, size: Size, seed: u64, n: u32 },
    /// The same event again and again; any answer will do.
    Event { body: Vec<u8>, n: u32 },
}

impl Asked {
    const fn workload(&self) -> Workload {
        match self {
            Asked::Workload { workload, .. } => *workload,
            Asked::Event { .. } => Workload::Hello,
        }
    }

    fn events(&self) -> Vec<Value> {
        match self {
            Asked::Workload { workload, size, seed, n } => {
                (0..*n).map(|seq| workload.event(*size, *seed, seq)).collect()
            }
            Asked::Event { .. } => Vec::new(),
        }
    }
}

/// Time that Lambda gives a function to initialise:
/// <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html>.
pub(crate) const INIT_TIMEOUT: Duration = Duration::from_secs(10);

/// What functions find of the system: no more than where its programs are.
const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// Measures one process of `spec`. A function that fails is a record with another status; fails itself where it
/// cannot measure.
pub(crate) fn measure(spec: &Spec, places: &Places, stub: &Stub) -> Result<Record> {
    let events = spec.asked.events();
    let bodies: Vec<Vec<u8>> = match &spec.asked {
        Asked::Workload { .. } => events.iter().map(|event| event.to_string().into_bytes()).collect(),
        Asked::Event { body, n } => vec![body.clone(); *n as usize],
    };
    let control = Control::new().unwrap_or_else(|_| Control::none());
    let is_grouped = control.is_there();
    let share = spec.profile.share().filter(|_| is_grouped);
    let cpus = if share.is_some() {
        [&places.harness[..], &places.function].concat()
    } else {
        places.function.clone()
    };
    let limiter = control.limiter();
    let process = Arc::new(Mutex::new((0_u32, Usage::default())));
    let on_ready = {
        let process = Arc::clone(&process);
        move || {
            let mut process = process.lock().unwrap_or_else(PoisonError::into_inner);
            process.1 = Usage::of(process.0);
            // A share that cannot be set shows in the record, which has none throttled.
            if let (Some(limiter), Some(share)) = (&limiter, share) {
                drop(limiter.set(share));
            }
        }
    };
    let session = Arc::new(Session::new(Plan::new(&bodies, spec.gap, spec.timeout), Box::new(on_ready)));
    let api = Api::serve(&session)?;
    let order = Order {
        program: spec.start.program.clone(),
        folder: spec.start.folder.clone(),
        env: environment(spec, &api, stub),
        cpus: cpus.clone(),
        groups: Vec::new(),
    };
    let mut sandbox = Sandbox::prepare(order, control)?;
    if spec.cache == Cache::DiskCold {
        drop_caches()?;
    }
    let conditions = Conditions::now();
    let ended = Arc::clone(&session);
    let started = {
        // The first request may come before its number is known; it waits for it.
        let mut process = process.lock().unwrap_or_else(PoisonError::into_inner);
        let started = sandbox.start(move |how| ended.ended(how));
        process.0 = sandbox.pid.unwrap_or_default();
        started
    };
    let spawn_ns = match started {
        Ok(spawn_ns) => spawn_ns,
        Err(error) => {
            session.fail(Status::InitCrash, &format!("{error:#}"));
            now_ns()
        }
    };
    session.wait(spec.init_timeout);
    let usage_end = sandbox.pid.map(Usage::of).unwrap_or_default();
    let throttled = sandbox.control.throttled();
    let output = sandbox.output();
    drop(sandbox);
    session.close();
    drop(api);
    let usage_ready = process.lock().unwrap_or_else(PoisonError::into_inner).1;
    let seen = session.seen();
    let (status, detail) = match seen.failure {
        Some(failure) => (failure.status, with_output(&failure.detail, &output)),
        None => verify(spec.asked.workload(), &events, &seen.invocations),
    };
    let since = |ns: u64| (ns > 0).then(|| ns.saturating_sub(spawn_ns));
    Ok(Record {
        block: 0,
        sitting: 0,
        order: 0,
        attempt: 1,
        date: Timestamp::now().to_string().chars().take(10).collect(),
        function: spec.function.clone(),
        workload: spec.asked.workload(),
        profile: spec.profile,
        cache: spec.cache,
        size: if let Asked::Workload { size, .. } = spec.asked { size } else { Size::default() },
        seed: if let Asked::Workload { seed, .. } = spec.asked { seed } else { 0 },
        share,
        is_grouped,
        cpus,
        gap_us: spec.gap.as_micros() as u64,
        conditions,
        rejected: None,
        status,
        detail,
        connect_ns: since(seen.connect_ns),
        ready_ns: since(seen.ready_ns),
        throttle_ns: seen.throttle_ns,
        connections: seen.connections,
        user_agents: seen.user_agents,
        usage_ready,
        usage_end,
        throttled,
        invocations: invocations(&seen.invocations, spawn_ns),
    })
}

/// What went wrong, with what the function said last.
fn with_output(detail: &str, output: &str) -> String {
    let last: Vec<&str> = output.lines().rev().filter(|line| !line.trim().is_empty()).take(3).collect();
    if last.is_empty() {
        return detail.to_owned();
    }
    let last: Vec<String> = last.into_iter().rev().map(|line| line.chars().take(300).collect()).collect();
    format!("{detail}; it said: {}", last.join(" | "))
}

/// Compares all answers with those of the model.
fn verify(workload: Workload, events: &[Value], invocations: &[Invocation]) -> (Status, String) {
    let mut model = Model::new(workload);
    for (seq, (event, invocation)) in events.iter().zip(invocations).enumerate() {
        let expected = model.answer(event);
        let found: Option<Value> = serde_json::from_slice(&invocation.body).ok();
        if found.is_none() || found != expected {
            let text =
                |value: Option<String>| value.unwrap_or_default().chars().take(200).collect::<String>();
            let found = text(Some(String::from_utf8_lossy(&invocation.body).into_owned()));
            let expected = text(expected.map(|value| value.to_string()));
            return (Status::Mismatch, format!("answer {seq} is {found} and not {expected}"));
        }
    }
    (Status::Ok, String::new())
}

fn invocations(seen: &[Invocation], spawn_ns: u64) -> Invocations {
    let answered = || seen.iter().filter(|invocation| invocation.end_ns > 0);
    let all = |time: fn(&Invocation) -> u64| -> Vec<u64> {
        answered().map(|invocation| time(invocation).saturating_sub(spawn_ns)).collect()
    };
    Invocations {
        sent_ns: all(|invocation| invocation.sent_ns),
        head_ns: all(|invocation| invocation.head_ns),
        body_ns: all(|invocation| invocation.body_ns),
        end_ns: all(|invocation| invocation.end_ns),
        next_ns: all(|invocation| invocation.next_ns),
    }
}

/// What Lambda sets, on nothing:
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>.
fn environment(spec: &Spec, api: &Api, stub: &Stub) -> BTreeMap<String, String> {
    let folder = spec.start.folder.display().to_string();
    let memory_mb = spec.profile.memory_mb().to_string();
    let address = api.address.to_string();
    let is_tls = spec.asked.workload() == Workload::HttpTls;
    let (url, authority) = (stub.url(is_tls), stub.authority().display().to_string());
    let mut env: BTreeMap<String, String> = [
        ("_HANDLER", spec.start.handler.as_str()),
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
    if matches!(spec.asked.workload(), Workload::Http | Workload::HttpTls) {
        env.insert("STUB_URL".to_owned(), url);
    }
    if is_tls {
        env.insert("STUB_CA".to_owned(), authority);
    }
    env.extend(spec.start.env.clone());
    env
}

/// Has the kernel forget all files that it holds.
fn drop_caches() -> Result<()> {
    rustix::fs::sync();
    let path = Path::new("/proc/sys/vm/drop_caches");
    std::fs::write(path, "3")
        .context("Failed to empty the page cache, which only root may: choose cache-warm")
}
