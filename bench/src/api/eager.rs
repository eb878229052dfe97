//! A connection that is looked at again and again for a while before it is waited for.
//!
//! To be woken takes some 20 µs where a function has a processor of its own, which would look like the function's
//! time. The harness has a processor of its own too, and nothing better to do.

use std::{
    io::{self, ErrorKind, Read, Write},
    net::TcpStream,
};

use rustix::net::{RecvFlags, recv};

use crate::clock::now_ns;

/// How long a connection is looked at before it is waited for.
const EAGER_NS: u64 = 500_000;

/// A connection to a function.
pub(super) struct Eager {
    stream: TcpStream,
    /// Whether there is a processor to spare for looking.
    may_look: bool,
}

impl Eager {
    pub(super) const fn new(stream: TcpStream, may_look: bool) -> Eager {
        Eager { stream, may_look }
    }
}

impl Read for Eager {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.may_look {
            let until = now_ns() + EAGER_NS;
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

impl Write for Eager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}
