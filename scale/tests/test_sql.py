"""Counts from SQL are those of the invocations that were drawn, and those of the binary."""

import json

import duckdb
import pytest
import sql
from conftest import FUNCTION_FROM, drawn, rows, run, table

from objects import text_objects

# The binary alone knows the runtime, from the start of an environment.
NO_SQL = ("object", "configuration")


def run_duckdb(place, out, **options):
    connection = duckdb.connect()
    for statement in sql.statements("duckdb", str(place), str(out), **options):
        connection.execute(statement)


@pytest.fixture(scope="session")
def by_duckdb(logs, tmp_path_factory):
    out = tmp_path_factory.mktemp("duckdb") / "counts.parquet"
    run_duckdb(logs.texts / "**/0*", out, function_from=FUNCTION_FROM)
    return out


def test_duckdb_counts_what_was_drawn(logs, by_duckdb):
    assert rows(by_duckdb) == drawn(text_objects(logs.made))


def test_spark_sql_gives_the_same_table(logs, by_duckdb, spark, tmp_path):
    out = tmp_path / "counts"
    for statement in sql.statements("spark", str(logs.texts), str(out), function_from=FUNCTION_FROM):
        spark.sql(statement)
    assert table(out).to_pylist() == table(by_duckdb).to_pylist()


def test_the_binary_gives_the_same_rows(logs, by_duckdb, one_machine):
    texts = {one.function for one in text_objects(logs.made)}
    assert {row for row in rows(one_machine, NO_SQL) if row[0] in texts} == rows(by_duckdb)


def test_sql_counts_the_good_lines_among_faults(logs, one_machine, tmp_path):
    out = tmp_path / "counts.parquet"
    run_duckdb(logs.folder / "faults/**/0*", out, function="faults")
    assert rows(out) == {row for row in rows(one_machine, NO_SQL) if row[0] == "faults"}
    [receipt] = [json.loads(row["detail"]) for row in table(out).to_pylist() if row["metric"] == "object"]
    # The fault after unknown text is no record of the platform for SQL.
    assert (receipt["records"], receipt["invocations"], receipt["refused"]) == (2003, 2000, 3)


def test_a_report_takes_the_counts_of_sql(coldmark, by_duckdb, tmp_path):
    said = run(coldmark, "report", "--counts", by_duckdb, "--out", tmp_path / "report")
    assert "10000 invocations" in said or "10,000 invocations" in said, said


def test_labels_name_the_function_and_the_instruction_set(logs, tmp_path):
    out = tmp_path / "counts.parquet"
    run_duckdb(logs.texts / "cart/**/0*", out, function="o'clock", arch="arm64")
    assert {row[0] for row in rows(out)} == {"o'clock"} and {row[3] for row in rows(out)} == {"arm64"}


def test_each_dialect_fills_in_everything():
    for dialect in ["duckdb", "spark", "athena"]:
        text = ";".join(sql.statements(dialect, "s3://logs/exports", "s3://stats/counts", function="it's"))
        assert "${" not in text and "$$" not in text, text
