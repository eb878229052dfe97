#!/usr/bin/env python3
"""Times coldmark against DuckDB on the results of ClassiFaaS, in turns, and prints the ratio.

Both parse every file, logs and records of platforms, and compute n, min, mean, max and the four percentiles by cloud,
region, memory size and metric. coldmark is timed as a whole process that also applies its rules, counts failures and looks
for repeated requests; DuckDB is timed from its first query to its last table, without starting Python. Their medians must be
the same.

    cargo build --release
    pip install duckdb
    coldmark fetch classifaas-regions classifaas-repeats classifaas-days --from data.tar.zst
    python3 pipeline/speed/clouds_against_duckdb.py [--runs 5]
"""

import argparse
import csv
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

from against_duckdb import COLDMARK, ROOT, median, report, run_coldmark

SOURCES = ["classifaas-regions", "classifaas-repeats", "classifaas-days"]

DUCKDB = r"""
import json, resource, sys, time
import duckdb
folders, out = json.loads(sys.stdin.read())
db = duckdb.connect()
db.execute("SET threads = 2")
db.execute("SET enable_progress_bar = false")
regions, repeats, days = folders
started = time.perf_counter()
LOGS = [f"{regions}/data/stage_a/*/*/*.log", f"{repeats}/data/stage_b/2*/*/*/*.log"]
AWS = [f"{regions}/data/stage_a/aws/*/billed.csv", f"{repeats}/data/stage_b/billed/aws/*.csv", f"{days}/data/stage_c/billed/aws/*.csv"]
GCP = [f"{regions}/data/stage_a/gcp/*/billed.csv", f"{repeats}/data/stage_b/billed/gcp/*.csv"]
ALIBABA = [f"{regions}/data/stage_a/alibaba/*/billed.csv"]
STAGE = "regexp_extract(filename, '(stage_[abc])', 1)"
REGION = lambda cloud: f"regexp_extract(filename, '{cloud}/([^/]+)/[^/]+$', 1)"
db.execute(f'''
CREATE TABLE aws AS SELECT {STAGE} AS stage, {REGION("aws")} AS region, "@memorySize" // 1000000 AS memory_mb,
    "@duration" AS duration, "@initDuration" AS init
FROM read_csv({AWS}, filename = true, columns = {{'@timestamp': 'VARCHAR', '@requestId': 'VARCHAR', '@duration': 'DOUBLE',
    '@billedDuration': 'DOUBLE', '@maxMemoryUsed': 'DOUBLE', '@memorySize': 'BIGINT', '@initDuration': 'DOUBLE'}}, header = true)
''')
db.execute(f'''
CREATE TABLE alibaba AS SELECT {REGION("alibaba")} AS region, memoryMB::INT AS memory_mb, durationMs::DOUBLE AS duration,
    isColdStart AS cold, coldStartLatencyMs, prepareCodeLatencyMs, runtimeInitializationMs, hasFunctionError AS failed
FROM read_csv({ALIBABA}, filename = true, all_varchar = true, header = true, null_padding = true, strict_mode = false,
    ignore_errors = true, quote = '"')
''')
db.execute(f'''
CREATE TABLE samples AS
SELECT regexp_extract(filename, '(stage_[abc])', 1) AS stage, regexp_extract(filename, '(aws|azure|gcp|alibaba)-', 1) AS cloud,
    regexp_extract(filename, '/([^/]+)/[^/]+$', 1) AS region, regexp_extract(filename, '-([0-9]+)[.]log$', 1)::INT AS memory_mb,
    'work_ms' AS metric, body.benchmark.multiplicationTimeMs AS value
FROM read_json({LOGS}, format = 'newline_delimited', filename = true, maximum_object_size = 16777216,
    columns = {{body: 'STRUCT(benchmark STRUCT(multiplicationTimeMs DOUBLE))'}})
WHERE value IS NOT NULL
UNION ALL SELECT stage, 'aws', region, memory_mb, 'duration_ms', duration FROM aws WHERE stage <> 'stage_c'
UNION ALL SELECT stage, 'aws', region, memory_mb, 'init_ms', init FROM aws WHERE init IS NOT NULL
UNION ALL SELECT {STAGE}, 'gcp', ltrim("resource.labels.region", chr(39)),
    regexp_extract("resource.labels.function_name", '-([0-9]+)$', 1)::INT, 'duration_ms',
    regexp_extract(textPayload, 'took ([0-9]+) ms', 1)::DOUBLE
FROM read_csv({GCP}, filename = true, all_varchar = true, header = true, quote = '"')
WHERE textPayload LIKE '%status code: 200'
UNION ALL SELECT 'stage_a', 'alibaba', region, memory_mb, 'duration_ms', duration FROM alibaba WHERE failed = 'false'
UNION ALL SELECT 'stage_a', 'alibaba', region, memory_mb, 'cold_latency_ms', coldStartLatencyMs::DOUBLE FROM alibaba WHERE cold = 'true'
UNION ALL SELECT 'stage_a', 'alibaba', region, memory_mb, 'prepare_code_ms', prepareCodeLatencyMs::DOUBLE FROM alibaba WHERE cold = 'true'
UNION ALL SELECT 'stage_a', 'alibaba', region, memory_mb, 'runtime_init_ms', runtimeInitializationMs::DOUBLE FROM alibaba WHERE cold = 'true'
''')
db.execute(f'''
COPY (SELECT stage, cloud, region, memory_mb, metric, count(*) AS n, min(value), avg(value), max(value),
    quantile_cont(value, 0.5) AS p50, quantile_cont(value, [0.9, 0.95, 0.99])
FROM samples GROUP BY ALL ORDER BY ALL) TO '{out}' (HEADER)
''')
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
samples = db.execute("SELECT count(*) FROM samples").fetchone()[0]
print(json.dumps({"seconds": seconds, "peak_kb": peak, "samples": samples}))
"""


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--runs", type=int, default=5)
    arguments = arguments.parse_args()
    if not COLDMARK.exists():
        sys.exit(f"{COLDMARK} is missing; run `cargo build --release`")
    folders = [str(ROOT / "data/sources" / source / "raw") for source in SOURCES]
    with tempfile.TemporaryDirectory() as place:
        project = scratch_project(pathlib.Path(place) / "project")
        out = pathlib.Path(place) / "duckdb.csv"
        ours, theirs = [], []
        for _ in range(arguments.runs):
            ours.append(run_coldmark(project))
            theirs.append(run_duckdb(folders, out))
        compare(project / "data/summaries/series.csv", out)
    report("coldmark", ours)
    report("duckdb", theirs)
    ratio = median(run["seconds"] for run in theirs) / median(run["seconds"] for run in ours)
    print(f"duckdb / coldmark = {ratio:.1f} (medians of {arguments.runs} runs each, in turns)")


