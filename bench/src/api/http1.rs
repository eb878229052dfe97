//! HTTP/1.1 server connection that records when each part of a request arrived.
//!
//! This is own code because the times are the measurement: blocking reads and one write per reply. `httparse` parses
//! heads and chunk sizes.

use std::io::{self, ErrorKind, Read, Write};

use crate::clock::now_ns;

/// Longest request head.
const MAX_HEAD: usize = 64 * 1024;

/// Connection that receives requests one after the other.
pub(crate) struct Connection<S> {
    stream: S,
    /// Received bytes that are not yet part of a request.
    buffer: Vec<u8>,
}

/// Request, with the times of its parts.
#[derive(Debug, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Trailers of a chunked body.
    pub(crate) trailers: Vec<(String, String)>,
    /// True if the body exceeds the limit. The excess is dropped.
    pub(crate) is_too_long: bool,
    /// Arrival of the first bytes.
    pub(crate) first_ns: u64,
    /// Arrival of the whole head.
    pub(crate) head_ns: u64,
    /// Arrival of the first body bytes; that of the head without a body.
    pub(crate) body_ns: u64,
    /// Arrival of the last byte.
    pub(crate) end_ns: u64,
}

impl Request {
    /// Returns the value of a header, whose name is in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

fn malformed(reason: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, reason.to_owned())
}

impl<S: Read + Write> Connection<S> {
    pub(crate) fn new(stream: S) -> Connection<S> {
        Connection { stream, buffer: Vec::with_capacity(16 * 1024) }
    }

    /// Writes a reply in one call.
    pub(crate) fn reply(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)?;
        self.stream.flush()
    }

    /// Reads the next request and keeps up to `limit` bytes of its body. Returns none if the client closed the
    /// connection.
    pub(crate) fn request(&mut self, limit: usize) -> io::Result<Option<Request>> {
        if self.buffer.is_empty() && self.fill()? == 0 {
            return Ok(None);
        }
        let mut request = Request { first_ns: now_ns(), ..Request::default() };
        while !self.parse_head(&mut request)? {
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
            self.read_chunks(&mut request, limit)?;
        } else if let Some(length) = request.header("content-length") {
            let length =
                length.trim().parse().map_err(|_| malformed("the content-length is not a number"))?;
            if self.buffer.is_empty() && length > 0 {
                self.fill_some()?;
            }
            request.body_ns = now_ns();
            self.read_body(&mut request, length, limit)?;
        }
        request.end_ns = now_ns();
        Ok(Some(request))
    }

    /// Parses the head. Returns false until all of it has arrived.
    fn parse_head(&mut self, request: &mut Request) -> io::Result<bool> {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut parsed = httparse::Request::new(&mut headers);
        let status = parsed.parse(&self.buffer).map_err(|error| malformed(&error.to_string()))?;
        let httparse::Status::Complete(length) = status else { return Ok(false) };
        parsed.method.unwrap_or_default().clone_into(&mut request.method);
        parsed.path.unwrap_or_default().clone_into(&mut request.path);
        request.headers = to_owned_headers(parsed.headers);
        self.buffer.drain(..length);
        Ok(true)
    }

    fn read_chunks(&mut self, request: &mut Request, limit: usize) -> io::Result<()> {
        let mut is_first = true;
        loop {
            let size = loop {
                match httparse::parse_chunk_size(&self.buffer).map_err(|_| malformed("bad chunk size"))? {
                    httparse::Status::Complete((used, size)) => {
                        self.buffer.drain(..used);
                        break size;
                    }
                    httparse::Status::Partial => self.fill_some()?,
                }
            };
            if is_first {
                request.body_ns = now_ns();
                is_first = false;
            }
            if size == 0 {
                return self.read_trailers(request);
            }
            self.read_body(request, size as usize, limit)?;
            while self.buffer.len() < 2 {
                self.fill_some()?;
            }
            self.buffer.drain(..2);
        }
    }

    /// Reads the trailers, up to the empty line.
    fn read_trailers(&mut self, request: &mut Request) -> io::Result<()> {
        loop {
            let mut headers = [httparse::EMPTY_HEADER; 16];
            match httparse::parse_headers(&self.buffer, &mut headers) {
                Ok(httparse::Status::Complete((used, trailers))) => {
                    request.trailers = to_owned_headers(trailers);
                    self.buffer.drain(..used);
                    return Ok(());
                }
                Ok(httparse::Status::Partial) => self.fill_some()?,
                Err(error) => return Err(malformed(&error.to_string())),
            }
        }
    }

    /// Moves `length` bytes into the body, and drops what exceeds `limit`.
    fn read_body(&mut self, request: &mut Request, length: usize, limit: usize) -> io::Result<()> {
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
            self.fill_some()?;
        }
    }

    /// Reads more bytes. Fails at the end of the stream.
    fn fill_some(&mut self) -> io::Result<()> {
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

fn to_owned_headers(headers: &[httparse::Header<'_>]) -> Vec<(String, String)> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    headers.iter().map(|header| (header.name.to_ascii_lowercase(), text(header.value))).collect()
}

/// Serialises a reply.
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

    /// Client that sends its bytes a few at a time and keeps the replies.
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
    fn requests_arrive_in_pieces_of_any_size() {
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
    fn chunks_and_trailers_are_assembled() {
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
    fn an_oversize_body_is_flagged_and_the_connection_continues() {
        let text = "POST /a HTTP/1.1\r\nContent-Length: 9\r\n\r\n123456789GET /b HTTP/1.1\r\n\r\n";
        let mut connection = connection(text, 4);
        let request = connection.request(5).unwrap().unwrap();
        assert!(request.is_too_long && request.body == b"12345");
        assert_eq!(connection.request(5).unwrap().unwrap().path, "/b");
    }

    #[test]
    fn expect_100_continue_is_answered() {
        let mut connection =
            connection("POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok", 500);
        assert_eq!(connection.request(9).unwrap().unwrap().body, b"ok");
        assert_eq!(connection.stream.2, b"HTTP/1.1 100 Continue\r\n\r\n");
    }

    #[test]
    fn malformed_requests_are_errors() {
        for text in [
            "what is this\r\n\r\n",
            "GET /a HTTP/1.1\r\nhalf",
            "POST /a HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        ] {
            assert!(connection(text, 500).request(9).is_err(), "{text}");
        }
    }
}
