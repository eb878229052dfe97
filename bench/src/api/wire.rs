//! HTTP/1.1 as the clients of functions speak it, with the time at which each part of a request arrived.
//!
//! Own code, since the times are what is measured: blocking reads and one write for each reply. Heads and chunk
//! sizes are parsed by `httparse`.

use std::io::{self, ErrorKind, Read, Write};

use crate::clock::now_ns;

/// Longest head that is read.
const MAX_HEAD: usize = 64 * 1024;

/// A connection that requests come in on, one after the other.
pub(crate) struct Connection<S> {
    stream: S,
    /// Bytes that have arrived and are not yet part of a request.
    buffer: Vec<u8>,
}

/// A request, with when it came.
#[derive(Debug, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Headers after a chunked body.
    pub(crate) trailers: Vec<(String, String)>,
    /// Whether the body is longer than was allowed; what is too much is not kept.
    pub(crate) is_too_long: bool,
    /// When its first bytes were there.
    pub(crate) first_ns: u64,
    /// When its head was there.
    pub(crate) head_ns: u64,
    /// When the first bytes of its body were there; of a request without one, as the head.
    pub(crate) body_ns: u64,
    /// When it was whole.
    pub(crate) end_ns: u64,
}

impl Request {
    /// The value of a header, named in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

fn malformed(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what.to_owned())
}

impl<S: Read + Write> Connection<S> {
    pub(crate) fn new(stream: S) -> Connection<S> {
        Connection { stream, buffer: Vec::with_capacity(16 * 1024) }
    }

