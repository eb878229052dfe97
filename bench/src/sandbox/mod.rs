//! A process for each sandbox: born where it stays, with nothing of this program's environment, and gone with
//! everything that it started.
//!
//! A small program, the keeper, goes into the control groups first and starts the function from there, so that
//! the function is never migrated: moving a process costs up to 20 ms, at a time that looks like its own. The
//! keeper lives as long as the pipe to it, so that no function outlives the harness.

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

mod group;
pub(crate) mod keeper;
mod usage;

pub(crate) use group::{Control, Share, remove_stale, version};
pub(crate) use usage::{Usage, available_cpus, keep_to};

/// What is to be started, as the keeper reads it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) program: Vec<String>,
    pub(crate) folder: PathBuf,
    pub(crate) env: BTreeMap<String, String>,
    /// Processors that it may run on; all where there are none.
    pub(crate) cpus: Vec<usize>,
    /// Files to write the keeper's process number to.
    pub(crate) groups: Vec<PathBuf>,
}

/// A function that can be started, or has been.
pub(crate) struct Sandbox {
    keeper: Child,
    orders: Option<ChildStdin>,
    answers: Option<BufReader<ChildStdout>>,
    output: Arc<Mutex<Vec<u8>>>,
    drain: Option<JoinHandle<()>>,
    /// The function's process, once it is started.
    pub(crate) pid: Option<u32>,
    pub(crate) control: Control,
}

/// How much of what a function writes is kept.
const OUTPUT_KEPT: usize = 8 * 1024;

impl Sandbox {
    /// Makes everything ready for `order` in the control groups of `control`; starts nothing yet.
    pub(crate) fn prepare(mut order: Order, control: Control) -> Result<Sandbox> {
        order.groups = control.entries();
        let program = std::env::current_exe().context("Failed to find this program")?;
        let mut keeper = Command::new(program)
            .arg(keeper::COMMAND)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("Failed to start the keeper of the sandbox")?;
        let mut orders = keeper.stdin.take().context("The keeper has no input")?;
        let mut answers = BufReader::new(keeper.stdout.take().context("The keeper has no output")?);
        let errors = keeper.stderr.take().context("The keeper has no error output")?;
        let output = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&output);
        let drain = thread::spawn(move || drain(errors, &kept));
        let line = serde_json::to_string(&order).context("Failed to write down an order")?;
        writeln!(orders, "{line}").context("Failed to speak to the keeper")?;
        let mut answer = String::new();
        answers.read_line(&mut answer).context("Failed to hear from the keeper")?;
        ensure!(answer.trim() == "ready", "The keeper of the sandbox is not ready: {}", answer.trim());
        let (orders, answers) = (Some(orders), Some(answers));
        Ok(Sandbox { keeper, orders, answers, output, drain: Some(drain), pid: None, control })
    }

    /// Starts the function; gives the time just before. `ended` is told how it ended, should it end by itself.
    pub(crate) fn start(&mut self, ended: impl FnOnce(&str) + Send + 'static) -> Result<u64> {
        let orders = self.orders.as_mut().context("The sandbox is closed")?;
        orders.write_all(b"go\n").context("Failed to speak to the keeper")?;
        let mut answers = self.answers.take().context("The sandbox was started before")?;
        let mut answer = String::new();
        answers.read_line(&mut answer).context("Failed to hear from the keeper")?;
        let words: Vec<&str> = answer.split_whitespace().collect();
        let spawn_ns = match words[..] {
            ["started", pid, spawn_ns] => {
                self.pid = Some(pid.parse().context("The keeper named no process")?);
                spawn_ns.parse().context("The keeper named no time")?
            }
            _ => bail!("{}", answer.trim()),
        };
        thread::spawn(move || {
            let mut answer = String::new();
            if answers.read_line(&mut answer).is_ok_and(|length| length > 0) {
                ended(answer.trim());
            }
        });
        Ok(spawn_ns)
    }

    /// What the function has written last.
    pub(crate) fn output(&self) -> String {
        let output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&output).into_owned()
    }

    /// Ends the function and everything that it started.
    fn close(&mut self) {
        // The keeper ends them when it hears nothing any more; the group ends what the keeper could not see.
        drop(self.orders.take());
        drop(self.keeper.wait());
        self.control.end_all();
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

/// Reads all that a function writes, and keeps the end of it.
fn drain(mut from: impl Read, kept: &Mutex<Vec<u8>>) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(read) = from.read(&mut buffer) {
        if read == 0 {
            return;
        }
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(&buffer[..read]);
        let surplus = kept.len().saturating_sub(OUTPUT_KEPT);
        kept.drain(..surplus);
    }
}
