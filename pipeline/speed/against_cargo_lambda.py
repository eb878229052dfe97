"""Compares the harness's overhead per invocation with `cargo lambda watch`, another emulator of the Runtime API.

Both invoke the same C function, which does nothing. The goal, on a quiet machine: at most half the time, by medians.
"""

import argparse
import json
import os
import pathlib
import socket
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FUNCTION = ROOT / "functions/c/bin/hello"
# Invocations that are not counted, while connections and caches are new.
WARM_UP = 50
TIMEOUT_S = 30


def harness_ms(n):
    """Returns event to response behind the harness, in milliseconds."""
    bench = ROOT / "target/release/bench"
    command = [bench, "one", "c", "hello", "--starts", "1", "--invocations", str(WARM_UP + n), "--json"]
    output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    times = json.loads(output)["invocations"]
    return [(end - sent) / 1e6 for sent, end in zip(times["sent_ns"], times["end_ns"])][WARM_UP:]


def connect(port):
    stream = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_S)
    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return stream


def wait_for(port, process):
    deadline = time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            sys.exit(f"cargo lambda watch ended with code {process.returncode}")
        try:
            return connect(port)
        except OSError:
            time.sleep(0.05)
    sys.exit(f"cargo lambda watch does not listen after {TIMEOUT_S} s")


def response(stream):
    """Reads one HTTP response with a Content-Length and returns its body."""
    received = b""
    while True:
        part = stream.recv(4096)
        if not part:
            sys.exit("cargo lambda watch closed the connection")
        received += part
        head, separator, body = received.partition(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        if separator and lengths and len(body) >= int(lengths[0].split(b":")[1]):
            return body


def cargo_lambda_ms(program, n):
    """Returns invocation to response behind cargo lambda watch, in milliseconds."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    watch = subprocess.Popen(
        [program, "lambda", "watch", "--only-lambda-apis", "--quiet", "-A", "127.0.0.1", "-P", str(port)],
        cwd=ROOT / "functions/rust",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    function = None
    try:
        with wait_for(port, watch) as stream:
            environment = {**os.environ, "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{port}/.rt"}
            function = subprocess.Popen([FUNCTION], env=environment)
            body = b'{"name":"you"}'
            request = (
                f"POST /2015-03-31/functions/_/invocations HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            ).encode() + body
            times = []
            for _ in range(WARM_UP + n):
                start = time.perf_counter_ns()
                stream.sendall(request)
                answer = response(stream)
                times.append((time.perf_counter_ns() - start) / 1e6)
                if b"Hello, you" not in answer:
                    sys.exit(f"cargo lambda watch responded: {answer.decode(errors='replace')}")
            return times[WARM_UP:]
    finally:
        for process in (function, watch):
            if process is not None:
                process.kill()
                process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cargo-lambda", default="cargo-lambda", help="program to compare with")
    parser.add_argument("--invocations", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=3, help="runs of each, in turns")
    arguments = parser.parse_args()
    if not FUNCTION.is_file():
        sys.exit("The C function is not built; run `cargo run --release -p bench -- build c`")
    ours, theirs = [], []
    for _ in range(arguments.runs):
        ours += harness_ms(arguments.invocations)
        theirs += cargo_lambda_ms(arguments.cargo_lambda, arguments.invocations)
    harness, other = statistics.median(ours), statistics.median(theirs)
    print(f"harness {harness:.3f} ms, cargo lambda watch {other:.3f} ms: {other / harness:.1f} times as long")
    sys.exit(0 if harness <= other / 2 else 1)


if __name__ == "__main__":
    main()
