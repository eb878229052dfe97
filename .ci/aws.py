#!/usr/bin/env python3
"""Runs the documented commands that pipe AWS into Coldmark, against a server on this machine that answers like AWS.

Usage: .ci/aws.py [COLDMARK]. Needs Python with venv and pip, and version 2 of the AWS command line.

Runs every `sh` block of the documents as it stands, if it uses only `aws`, `coldmark` and the shell. The real command
line parses each call and prints the answer, so a wrong option, query or field fails here.
Leaves out what a missing tool prevents, and fails with COLDMARK_REQUIRE_TOOLS=1.
"""

import gzip
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ["docs/logs.md", "docs/aws.md", "content/your-logs.md"]
# Blocks with another program, which is not installed here. Their syntax is tested all the same.
OTHERS = re.compile(r"^\s*(startled|sam|cargo|git|hyperfine|my-collector|\./)", re.M)
GROUP, STREAM, TASK = "/aws/lambda/shop", "2026/01/31/[12]0123abcd", "00000000-0000-4000-8000-00000000000e"
MACHINE, EXECUTED = "arn:aws:states:eu-west-1:123456789012:stateMachine:m", "arn:aws:states:eu-west-1:123456789012:execution:m:r"
QUERIED = "00000000-0000-4000-8000-00000000000f"
FIRST_MS = 1769853600000

REPORT = "REPORT RequestId: 00000000-0000-4000-8000-00000000000{n}\tDuration: {ms} ms\tBilled Duration: 130 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\t{init}\n"
MESSAGES = [
    "INIT_START Runtime Version: python:3.13.v36\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:0123\n",
    *(REPORT.format(n=n, ms=8.5 + n, init="Init Duration: 121.35 ms\t" if n == 0 else "") for n in range(3)),
]
EVENTS = [
    {"logStreamName": STREAM, "timestamp": FIRST_MS + 1000 * n, "ingestionTime": FIRST_MS + 1000 * n, "message": message, "eventId": str(n)}
    for n, message in enumerate(MESSAGES)
]
FIELDS = ["@timestamp", "@requestId", "@type", "@duration", "@billedDuration", "@initDuration", "@memorySize", "@maxMemoryUsed", "@log", "@logStream"]


def insights_row(n):
    values = [f"2026-01-31 10:00:0{n}.000", f"00000000-0000-4000-8000-00000000000{n}", "REPORT", f"{8.5 + n}", "130.0"]
    values += ["121.35" if n == 0 else None, "1.28E8", "4.0E7", f"000000000000:{GROUP}", STREAM]
    return [{"field": field, "value": value} for field, value in zip(FIELDS, values) if value] + [{"field": "@ptr", "value": "Cm0K"}]


def framed(kind, body):
    """A message of an event stream: two lengths, their checksum, headers, body, and the checksum of all."""
    headers = b""
    for name, value in [(":message-type", "event"), (":event-type", kind), (":content-type", "application/json")]:
        headers += bytes([len(name)]) + name.encode() + b"\x07" + struct.pack(">H", len(value)) + value.encode()
    payload = json.dumps(body).encode()
    prelude = struct.pack(">II", 16 + len(headers) + len(payload), len(headers))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + headers + payload
    return message + struct.pack(">I", zlib.crc32(message))


def live_tail(_):
    events = [{"logGroupIdentifier": GROUP, "logStreamName": STREAM, "message": message, "timestamp": FIRST_MS} for message in MESSAGES]
    update = {"sessionMetadata": {"sampled": False}, "sessionResults": events}
    return framed("initial-response", {}) + framed("sessionStart", {"requestId": "r", "sessionId": "s"}) + framed("sessionUpdate", update)


class Waiting:
    """Answers that something runs, once, before it is done."""

    def __init__(self, running, done):
        self.answers = {}
        self.running, self.done = running, done

    def __call__(self, key):
        self.answers[key] = self.answers.get(key, 0) + 1
        return self.running if self.answers[key] == 1 else self.done


def known(asked, key, expected):
    """Returns an identifier, which must be the one of an earlier answer."""
    assert asked[key] == expected, f"{key} is {asked[key]}, not {expected}"
    return expected


QUERY = Waiting("Running", "Complete")
EXPORT = Waiting("RUNNING", "COMPLETED")
EXECUTION = Waiting("RUNNING", "SUCCEEDED")
SEEN = set()


def start_query(asked):
    assert all(field in asked["queryString"] for field in FIELDS), asked["queryString"]
    assert asked["endTime"] - asked["startTime"] == 7 * 86400 and asked["startTime"] < 10**10, "times of a query are in seconds"
    assert GROUP in asked.get("logGroupNames", [asked.get("logGroupName")]), asked
    return {"queryId": QUERIED}