    /// Writes a whole reply at once.
    pub(crate) fn reply(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)?;
        self.stream.flush()
    }

    /// The next request, whose body is kept up to `limit` bytes; none where the other side has hung up.
    pub(crate) fn request(&mut self, limit: usize) -> io::Result<Option<Request>> {
        if self.buffer.is_empty() && self.fill()? == 0 {
            return Ok(None);
        }
        let mut request = Request { first_ns: now_ns(), ..Request::default() };
        while !self.head(&mut request)? {
            if self.buffer.len() > MAX_HEAD {
                return Err(malformed("the head is longer than 64 KiB"));
            }
            if self.fill()? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
        request.head_ns = now_ns();
        request.body_ns = request.head_ns;
        if request.header("expect").is_some_and(|value| value.eq_ignore_ascii_case("100-continue")) {
            self.reply(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        let is_chunked = request
            .header("transfer-encoding")
            .is_some_and(|value| value.to_ascii_lowercase().contains("chunked"));
        if is_chunked {
            self.chunks(&mut request, limit)?;
        } else if let Some(length) = request.header("content-length") {
            let length = length.trim().parse().map_err(|_| malformed("content-length is no number"))?;
            if self.buffer.is_empty() && length > 0 {
                self.more()?;
            }
            request.body_ns = now_ns();
            self.take(&mut request, length, limit)?;
        }
        request.end_ns = now_ns();
        Ok(Some(request))
    }

    /// Parses the head if all of it is there.
    fn head(&mut self, request: &mut Request) -> io::Result<bool> {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut parsed = httparse::Request::new(&mut headers);
        let status = parsed.parse(&self.buffer).map_err(|error| malformed(&error.to_string()))?;
        let httparse::Status::Complete(length) = status else { return Ok(false) };
        parsed.method.unwrap_or_default().clone_into(&mut request.method);
        parsed.path.unwrap_or_default().clone_into(&mut request.path);
        request.headers = owned(parsed.headers);
        self.buffer.drain(..length);
        Ok(true)
    }

    fn chunks(&mut self, request: &mut Request, limit: usize) -> io::Result<()> {
        let mut is_first = true;
        loop {
            let size = loop {
                match httparse::parse_chunk_size(&self.buffer).map_err(|_| malformed("bad chunk size"))? {
                    httparse::Status::Complete((used, size)) => {
                        self.buffer.drain(..used);
                        break size;
                    }
                    httparse::Status::Partial => self.more()?,
                }
            };
            if is_first {
                request.body_ns = now_ns();
                is_first = false;
            }
            if size == 0 {
                return self.trailers(request);
            }
            self.take(request, size as usize, limit)?;
            while self.buffer.len() < 2 {
                self.more()?;
            }
            self.buffer.drain(..2);
        }
    }

    /// Headers after the last chunk, up to the empty line.
    fn trailers(&mut self, request: &mut Request) -> io::Result<()> {
        loop {
            let mut headers = [httparse::EMPTY_HEADER; 16];
            match httparse::parse_headers(&self.buffer, &mut headers) {
                Ok(httparse::Status::Complete((used, found))) => {
                    request.trailers = owned(found);
                    self.buffer.drain(..used);
                    return Ok(());
                }
                Ok(httparse::Status::Partial) => self.more()?,
                Err(error) => return Err(malformed(&error.to_string())),
            }
        }
    }

    /// Moves `length` bytes into the body, or away where it is full.
    fn take(&mut self, request: &mut Request, length: usize, limit: usize) -> io::Result<()> {
        let mut left = length;
        loop {
            let here = left.min(self.buffer.len());
            let kept = here.min(limit.saturating_sub(request.body.len()));
            request.body.extend_from_slice(&self.buffer[..kept]);
            request.is_too_long |= kept < here;
            self.buffer.drain(..here);
            left -= here;
            if left == 0 {
                return Ok(());
            }
            self.more()?;
        }
    }

    /// Reads what is there, and fails where nothing comes any more.
    fn more(&mut self) -> io::Result<()> {
        if self.fill()? == 0 { Err(ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    fn fill(&mut self) -> io::Result<usize> {
        let length = self.buffer.len();
        self.buffer.resize(length + 64 * 1024, 0);
        let read = loop {
            match self.stream.read(&mut self.buffer[length..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.buffer.truncate(length + read.as_ref().map_or(0, |read| *read));
        read
    }
}

fn owned(headers: &[httparse::Header<'_>]) -> Vec<(String, String)> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    headers.iter().map(|header| (header.name.to_ascii_lowercase(), text(header.value))).collect()
}

/// A reply with a body.
pub(crate) fn reply(status: &str, content_type: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n{headers}\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the other side says, a few bytes at a time; what is written to it is kept.
    struct Slow(Vec<u8>, usize, Vec<u8>);

    impl Read for Slow {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let n = self.1.min(self.0.len()).min(out.len());
            out[..n].copy_from_slice(&self.0[..n]);
            self.0.drain(..n);
            Ok(n)
        }
    }

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.2.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn connection(text: &str, step: usize) -> Connection<Slow> {
        Connection::new(Slow(text.as_bytes().to_vec(), step, Vec::new()))
    }

    #[test]
    fn requests_are_read_in_whatever_pieces_they_come() {
        let text = "POST /a HTTP/1.1\r\nContent-Length: 5\r\nX-One: 1\r\n\r\nhelloGET /b HTTP/1.1\r\n\r\n";
        for step in 1..80 {
            let mut connection = connection(text, step);
            let first = connection.request(100).unwrap().unwrap();
            assert_eq!((first.method.as_str(), first.path.as_str()), ("POST", "/a"));
            assert_eq!((first.body.as_slice(), first.header("x-one")), (&b"hello"[..], Some("1")));
            assert!(first.first_ns <= first.head_ns && first.head_ns <= first.body_ns);
            assert!(first.body_ns <= first.end_ns);
            assert_eq!(connection.request(100).unwrap().unwrap().path, "/b");
            assert!(connection.request(100).unwrap().is_none());
        }
    }

    #[test]
    fn chunks_and_trailers_are_put_together() {
        let text = "POST /s HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n3;x=1\r\nefg\r\n0\r\nTrailer-A: 7\r\n\r\n";
        for step in [1, 3, 7, 500] {
            let request = connection(text, step).request(100).unwrap().unwrap();
            assert_eq!(request.body, b"abcdefg");
            assert_eq!(request.trailers, [("trailer-a".to_owned(), "7".to_owned())]);
        }
        let text = text.replace("Trailer-A: 7\r\n", "");
        assert_eq!(connection(&text, 2).request(100).unwrap().unwrap().body, b"abcdefg");
    }

    #[test]
    fn what_is_too_long_is_said_to_be_and_the_connection_goes_on() {
        let text = "POST /a HTTP/1.1\r\nContent-Length: 9\r\n\r\n123456789GET /b HTTP/1.1\r\n\r\n";
        let mut connection = connection(text, 4);
        let request = connection.request(5).unwrap().unwrap();
        assert!(request.is_too_long && request.body == b"12345");
        assert_eq!(connection.request(5).unwrap().unwrap().path, "/b");
    }

    #[test]
    fn who_expects_to_be_told_to_go_on_is_told() {
        let mut connection =
            connection("POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok", 500);
        assert_eq!(connection.request(9).unwrap().unwrap().body, b"ok");
        assert_eq!(connection.stream.2, b"HTTP/1.1 100 Continue\r\n\r\n");
    }

    #[test]
    fn what_is_no_request_is_an_error() {
        for text in [
            "what is this\r\n\r\n",
            "GET /a HTTP/1.1\r\nhalf",
            "POST /a HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        ] {
            assert!(connection(text, 500).request(9).is_err(), "{text}");
        }
    }
}
