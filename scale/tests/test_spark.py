"""Counts from Spark are those of one machine, whatever happens to objects and executors."""

import json
import os
import shutil
import signal
import stat
import sys
import threading
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import FUNCTION_FROM, SCALE, SETTINGS, count, rows, run, s3_settings, table

import objects
import s3_server


def receipts(place):
    return [json.loads(row["detail"]) for row in table(place).to_pylist() if row["metric"] == "object"]


@pytest.fixture(scope="session")
def counted(spark_py, spark, coldmark, logs, tmp_path_factory):
    """The counts of all objects by Spark, small objects sharing tasks."""
    out = tmp_path_factory.mktemp("spark") / "counts"
    said = count(spark_py, spark, coldmark, logs.folder, out, "--task-bytes", "300000")
    return out, said


# --- The same rows


def test_spark_gives_the_rows_of_one_machine(counted, logs, one_machine):
    out, said = counted
    assert f"{8 * objects.N_INVOCATIONS} invocations in 8 of 8 objects" in said
    assert rows(out) == rows(one_machine)


def test_each_object_has_a_receipt_with_its_size(counted, logs):
    out, _ = counted
    sizes = {str(path): path.stat().st_size for path in logs.folder.rglob("*") if path.is_file()}
    assert {receipt["path"]: receipt["size"] for receipt in receipts(out)} == sizes
    listed = dict(line.split("\t") for line in (out / "_objects.tsv").read_text().splitlines())
    assert {path: int(size) for path, size in listed.items()} == sizes


def test_rows_are_sorted_over_all_files(counted):
    out, _ = counted
    files = sorted(out.glob("*.parquet"))
    listed = [tuple(row.values())[:8] for path in files for row in pq.read_table(path).to_pylist()]
    # A missing value comes first.
    order = [tuple((cell is not None, cell) for cell in row) for row in listed]
    assert order == sorted(order)


def test_a_name_is_the_same_whatever_the_connector(spark_py):
    for place in ["s3://logs/exports/", "s3a://logs/exports", "s3n://logs/exports"]:
        store = spark_py.Store(place)
        assert (store.shown, store.path_of("s3://logs/exports/a b/[1]+c")) == ("s3://logs/exports", "logs/exports/a b/[1]+c")
    assert spark_py.Store("file:///tmp/logs/").shown == "/tmp/logs"
    assert spark_py.Store("./logs/").shown == "logs" and spark_py.Store("logs").path_of("logs/a").startswith("/")


def test_small_neighbours_share_a_task_and_large_objects_do_not(spark_py, monkeypatch):
    monkeypatch.setattr(spark_py, "MIN_TASKS", 2)
    found = [("a", 5), ("b", 4), ("c", 30), ("d", 1), ("e", 2)]
    tasks = spark_py.tasks_of(found, 10)
    assert tasks == [[("a", 5), ("b", 4)], [("c", 30)], [("d", 1), ("e", 2)]]
    content, ranges = spark_py.list_of(tasks)
    assert [content[start : start + length].count(b"\n") for start, length in ranges] == [2, 1, 2]
    assert len(spark_py.tasks_of(found[3:], 10)) == 2, "a small job uses the whole cluster"


def test_counts_give_the_report_of_the_logs(coldmark, spark_py, spark, logs, tmp_path, monkeypatch):
    # Names are relative to the folder, as a report shows them.
    monkeypatch.chdir(logs.folder)
    binary = waiting_binary(coldmark, tmp_path, is_held=False)
    said = spark_py.run(spark, spark_py.arguments(
        ["--input", "shop", "--out", str(tmp_path / "counts"), "--coldmark", binary, "--function", "shop", "--arch", "arm64"]
    ))
    assert "6000 invocations" in said
    assert n_runs(tmp_path) == 3, "an object is read once, if nothing fails"
    labels = ["--function", "shop", "--arch", "arm64"]
    run(coldmark, "report", *labels, "--out", tmp_path / "of-logs", "shop")
    listed = ["--objects", tmp_path / "counts/_objects.tsv"]
    run(coldmark, "report", "--counts", tmp_path / "counts", *listed, "--out", tmp_path / "of-counts")
    assert files(tmp_path / "of-logs") == files(tmp_path / "of-counts")


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


# --- Objects that must not count


def test_a_cut_off_object_fails_the_job_by_name(spark_py, spark, coldmark, logs, tmp_path):
    place, cut = with_cut_object(logs, tmp_path)
    with pytest.raises(Exception) as error:
        count(spark_py, spark, coldmark, place, tmp_path / "counts")
    said = spark_py.reason(error.value)
    assert said.startswith(f"{cut}: coldmark ended with 1") and "\tat " not in said, said
    assert not list((tmp_path / "counts").glob("*.parquet"))


