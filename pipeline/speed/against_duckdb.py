#!/usr/bin/env python3
"""Times coldmark against DuckDB on the same raw files, in turns, and prints the ratio.

Both parse every file and compute n, min, mean, max and the four percentiles for
each series and month, and for each series over the last 30 days. coldmark is timed as a whole process
that also applies its rules; DuckDB is timed from its first query to its last table, without starting
Python. Both write their tables as CSV. Its window reads the files of the window only, which is the
fastest of several ways that were tried. Both keep the same samples, except for single ones that
coldmark rejects and DuckDB keeps.

    cargo build --release
    pip install duckdb
    python3 pipeline/speed/against_duckdb.py [--archive data.tar.zst] [--runs 7]

Without --archive the raw files of the project itself are used (`coldmark fetch` brings them).
"""

import argparse
import csv
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
COLDMARK = ROOT / "target/release/coldmark"

DUCKDB = """
import datetime, json, pathlib, resource, sys, tempfile, time
import duckdb
files = json.load(sys.stdin)
db = duckdb.connect()
db.execute("SET threads = 2")
db.execute("SET enable_progress_bar = false")
QUERY = '''
WITH records AS (
    SELECT filename, unnest(runtimeData) AS r
    FROM read_json($1, filename = true, columns = {runtimeData:
        'STRUCT(r VARCHAR, runtime VARCHAR, p VARCHAR, a VARCHAR, architecture VARCHAR, m INT, memorySize INT,
         i DOUBLE[], initDurations DOUBLE[])[]'})
), samples AS (
    SELECT coalesce(r.r, r.runtime) AS function, coalesce(r.p, 'zip') AS package,
           coalesce(r.a, r.architecture, 'x86_64') AS arch, coalesce(r.m, r.memorySize) AS memory_mb,
           regexp_extract(filename, '([0-9]{4}-[0-9]{2})-[0-9]{2}[.]json$', 1) AS month,
           unnest(coalesce(r.i, r.initDurations)) AS value
    FROM records
)
SELECT function, package, arch, memory_mb, PERIOD AS period, count(*) AS n, min(value), avg(value), max(value),
       quantile_cont(value, [0.5, 0.9, 0.95, 0.99])
FROM samples GROUP BY ALL ORDER BY ALL
'''
day = lambda path: datetime.date.fromisoformat(pathlib.Path(path).stem)
started = time.perf_counter()
place = tempfile.TemporaryDirectory()
def write(name, period, files):
    query = QUERY.replace("PERIOD", period).replace("$1", str(files))
    db.execute(f"COPY ({query}) TO '{place.name}/{name}.csv' (HEADER)")
write("history", "month", files)
first = max(map(day, files)) - datetime.timedelta(days=29)
write("series", "'window'", [f for f in files if day(f) >= first])
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
samples = db.execute(f"SELECT sum(n) FROM '{place.name}/history.csv'").fetchone()[0]
print(json.dumps({"seconds": seconds, "peak_kb": peak, "samples": samples}))
"""


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--archive", type=pathlib.Path, help="a .tar.zst of the upstream repository")
    arguments.add_argument("--runs", type=int, default=7)
    arguments = arguments.parse_args()
    if not COLDMARK.exists():
        sys.exit(f"{COLDMARK} is missing; run `cargo build --release`")
    with tempfile.TemporaryDirectory() as place:
        project = scratch_project(pathlib.Path(place), arguments.archive)
        files, n_inside = measured_files(project)
        ours, theirs = [], []
        for _ in range(arguments.runs):
            ours.append(run_coldmark(project))
            theirs.append(run_duckdb(files))
    if ours[0]["samples"] + n_inside != theirs[0]["samples"]:
        sys.exit(f"coldmark kept {ours[0]['samples']} samples and DuckDB {theirs[0]['samples']}")
    report("coldmark", ours)
    report("duckdb", theirs)
    ratio = median(run["seconds"] for run in theirs) / median(run["seconds"] for run in ours)
    print(f"duckdb / coldmark = {ratio:.1f} (medians of {arguments.runs} runs each, in turns)")


def scratch_project(place, archive):
    """A project of its own with this source only, so that timing writes no table of this one."""
    others = shutil.ignore_patterns("raw", "summaries", "runs", "local-*", "classifaas-*", "cf-vs-vercel*")
    shutil.copytree(ROOT / "data", place / "data", ignore=others)
    raw = place / "data/sources/lambda-perf/raw"
    if archive:
        command = [COLDMARK, "--project", place, "fetch", "lambda-perf", "--from", archive]
        subprocess.run(command, check=True)
    else:
        raw.symlink_to(ROOT / "data/sources/lambda-perf/raw", target_is_directory=True)
    return place


def measured_files(project):
    """The files of which coldmark accepts samples, and the number of single samples in them that it rejects."""
    run_coldmark(project)
    with open(project / "data/summaries/quarantine.csv", encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table) if row["source"] == "lambda-perf"]
    # A row without a runtime rejects a whole file.
    rejected = {row["file"] for row in rows if not row["source_runtime"]}
    n_inside = sum(int(row["samples"]) for row in rows if row["source_runtime"])
    # Links are resolved, since the raw folder may be one.
    raw = pathlib.Path(os.path.realpath(project / "data/sources/lambda-perf/raw"))
    paths = [path for path in sorted(raw.rglob("*.json")) if path.relative_to(raw).as_posix() not in rejected]
    return [str(path) for path in paths], n_inside


def run_coldmark(project):
    command = [COLDMARK, "--project", project, "summarize", "--plain", "--json"]
    # A child of its own measures it: the peak that the system keeps is of the largest child so far.
    measure = "import json, resource, subprocess, sys, time\n" \
        "t = time.perf_counter(); p = subprocess.run(sys.argv[1:], check=True, capture_output=True)\n" \
        "s = time.perf_counter() - t; a = json.loads(p.stdout)\n" \
        "k = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n" \
        "print(json.dumps({'seconds': s, 'peak_kb': k, 'samples': sum(row['accepted_samples'] for row in a)}))"
    done = subprocess.run([sys.executable, "-c", measure, *map(str, command)], check=True, capture_output=True)
    return json.loads(done.stdout)


def run_duckdb(files):
    done = subprocess.run([sys.executable, "-c", DUCKDB], input=json.dumps(files), text=True, capture_output=True)
    if done.returncode:
        sys.exit(f"DuckDB failed: {done.stderr}")
    return json.loads(done.stdout)


def report(name, runs):
    seconds = sorted(run["seconds"] for run in runs)
    peak_mb = max(run["peak_kb"] for run in runs) / 1024
    print(f"{name:9} {median(seconds):6.3f} s (from {seconds[0]:.3f} to {seconds[-1]:.3f}), "
          f"peak {peak_mb:.0f} MB, {runs[0]['samples']} samples")


def median(values):
    values = sorted(values)
    return (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2


if __name__ == "__main__":
    main()