def filter_events(asked):
    known(asked, "logGroupName", GROUP)
    assert asked["startTime"] > 10**12, "times of events are in milliseconds"
    return {"events": EVENTS[:2], "nextToken": "more"} if "nextToken" not in asked else {"events": EVENTS[2:]}


def export(asked):
    known(asked, "logGroupName", GROUP)
    assert asked["from"] > 10**12 and asked["to"] > asked["from"], "times of an export are in milliseconds"
    return {"taskId": TASK}


def start_execution(asked):
    known(asked, "stateMachineArn", MACHINE)
    given = json.loads(asked["input"])
    assert {"lambdaARN", "powerValues", "num", "payload"} <= set(given) and given["lambdaARN"].startswith("arn:"), given
    return {"executionArn": EXECUTED, "startDate": 0}


JSON = {
    "FilterLogEvents": filter_events,
    "StartQuery": start_query,
    "GetQueryResults": lambda asked: {"results": [insights_row(n) for n in range(3)], "status": QUERY(known(asked, "queryId", QUERIED))},
    "CreateExportTask": export,
    "DescribeExportTasks": lambda asked: {"exportTasks": [{"status": {"code": EXPORT(known(asked, "taskId", TASK))}}]},
    "PutRetentionPolicy": lambda _: {},
    "StartExecution": start_execution,
    "DescribeExecution": lambda asked: {"status": EXECUTION(known(asked, "executionArn", EXECUTED))},
}

XML = {
    "DescribeChangeSet": "<Status>CREATE_COMPLETE</Status>",
    "ExecuteChangeSet": "",
    "DescribeStacks": "<Stacks><member><StackName>s</StackName><CreationTime>2026-01-31T10:00:00Z</CreationTime>"
    "<StackStatus>CREATE_COMPLETE</StackStatus><Outputs><member><OutputKey>StateMachineARN</OutputKey>"
    f"<OutputValue>{MACHINE}</OutputValue></member></Outputs></member></Stacks>",
    "DeleteStack": "",
}


class Aws(BaseHTTPRequestHandler):
    """A proxy that answers every request itself, whatever its host."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, body, kind, status=200):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_POST(self):
        self.checked(self.posted)

    def do_GET(self):
        self.checked(self.got)

    do_HEAD = do_GET

    def checked(self, handle):
        """Refuses what an assertion refuses, as AWS would, so that no client tries again."""
        try:
            handle()
        except (AssertionError, KeyError, ValueError) as error:
            self.answer(json.dumps({"__type": "ValidationException", "message": repr(error)}).encode(), "application/x-amz-json-1.1", 400)

    def posted(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        target = self.headers.get("X-Amz-Target", "").rsplit(".", 1)[-1]
        if target == "StartLiveTail":
            SEEN.add(target)
            self.answer(live_tail(body), "application/vnd.amazon.eventstream")
        elif target:
            SEEN.add(target)
            self.answer(json.dumps(JSON[target](json.loads(body))).encode(), "application/x-amz-json-1.1")
        elif "/changesets" in self.path:
            SEEN.add("CreateCloudFormationChangeSet")
            asked = json.loads(body)
            assert asked["capabilities"] == ["CAPABILITY_IAM"], asked
            self.answer(json.dumps({"changeSetId": "arn:aws:cloudformation:eu-west-1:1:changeSet/c"}).encode(), "application/json")
        else:
            action = parse_qs(body)["Action"][0]
            SEEN.add(action)
            text = f"<{action}Response><{action}Result>{XML[action]}</{action}Result></{action}Response>"
            self.answer(text.encode(), "text/xml")

    def got(self):
        address = urlsplit(self.path)
        asked = parse_qs(address.query)
        if "/functions/" in address.path:
            SEEN.add("GetFunctionConfiguration")
            self.answer(json.dumps({"FunctionArn": "arn:aws:lambda:eu-west-1:123456789012:function:shop"}).encode(), "application/json")
        elif "list-type" in asked:
            SEEN.add("ListObjectsV2")
            prefix = asked["prefix"][0]
            assert TASK in prefix or prefix == "firehose/", prefix
            key = f"{prefix.rstrip('/')}/2026-01-31-[12]0123abcd/000000.gz"
            text = f"<Contents><Key>{key}</Key><Size>{len(EXPORTED)}</Size><LastModified>2026-01-31T10:00:00.000Z</LastModified></Contents>"
            text = f"<ListBucketResult>{text}</ListBucketResult>"
            self.answer(text.encode(), "application/xml")
        else:
            SEEN.add("GetObject")
            assert unquote(address.path).endswith("/000000.gz"), address.path
            self.answer(EXPORTED, "application/gzip")


EXPORTED = gzip.compress("".join(f"2026-01-31T10:00:0{n}.000Z {message}" for n, message in enumerate(MESSAGES)).encode())


def blocks(document):
    """The `sh` blocks of a document, with the lines on which they begin."""
    text = (ROOT / document).read_text()
    for found in re.finditer(r"^```sh\n(.*?)^```$", text, re.M | re.S):
        yield text[: found.start()].count("\n") + 1, found.group(1)


def tools(folder, coldmark, aws, aws2, port):
    """Writes the programs that the blocks call: the real ones, with the address of the server."""
    folder.mkdir()
    endpoint = "--endpoint-url http://aws.invalid --region eu-west-1"
    # Version 1 has no `logs tail`. It is the newest in the package registry; the version 2 of a distribution may be older.
    (folder / "aws").write_text(f"""#!/bin/sh