def scratch_project(place):
    """A project with these sources only, so that timing writes no table of this one."""
    (place / "data/sources").mkdir(parents=True)
    for file in ["runtimes.toml", "prices.toml"]:
        shutil.copy(ROOT / "data" / file, place / "data")
    for source in SOURCES:
        folder = place / "data/sources" / source
        folder.mkdir()
        shutil.copy(ROOT / "data/sources" / source / "source.toml", folder)
        (folder / "raw").symlink_to(ROOT / "data/sources" / source / "raw", target_is_directory=True)
    return place


def run_duckdb(folders, out):
    given = json.dumps([folders, str(out)])
    done = subprocess.run([sys.executable, "-c", DUCKDB], input=given, text=True, capture_output=True)
    if done.returncode:
        sys.exit(f"DuckDB failed: {done.stderr}")
    return json.loads(done.stdout)


def compare(ours, theirs):
    """Fails unless both have the same numbers of samples and the same medians."""
    stages = dict(zip(SOURCES, ["stage_a", "stage_b", "stage_c"]))
    home = {"aws": "us-east-1"}
    with open(theirs, encoding="utf-8", newline="") as table:
        found = {(row["stage"], row["cloud"], row["region"], row["memory_mb"], row["metric"]): row for row in csv.DictReader(table)}
    n_compared = 0
    with open(ours, encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            if row["region"] == "all":
                continue
            key = (stages[row["source"]], row["provider"], row["region"], row["memory_mb"], row["metric"])
            # Records of some stages name no region.
            other = found.get(key) or found.get((*key[:2], "", *key[3:])) or found.get((*key[:2], key[1], *key[3:]))
            if other is None and home.get(key[1]) == key[2]:
                other = next((it for name, it in found.items() if name[:2] == key[:2] and name[3:] == key[3:]), None)
            if other is None or other["n"] != row["n"]:
                sys.exit(f"{key}: coldmark has {row['n']} samples, DuckDB {other and other['n']}")
            if abs(float(other["p50"]) - float(row["p50"])) > 1e-6 * float(row["p50"]):
                sys.exit(f"{key}: coldmark has the median {row['p50']}, DuckDB {other['p50']}")
            n_compared += 1
    print(f"{n_compared} series have the same samples and medians")


if __name__ == "__main__":
    main()
