#!/usr/bin/env python3
"""Counts logs in object storage with Apache Spark: every object goes through the `coldmark` binary, Spark adds the counts.

    spark-submit --files coldmark scale/spark.py --input s3://logs/exports/ --out s3a://stats/counts/2026-11-27/

The result is a folder of Parquet for `coldmark report --counts`, with a receipt for each object. Objects never pass
through the memory of Java, and none is split. A task that is tried again gives the same rows.
Options that this script does not know are an error; those of `coldmark count` with values for all logs are passed on.
"""

import argparse
import contextlib
import fnmatch
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from urllib.parse import quote

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq
from pyarrow import fs
from pyspark import SparkFiles
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

KEY = ["function", "version", "memory_mb", "arch", "day", "metric", "detail", "value"]
SCHEMA = (
    "function string, version string, memory_mb bigint, arch string, day date, metric string, detail string, value bigint, n bigint"
)
ARROW_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ["function", "version"]]
    + [("memory_mb", pa.int64()), ("arch", pa.string()), ("day", pa.date32())]
    + [("metric", pa.string()), ("detail", pa.string()), ("value", pa.int64()), ("n", pa.int64())]
)
FIRST = ["first_at_us", "first_failure_at_us"]
LAST = ["last_at_us", "last_failure_at_us"]
RECEIPT = "object"
# Receipts count both as invocations.
INVOCATIONS = ["invocations", "round_trips"]

# Readers of Parquet skip names that begin like this.
LIST = "_objects.tsv"
# CloudWatch writes this object to test its permission before an export. It is no log.
NO_LOG = "aws-logs-write-test"

# Packed bytes of small objects that one task reads: some ten seconds of work, so that its start does not count.
TASK_BYTES = 256 << 20
# Tasks of a job with less than that for each, so that a small night uses the whole cluster too.
MIN_TASKS = 200
CHUNK_BYTES = 4 << 20
# Rows of a batch: a few megabytes.
BATCH_ROWS = 50_000
# Objects that a message names.
MAX_NAMED = 20
# Begins the part of an error of Spark that is meant for its reader.
MARK = "coldmark: "

# Options of `coldmark count` that are passed on.
LABELS = ["format", "function", "runtime", "arch", "packaging", "memory", "workload"]


class Refused(Exception):
    """An error that the person who runs the job can act on."""


# --- Storage


class Store:
    """A folder of objects: `s3://bucket/key`, `gs://…`, `hdfs://…`, or a path on a disk that all machines share."""

    def __init__(self, place, endpoint=None, region=None):
        scheme, _, rest = place.rpartition("://")
        # Hadoop's names for its connectors. A receipt names an object as everybody else does.
        self.scheme = re.sub("^s3[an]$", "s3", scheme)
        self.endpoint, self.region = endpoint, region
        if self.scheme == "s3":
            self.root, self.shown = rest, f"s3://{rest}"
        elif self.scheme in ("", "file"):
            self.root, self.shown = os.path.abspath(rest), os.path.normpath(rest)
        else:
            self.root, self.shown = fs.FileSystem.from_uri(quote(place, safe=":/"))[1], place
        self.root, self.shown = self.root.rstrip("/"), self.shown.rstrip("/")

    def filesystem(self):
        """Opens a connection. Each process needs its own."""
        if self.scheme == "s3":
            options = {"region": self.region} if self.region else {}
            if self.endpoint:
                scheme, _, host = self.endpoint.rpartition("://")
                options |= {"endpoint_override": host, "scheme": scheme or "https", "region": self.region or "us-east-1"}
            elif not self.region:
                # Kept, so that tasks need not ask again.
                self.region = options["region"] = fs.resolve_s3_region(self.root.split("/")[0])
            return fs.S3FileSystem(**options)
        if self.scheme in ("", "file"):
            return fs.LocalFileSystem()
        return fs.FileSystem.from_uri(quote(self.shown, safe=":/"))[0]

    def objects(self):
        """All objects below the folder, as name and size, in order of their names."""
        found = self.filesystem().get_file_info(fs.FileSelector(self.root, recursive=True, allow_not_found=True))
        n_root = len(self.root)
        return sorted((self.shown + info.path[n_root:], info.size) for info in found if info.type == fs.FileType.File)

    def path_of(self, name):
        return self.root + name[len(self.shown) :]

    def download(self, path):
        """Copies an object, for a store that names one instead of a folder."""
        with self.filesystem().open_input_stream(self.root, compression=None) as source, open(path, "wb") as file:
            shutil.copyfileobj(source, file, CHUNK_BYTES)


