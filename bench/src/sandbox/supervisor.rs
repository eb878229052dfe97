//! The supervisor of a sandbox: this program again, under another command.
//!
//! It reads a launch order from stdin, joins the control groups, pins itself to the CPUs and prints `ready`. On `go` it
//! starts the function and prints its process number and start time. When stdin closes, it kills the function and all
//! descendants.

use std::{
    fs,
    io::{BufRead, Write, stdin, stdout},
    os::unix::process::{CommandExt, ExitStatusExt},
    process::{Command, ExitStatus, Stdio},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, anyhow, ensure};
use rustix::process::{Pid, Signal, kill_process, kill_process_group, set_child_subreaper};

use super::{
    LaunchOrder,
    process::{descendants, is_alive},
};
use crate::{clock::now_ns, cpus::pin_to};

/// Command that makes this program a supervisor.
pub(crate) const COMMAND: &str = "supervise-sandbox";

/// Supervises one sandbox from its launch order to its end.
pub(crate) fn run() -> Result<()> {
    let mut lines = stdin().lock().lines();
    let order =
        lines.next().context("stdin has no launch order")?.context("Failed to read the launch order")?;
    let order: LaunchOrder = serde_json::from_str(&order).context("Failed to parse the launch order")?;
    let mut command = prepare(&order)?;
    send("ready")?;
    let go = lines.next().transpose().context("Failed to read stdin")?;
    drop(lines);
    if go.as_deref() != Some("go") {
        return Ok(());
    }
    let spawn_ns = now_ns();
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return send(&format!("Failed to start '{}': {error}", order.program[0])),
    };
    send(&format!("started {} {spawn_ns}", child.id()))?;
    let function = child.id();
    let watcher = thread::spawn(move || kill_when_stdin_closes(function));
    let status = child.wait().context("Failed to wait for the function")?;
    // The harness may have gone already.
    drop(send(&describe(status)));
    watcher.join().map_err(|_| anyhow!("The thread that watches stdin panicked"))
}

/// Waits until stdin closes, then kills the function and all descendants.
fn kill_when_stdin_closes(function: u32) {
    let mut line = String::new();
    while stdin().lock().read_line(&mut line).is_ok_and(|length| length > 0) {
        line.clear();
    }
    if let Some(group) = Pid::from_raw(function.cast_signed()) {
        let _ = kill_process_group(group, Signal::KILL);
    }
    // Processes that left that group are still descendants, since the supervisor is their subreaper.
    for _ in 0..100 {
        let survivors: Vec<u32> =
            descendants(std::process::id()).into_iter().filter(|pid| is_alive(*pid)).collect();
        if survivors.is_empty() {
            return;
        }
        for pid in survivors.into_iter().filter_map(|pid| Pid::from_raw(pid.cast_signed())) {
            let _ = kill_process(pid, Signal::KILL);
        }
        thread::sleep(Duration::from_millis(1));
    }
}

fn prepare(order: &LaunchOrder) -> Result<Command> {
    ensure!(!order.program.is_empty(), "The launch order names no program");
    for group in &order.groups {
        fs::write(group, std::process::id().to_string())
            .with_context(|| format!("Failed to join the control group '{}'", group.display()))?;
    }
    if !order.cpus.is_empty() {
        pin_to(&order.cpus).context("Failed to set the CPU affinity")?;
    }
    // Orphans of the function become children of the supervisor, which can then kill them.
    set_child_subreaper(Some(rustix::process::getpid())).context("Failed to become a subreaper")?;
    let mut command = Command::new(&order.program[0]);
    command
        .args(&order.program[1..])
        .current_dir(&order.folder)
        .env_clear()
        .envs(&order.env)
        .stdin(Stdio::null())
        // The supervisor's own stdout carries the protocol, so the function's goes to stderr.
        .stdout(Stdio::from(std::io::stderr()))
        .process_group(0);
    Ok(command)
}

fn describe(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("ended with exit code {code}"),
        (None, Some(signal)) => format!("ended by signal {signal}"),
        (None, None) => "ended".to_owned(),
    }
}

fn send(line: &str) -> Result<()> {
    let mut out = stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).context("Failed to write to the harness")
}
