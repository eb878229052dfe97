#!/usr/bin/env python3
"""Times Coldmark's reader of logs against DuckDB on a generated log, in turns, and prints the ratio.

Both find the reports among the lines of a text log and parse their request, duration, init and memory. Their counts and
sums must be the same. Coldmark also joins starts with reports, orders them by time and leaves out repetitions. It is timed
as a whole process; DuckDB is timed from its first query to its last result, without starting Python.

    cargo build --release -p logs --examples
    pip install duckdb
    python3 pipeline/speed/logs_against_duckdb.py [--runs 5] [--megabytes 500]
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

from against_duckdb import ROOT, median

EXAMPLES = ROOT / "target/release/examples"
DUCKDB = r"""
import json, sys, time
import duckdb
db = duckdb.connect()
db.execute("SET threads = 2")
db.execute("SET enable_progress_bar = false")
started = time.perf_counter()
number = lambda name: rf"nullif(regexp_extract(line, '\t{name}: ([0-9.]+) ', 1), '')::DOUBLE"
n, seconds, n_init = db.execute(f'''
SELECT count(DISTINCT id), sum(duration) / 1000, count(init) FROM (
    SELECT regexp_extract(line, 'REPORT RequestId: ([0-9a-f-]+)', 1) AS id, {number("Duration")} AS duration,
        {number("Init Duration")} AS init, {number("Memory Size")} AS memory
    FROM read_csv('{sys.argv[1]}', columns = {{'line': 'VARCHAR'}}, delim = '\x01', quote = '', escape = '', header = false)
    WHERE contains(line, 'REPORT RequestId: ') AND length(id) > 0
) WHERE memory > 0
''').fetchone()
print(json.dumps({"n": n, "n_init": n_init, "sum": seconds, "seconds": time.perf_counter() - started}))
"""


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--megabytes", type=int, default=500)
    arguments = arguments.parse_args()
    if not (EXAMPLES / "measure").exists():
        sys.exit(f"{EXAMPLES}/measure is missing; run `cargo build --release -p logs --examples`")
    with tempfile.TemporaryDirectory() as place:
        log = pathlib.Path(place) / "tail.log"
        with log.open("wb") as out:
            subprocess.run([EXAMPLES / "generate", f"{arguments.megabytes}000000"], check=True, stdout=out)
        runs = {coldmark: [], duckdb: []}
        for _ in range(arguments.runs):
            for run, found in runs.items():
                found.append(run(log))
        megabytes = log.stat().st_size / 1e6
    ours, peer = runs[coldmark][0], runs[duckdb][0]
    if (ours["n"], ours["n_init"]) != (peer["n"], peer["n_init"]) or abs(ours["sum"] - peer["sum"]) > 1e-6 * peer["sum"]:
        sys.exit(f"the two disagree: {ours}, {peer}")
    for run, found in runs.items():
        seconds = median([one["seconds"] for one in found])
        print(f"{run.__name__:9} {seconds:6.3f} s, {megabytes / seconds:.0f} MB/s")
    ratio = median([mine["seconds"] / other["seconds"] for mine, other in zip(*runs.values())])
    print(f"coldmark / duckdb = {ratio:.2f} (median of {arguments.runs} pairs, in turns)")


def coldmark(log):
    started = time.perf_counter()
    text = subprocess.run([EXAMPLES / "measure", log], check=True, capture_output=True, text=True).stdout
    seconds = time.perf_counter() - started
    number = lambda pattern: float(re.search(pattern, text)[1])
    return {
        "n": number(r" invocations: (\d+)"),
        "n_init": number(r" cold_starts: (\d+)"),
        "sum": number(r"([\d.]+) s in handlers"),
        "seconds": seconds,
    }


def duckdb(log):
    command = [sys.executable, "-c", DUCKDB, str(log)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    main()