def listed(store, pattern, function_from=None):
    """The objects to count. A name with a tab or a line end cannot stand in the list."""
    everything = [(name, size) for name, size in store.objects() if os.path.basename(name) != NO_LOG]
    below = len(store.shown) + 1
    matching = [(name, size) for name, size in everything if fnmatch.fnmatchcase(name[below:], pattern)]
    unlistable = [name for name, _ in matching if re.search(r"[\t\r\n]", name)]
    if unlistable:
        raise Refused(f"Names of objects with tabs or line ends: {named(map(repr, unlistable))}")
    unnamed = [name for name, _ in matching if function_from and not re.search(function_from, name)]
    if unnamed:
        raise Refused(f"Objects in whose names '{function_from}' finds no function: {named(unnamed)}")
    return matching


def named(names):
    """Names for a message, not more than can be read."""
    names = list(names)
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return ", ".join(names[:MAX_NAMED]) + more


# --- Tasks


def tasks_of(objects, task_bytes):
    """Divides objects into tasks. Neighbours share one, so that those of a function or stream are added at once."""
    tasks, n_bytes = [], 0
    task_bytes = min(task_bytes, sum(size for _, size in objects) // MIN_TASKS)
    for name, size in objects:
        if not tasks or n_bytes + size > task_bytes:
            tasks.append([])
            n_bytes = 0
        tasks[-1].append((name, size))
        n_bytes += size
    return tasks


def list_of(tasks):
    """The list of all objects as bytes, and the range of each task in it."""
    parts = ["".join(f"{name}\t{size}\n" for name, size in task).encode() for task in tasks]
    ranges, start = [], 0
    for part in parts:
        ranges.append((start, len(part)))
        start += len(part)
    return b"".join(parts), ranges


class Counting:
    """Everything that a task needs, and nothing that changes."""

    def __init__(self, given, store, out, ranges):
        self.store, self.out, self.ranges = store, out, ranges
        self.binary, self.is_lenient, self.function_from = given.coldmark, given.lenient, given.function_from
        if self.binary and "://" in self.binary:
            self.binary = Store(self.binary, given.endpoint, given.region)
            self.binary.filesystem()
        self.labels = [text for label in LABELS if (value := getattr(given, label)) for text in (f"--{label}", value)]

    def __call__(self, batches):
        """Reads the numbers of tasks, and yields the counts of their objects."""
        binary = find_binary(self.binary)
        source, out = self.store.filesystem(), self.out.filesystem()
        for batch in batches:
            for task in batch.column(0).to_pylist():
                for name, size in self.objects_of(out, task):
                    yield from self.count(binary, source, name, size)

    def objects_of(self, out, task):
        """Reads the objects of a task from the list. Each task gets a few lines, however long the list is."""
        start, length = self.ranges[task]
        with out.open_input_file(f"{self.out.root}/{LIST}") as file:
            lines = file.read_at(length, start).decode().rstrip("\n").split("\n")
        return [(name, int(size)) for name, size in (line.split("\t") for line in lines)]

    def count(self, binary, source, name, size):
        """Pipes one object through the binary. Its counts are read when it has succeeded, not before."""
        command = [binary, "count", "-", "--name", name, "--out", "-", *self.labels]
        command += ["--lenient"] if self.is_lenient else []
        command += ["--function", re.search(self.function_from, name).group(1)] if self.function_from else []
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said)
            feeder = Feeder(process, source, self.store.path_of(name))
            feeder.start()
            counts = process.stdout.read()
            feeder.join()
            code = process.wait()
            said.seek(0)
            words = said.read().decode(errors="replace").strip()
        if feeder.error:
            raise Refused(f"{MARK}{name} cannot be read: {feeder.error}")
        if code != 0:
            raise Refused(f"{MARK}{name}: coldmark ended with {code}: {words}")
        table = pq.read_table(pa.BufferReader(counts)).select(ARROW_SCHEMA.names).cast(ARROW_SCHEMA)
        check_receipt(table, name, size)
        return table.to_batches(max_chunksize=BATCH_ROWS)


class Feeder(threading.Thread):
    """Copies an object into the binary, a few megabytes at a time."""

    def __init__(self, process, source, path):
        super().__init__(daemon=True)
        self.process, self.source, self.path, self.error = process, source, path, None

    def run(self):
        try:
            # Without compression, because pyarrow would unpack by the ending of the name.
            with self.source.open_input_stream(self.path, compression=None) as stream:
                while chunk := stream.read(CHUNK_BYTES):
                    self.process.stdin.write(chunk)
            self.process.stdin.close()
        except BrokenPipeError:
            # The binary says why it ended. What it did not take is dropped.
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()
        except Exception as error:
            self.error = error
            # An end of its input would look like the end of the object.
            self.process.kill()


