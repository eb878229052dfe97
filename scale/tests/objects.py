"""Makes eight small objects of logs, always the same, and knows the value counts of those in plain text.

The expected rows come from the numbers that were drawn, not from the lines: nothing is parsed here.
"""

import gzip
import json
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

N_INVOCATIONS = 2000
FIRST_MS = 1790812800000  # 2026-10-01
EXTREMES = {"first_at_us": min, "first_failure_at_us": min, "last_at_us": max, "last_failure_at_us": max}
SUMS = ["billed_us", "billed_init_us"]


@dataclass
class Invocation:
    request_id: str
    at_ms: int
    duration_us: int
    billed_us: int
    memory_mb: int
    used_mb: int
    init_us: int = 0
    restore_us: int = 0
    billed_restore_us: int = 0
    status: str = ""
    error_type: str = ""


@dataclass
class Object:
    path: str
    function: str
    version: str
    form: str
    invocations: list = field(default_factory=list)
    packed: bool = True


def drawn(rng, memory_mb, start_ms, shape):
    """One invocation. Times in plain text have two decimals, those in JSON three."""
    step = 1 if shape == "json" else 10
    duration_us = step * rng.randrange(1, 3_000_000 // step) if rng.random() < 0.9 else 10_000 * rng.randrange(0, 20)
    it = Invocation(
        request_id=f"{rng.getrandbits(32):08x}-{rng.getrandbits(16):04x}-4{rng.getrandbits(12):03x}-8000-{rng.getrandbits(48):012x}",
        at_ms=start_ms,
        duration_us=duration_us,
        billed_us=up(duration_us),
        memory_mb=memory_mb,
        used_mb=rng.randrange(40, memory_mb + 1),
    )
    start = rng.random()
    if start < 0.05:
        it.init_us = step * rng.randrange(1, 900_000 // step)
        it.billed_us = up(duration_us + it.init_us)
    elif start < 0.08 and shape != "json":
        it.restore_us = step * rng.randrange(1, 500_000 // step)
        it.billed_restore_us = up(it.restore_us)
    fate = rng.random()
    if fate < 0.01:
        it.status, it.error_type = "error", rng.choice(["Runtime.ExitError", "Function.Unhandled"])
    elif fate < 0.02:
        it.status, it.used_mb = "timeout", memory_mb
    elif fate < 0.025:
        it.status = "failure"
    return it


def up(us):
    """Rounds up to whole milliseconds, as Lambda bills."""
    return -(-us // 1000) * 1000


def instant(ms):
    return datetime.fromtimestamp(ms / 1000, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.") + f"{ms % 1000:03}Z"


def ms_text(us):
    """The number of milliseconds as plain text has it: two decimals."""
    return f"{us // 1000}.{us % 1000 // 10:02}"


def report(it):
    fields = [
        f"REPORT RequestId: {it.request_id}",
        f"Duration: {ms_text(it.duration_us)} ms",
        f"Billed Duration: {it.billed_us // 1000} ms",
        f"Memory Size: {it.memory_mb} MB",
        f"Max Memory Used: {it.used_mb} MB",
    ]
    fields += [f"Init Duration: {ms_text(it.init_us)} ms"] if it.init_us else []
    fields += [f"Restore Duration: {ms_text(it.restore_us)} ms"] if it.restore_us else []
    fields += [f"Billed Restore Duration: {it.billed_restore_us // 1000} ms"] if it.restore_us else []
    fields += [f"Status: {it.status}"] if it.status else []
    fields += [f"Error Type: {it.error_type}"] if it.error_type else []
    return "\t".join(fields) + "\t"


def messages(it, version):
    """The lines of an invocation, each with its time. A start follows the init at once, so that none was ahead."""
    began_ms = it.at_ms - (it.duration_us + it.init_us) // 1000
    if it.init_us:
        yield began_ms, "INIT_START Runtime Version: python:3.13.v36\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:0123"
    yield it.at_ms - it.duration_us // 1000, f"START RequestId: {it.request_id} Version: {version}"
    if it.duration_us % 7 == 0:
        yield it.at_ms - 1, f"[INFO] the function says REPORT and Duration: {it.duration_us} ms"
    yield it.at_ms, f"END RequestId: {it.request_id}"
    yield it.at_ms, report(it)


def text(made):
    for it in made.invocations:
        for at_ms, message in messages(it, made.version):
            yield f"{instant(at_ms)} {message}\n"
        if it.duration_us % 11 == 0:
            yield f"XRAY TraceId: 1-65ba0000-{it.at_ms:024x}\tSegmentId: 0000000000000001\tSampled: true\t\n"


def events(made):
    """Events of the JSON log format, as an export to S3 has them."""
    for it in made.invocations:
        began_ms = it.at_ms - (it.duration_us + it.init_us) // 1000
        if it.init_us:
            yield began_ms, "platform.initStart", {
                "initializationType": "on-demand", "phase": "init", "runtimeVersion": "nodejs:22.v20",
                "functionName": made.function, "functionVersion": made.version,
            }
        yield it.at_ms - it.duration_us // 1000, "platform.start", {"requestId": it.request_id, "version": made.version}
        metrics = {
            "durationMs": it.duration_us / 1000, "billedDurationMs": it.billed_us // 1000,
            "memorySizeMB": it.memory_mb, "maxMemoryUsedMB": it.used_mb,
        }
        if it.init_us:
            metrics["initDurationMs"] = it.init_us / 1000
        yield it.at_ms, "platform.report", {"requestId": it.request_id, "status": it.status or "success", "metrics": metrics}


def json_lines(made):
    for at_ms, kind, record in events(made):
        yield json.dumps({"time": instant(at_ms), "type": kind, "record": record}, separators=(",", ":")) + "\n"


def envelopes(made):
    """Documents in a row, as a subscription to Firehose stores them."""
    lines = [event for it in made.invocations for event in messages(it, made.version)]
    for first in range(0, len(lines), 500):
        log_events = [
            {"id": str(first + idx), "timestamp": at_ms, "message": message + "\n"}
            for idx, (at_ms, message) in enumerate(lines[first : first + 500])
        ]
        yield json.dumps({
            "messageType": "DATA_MESSAGE", "owner": "123456789012", "logGroup": f"/aws/lambda/{made.function}",
            "logStream": f"2026/10/02/[{made.version}]0000000000000006", "subscriptionFilters": ["all"], "logEvents": log_events,
        })


def faults(made):
    """Good lines with bad ones between them: cut off, impossible, twice in a line, and after unknown text."""
    bad = [
        "REPORT RequestId: 00000000-0000-4000-8000-00000000000{n}\tDuration: 8.40 ms\tBilled Duration: 130 ms\tMemory",
        "REPORT RequestId: 00000000-0000-4000-8000-00000000000{n}\tDuration: 8.4x ms\tBilled Duration: 9 ms\tMemory Size: 128 MB\t",
        "REPORT RequestId: 00000000-0000-4000-8000-00000000000{n}\tDuration: 8.40 ms\tBilled Duration: 9 ms\tMemory Size: 0 MB\t",
        "[my-logger] REPORT RequestId: 00000000-0000-4000-8000-00000000000{n}\tDuration: 8.40 ms\tBilled Duration: 9 ms\tMemory Size: 128 MB\t",
    ]
    lines = list(text(made))
    for idx, line in enumerate(lines):
        yield line
        if line.endswith("\t\n") and idx % 1500 == 0 and idx:
            yield f"{instant(FIRST_MS)} {bad[idx // 1500 % len(bad)].format(n=idx % 10)}\n"


FORMS = {"text": text, "json": json_lines, "firehose": envelopes, "faults": faults}

OBJECTS = [
    # path below the folder of exports, function, version, form, memory size, packed
    ("shop/task-1/2026-10-01-[12]0000000000000001/000000.gz", "shop", "12", "text", 128, True),
    ("shop/task-1/2026-10-01-[12]0000000000000001/000001.gz", "shop", "12", "text", 128, True),
    ("shop/task-1/2026-10-02-[$LATEST]0000000000000002/000000", "shop", "$LATEST", "text", 1024, False),
    ("cart/task-2/2026-10-01-[3]0000000000000003/000000.gz", "cart", "3", "text", 512, True),
    ("cart+mail/task 3/2026-10-03-[3]0000000000000004/000000.gz", "cart+mail", "3", "text", 512, True),
    ("json/task-4/2026-10-01-[7]0000000000000005/000000.gz", "json", "7", "json", 256, True),
    ("firehose/2026/10/02/stream-1-2026-10-02.gz", "mail", "5", "firehose", 256, True),
    ("faults/task-5/2026-10-04-[1]0000000000000007/000000.gz", "faults", "1", "faults", 128, True),
]


def made_objects():
    made = []
    for number, (path, function, version, form, memory_mb, packed) in enumerate(OBJECTS):
        rng = random.Random(number)
        it = Object(path, function, version, form, packed=packed)
        at_ms = FIRST_MS + number * 3_600_000
        for _ in range(N_INVOCATIONS):
            at_ms += rng.randrange(1, 120_000)
            it.invocations.append(drawn(rng, memory_mb, at_ms, form))
        made.append(it)
    return made


def write(folder, made=None):
    """Writes the objects below `folder` and returns them."""
    made = made or made_objects()
    for it in made:
        path = Path(folder) / it.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content(it))
    return made


def content(made):
    data = "".join(FORMS[made.form](made)).encode()
    # Two members in a row, as tools that append write them.
    half = data.find(b"\n", len(data) // 2) + 1
    return gzip.compress(data[:half], mtime=0) + gzip.compress(data[half:], mtime=0) if made.packed else data


def text_objects(made):
    return [it for it in made if it.form == "text"]


def is_cold(it):
    return it.init_us > 0 or it.restore_us > 0


def samples_of(it):
    """Metrics of an invocation: name, kind of failure, value."""
    before_us = it.init_us or it.restore_us
    at_us = it.at_ms * 1000
    yield "invocations", None, 1
    yield "max_memory_used_mb", None, it.used_mb
    yield "first_at_us", None, at_us
    yield "last_at_us", None, at_us
    yield "billed_us", None, it.billed_us + it.billed_restore_us
    if is_cold(it):
        yield "cold_starts", None, 1
        yield "init_us" if it.init_us else "restore_us", None, before_us
        yield "cold_total_us", None, before_us + it.duration_us
        yield "cold_duration_us", None, it.duration_us
        yield "billed_init_us", None, max(0, it.billed_us - up(it.duration_us)) + it.billed_restore_us
        length_ms = max(1, (before_us + it.duration_us + 500) // 1000)
        yield "cold_start_began_at_us", None, (it.at_ms - length_ms) * 1000
        yield "cold_start_ended_at_us", None, it.at_ms * 1000
    else:
        yield "warm_duration_us", None, it.duration_us
    if it.restore_us:
        yield "restores", None, 1
    if it.status:
        kind = " ".join(filter(None, ["invocation", it.status, it.error_type]))
        yield "failures", kind, 1
        yield "first_failure_at_us", kind, at_us
        yield "last_failure_at_us", kind, at_us
        if it.used_mb >= it.memory_mb:
            yield "memory_exhausted", kind, 1


def expected(made):
    """Value counts of objects in plain text, without receipts, as a set of rows without the instruction set."""
    counts, extremes = Counter(), {}
    for one in made:
        for it in one.invocations:
            day = date(1970, 1, 1) + timedelta(days=it.at_ms // 86_400_000)
            for metric, detail, value in samples_of(it):
                key = (one.function, one.version, it.memory_mb, day, metric, detail)
                if metric in EXTREMES:
                    extremes[key] = EXTREMES[metric](extremes.get(key, value), value)
                elif metric in SUMS:
                    counts[(*key, 1)] += value
                elif value:
                    counts[(*key, value)] += 1
    rows = {(*key, n) for key, n in counts.items() if n}
    return rows | {(*key, value, 1) for key, value in extremes.items()}