def test_a_lenient_job_lists_objects_that_cannot_be_read(spark_py, spark, coldmark, logs, one_machine, tmp_path):
    place, cut = with_cut_object(logs, tmp_path)
    # Large enough that the binary ends before it has read everything.
    noise = place / "cart/noise.bin"
    noise.write_bytes(bytes(range(256)) * 20_000)
    said = count(spark_py, spark, coldmark, place, tmp_path / "counts", "--lenient")
    assert f"Refused: {noise}, {cut}" in said
    assert {receipt["path"] for receipt in receipts(tmp_path / "counts") if receipt.get("refused_as")} == {str(cut), str(noise)}
    assert rows(tmp_path / "counts") == {row for row in rows(one_machine) if row[0] in ("json", "mail")}


def test_an_object_that_was_refused_is_counted_once_it_is_whole(spark_py, spark, coldmark, logs, tmp_path):
    place, cut = with_cut_object(logs, tmp_path)
    nights = tmp_path / "nights"
    count(spark_py, spark, coldmark, place, nights / "1", "--lenient")
    cut.write_bytes((logs.folder / cut.relative_to(place)).read_bytes())
    assert "in 1 of 3 objects" in count(spark_py, spark, coldmark, place, nights / "2", "--done", str(nights))
    assert "Nothing is new" in count(spark_py, spark, coldmark, place, nights / "3", "--done", str(nights))
    run(coldmark, "report", "--counts", nights, "--out", tmp_path / "report")


