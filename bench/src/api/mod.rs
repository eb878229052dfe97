//! AWS Lambda Runtime API on loopback, for one sandbox at a time.
//!
//! Statuses, headers and bodies follow AWS's own emulator, and the needs observed in its clients. See
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>.

use std::{
    io::{self, ErrorKind},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    thread,
};

use anyhow::{Context, Result};

use crate::cpus::CpuAssignment;

mod busy_poll;
mod conversation;
mod http1;

use busy_poll::BusyPollStream;
pub(crate) use conversation::{Conversation, EventQueue, Invocation, Status};
pub(crate) use http1::{Connection, Request, reply};

/// Largest response body that AWS accepts: 6 MiB and 100 bytes.
pub(crate) const MAX_RESPONSE: usize = 6 * 1024 * 1024 + 100;

/// Version prefix of all paths.
const PREFIX: &str = "/2018-06-01/runtime";

/// Server of one conversation. It stops when the function exits and its connections close.
pub(crate) struct Api {
    pub(crate) address: SocketAddr,
}

impl Api {
    /// Serves `conversation` on a free loopback port.
    pub(crate) fn serve(conversation: &Arc<Conversation>) -> Result<Api> {
        let listener = TcpListener::bind("127.0.0.1:0").context("Failed to listen on loopback")?;
        let address = listener.local_addr().context("Failed to listen on loopback")?;
        let conversation = Arc::clone(conversation);
        thread::Builder::new()
            .name("runtime-api".to_owned())
            .spawn(move || accept(&listener, &conversation))
            .context("Failed to start a thread")?;
        Ok(Api { address })
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        // Wakes the accepting thread, which then sees that the conversation is over.
        drop(TcpStream::connect(self.address));
    }
}

fn accept(listener: &TcpListener, conversation: &Arc<Conversation>) {
    for stream in listener.incoming() {
        if conversation.is_over() {
            return;
        }
        let Ok(stream) = stream else { continue };
        conversation.count_connection();
        let conversation = Arc::clone(conversation);
        // If no thread can be started, the connection closes and the function sees it.
        drop(
            thread::Builder::new().name("connection".to_owned()).spawn(move || serve(stream, &conversation)),
        );
    }
}

/// Serves one connection until either side closes it.
fn serve(stream: TcpStream, conversation: &Conversation) {
    let may_poll = CpuAssignment::get().is_divided();
    let outcome = stream.set_nodelay(true).and_then(|()| {
        reply_to_all(&mut Connection::new(BusyPollStream::new(stream, may_poll)), conversation)
    });
    if let Err(error) = outcome
        && !matches!(
            error.kind(),
            ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::BrokenPipe
        )
    {
        conversation.fail(Status::Error, &format!("its request is malformed: {error}"));
    }
}

fn reply_to_all(connection: &mut Connection<BusyPollStream>, conversation: &Conversation) -> io::Result<()> {
    while let Some(request) = connection.request(MAX_RESPONSE)? {
        conversation.add_user_agent(request.header("user-agent"));
        let path = request.path.strip_prefix(PREFIX).unwrap_or_default().to_owned();
        match (request.method.as_str(), path.split('/').skip(1).collect::<Vec<_>>().as_slice()) {
            ("GET", ["invocation", "next"]) => {
                if !conversation.next(&request, connection)? {
                    return Ok(());
                }
            }
            ("POST", ["invocation", id, "response"]) => {
                let reply = conversation.response(id, request);
                connection.reply(&reply)?;
            }
            ("POST", ["invocation", id, "error"]) => {
                let reply = conversation.error(id, &request);
                connection.reply(&reply)?;
            }
            ("POST", ["init", "error"]) => {
                let reply = conversation.init_error(&request);
                connection.reply(&reply)?;
            }
            _ => connection.reply(&refusal("404 Not Found", "NotFound", "no such path"))?,
        }
    }
    Ok(())
}

/// Returns the reply to an accepted request.
pub(crate) fn accepted() -> Vec<u8> {
    reply("202 Accepted", "application/json", "", b"{\"status\":\"OK\"}\n")
}

/// Returns the reply to a refused request.
pub(crate) fn refusal(status: &str, kind: &str, message: &str) -> Vec<u8> {
    let body = format!("{{\"errorMessage\":\"{message}\",\"errorType\":\"{kind}\"}}\n");
    reply(status, "application/json", "", body.as_bytes())
}
