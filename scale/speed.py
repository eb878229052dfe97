#!/usr/bin/env python3
"""Compares `coldmark count`, Spark and DuckDB on generated logs: CPU, time, memory, and rows that differ.

Usage: speed.py [--invocations N] [--folder FOLDER] [--coldmark PATH] [--engines NAMES] [--rounds N]

Run it by hand, with the tools of `.ci/scale` and a release build. The logs are the same for the same arguments: 300
functions, a few with most invocations, on 14 days, as plain text in gzip. The default needs 4 GB of disk for them.
"""

import argparse
import ctypes
import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import sql

ROOT = Path(__file__).resolve().parent.parent
N_FUNCTIONS = 300
DAYS = 14
FIRST_MS = 1790812800000  # 2026-10-01
# Invocations of an object: some 30 MB packed, as exports of busy functions have.
OBJECT_INVOCATIONS = 400_000
FUNCTION_FROM = "/(fn-[0-9]+)[.]gz$"
SAMPLE_SECONDS = 0.2


# --- Logs


def shares():
    """The share of each function: the second has half as many invocations as the first, the third a third."""
    weights = [1 / rank for rank in range(1, N_FUNCTIONS + 1)]
    return [weight / sum(weights) for weight in weights]


def planned(n_invocations):
    """Objects as function, piece, number of pieces and invocations. A busy function has several pieces."""
    for function, share in enumerate(shares()):
        n = round(share * n_invocations)
        pieces = max(1, -(-n // OBJECT_INVOCATIONS))
        for piece in range(pieces):
            yield function, piece, pieces, n // pieces


# Numbers come from hashes of the index, so that an object does not depend on others. Durations are log-normal.
LINES = """
WITH drawn AS (
  SELECT
    hash({seed} + i) AS id,
    {first_ms} + CAST(floor(i * {step_ms}) AS BIGINT) AS at_ms,
    sqrt(-2 * ln((hash({seed} + i + 1000000007) % 1000000 + 1) / 1000001)) * cos(2 * pi() * (hash({seed} + i + 2000000011) % 1000000) / 1000000) AS normal,
    hash({seed} + i + 3000000019) % 1000 < 30 AS is_cold,
    hash({seed} + i + 4000000007) % 400 < 1 AS is_failed,
    hash({seed} + i + 5000000029) % 100 AS used
  FROM range({n}) AS numbers (i)
),
shaped AS (
  SELECT
    *,
    concat(lower(printf('%016x', id)), '0000') AS hex,
    greatest(1, CAST({median} * exp({spread} * normal) AS BIGINT)) AS duration,
    CAST(20000 * exp(0.3 * normal) AS BIGINT) AS init,
    strftime(make_timestamp(at_ms * 1000), '%Y-%m-%dT%H:%M:%S.%gZ ') AS prefix
  FROM drawn
),
named AS (
  SELECT *, concat(hex[1:8], '-', hex[9:12], '-4', hex[13:15], '-8000-', hex[5:16]) AS request_id FROM shaped
)
SELECT unnest([
  concat(prefix, 'START RequestId: ', request_id, ' Version: {version}'),
  concat(prefix, 'END RequestId: ', request_id),
  concat(prefix, 'REPORT RequestId: ', request_id,
    chr(9), 'Duration: ', printf('%d.%02d', duration // 100, duration % 100), ' ms',
    chr(9), 'Billed Duration: ', (duration + CASE WHEN is_cold THEN init ELSE 0 END + 99) // 100, ' ms',
    chr(9), 'Memory Size: {memory} MB', chr(9), 'Max Memory Used: ', {memory} * (40 + used // 2) // 100, ' MB',
    CASE WHEN is_cold THEN concat(chr(9), 'Init Duration: ', printf('%d.%02d', init // 100, init % 100), ' ms') ELSE '' END,
    CASE WHEN is_failed THEN concat(chr(9), 'Status: error', chr(9), 'Error Type: Runtime.ExitError') ELSE '' END, chr(9))
]) AS line FROM named
"""


def write_object(task):
    """Writes one object: a piece of the days of one function."""
    folder, function, piece, pieces, n = task
    version = 1 + (function + piece) % 3
    length_ms = DAYS * 86_400_000 / pieces
    path = folder / f"2026-10-01-[{version}]{function:04x}{piece:04x}" / f"fn-{function:03}.gz"
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = LINES.format(
        seed=function * 1_000_000_007 + piece * 100_003, first_ms=FIRST_MS + int(piece * length_ms), step_ms=length_ms / n, n=n,
        median=200 + function * 37 % 5000, spread=0.1 + function % 7 / 10, version=version, memory=128 << function % 4,
    )
    new = path.with_suffix(".new")
    connection = duckdb.connect(config={"threads": 1})
    connection.execute(
        f"COPY ({lines}) TO '{new}' (FORMAT csv, HEADER false, COMPRESSION gzip, QUOTE '', ESCAPE '', DELIM {sql.NO_DELIMITER})"
    )
    new.rename(path)


def generate(folder, n_invocations):
    tasks = [(folder, *planned_object) for planned_object in planned(n_invocations)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(write_object, tasks))
    return len(tasks)


# --- Measuring


class Peak(threading.Thread):
    """The most memory that all descendants of this process have had at once."""

    def __init__(self):
        super().__init__(daemon=True)
        self.bytes, self.is_done = 0, False

    def run(self):
        while not self.is_done:
            self.bytes = max(self.bytes, memory_of_descendants())
            time.sleep(SAMPLE_SECONDS)


def memory_of_descendants():
    resident, parents = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents[int(entry.name)], resident[int(entry.name)] = int(fields[1]), int(fields[21])
    pages = 0
    for pid in resident:
        ancestor = parents.get(pid)
        while ancestor and ancestor != os.getpid():
            ancestor = parents.get(ancestor)
        pages += resident[pid] if ancestor else 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def measured(command, environment):
    """Runs a command. Returns seconds of CPU of all its processes, seconds of time, and the peak of memory."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    peak = Peak()
    peak.start()
    subprocess.run(list(map(str, command)), check=True, env={**os.environ, **environment}, stderr=subprocess.DEVNULL)
    # Processes that outlive their parent become children of this one, so that none is left out.
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    seconds = time.monotonic() - start
    peak.is_done = True
    peak.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, seconds, peak.bytes


def commands(given, logs, out):
    """The command of each engine, and the place of its counts."""
    spark = [
        Path(sys.executable).parent / "spark-submit", "--master", "local-cluster[2,1,2048]", "--driver-memory", "1g",
        "--conf", "spark.executor.memory=1536m", "--conf", "spark.ui.enabled=false", ROOT / "scale/spark.py",
        "--coldmark", given.coldmark, "--input", logs, "--out", out / "spark", "--function-from", FUNCTION_FROM,
    ]
    return {
        "coldmark": ([given.coldmark, "count", "--by-file", logs, "--out", out / "coldmark.parquet"], out / "coldmark.parquet"),
        "spark": (spark, out / "spark/*.parquet"),
        "duckdb": ([sys.executable, __file__, "--duckdb", logs, out / "duckdb.parquet"], out / "duckdb.parquet"),
    }


def run_duckdb(logs, out):
    connection = duckdb.connect(config={"threads": 2, "temp_directory": str(Path(out).parent / "duckdb.tmp")})
    for statement in sql.statements("duckdb", f"{logs}/*/*.gz", out, function_from=FUNCTION_FROM):
        connection.execute(statement)


COUNTS = "SELECT * FROM read_parquet('{}') WHERE metric <> 'object'"


def differing(one, other):
    """Rows that only one of two tables has, however often."""
    one, other = COUNTS.format(one), COUNTS.format(other)
    query = f"SELECT count(*) FROM (({one} EXCEPT ALL {other}) UNION ALL ({other} EXCEPT ALL {one}))"
    return duckdb.sql(query).fetchall()[0][0]


def main():
    if sys.argv[1:2] == ["--duckdb"]:
        return run_duckdb(*sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--invocations", type=int, default=33_000_000)
    parser.add_argument("--folder", type=Path, default=ROOT / "target/scale-speed")
    parser.add_argument("--coldmark", default=ROOT / "target/release/coldmark")
    parser.add_argument("--engines", default="coldmark,spark,duckdb", help="the first is what others are compared with")
    parser.add_argument("--rounds", type=int, default=1)
    given = parser.parse_args()
    logs, out = given.folder / f"logs-{given.invocations}", given.folder / "counts"
    start = time.monotonic()
    n_objects = generate(logs, given.invocations)
    packed = sum(path.stat().st_size for path in logs.rglob("*.gz"))
    print(f"{given.invocations} invocations in {n_objects} objects, {packed / 1e9:.2f} GB packed ({time.monotonic() - start:.0f} s)")
    # PR_SET_CHILD_SUBREAPER, as the comment in `measured` says.
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
    environment = {
        "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable, "SPARK_WORKER_DIR": str(given.folder / "workers"),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    engines = given.engines.split(",")
    print("engine      CPU s   wall s   peak MB       rows  rows that differ")
    for _ in range(given.rounds):
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        for engine in engines:
            command, place = commands(given, logs, out)[engine]
            cpu, wall, memory = measured(command, environment)
            n_rows = duckdb.sql(f"SELECT count(*) FROM ({COUNTS.format(place)})").fetchall()[0][0]
            differs = differing(place, commands(given, logs, out)[engines[0]][1]) if engine != engines[0] else "-"
            print(f"{engine:<8} {cpu:8.1f} {wall:8.1f} {memory / 1e6:9.0f} {n_rows:10} {differs:>17}", flush=True)


if __name__ == "__main__":
    main()
