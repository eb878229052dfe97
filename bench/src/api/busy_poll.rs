//! A TCP stream that polls in a busy loop before it blocks.
//!
//! Waking a blocked thread takes some 20 µs, which would look like the function's time. The harness has its own CPU, so
//! polling disturbs nobody.

use std::{
    io::{self, ErrorKind, Read, Write},
    net::TcpStream,
};

use rustix::net::{RecvFlags, recv};

use crate::clock::now_ns;

/// Time to poll before blocking: longer than a fast function takes to respond, short enough to leave the CPU soon.
const POLL_NS: u64 = 500_000;

/// A connection to a function.
pub(super) struct BusyPollStream {
    stream: TcpStream,
    /// True if the harness has its own CPU.
    may_poll: bool,
}

impl BusyPollStream {
    pub(super) const fn new(stream: TcpStream, may_poll: bool) -> BusyPollStream {
        BusyPollStream { stream, may_poll }
    }
}

impl Read for BusyPollStream {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.may_poll {
            let until = now_ns() + POLL_NS;
            while now_ns() < until {
                match recv(&self.stream, &mut *out, RecvFlags::DONTWAIT) {
                    Ok((_, length)) => return Ok(length),
                    Err(error) if error.kind() == ErrorKind::WouldBlock => std::hint::spin_loop(),
                    Err(error) => return Err(error.into()),
                }
            }
        }
        self.stream.read(out)
    }
}

impl Write for BusyPollStream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}
