//! The site's server and ChromeDriver as child processes, each on a port of its own choice.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use anyhow::{Context, Result, bail, ensure};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

/// A server that ends with its owner.
pub(crate) struct Server {
    /// The address of the server, such as `http://127.0.0.1:41234/`.
    pub(crate) url: String,
    _child: Child,
}

/// The root of the project.
pub(crate) fn project() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// `coldmark`, as it was last built.
fn coldmark() -> Result<Command> {
    let test = std::env::current_exe()?;
    let folder = test.ancestors().nth(2).context("The test lies in target/<profile>/deps")?;
    Ok(Command::new(folder.join("coldmark")))
}

/// Runs `coldmark` in `folder`, to its end.
pub(crate) async fn run(folder: &Path, arguments: &[&str]) -> Result<()> {
    let output = coldmark()?.args(arguments).current_dir(folder).output().await?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

/// Serves the built site as it is.
pub(crate) async fn serve_site() -> Result<Server> {
    let mut command = coldmark()?;
    command.arg("--project").arg(project()).args(["serve", "--plain", "--port", "0"]);
    start(command, |line| line.starts_with("http://").then(|| line.to_owned())).await
}

/// Attempts to start a driver before the test fails.
const ATTEMPTS: usize = 5;

/// Starts ChromeDriver.
///
/// It takes a free port of IPv4 and wants the same of IPv6; where another driver has that one, it ends, and the next
/// one takes another.
pub(crate) async fn start_driver() -> Result<Server> {
    let port = |line: &str| {
        line.split_once("successfully on port ").map(|(_, rest)| rest.trim_end_matches('.').to_owned())
    };
    let mut attempt = 1;
    loop {
        let mut command = Command::new("chromedriver");
        command.arg("--port=0");
        let started = start(command, |line| port(line).map(|port| format!("http://127.0.0.1:{port}/"))).await;
        if started.is_ok() || attempt == ATTEMPTS {
            return started;
        }
        attempt += 1;
    }
}

/// Starts `command` and waits for the line of its output that says where it listens.
async fn start(mut command: Command, url_in: impl Fn(&str) -> Option<String>) -> Result<Server> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().with_context(|| format!("Failed to start {command:?}"))?;
    let output = child.stdout.take().context("The output is piped")?;
    let mut lines = BufReader::new(output).lines();
    while let Some(line) = lines.next_line().await? {
        if let Some(url) = url_in(&line) {
            // Somebody has to go on reading, or the child would block on a full pipe.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(Server { url, _child: child });
        }
    }
    bail!("{command:?} ended without saying where it listens")
}