def with_cut_object(logs, tmp_path):
    place = tmp_path / "exports"
    for name in ["cart", "json", "firehose"]:
        shutil.copytree(logs.folder / name, place / name)
    [cut] = [path for path in (place / "cart").rglob("*") if path.is_file()]
    cut.write_bytes(cut.read_bytes()[: cut.stat().st_size * 2 // 3])
    return place, cut


def test_an_object_under_two_names_is_refused_by_name(spark_py, spark, coldmark, logs, tmp_path):
    place = tmp_path / "exports"
    shutil.copytree(logs.folder / "cart", place / "cart")
    shutil.copytree(logs.folder / "cart", place / "copy")
    with pytest.raises(spark_py.Refused) as error:
        count(spark_py, spark, coldmark, place, tmp_path / "counts")
    assert "hold the same invocations" in str(error.value) and f"{place}/copy/" in str(error.value)
    run(coldmark, "report", "--counts", tmp_path / "counts", "--out", tmp_path / "report", code=1)


def test_doubled_counts_are_refused_by_name(spark_py, spark, coldmark, counted, logs, tmp_path):
    out, twice = counted[0], tmp_path / "twice"
    shutil.copytree(out, twice)
    # As an engine does that reads an object again.
    for path in out.glob("*.parquet"):
        shutil.copy(path, twice / f"again-{path.name}")
    found = spark_py.listed(spark_py.Store(str(logs.folder)), "*")
    with pytest.raises(spark_py.Refused) as error:
        spark_py.check(spark, str(twice), found)
    # The first one: a message names some, not all.
    name = f"{logs.folder}/cart+mail/task 3/2026-10-03-[3]0000000000000004/000000.gz"
    assert "counted more than once" in str(error.value) and name in str(error.value)
    assert name in run(coldmark, "report", "--counts", twice, "--out", tmp_path / "report", code=1)


def test_a_missing_object_is_refused_by_name(spark_py, spark, coldmark, counted, logs, tmp_path):
    out = counted[0]
    found = [*spark_py.listed(spark_py.Store(str(logs.folder)), "*"), ("exports/lost.gz", 7)]
    with pytest.raises(spark_py.Refused) as error:
        spark_py.check(spark, str(out), found)
    assert "no receipt" in str(error.value) and "exports/lost.gz" in str(error.value)
    listed = tmp_path / "list.tsv"
    listed.write_text((out / "_objects.tsv").read_text() + "exports/lost.gz\t7\n")
    said = run(coldmark, "report", "--counts", out, "--objects", listed, "--out", tmp_path / "report", code=1)
    assert "exports/lost.gz" in said


def test_counts_without_their_receipt_do_not_add_up(spark_py, spark, counted, logs, tmp_path):
    whole = table(counted[0])
    lost = pa.compute.and_kleene(pa.compute.equal(whole["metric"], "object"), pa.compute.match_substring(whole["detail"], "/json/"))
    (tmp_path / "counts").mkdir()
    pq.write_table(whole.filter(pa.compute.invert(lost)), tmp_path / "counts/part.parquet")
    found = [(name, size) for name, size in spark_py.listed(spark_py.Store(str(logs.folder)), "*") if "/json/" not in name]
    with pytest.raises(spark_py.Refused, match="Receipts tell of 14000 invocations, but 16000 are counted"):
        spark_py.check(spark, str(tmp_path / "counts"), found)


def test_objects_are_not_done_if_their_counts_are_incomplete(spark_py, spark, coldmark, counted, logs, tmp_path):
    """As a driver leaves them that dies while it moves the files of a night into their folder."""
    whole = table(counted[0])
    (tmp_path / "done/night").mkdir(parents=True)
    pq.write_table(whole.slice(0, len(whole) // 2), tmp_path / "done/night/part-0.parquet")
    with pytest.raises(spark_py.Refused, match="Receipts tell of 16000 invocations, but"):
        count(spark_py, spark, coldmark, logs.folder, tmp_path / "done/next", "--done", str(tmp_path / "done"))


def test_an_object_that_changed_after_the_listing_is_refused_by_name(spark_py):
    receipt = {"path": "a.gz", "size": 7, "invocations": 0}
    row = dict.fromkeys(spark_py.ARROW_SCHEMA.names) | {"metric": "object", "detail": json.dumps(receipt), "value": 0, "n": 1}
    counts = pa.Table.from_pylist([row], spark_py.ARROW_SCHEMA)
    spark_py.check_receipt(counts, "a.gz", 7)
    with pytest.raises(spark_py.Refused, match="a.gz has 8 bytes in the listing"):
        spark_py.check_receipt(counts, "a.gz", 8)


def test_the_job_refuses_what_would_go_wrong(spark_py, spark, coldmark, counted, logs, tmp_path):
    with pytest.raises(spark_py.Refused, match="holds files already"):
        count(spark_py, spark, coldmark, logs.folder, counted[0])
    with pytest.raises(spark_py.Refused, match="finds no function"):
        spark_py.listed(spark_py.Store(str(logs.folder)), "*", "exports/(cart)/")
    with pytest.raises(spark_py.Refused, match="No object below"):
        count(spark_py, spark, coldmark, logs.folder, tmp_path / "counts", "--pattern", "*.zst")


# --- Object storage


def test_the_command_of_the_readme_counts_from_s3_to_s3(spark_py, spark, coldmark, logs, one_machine, s3, tmp_path):
    """The first night by `spark-submit`, which ships the binary; the next ones in the shared session: new objects only."""
    paths = [path for path in logs.folder.rglob("*") if path.is_file()]
    early = [path for path in paths if "/cart/" not in str(path)]
    upload(s3, logs, early)
    s3.put("exports/aws-logs-write-test", b"Permission Check Successful")
    said = submit(coldmark, s3, "2026-11-26", tmp_path)
    assert "Counted 14000 invocations in 7 of 7 objects" in said, said
    said = count(spark_py, spark, coldmark, *nightly(s3, "2026-11-27"))
    assert said == "Nothing is new: all 7 objects have receipts in s3a://logs/counts/"
    upload(s3, logs, set(paths) - set(early))
    s3.put("coldmark", Path(coldmark).read_bytes())
    said = count(spark_py, spark, "s3://logs/coldmark", *nightly(s3, "2026-11-28"))
    assert "Counted 2000 invocations in 1 of 8 objects" in said, said
    copied = tmp_path / "counts"
    copy_from(s3, "counts", copied)
    run(coldmark, "count", "--merge", copied, "--out", tmp_path / "all.parquet")
    assert rows(tmp_path / "all.parquet") == rows(one_machine)


def upload(s3, logs, paths):
    for path in paths:
        s3.put(f"exports/{path.relative_to(logs.folder)}", path.read_bytes())


def nightly(s3, day):
    """Input, output and options of one night."""
    return "s3://logs/exports/", f"s3a://logs/counts/{day}/", "--done", "s3a://logs/counts/", "--endpoint", s3.endpoint


def submit(coldmark, s3, day, folder):
    program = folder / "coldmark"
    shutil.copy(coldmark, program)
    settings = {**SETTINGS, **s3_settings(s3.endpoint)}
    settings = [text for name, value in settings.items() for text in ("--conf", f"{name}={value}")]
    place, out, *options = nightly(s3, day)
    tools = Path(sys.executable).parent
    return run(
        tools / "spark-submit", "--master", "local[2]", *settings, "--files", program, SCALE / "spark.py",
        "--input", place, "--out", out, *options, "--function-from", FUNCTION_FROM,
        PATH=f"{tools}:{os.environ['PATH']}", PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1", **s3_server.KEYS,
    )


def copy_from(s3, key, folder):
    from pyarrow import fs

    source = s3.filesystem()
    fs.copy_files(f"{s3_server.BUCKET}/{key}", str(folder), source_filesystem=source, destination_filesystem=fs.LocalFileSystem())


# --- Executors that die


def executor_of(pid):
    """The executor that is an ancestor of a process, and a descendant of this one."""
    found, ancestors = None, []
    while pid > 1:
        ancestors.append(pid)
        if b"CoarseGrainedExecutorBackend" in Path(f"/proc/{pid}/cmdline").read_bytes():
            found = pid
        pid = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    assert found and os.getpid() in ancestors, f"no executor of these tests: {ancestors}"
    return found


def wait_for(folder, pattern, seconds=120):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := sorted(folder.glob(pattern)):
            return found[0]
        time.sleep(0.05)
    raise AssertionError(f"no {pattern} in {folder}")


def scanned_by(folder):
    """The executor that ran the first scan, so that its part of the shuffle is lost with it."""
    return int((folder / "executors").read_text().split()[0])


def kill_while(folder, job, executor=None):
    """Runs `job` until a process of it waits in `folder`, kills an executor, and then lets all go on.

    Unless `executor` gives another, that of the first process that waits is killed.
    """
    result = {}

    def work():
        try:
            result["value"] = job()
        except Exception as error:
            result["error"] = error

    thread = threading.Thread(target=work)
    thread.start()
    try:
        waiting = wait_for(folder, "waiting-*")
        pid = executor() if executor else executor_of(int(waiting.name.split("-")[1]))
        os.kill(pid, signal.SIGKILL)
        time.sleep(0.5)
    finally:
        (folder / "go").touch()
        thread.join(240)
    assert "error" not in result, result.get("error")
    return result["value"]


def waiting_binary(coldmark, folder, is_held):
    """A program that notes each of its runs. If `is_held`, it waits until it may go on."""
    program = folder / "coldmark"
    hold = f'touch "{folder}/waiting-$$"; until [ -e "{folder}/go" ]; do sleep 0.1; done' if is_held else ":"
    # The nearest ancestor that is an executor.
    note = (
        "pid=$$; until grep -qa CoarseGrainedExecutorBackend /proc/$pid/cmdline; "
        "do pid=$(sed 's/.*) . \\([0-9]*\\) .*/\\1/' /proc/$pid/stat); done; "
        f'echo "$pid" >> "{folder}/executors"'
    )
    program.write_text(f'#!/bin/sh\necho "$*" >> "{folder}/runs"\n{note}\n{hold}\nexec "{coldmark}" "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    return str(program)


def n_runs(folder):
    return len((folder / "runs").read_text().splitlines())


def test_an_executor_killed_in_the_scan_changes_nothing(spark_py, spark, coldmark, logs, counted, tmp_path):
    binary = waiting_binary(coldmark, tmp_path, is_held=True)
    job = lambda: count(spark_py, spark, binary, logs.folder, tmp_path / "counts", "--task-bytes", "300000")  # noqa: E731
    said = kill_while(tmp_path, job)
    assert "16000 invocations in 8 of 8 objects" in said
    assert n_runs(tmp_path) > 8, "nothing was tried again"
    assert table(tmp_path / "counts").to_pylist() == table(counted[0]).to_pylist()


class Waiting:
    """Passes batches on, but not before it may."""

    def __init__(self, folder):
        self.folder = folder

    def __call__(self, batches):
        for batch in batches:
            Path(f"{self.folder}/waiting-{os.getpid()}").touch()
            while not Path(f"{self.folder}/go").exists():
                time.sleep(0.1)
            yield batch


def test_an_executor_killed_in_the_shuffle_changes_nothing(spark_py, spark, coldmark, logs, counted, tmp_path):
    from pyspark import cloudpickle

    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    binary = waiting_binary(coldmark, tmp_path, is_held=False)
    given = spark_py.arguments(["--input", str(logs.folder), "--out", str(tmp_path / "counts"), "--coldmark", binary])
    given.function_from = FUNCTION_FROM
    store, out = spark_py.Store(given.input), spark_py.Store(given.out)
    content, ranges = spark_py.list_of(spark_py.tasks_of(spark_py.listed(store, "*"), 300_000))
    spark_py.write_list(out, content)
    added = spark_py.added(spark_py.scan(spark, spark_py.Counting(given, store, out, ranges)))
    held = added.mapInArrow(Waiting(str(tmp_path)), spark_py.SCHEMA)
    job = lambda: held.orderBy(*spark_py.KEY).write.parquet(f"{given.out}/rows")  # noqa: E731
    kill_while(tmp_path, job, lambda: scanned_by(tmp_path))
    assert n_runs(tmp_path) > 8, "nothing was tried again"
    assert table(tmp_path / "counts/rows").to_pylist() == table(counted[0]).to_pylist()
