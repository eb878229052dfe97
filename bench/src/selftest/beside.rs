//! The same function behind another emulator of the Runtime API, `cargo lambda watch`, for comparison.

use std::{
    collections::BTreeMap,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    clock::now_ns,
    profile::Places,
    registry::Start,
    sandbox::{Control, Order, Sandbox},
};

/// Invocations that are not counted, while connections and caches are new.
const FIRST: u32 = 50;

/// How long the other may take to be there, or to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// From each event to the end of its answer, in milliseconds, as one who invokes it sees it: for `n` invocations of
/// the function that `start` says, behind the emulator of the `cargo-lambda` at `program`.
///
/// Fails where it does not come up, or does not answer as the function does.
pub(super) fn answers_ms(
    program: &Path,
    rust: &Path,
    start: &Start,
    places: &Places,
    n: u32,
) -> Result<Vec<f64>> {
    let port = free_port()?;
    let mut watch = Watch::start(program, rust, port)?;
    watch.wait(port)?;
    let order = Order {
        program: start.program.clone(),
        folder: start.folder.clone(),
        env: BTreeMap::from([("AWS_LAMBDA_RUNTIME_API".to_owned(), format!("127.0.0.1:{port}/.rt"))]),
        cpus: places.function.clone(),
        groups: Vec::new(),
    };
    let mut sandbox = Sandbox::prepare(order, Control::none())?;
    sandbox.start(|_| {})?;
    let mut stream = connect(port)?;
    let body = r#"{"name":"you"}"#;
    let request = format!(
        "POST /2015-03-31/functions/_/invocations HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut found = Vec::with_capacity(n as usize);
    for count in 0..FIRST + n {
        let sent = now_ns();
        stream.write_all(request.as_bytes()).context("Failed to invoke the function")?;
        let answer = answer(&mut stream)?;
        let end = now_ns();
        let text = String::from_utf8_lossy(&answer);
        ensure!(
            text.contains("Hello, you"),
            "cargo lambda watch answered: {}; {}",
            text.trim(),
            sandbox.output()
        );
        if count >= FIRST {
            found.push((end - sent) as f64 / 1e6);
        }
    }
    Ok(found)
}

/// The other emulator, which ends with this.
struct Watch(Child);

impl Watch {
    fn start(program: &Path, folder: &Path, port: u16) -> Result<Watch> {
        let port = port.to_string();
        let child = Command::new(program)
            .args(["lambda", "watch", "--only-lambda-apis", "--quiet", "-A", "127.0.0.1", "-P", &port])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("Failed to start '{}'", program.display()))?;
        Ok(Watch(child))
    }

    /// Waits until it listens.
    fn wait(&mut self, port: u16) -> Result<()> {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if connect(port).is_ok() {
                return Ok(());
            }
            if let Some(status) = self.0.try_wait().context("Failed to look after cargo lambda")? {
                bail!("cargo lambda watch ended: {status}");
            }
            sleep(Duration::from_millis(50));
        }
        bail!("cargo lambda watch does not listen after {} s", PATIENCE.as_secs())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// A port that was free just now.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("Failed to find a free port")?;
    Ok(listener.local_addr().context("Failed to find a free port")?.port())
}

fn connect(port: u16) -> Result<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port)).context("Failed to connect")?;
    stream.set_nodelay(true).context("Failed to prepare a connection")?;
    stream.set_read_timeout(Some(PATIENCE)).context("Failed to prepare a connection")?;
    Ok(stream)
}

/// The body of the next answer, whose length must be given.
fn answer(stream: &mut TcpStream) -> Result<Vec<u8>> {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut buffer).context("Failed to hear an answer")?;
        ensure!(read > 0, "The connection was closed");
        bytes.extend_from_slice(&buffer[..read]);
        let mut headers = [httparse::EMPTY_HEADER; 32];
        let mut head = httparse::Response::new(&mut headers);
        let httparse::Status::Complete(begin) =
            head.parse(&bytes).context("Failed to understand an answer")?
        else {
            continue;
        };
        let length = head.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
        let length = length.and_then(|header| std::str::from_utf8(header.value).ok()?.parse::<usize>().ok());
        let length = length.context("An answer has no length")?;
        if bytes.len() >= begin + length {
            return Ok(bytes[begin..begin + length].to_vec());
        }
    }
}