def check_receipt(table, name, size):
    """Compares the receipt with the listing: a changed object or another one must not count."""
    receipts = [json.loads(row["detail"]) for row in table.filter(pa.compute.equal(table["metric"], RECEIPT)).to_pylist()]
    # An object that is refused need not be read to its end.
    found = [(receipt["path"], size if receipt.get("refused_as") else receipt["size"]) for receipt in receipts]
    if found != [(name, size)]:
        raise Refused(f"{MARK}{name} has {size} bytes in the listing, but its receipt says {found}")


def find_binary(given):
    """The binary: the one given, the one that `--files` ships, or the one on the path."""
    if isinstance(given, Store):
        return own_copy(given.download)
    shipped = SparkFiles.get("coldmark")
    for path in [given] if given else [shipped, shutil.which("coldmark")]:
        if path and os.access(path, os.X_OK):
            return path
    if given or not os.path.isfile(shipped):
        raise Refused(f"{MARK}There is no program at {given or shipped}. Ship it with --files coldmark, or name it with --coldmark")
    # Some systems ship files without the permission to run them.
    return own_copy(lambda path: shutil.copy(shipped, path))


def own_copy(fetch):
    """A copy of the binary that may run, made once by each process of Python, which runs many tasks."""
    if not (path := os.environ.get("COLDMARK_COPY")):
        path = os.path.join(tempfile.mkdtemp(), "coldmark")
        fetch(path)
        os.chmod(path, 0o755)
        os.environ["COLDMARK_COPY"] = path
    return path


# --- The job


def scan(spark, counting):
    """The counts of each object, one partition for each task."""
    n_tasks = len(counting.ranges)
    return spark.range(0, n_tasks, 1, n_tasks).mapInArrow(counting, SCHEMA)


def added(rows):
    """Adds the counts of all objects. Receipts are added too, so that an object that counts twice shows it."""
    is_extreme = F.col("metric").isin(FIRST + LAST)
    # The value of an extreme is not part of its key.
    keys = [*KEY[:-1], F.when(~is_extreme, F.col("value")).alias("key_value")]
    sums = rows.groupBy(*keys).agg(F.sum("n").alias("sum"), F.min("value").alias("least"), F.max("value").alias("most"))
    value = F.when(F.col("metric").isin(FIRST), F.col("least")).when(F.col("metric").isin(LAST), F.col("most"))
    return sums.select(
        *KEY[:-1],
        value.otherwise(F.col("key_value")).alias("value"),
        F.when(is_extreme, F.lit(1)).otherwise(F.col("sum")).cast("bigint").alias("n"),
    )


def receipts_below(spark, place):
    """Receipts in all counts below a folder. Fails if they are doubled, or if counts are missing."""
    counts = spark.read.option("recursiveFileLookup", "true").schema(SCHEMA).parquet(place)
    fields = [F.get_json_object("detail", f"$.{name}").alias(name) for name in ["path", "size", "fingerprint", "refused_as"]]
    receipts = counts.where(F.col("metric") == RECEIPT).select(*fields, F.col("value").alias("invocations"), "n").collect()
    times, paths_by_fingerprint = Counter(), {}
    for row in receipts:
        # An object that was refused may be counted later.
        times[row.path] += 0 if row.refused_as else row.n
        if row.fingerprint and row.invocations:
            paths_by_fingerprint.setdefault(row.fingerprint, set()).add(row.path)
    told = sum(row.invocations * row.n for row in receipts)
    counted = counts.where(F.col("metric").isin(INVOCATIONS)).agg(F.coalesce(F.sum("n"), F.lit(0)).alias("n")).first().n
    faults = [
        ("were counted more than once", [path for path, n in times.items() if n > 1]),
        ("hold the same invocations", [" and ".join(sorted(same)) for same in paths_by_fingerprint.values() if len(same) > 1]),
    ]
    refuse(place, faults, [f"Receipts tell of {told} invocations, but {counted} are counted"] if told != counted else [])
    return receipts


def refuse(place, faults, messages=()):
    """Fails if any fault has objects, and names them."""
    messages = [*(f"Objects that {fault}: {named(sorted(names))}" for fault, names in faults if names), *messages]
    if messages:
        raise Refused("\n".join([*messages, f"Do not use the counts in {place}: they are wrong"]))


def without_done(spark, objects, place, store):
    """Leaves out objects that were counted. One with another size has changed since, and counts already."""
    if not any(name.endswith(".parquet") for name, _ in store.objects()):
        return objects
    sizes = {row.path: row.size for row in receipts_below(spark, place) if not row.refused_as}
    changed = [name for name, size in objects if sizes.get(name) not in (None, str(size))]
    if changed:
        raise Refused(f"Objects have another size than when they were counted: {named(changed)}")
    return [(name, size) for name, size in objects if name not in sizes]


