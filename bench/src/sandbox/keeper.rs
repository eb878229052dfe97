//! The keeper of a sandbox: this program again, under another command.
//!
//! It reads an order from its input, goes into the control groups and onto the processors named there, says
//! `ready`, waits for `go`, starts the function, and says when and as which process. When its input ends, it ends
//! the function and everything that it started.

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
    Order,
    usage::{descendants, is_alive, keep_to},
};
use crate::clock::now_ns;

/// The command under which this program keeps a sandbox.
pub(crate) const COMMAND: &str = "keep-sandbox";

/// Keeps one sandbox from its order to its end.
pub(crate) fn run() -> Result<()> {
    let mut lines = stdin().lock().lines();
    let order = lines.next().context("No order")?.context("Failed to read the order")?;
    let order: Order = serde_json::from_str(&order).context("Failed to understand the order")?;
    let mut command = prepare(&order)?;
    say("ready")?;
    let go = lines.next().transpose().context("Failed to read")?;
    drop(lines);
    if go.as_deref() != Some("go") {
        return Ok(());
    }
    let spawn_ns = now_ns();
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return say(&format!("'{}' cannot be started: {error}", order.program[0])),
    };
    say(&format!("started {} {spawn_ns}", child.id()))?;
    let function = child.id();
    let keeping = thread::spawn(move || keep(function));
    let status = child.wait().context("Failed to wait for the function")?;
    // Nobody may be there any more to hear it.
    drop(say(&describe(status)));
    keeping.join().map_err(|_| anyhow!("The keeper has lost its input"))
}

/// Waits for the end of the input, and ends everything then.
fn keep(function: u32) {
    let mut line = String::new();
    while stdin().lock().read_line(&mut line).is_ok_and(|length| length > 0) {
        line.clear();
    }
    if let Some(group) = Pid::from_raw(function.cast_signed()) {
        let _ = kill_process_group(group, Signal::KILL);
    }
    // What has left that group is still among the children, since the keeper is their subreaper.
    for _ in 0..100 {
        let left: Vec<u32> =
            descendants(std::process::id()).into_iter().filter(|pid| is_alive(*pid)).collect();
        if left.is_empty() {
            return;
        }
        for pid in left.into_iter().filter_map(|pid| Pid::from_raw(pid.cast_signed())) {
            let _ = kill_process(pid, Signal::KILL);
        }
        thread::sleep(Duration::from_millis(1));
    }
}

fn prepare(order: &Order) -> Result<Command> {
    ensure!(!order.program.is_empty(), "The order names no program");
    for group in &order.groups {
        fs::write(group, std::process::id().to_string())
            .with_context(|| format!("Failed to go into '{}'", group.display()))?;
    }
    if !order.cpus.is_empty() {
        keep_to(&order.cpus).context("Failed to choose processors")?;
    }
    // What the function leaves behind becomes a child of the keeper, which can then end it.
    set_child_subreaper(Some(rustix::process::getpid())).context("Failed to become a subreaper")?;
    let mut command = Command::new(&order.program[0]);
    command
        .args(&order.program[1..])
        .current_dir(&order.folder)
        .env_clear()
        .envs(&order.env)
        .stdin(Stdio::null())
        // What it says goes where errors go; the keeper's own output is for the harness.
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

fn say(line: &str) -> Result<()> {
    let mut out = stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).context("Failed to speak to the harness")
}
