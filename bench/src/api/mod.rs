//! The AWS Lambda Runtime API on loopback, for one sandbox at a time.
//!
//! Statuses, headers and bodies are those of AWS's own emulator and of what its clients were seen to need. See
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>.

use std::{
    io::{self, ErrorKind},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    thread,
};

use anyhow::{Context, Result};

use crate::profile::Places;

mod eager;
mod session;
mod wire;

use eager::Eager;
pub(crate) use session::{Invocation, Plan, Session, Status};
pub(crate) use wire::{Connection, Request, reply};

/// Longest response that AWS takes: 6 MiB and 100 bytes.
pub(crate) const MAX_RESPONSE: usize = 6 * 1024 * 1024 + 100;

/// The version prefix of all paths.
const PREFIX: &str = "/2018-06-01/runtime";

/// A server for one session; it ends with the process of the function, whose connections then close.
pub(crate) struct Api {
    pub(crate) address: SocketAddr,
}

impl Api {
    /// Begins to serve `session` on a free port of loopback.
    pub(crate) fn serve(session: &Arc<Session>) -> Result<Api> {
        let listener = TcpListener::bind("127.0.0.1:0").context("Failed to listen on loopback")?;
        let address = listener.local_addr().context("Failed to listen on loopback")?;
        let session = Arc::clone(session);
        thread::Builder::new()
            .name("runtime-api".to_owned())
            .spawn(move || accept(&listener, &session))
            .context("Failed to start a thread")?;
        Ok(Api { address })
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        // Wakes the thread that waits for connections, which then sees that the session is over.
        drop(TcpStream::connect(self.address));
    }
}

fn accept(listener: &TcpListener, session: &Arc<Session>) {
    for stream in listener.incoming() {
        if session.is_over() {
            return;
        }
        let Ok(stream) = stream else { continue };
        session.connected();
        let session = Arc::clone(session);
        // A thread that cannot be had closes the connection, which the function sees.
        drop(thread::Builder::new().name("connection".to_owned()).spawn(move || converse(stream, &session)));
    }
}

/// Answers one connection until either side is done with it.
fn converse(stream: TcpStream, session: &Session) {
    let may_look = Places::here().are_apart();
    let outcome = stream
        .set_nodelay(true)
        .and_then(|()| answer_all(&mut Connection::new(Eager::new(stream, may_look)), session));
    if let Err(error) = outcome
        && !matches!(
            error.kind(),
            ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::BrokenPipe
        )
    {
        session.fail(Status::Error, &format!("its request could not be read: {error}"));
    }
}

fn answer_all(connection: &mut Connection<Eager>, session: &Session) -> io::Result<()> {
    while let Some(request) = connection.request(MAX_RESPONSE)? {
        session.met(request.header("user-agent"));
        let path = request.path.strip_prefix(PREFIX).unwrap_or_default().to_owned();
        match (request.method.as_str(), path.split('/').skip(1).collect::<Vec<_>>().as_slice()) {
            ("GET", ["invocation", "next"]) => {
                if !session.next(&request, connection)? {
                    return Ok(());
                }
            }
            ("POST", ["invocation", id, "response"]) => {
                let answer = session.response(id, request);
                connection.reply(&answer)?;
            }
            ("POST", ["invocation", id, "error"]) => {
                let answer = session.error(id, &request);
                connection.reply(&answer)?;
            }
            ("POST", ["init", "error"]) => {
                let answer = session.init_error(&request);
                connection.reply(&answer)?;
            }
            _ => connection.reply(&refusal("404 Not Found", "NotFound", "there is no such call"))?,
        }
    }
    Ok(())
}

/// What a call that went well is told.
pub(crate) fn accepted() -> Vec<u8> {
    reply("202 Accepted", "application/json", "", b"{\"status\":\"OK\"}\n")
}

/// What a call that did not is told.
pub(crate) fn refusal(status: &str, kind: &str, message: &str) -> Vec<u8> {
    let body = format!("{{\"errorMessage\":\"{message}\",\"errorType\":\"{kind}\"}}\n");
    reply(status, "application/json", "", body.as_bytes())
}
