#!/usr/bin/env python3
"""Times coldmark's intervals and comparisons against the bootstrap that they replaced, in NumPy, in turns.

NumPy draws the same number of days and replicates for the same series of the last window and computes the
intervals of four percentiles of each series, and of the ratios and differences of three percentiles of each
pair. It is vectorised: one matrix of day weights, running sums over presorted samples. coldmark's time is that
of a whole `summarize` less that of `summarize --plain`, and also holds the probabilities of superiority, shift
functions, ranks and changes, which NumPy leaves out. Calibration is known to coldmark beforehand.

    cargo build --release
    pip install numpy
    python3 pipeline/speed/against_numpy.py [--archive data.tar.zst] [--runs 5]
"""

import argparse
import collections
import datetime
import itertools
import json
import pathlib
import re
import subprocess
import tempfile
import time

import numpy as np

from against_duckdb import COLDMARK, median, scratch_project

DAYS, REPLICATES = 30, 2000
FRACTIONS = np.array([0.5, 0.9, 0.95, 0.99])


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--archive", type=pathlib.Path, help="a .tar.zst of the upstream repository")
    arguments.add_argument("--runs", type=int, default=5)
    arguments = arguments.parse_args()
    with tempfile.TemporaryDirectory() as place:
        project = scratch_project(pathlib.Path(place), arguments.archive)
        series = read_window(project / "data/sources/lambda-perf/raw/data")
        summarize(project)
        ours, theirs = [], []
        for _ in range(arguments.runs):
            ours.append(summarize(project) - summarize(project, "--plain"))
            started = time.perf_counter()
            n_intervals = bootstrap(series)
            theirs.append(time.perf_counter() - started)
    print(f"coldmark {median(ours):6.2f} s (from {min(ours):.2f} to {max(ours):.2f}), all uncertainty estimates")
    print(f"numpy    {median(theirs):6.2f} s (from {min(theirs):.2f} to {max(theirs):.2f}), {n_intervals} intervals")
    print(f"numpy / coldmark = {median(theirs) / median(ours):.1f}")


def summarize(project, *options):
    started = time.perf_counter()
    command = [COLDMARK, "--project", project, "summarize", *options]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def read_window(folder):
    """The samples of the last thirty days, by series and by list, each with its day."""
    day_of = lambda path: datetime.date.fromisoformat(path.stem)
    files = [path for path in folder.rglob("*.json") if re.fullmatch(r"\d{4}-\d\d-\d\d", path.stem)]
    newest = max(map(day_of, files))
    series = collections.defaultdict(list)
    for path in files:
        day = DAYS - 1 - (newest - day_of(path)).days
        if day < 0:
            continue
        for record in json.loads(path.read_text())["runtimeData"]:
            name = re.sub(r"^lambda-perf-|-(zip|image).*$", "", record["r"])
            for memory in [record["m"], None]:
                key = (record["p"], record["a"], memory, name)
                series[key] += [(value, day) for value in record["i"]]
    return {key: np.array(sorted(found)) for key, found in series.items()}


def bootstrap(series):
    """Intervals of every series, then of every pair of pooled ones; how many intervals."""
    random = np.random.Generator(np.random.PCG64(1))
    draws = random.integers(0, DAYS, (REPLICATES, DAYS))
    weights = np.stack([np.bincount(draw, minlength=DAYS) for draw in draws])
    n_intervals = 0
    pooled = collections.defaultdict(list)
    for (package, arch, memory, _), found in series.items():
        replicates = percentiles(found[:, 0], weights[:, found[:, 1].astype(int)])
        np.quantile(replicates, [0.025, 0.975], axis=0)
        n_intervals += len(FRACTIONS)
        if memory is None:
            pooled[package, arch].append(replicates)
    for entries in pooled.values():
        for a, b in itertools.combinations(entries, 2):
            np.quantile(a[:, [0, 1, 3]] / b[:, [0, 1, 3]], [0.025, 0.975], axis=0)
            np.quantile(a[:, [0, 1, 3]] - b[:, [0, 1, 3]], [0.025, 0.975], axis=0)
            n_intervals += 6
    return n_intervals


def percentiles(values, weights):
    """Percentiles of sorted values in each replicate, interpolated linearly."""
    counted = np.cumsum(weights, axis=1)
    places = (counted[:, -1:] - 1) * FRACTIONS
    below = np.floor(places)
    at = lambda rank: values[np.minimum((counted[:, None, :] <= rank[:, :, None]).sum(axis=2), len(values) - 1)]
    low = at(below)
    return low + (places - below) * (at(np.minimum(below + 1, counted[:, -1:] - 1)) - low)


main()
