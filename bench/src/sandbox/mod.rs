//! One process per sandbox, with a clean environment, killed together with all its descendants.
//!
//! A small program, the supervisor, joins the control groups first and starts the function from there. So the function
//! is never migrated: moving a running process costs up to 20 ms, which would look like its own time. The supervisor
//! exits when the pipe to it closes, so no function outlives the harness.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    path::PathBuf,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
};

use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};

mod cgroup;
mod process;
mod rusage;
pub(crate) mod supervisor;

pub(crate) use cgroup::{Control, CpuShare, remove_stale, version};
pub(crate) use rusage::ResourceUsage;

/// Launch order: what the supervisor reads from its stdin.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LaunchOrder {
    pub(crate) program: Vec<String>,
    pub(crate) folder: PathBuf,
    pub(crate) env: BTreeMap<String, String>,
    /// CPUs to run on; all if empty.
    pub(crate) cpus: Vec<usize>,
    /// Files that take the supervisor's process number.
    pub(crate) groups: Vec<PathBuf>,
}

/// A function, ready to start or started.
pub(crate) struct Sandbox {
    supervisor: Child,
    stdin: Option<ChildStdin>,
    stdout: Option<BufReader<ChildStdout>>,
    output: Arc<Mutex<Vec<u8>>>,
    drain: Option<JoinHandle<()>>,
    /// Process number of the function, once started.
    pub(crate) pid: Option<u32>,
    pub(crate) control: Control,
}

/// Bytes kept of a function's output: enough for a stack trace in the record.
const MAX_OUTPUT: usize = 8 * 1024;

impl Sandbox {
    /// Prepares `order` in the control groups of `control`, without starting it.
    pub(crate) fn prepare(mut order: LaunchOrder, control: Control) -> Result<Sandbox> {
        order.groups = control.entries();
        let program = std::env::current_exe().context("Failed to find this program")?;
        let mut supervisor = Command::new(program)
            .arg(supervisor::COMMAND)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("Failed to start the supervisor of the sandbox")?;
        let mut stdin = supervisor.stdin.take().context("The supervisor has no stdin")?;
        let mut stdout = BufReader::new(supervisor.stdout.take().context("The supervisor has no stdout")?);
        let stderr = supervisor.stderr.take().context("The supervisor has no stderr")?;
        let output = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&output);
        let drain = thread::spawn(move || drain(stderr, &kept));
        let line = serde_json::to_string(&order).context("Failed to serialise a launch order")?;
        writeln!(stdin, "{line}").context("Failed to write to the supervisor")?;
        let mut answer = String::new();
        stdout.read_line(&mut answer).context("Failed to read from the supervisor")?;
        ensure!(answer.trim() == "ready", "The supervisor of the sandbox is not ready: {}", answer.trim());
        let (stdin, stdout) = (Some(stdin), Some(stdout));
        Ok(Sandbox { supervisor, stdin, stdout, output, drain: Some(drain), pid: None, control })
    }

    /// Starts the function and returns the time just before. Calls `ended` with the exit status if it exits by itself.
    pub(crate) fn start(&mut self, ended: impl FnOnce(&str) + Send + 'static) -> Result<u64> {
        let stdin = self.stdin.as_mut().context("The sandbox is closed")?;
        stdin.write_all(b"go\n").context("Failed to write to the supervisor")?;
        let mut stdout = self.stdout.take().context("The sandbox has been started before")?;
        let mut answer = String::new();
        stdout.read_line(&mut answer).context("Failed to read from the supervisor")?;
        let words: Vec<&str> = answer.split_whitespace().collect();
        let spawn_ns = match words[..] {
            ["started", pid, spawn_ns] => {
                self.pid = Some(pid.parse().context("The supervisor reported no process number")?);
                spawn_ns.parse().context("The supervisor reported no start time")?
            }
            _ => bail!("{}", answer.trim()),
        };
        thread::spawn(move || {
            let mut answer = String::new();
            if stdout.read_line(&mut answer).is_ok_and(|length| length > 0) {
                ended(answer.trim());
            }
        });
        Ok(spawn_ns)
    }

    /// Returns the end of the function's output.
    pub(crate) fn output(&self) -> String {
        let output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&output).into_owned()
    }

    /// Kills the function and all descendants.
    fn close(&mut self) {
        // The supervisor kills them when its stdin closes. The control group catches those that it could not see.
        drop(self.stdin.take());
        drop(self.supervisor.wait());
        self.control.kill_all();
        if let Some(drain) = self.drain.take() {
            drop(drain.join());
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.close();
    }
}

/// Reads all output of a function and keeps the end.
fn drain(mut from: impl Read, kept: &Mutex<Vec<u8>>) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(read) = from.read(&mut buffer) {
        if read == 0 {
            return;
        }
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(&buffer[..read]);
        let surplus = kept.len().saturating_sub(MAX_OUTPUT);
        kept.drain(..surplus);
    }
}
