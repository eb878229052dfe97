#!/usr/bin/env python3
"""Summarizes a synthetic source of a billion samples, made as value counts, and shows that counts change no page.

    cargo build --release
    pip install pyarrow numpy
    python3 pipeline/speed/billion.py

The first part writes a thousandth of the samples out as invocations, imports them once as a log and once as its counts,
and compares the tables and the pages of both projects. The second part imports and summarizes all samples as counts, and
prints time and peak memory.
"""

import argparse
import datetime
import filecmp
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

import numpy
import pyarrow
import pyarrow.parquet

RUNTIMES = ["python3.13", "nodejs22.x", "java21", "dotnet8", "ruby3.3"]
MEMORY_MB = [128, 512, 1024, 2048]
FIRST_DAY = datetime.date(2026, 8, 1)
COLD_SHARE = 0.01


def functions():
    """Names of the functions, with runtime, memory size, and medians of init and duration in microseconds."""
    for position, runtime in enumerate(RUNTIMES):
        for size, memory_mb in enumerate(MEMORY_MB):
            init_us = 60_000 * (position + 1) / (size + 1) ** 0.2
            yield f"{runtime}-{memory_mb}", runtime, memory_mb, init_us, 4_000 * (position + 1)


def draw(random, median_us, n):
    """Log-normal times in steps of ten microseconds, as Lambda's plain text logs have."""
    return numpy.maximum(1, numpy.round(median_us * random.lognormal(0, 0.25, n) / 10)).astype(numpy.int64) * 10


def counted(random, median_us, n, drawn=200_000):
    """Different times of `n` samples with their counts: a large number is drawn as multiples of a smaller one."""
    values, counts = numpy.unique(draw(random, median_us, min(n, drawn)), return_counts=True)
    scaled = counts * n // counts.sum()
    scaled[numpy.argmax(scaled)] += n - scaled.sum()
    kept = scaled > 0
    return values[kept], scaled[kept]


def schema():
    text, number = pyarrow.string(), pyarrow.int64()
    required = lambda name, kind: pyarrow.field(name, kind, nullable=False)
    return pyarrow.schema(
        [("function", text), ("version", text), ("memory_mb", number), ("arch", text), ("day", pyarrow.date32())]
        + [required("metric", text), ("detail", text), required("value", number), required("n", number)]
    )


def write_counts(path, n_samples, n_days):
    """Writes counts of `n_samples` samples, and one receipt."""
    random = numpy.random.default_rng(1)
    per_day = n_samples // (len(list(functions())) * n_days)
    n_rows = 0
    with pyarrow.parquet.ParquetWriter(path, schema()) as writer:
        invocations = 0

        def write(n, /, **columns):
            nonlocal n_rows
            n_rows += n
            cells = [columns.get(name, [None] * n) for name in schema().names]
            writer.write_table(pyarrow.table(cells, schema=schema()))

        for name, runtime, memory_mb, init_us, duration_us in functions():
            key = lambda n: {"function": [name] * n, "memory_mb": [memory_mb] * n}
            detail = json.dumps({"runtime": runtime})
            n_function = 0
            for day in range(n_days):
                date = FIRST_DAY + datetime.timedelta(days=day)
                n_cold = int(per_day * COLD_SHARE) // 3
                n_warm = per_day - 3 * n_cold
                init, n_init = counted(random, init_us, n_cold)
                warm, n_warm_counts = counted(random, duration_us * random.lognormal(0, 0.02), n_warm)
                total, n_total = counted(random, init_us + duration_us, n_cold)
                cold, n_cold_counts = counted(random, duration_us, n_cold)
                parts = [("init_us", init, n_init), ("cold_total_us", total, n_total)]
                parts += [("cold_duration_us", cold, n_cold_counts), ("warm_duration_us", warm, n_warm_counts)]
                for metric, values, counts in parts:
                    n = len(values)
                    write(n, **key(n), day=[date] * n, metric=[metric] * n, value=values, n=counts)
                sums = {"invocations": n_cold + n_warm, "cold_starts": n_cold}
                write(2, **key(2), day=[date] * 2, metric=list(sums), value=[1, 1], n=list(sums.values()))
                n_function += n_cold + n_warm
            write(1, **key(1), metric=["configuration"], detail=[detail], value=[1], n=[n_function])
            invocations += n_function
        receipt = json.dumps({"path": "synthetic", "invocations": invocations})
        write(1, metric=["object"], detail=[receipt], value=[invocations], n=[1])
    return n_rows, per_day * len(list(functions())) * n_days


