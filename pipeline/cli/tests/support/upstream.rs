//! A stand-in for GitHub on loopback: a list of files, their bodies, and faults on demand.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use sha1::{Digest, Sha1};

use super::files;

pub(crate) const TREE: &str = "/repos/maxday/lambda-perf/git/trees/main?recursive=1";

/// A fault in place of a response.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// An answer with this status, these further header lines, and no file.
    Status(u16, String),
    /// The connection is reset.
    Reset,
    /// Half of the body, and the end of the connection.
    Truncated,
    /// Another body.
    Wrong,
    /// The answer stops after half of the body.
    Stalled,
    /// The answer starts after this time.
    Late(Duration),
    /// The body comes byte by byte and takes minutes.
    Trickle,
    /// The body has no end.
    Endless,
    /// A fine answer with these further header lines and this body.
    Answer(String, Vec<u8>),
}

/// A request line's path and the headers, in lower case.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) headers: String,
}

#[derive(Default)]
struct State {
    bodies: BTreeMap<String, Vec<u8>>,
    once: BTreeMap<String, Vec<Fault>>,
    always: BTreeMap<String, Fault>,
    requests: Vec<Request>,
}

/// A running server; it ends with the test.
pub(crate) struct Upstream {
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
}

impl Upstream {
    /// Serves `files`, by path in the repository, and the list of them.
    pub(crate) fn with(files: &BTreeMap<String, Vec<u8>>) -> Upstream {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let served = Arc::clone(&state);
        thread::spawn(move || {
            for connection in listener.incoming().map_while(Result::ok) {
                let state = Arc::clone(&served);
                // A client that goes away in the middle is part of the game.
                thread::spawn(move || drop(answer(connection, &state)));
            }
        });
        let upstream = Upstream { url, state };
        upstream.publish(files);
        upstream
    }

    /// Serves the raw files of the project at `folder`.
    pub(crate) fn with_raw_of(folder: &Path) -> Upstream {
        Upstream::with(&raw(folder))
    }

    /// Replaces all files and the list.
    pub(crate) fn publish(&self, files: &BTreeMap<String, Vec<u8>>) {
        let entry = |(path, body): (&String, &Vec<u8>)| serde_json::json!({"path": path, "mode": "100644", "type": "blob", "sha": blob_sha1(body), "size": body.len()});
        let tree: Vec<_> = files.iter().map(entry).collect();
        let list = serde_json::json!({"sha": "0", "tree": tree, "truncated": false}).to_string();
        let mut bodies: BTreeMap<_, _> = files
            .iter()
            .map(|(path, body)| (format!("/maxday/lambda-perf/main/{path}"), body.clone()))
            .collect();
        bodies.insert(TREE.to_owned(), list.into_bytes());
        self.state.lock().unwrap().bodies = bodies;
    }

    /// Answers requests of `path` with `body`.
    pub(crate) fn serve(&self, path: &str, body: Vec<u8>) {
        self.state.lock().unwrap().bodies.insert(path.to_owned(), body);
    }

    /// Answers the list of files with `list`.
    pub(crate) fn list_as(&self, list: &[u8]) {
        self.state.lock().unwrap().bodies.insert(TREE.to_owned(), list.to_vec());
    }

    /// Lets the next requests of `path` meet `faults`, one each.
    pub(crate) fn fail(&self, path: &str, faults: &[Fault]) {
        // Taken from the end.
        let faults = faults.iter().rev().cloned().collect();
        self.state.lock().unwrap().once.insert(place(path), faults);
    }

    /// Lets every request of `path` meet `fault`.
    pub(crate) fn fail_always(&self, path: &str, fault: Fault) {
        self.state.lock().unwrap().always.insert(place(path), fault);
    }

    /// From now on nothing goes wrong.
    pub(crate) fn heal(&self) {
        let mut state = self.state.lock().unwrap();
        state.once.clear();
        state.always.clear();
    }

    /// The requests since the last call.
    pub(crate) fn requests(&self) -> Vec<Request> {
        std::mem::take(&mut self.state.lock().unwrap().requests)
    }
}

/// The raw files of the project at `folder`, by path in the repository.
pub(crate) fn raw(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut raw = files(&folder.join("data/sources/lambda-perf/raw"));
    raw.retain(|path, _| !path.starts_with('.'));
    raw
}

fn place(path: &str) -> String {
    if path.starts_with('/') { path.to_owned() } else { format!("/maxday/lambda-perf/main/{path}") }
}

fn blob_sha1(body: &[u8]) -> String {
    let mut hash = Sha1::new_with_prefix(format!("blob {}\0", body.len()));
    hash.update(body);
    hex::encode(hash.finalize())
}

fn answer(mut connection: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut reader = BufReader::with_capacity(1, connection.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let fault = {
        let mut state = state.lock().unwrap();
        let passing = state.once.get_mut(&path).and_then(Vec::pop);
        passing.or_else(|| state.always.get(&path).cloned())
    };
    if matches!(fault, Some(Fault::Reset)) {
        state.lock().unwrap().requests.push(Request { path, headers: String::new() });
        // Closing while there is something unread resets the connection.
        return Ok(());
    }
    let mut headers = String::new();
    while reader.read_line(&mut headers)? > 2 {}
    let body = {
        let mut state = state.lock().unwrap();
        state.requests.push(Request { path: path.clone(), headers: headers.to_lowercase() });
        state.bodies.get(&path).cloned()
    };
    let Some(body) = body else {
        return send(&mut connection, 404, "", b"not here", 8);
    };
    let half = body.len() / 2;
    match fault {
        None | Some(Fault::Reset) => send(&mut connection, 200, "", &body, body.len()),
        Some(Fault::Status(status, more)) => send(&mut connection, status, &more, b"", 0),
        Some(Fault::Truncated) => send(&mut connection, 200, "", &body[..half], body.len()),
        Some(Fault::Wrong) => send(&mut connection, 200, "", b"{}", 2),
        Some(Fault::Late(time)) => {
            thread::sleep(time);
            send(&mut connection, 200, "", &body, body.len())
        }
        Some(Fault::Trickle) => {
            send(&mut connection, 200, "", b"", body.len())?;
            for byte in &body {
                thread::sleep(Duration::from_millis(100));
                connection.write_all(&[*byte])?;
            }
            Ok(())
        }
        Some(Fault::Endless) => {
            connection.write_all(b"HTTP/1.1 200 Status\r\nConnection: close\r\n\r\n")?;
            let spaces = vec![b' '; 1 << 16];
            loop {
                connection.write_all(&spaces)?;
            }
        }
        Some(Fault::Answer(more, body)) => send(&mut connection, 200, &more, &body, body.len()),
        Some(Fault::Stalled) => {
            send(&mut connection, 200, "", &body[..half], body.len())?;
            thread::sleep(Duration::from_mins(1));
            Ok(())
        }
    }
}

fn send(
    connection: &mut TcpStream,
    status: u16,
    more: &str,
    body: &[u8],
    length: usize,
) -> std::io::Result<()> {
    let head =
        format!("HTTP/1.1 {status} Status\r\nContent-Length: {length}\r\nConnection: close\r\n{more}\r\n");
    connection.write_all(head.as_bytes())?;
    connection.write_all(body)?;
    connection.flush()
}