export HTTP_PROXY=http://127.0.0.1:{port} http_proxy=http://127.0.0.1:{port} AWS_ACCESS_KEY_ID=none AWS_SECRET_ACCESS_KEY=none
export AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_PAGER=
unset NO_PROXY no_proxy AWS_PROFILE
case "$1 $2" in
"logs tail") exec {aws2} "$@" {endpoint} ;;
*) exec {aws} "$@" {endpoint} ;;
esac
""")
    (folder / "coldmark").symlink_to(coldmark)
    # Polling need not take as long here.
    (folder / "sleep").write_text("#!/bin/sh\nexit 0\n")
    for name in ["aws", "sleep"]:
        (folder / name).chmod(0o755)


def run(document, line, block, place):
    subprocess.run(["bash", "-n", "-c", block], check=True)
    if not is_runnable(block):
        return False
    folder = Path(tempfile.mkdtemp(dir=place))
    # As in a shell, except that a failure within a pipe counts.
    command = ["bash", "-euo", "pipefail", "-c", block]
    result = subprocess.run(command, cwd=folder, env=environment(place), capture_output=True, text=True, timeout=60)
    said = f"{document}:{line}\n{result.stdout}{result.stderr}"
    assert result.returncode == 0, said
    makes_report = "coldmark report" in block
    if makes_report:
        assert "Reported 3 invocations" in said and "(1 cold)" in said and "\nshop " in said, said
        assert (folder / "coldmark-report/index.html").is_file(), said
    print(f"ok: {document}:{line}", flush=True)
    return makes_report


def environment(place):
    return {**os.environ, "PATH": f"{place}/tools:{os.environ['PATH']}"}


def is_runnable(block):
    # A block that takes a variable of its reader is an excerpt.
    return not OTHERS.search(block) and re.search(r"\baws ", block) and "$arn" not in block


def leave_out(reason):
    print(f"LEFT OUT: {reason}", file=sys.stderr)
    sys.exit(1 if os.environ.get("COLDMARK_REQUIRE_TOOLS") == "1" else 0)


def newest_aws():
    """Installs the AWS command line of the package registry, which is version 1."""
    folder = ROOT / "target/aws-tools"
    made = subprocess.run([sys.executable, "-m", "venv", folder], capture_output=True)
    if made.returncode != 0 or subprocess.run([folder / "bin/pip", "install", "--quiet", "awscli"]).returncode != 0:
        leave_out("commands with aws: the AWS command line cannot be installed with pip")
    return folder / "bin/aws"


def second_aws():
    """Finds version 2."""
    for folder in os.environ["PATH"].split(os.pathsep):
        found = shutil.which("aws", path=folder)
        if found and subprocess.run([found, "--version"], capture_output=True, text=True).stdout.startswith("aws-cli/2"):
            return found
    return leave_out("commands with aws: `aws logs tail` needs version 2 of the AWS command line")


def main(coldmark="target/debug/coldmark"):
    aws, aws2 = newest_aws(), second_aws()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Aws)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as place:
        tools(Path(place) / "tools", (ROOT / coldmark).resolve(), aws, aws2, server.server_port)
        found = [(document, line, block, place) for document in DOCUMENTS for line, block in blocks(document)]
        with ThreadPoolExecutor(2) as pool:
            n_reports = sum(pool.map(lambda it: run(*it), found))
        wrong = ["bash", "-c", "aws logs filter-log-events --log-groups x"]
        assert subprocess.run(wrong, env=environment(place), capture_output=True).returncode != 0, "an unknown option passes"
    expected = {"FilterLogEvents", "StartQuery", "GetQueryResults", "CreateExportTask", "DescribeExportTasks", "GetObject", "StartLiveTail", "StartExecution"}
    assert expected <= SEEN, f"no document calls {expected - SEEN}"
    assert n_reports >= 8, f"{n_reports} reports"


if __name__ == "__main__":
    main(*sys.argv[1:])