def check(spark, place, objects):
    """Checks the counts that were written against the list. Returns the invocations, and the names of refused objects."""
    receipts = receipts_below(spark, place)
    expected = dict(objects)
    sizes = {row.path: row.size for row in receipts}
    refused = sorted(row.path for row in receipts if row.refused_as)
    differs = [name for name, size in sizes.items() if name not in refused and size != str(expected.get(name, size))]
    refuse(place, [
        ("have no receipt, so they were not counted", [name for name in expected if name not in sizes]),
        ("are not in the list", [name for name in sizes if name not in expected]),
        ("have another size in their receipt", differs),
    ])
    return sum(row.invocations for row in receipts), refused


def write_list(out, content):
    """Writes the list of objects, from which tasks read and with which a report is checked."""
    filesystem = out.filesystem()
    if out.scheme in ("", "file"):
        filesystem.create_dir(out.root)
    with filesystem.open_output_stream(f"{out.root}/{LIST}", compression=None) as file:
        file.write(content)


def run(spark, given):
    """Counts, writes and checks. Returns a sentence for the person who runs it."""
    store, out = (Store(place, given.endpoint, given.region) for place in (given.input, given.out))
    if there := [name for name, _ in out.objects() if os.path.basename(name) != LIST]:
        raise Refused(f"{given.out} holds files already, such as {there[0]}. Choose a new folder, or remove it")
    objects = listed(store, given.pattern, given.function_from)
    if not objects:
        raise Refused(f"No object below {given.input} has a name like '{given.pattern}'")
    n_listed = len(objects)
    if given.done:
        objects = without_done(spark, objects, given.done, Store(given.done, given.endpoint, given.region))
    if not objects:
        return f"Nothing is new: all {n_listed} objects have receipts in {given.done}"
    content, ranges = list_of(tasks_of(objects, given.task_bytes))
    write_list(out, content)
    # Sorted counts take a third of the space. The folder exists already, because of the list.
    sorted_counts = added(scan(spark, Counting(given, store, out, ranges))).orderBy(*KEY)
    sorted_counts.write.mode("append").option("compression", "snappy").parquet(given.out)
    n_invocations, refused = check(spark, given.out, objects)
    words = f"Counted {n_invocations} invocations in {len(objects)} of {n_listed} objects, into {given.out}"
    return words + (f"\nRefused: {named(refused)}" if refused else "")


def arguments(given):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    parser.add_argument("--input", required=True, metavar="PLACE", help="folder of logs: s3://, gs://, hdfs:// or a shared disk")
    parser.add_argument("--out", required=True, metavar="PLACE", help="new folder for the counts, as Spark writes it: s3a://, on EMR s3://")
    parser.add_argument("--done", metavar="PLACE", help="folder with earlier counts; leaves out objects that have a receipt there")
    parser.add_argument("--pattern", default="*", metavar="GLOB", help="names of objects, below the input (default: all)")
    parser.add_argument("--lenient", action="store_true", help="list unreadable objects in receipts instead of failing")
    parser.add_argument("--coldmark", metavar="PATH", help="the binary: a path on every machine, or an object such as s3://…")
    parser.add_argument("--endpoint", metavar="URL", help="address of a server that speaks S3")
    parser.add_argument("--region", help="region of the bucket (default: asked from S3)")
    parser.add_argument("--function-from", metavar="REGEX", help="name functions after the first group of REGEX in the name of the object")
    parser.add_argument("--task-bytes", type=int, default=TASK_BYTES, metavar="N", help="packed bytes for one task")
    labels = parser.add_argument_group("passed on to coldmark count")
    for label in LABELS:
        labels.add_argument(f"--{label}")
    given = sys.argv[1:] if given is None else given
    # Glue adds arguments of its own. Anywhere else, an unknown one is a mistake.
    return parser.parse_known_args(given)[0] if "--JOB_RUN_ID" in given else parser.parse_args(given)


def reason(error):
    """The part of an error of Spark that names an object; all of it if there is none."""
    found = re.findall(rf"Refused: {MARK}(.*?)(?=\n\s*(?:at |\tat |JVM|$)|\Z)", str(error), re.S)
    return found[0].strip() if found else str(error)


def main(given=None):
    given = arguments(given)
    spark = SparkSession.builder.appName("coldmark count").getOrCreate()
    try:
        print(run(spark, given))
        return 0
    except Refused as error:
        print(f"error: {error}", file=sys.stderr)
    except Exception as error:
        # Spark hands over errors of tasks as text.
        if MARK not in str(error):
            raise
        print(f"error: {reason(error)}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    # Databricks owns the session, and other jobs may use it.
    is_own = SparkSession.getActiveSession() is None
    code = main()
    if is_own:
        SparkSession.getActiveSession().stop()
    if code:
        sys.exit(code)