def write_log(path, n_samples, n_days):
    """Writes `n_samples` samples out as invocations, one a line."""
    random = numpy.random.default_rng(2)
    per_day = n_samples // (len(list(functions())) * n_days)
    with open(path, "w", encoding="utf-8") as file:
        for name, runtime, memory_mb, init_us, duration_us in functions():
            for day in range(n_days):
                date = FIRST_DAY + datetime.timedelta(days=day)
                n_cold = max(1, int(per_day * COLD_SHARE) // 3)
                durations = draw(random, duration_us * random.lognormal(0, 0.02), per_day - 2 * n_cold)
                inits = draw(random, init_us, n_cold)
                for idx, duration in enumerate(durations):
                    row = {"at": f"{date}T12:00:00Z", "function": name, "runtime": runtime, "memory_mb": memory_mb}
                    if idx < n_cold:
                        row["init_ms"] = int(inits[idx]) / 1000
                    file.write(json.dumps({**row, "duration_ms": int(duration) / 1000}) + "\n")


def project(folder, root):
    """A project with the words and registries of this one, and no data."""
    for name in ["templates", "content"]:
        shutil.copytree(root / name, folder / name)
    for name in ["data/runtimes.toml", "data/prices.toml", "data/sources/lambda-perf/source.toml"]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, folder / name)
    return folder


def run(coldmark, folder, *arguments):
    """Runs coldmark; returns seconds, CPU seconds and peak memory in MB."""
    started = time.monotonic()
    process = subprocess.Popen([coldmark, "--project", folder, *arguments], stderr=subprocess.PIPE)
    messages = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"coldmark {arguments} failed:\n{messages.decode()}")
    return time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def differing(left, right):
    """Files below two folders that are not the same."""
    found = lambda folder: {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    names = found(left) | found(right)
    return sorted(name for name in names if not same(left / name, right / name))


def same(left, right):
    return left.is_file() and right.is_file() and filecmp.cmp(left, right, shallow=False)


def compare(coldmark, root, place, into, options):
    """Imports a thousandth of the samples as a log and as counts, and prints the files that differ."""
    log, small = place / "fleet.ndjson", place / "small.parquet"
    write_log(log, options.samples // 1000, options.days)
    run(coldmark, root, "count", log, "--out", small)
    projects = [project(place / name, root) for name in ["as-log", "as-counts"]]
    run(coldmark, projects[0], "import", *into, log)
    run(coldmark, projects[1], "import", *into, "--counts", small)
    for each in projects:
        seconds, cpu, memory = run(coldmark, each, "summarize")
        print(f"{each.name}: summarized in {seconds:.1f} s, {cpu:.1f} CPU s, {memory:.0f} MB")
        run(coldmark, each, "build")
    for name in ["data/summaries", "site"]:
        names = differing(*(each / name for each in projects))
        print(f"{name}: {len(names)} files differ: {', '.join(map(str, names[:20]))}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=1_000_000_000)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--only-large", action="store_true", help="skip the first part")
    options = parser.parse_args()
    root = pathlib.Path(__file__).resolve().parents[2]
    coldmark = root / "target/release/coldmark"
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        into = ["--into", "fleet", "--workload", "checkout"]
        if not options.only_large:
            compare(coldmark, root, place, into, options)
        counts = place / "all.parquet"
        n_rows, n_samples = write_counts(counts, options.samples, options.days)
        print(f"{n_samples:,} samples as {n_rows:,} rows of counts, {counts.stat().st_size / 1e6:.0f} MB")
        large = project(place / "large", root)
        for arguments in [["import", *into, "--counts", counts], ["summarize"], ["build"]]:
            seconds, cpu, memory = run(coldmark, large, *arguments)
            print(f"{arguments[0]}: {seconds:.1f} s, {cpu:.1f} CPU s, {memory:.0f} MB")


if __name__ == "__main__":
    main()
