"""Fixtures of all tests: the binary, the objects, one Spark session with real executors, one S3 server."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.dataset
import pytest
from pyspark import cloudpickle
from pyspark.sql import SparkSession

SCALE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(SCALE), str(SCALE / "tests")]

import objects  # noqa: E402
import s3_server  # noqa: E402

ROOT = SCALE.parent
JARS = sorted((ROOT / "target/scale-tools/jars").glob("*.jar"))
# Tests are short: a JVM that compiles little is ready sooner.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData"
FUNCTION_FROM = "exports/([^/]+)/"


@pytest.fixture(scope="session")
def coldmark():
    path = Path(os.environ.get("COLDMARK", ROOT / "target/debug/coldmark"))
    assert path.is_file(), f"{path} is missing: build it with cargo build --locked"
    return str(path)


@pytest.fixture(scope="session")
def spark_py():
    """The script as a module, which executors get with each task, as they do when it is the main program."""
    spec = importlib.util.spec_from_file_location("coldmark_spark", SCALE / "spark.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["coldmark_spark"] = module
    spec.loader.exec_module(module)
    cloudpickle.register_pickle_by_value(module)
    return module


@pytest.fixture(scope="session")
def s3(tmp_path_factory):
    server = s3_server.Server(tmp_path_factory.mktemp("s3"))
    yield server
    server.stop()


def s3_settings(endpoint):
    """Settings with which Spark writes to the server."""
    return {
        "spark.hadoop.fs.s3a.endpoint": endpoint,
        "spark.hadoop.fs.s3a.endpoint.region": "us-east-1",
        "spark.hadoop.fs.s3a.path.style.access": "true",
        "spark.hadoop.fs.s3a.access.key": s3_server.KEYS["AWS_ACCESS_KEY_ID"],
        "spark.hadoop.fs.s3a.secret.key": s3_server.KEYS["AWS_SECRET_ACCESS_KEY"],
    }


SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "3",
    "spark.driver.extraJavaOptions": JAVA,
    "spark.executor.extraJavaOptions": JAVA,
    "spark.jars": ",".join(map(str, JARS)),
    "spark.log.level": "ERROR",
}


@pytest.fixture(scope="session")
def spark(s3, tmp_path_factory):
    os.environ.update(s3_server.KEYS, SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable, PYTHONWARNINGS="ignore")
    # Executors of a local cluster keep their files below this folder.
    os.environ["SPARK_WORKER_DIR"] = str(tmp_path_factory.mktemp("workers"))
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("tests")
    for name, value in {**SETTINGS, **s3_settings(s3.endpoint)}.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.fixture(scope="session")
def logs(tmp_path_factory):
    """The eight objects, below a folder of exports."""
    folder = tmp_path_factory.mktemp("logs")
    made = objects.write(folder / "exports")
    texts = tmp_path_factory.mktemp("texts")
    objects.write(texts / "exports", objects.text_objects(made))
    return SimpleNamespace(folder=folder / "exports", texts=texts / "exports", made=made)


@pytest.fixture(scope="session")
def one_machine(coldmark, logs, tmp_path_factory):
    """Counts of all objects by `coldmark count` on files: each function by itself, then merged."""
    folder = tmp_path_factory.mktemp("one-machine")
    for function in sorted(path.name for path in logs.folder.iterdir()):
        run(coldmark, "count", "--function", function, logs.folder / function, "--out", folder / f"{function}.parquet")
    merged = tmp_path_factory.mktemp("merged") / "counts.parquet"
    run(coldmark, "count", "--merge", folder, "--out", merged)
    return merged


def run(*command, cwd=None, code=0, **environment):
    """Runs a program, which must end with `code`. Returns what it says."""
    ended = subprocess.run(
        list(map(str, command)), cwd=cwd, capture_output=True, text=True, timeout=300, env={**os.environ, **environment}
    )
    said = ended.stdout + ended.stderr
    assert ended.returncode == code, f"{' '.join(map(str, command))} ended with {ended.returncode}:\n{said[-4000:]}"
    return said


def table(place):
    """All rows of a file or folder of counts."""
    return pa.dataset.dataset(str(place), format="parquet", exclude_invalid_files=False).to_table()


def rows(place, without=("object",)):
    """Rows without those of some metrics. Fails if two agree in all but their count."""
    listed = [tuple(row.values()) for row in table(place).to_pylist() if row["metric"] not in without]
    assert len({row[:-1] for row in listed}) == len(listed), "a key occurs twice"
    return set(listed)


def drawn(made):
    """Rows that the objects must give, with the column of the instruction set."""
    return {(*row[:3], None, *row[3:]) for row in objects.expected(made)}


def count(spark_py, spark, coldmark, place, out, *options):
    """Runs the job in the shared session."""
    given = ["--input", str(place), "--out", str(out), "--coldmark", coldmark, "--function-from", FUNCTION_FROM, *options]
    return spark_py.run(spark, spark_py.arguments(given))
