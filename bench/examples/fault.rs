//! Test function that speaks the Runtime API by hand and fails as `FAULT` names.

use std::{
    env,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Command, exit},
    thread::sleep,
    time::{Duration, Instant},
};

fn main() {
    let fault = env::var("FAULT").unwrap_or_default();
    match fault.as_str() {
        "init-crash" => exit(3),
        "init-hang" => sleep(Duration::from_mins(10)),
        "init-sleep" => sleep(Duration::from_millis(120)),
        "init-error" => {
            let mut api = Api::connect();
            api.post("/runtime/init/error", br#"{"errorMessage":"no good","errorType":"Test"}"#);
            exit(1);
        }
        // A child in a session of its own, which survives a kill of the process group.
        "child" => {
            let marker = env::var("MARKER").unwrap_or_default();
            let child = Command::new("setsid").args(["sleep", &marker]).spawn();
            drop(child);
        }
        _ => {}
    }
    let held = if fault == "allocate" { vec![1_u8; 50 * 1024 * 1024] } else { Vec::new() };
    let mut api = Api::connect();
    loop {
        let (id, event) = api.next();
        let path = format!("/runtime/invocation/{id}/response");
        match fault.as_str() {
            "crash" => exit(4),
            "hang" => sleep(Duration::from_mins(10)),
            "error" => {
                let path = format!("/runtime/invocation/{id}/error");
                api.post(&path, br#"{"errorMessage":"cannot","errorType":"Test"}"#);
            }
            "wrong-id" => {
                api.post("/runtime/invocation/00000000-0000-0000-0000-000000000000/response", b"{}");
            }
            "oversize" => {
                let status = api.post(&path, &vec![b'1'; 7 * 1024 * 1024]);
                eprintln!("oversize was answered with {status}");
            }
            "wrong-output" => {
                api.post(&path, br#"{"message":"Good day"}"#);
            }
            "flood" => {
                let line = "x".repeat(1023);
                let mut out = std::io::stdout().lock();
                (0..20_000).for_each(|_| writeln!(out, "{line}").expect("a listener"));
                api.post(&path, &event);
            }
            "burn" => {
                let started = Instant::now();
                let mut burnt = Duration::ZERO;
                // Counts short steps only, since a long one means that another process ran.
                let mut last = started;
                while burnt < Duration::from_millis(5) {
                    let now = Instant::now();
                    let step = now - last;
                    if step < Duration::from_micros(200) {
                        burnt += step;
                    }
                    last = now;
                }
                api.post(&path, &event);
            }
            "greet" => {
                let name = String::from_utf8_lossy(&event).split('"').nth(3).unwrap_or_default().to_owned();
                api.post(&path, format!("{{\"message\":\"Hello, {name}\"}}").as_bytes());
            }
            "stream" => api.stream(&path),
            "stream-error" => api.stream_error(&path),
            _ => {
                api.post(&path, &event);
            }
        }
        std::hint::black_box(&held);
    }
}

/// Connection to the Runtime API.
struct Api(BufReader<TcpStream>);

impl Api {
    fn connect() -> Api {
        let address = env::var("AWS_LAMBDA_RUNTIME_API").expect("an address");
        let stream = TcpStream::connect(address).expect("a connection");
        stream.set_nodelay(true).expect("no delay");
        Api(BufReader::new(stream))
    }

    fn next(&mut self) -> (String, Vec<u8>) {
        self.send(b"GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: x\r\n\r\n");
        let (_, headers, body) = self.answer();
        let id =
            headers.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("lambda-runtime-aws-request-id"));
        (id.expect("an id").1, body)
    }

    /// Posts a body and returns the status line.
    fn post(&mut self, path: &str, body: &[u8]) -> String {
        let head =
            format!("POST /2018-06-01{path} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", body.len());
        self.send(&[head.as_bytes(), body].concat());
        self.answer().0
    }

    fn stream(&mut self, path: &str) {
        self.begin_stream(path);
        self.send(b"7\r\n{\"a\":1,\r\n");
        sleep(Duration::from_millis(30));
        self.send(b"6\r\n\"b\":2}\r\n0\r\n\r\n");
        self.answer();
    }

    fn stream_error(&mut self, path: &str) {
        self.begin_stream(path);
        self.send(b"1\r\n{\r\n0\r\nLambda-Runtime-Function-Error-Type: Test\r\n\r\n");
        self.answer();
    }

    fn begin_stream(&mut self, path: &str) {
        let head = format!(
            "POST /2018-06-01{path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\
             Lambda-Runtime-Function-Response-Mode: streaming\r\n\r\n"
        );
        self.send(head.as_bytes());
    }

    fn send(&mut self, bytes: &[u8]) {
        // The harness may close the connection at any time.
        if self.0.get_mut().write_all(bytes).is_err() {
            exit(5);
        }
    }

    fn answer(&mut self) -> (String, Vec<(String, String)>, Vec<u8>) {
        let mut status = String::new();
        if self.0.read_line(&mut status).unwrap_or(0) == 0 {
            exit(6);
        }
        let mut headers = Vec::new();
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).expect("a header");
            let Some((name, value)) = line.trim().split_once(": ") else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.parse().expect("a length");
            }
            headers.push((name.to_owned(), value.to_owned()));
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).expect("a body");
        (status.trim().to_owned(), headers, body)
    }
}
