#!/usr/bin/env python3
"""Prints the statements that count plain-text logs in an engine without the binary, from `counts.sql`.

Usage: sql.py duckdb|spark|athena --input PLACE --out PLACE [--function NAME | --function-from REGEX] [--arch ARCH]

DuckDB takes a glob and writes one file; Spark SQL and Athena take a folder with all below it and write a folder.
"""

import argparse
import sys
from pathlib import Path
from string import Template

# Columns of `wide` in counts.sql that become rows.
METRICS = """object invocations cold_starts restores init_us restore_us cold_total_us cold_duration_us warm_duration_us
max_memory_used_mb cold_start_began_at_us cold_start_ended_at_us billed_us billed_init_us first_at_us last_at_us failures
memory_exhausted first_failure_at_us last_failure_at_us""".split()

KEY = "path, function, version, memory_mb, day, failure"
COLUMNS = "function, version, memory_mb, arch, day, metric, detail, value, n"

# DuckDB reads lines as a table with columns. No line holds this, so each line is one column.
NO_DELIMITER = "chr(1) || chr(2) || chr(1)"


def quoted(text, dialect):
    """A literal of SQL. Spark reads a backslash in it as an escape."""
    if dialect == "spark":
        text = text.replace("\\", "\\\\")
        return "'" + text.replace("'", "\\'") + "'"
    return "'" + text.replace("'", "''") + "'"


def unpivoted(dialect):
    """The relation with a row for each metric. The text is read once, not once for each metric."""
    names = ", ".join(f"'{metric}'" for metric in METRICS)
    pairs = ", ".join(f"'{metric}', {metric}" for metric in METRICS)
    joined = {
        "athena": f"CROSS JOIN UNNEST(ARRAY[{names}], ARRAY[{', '.join(METRICS)}]) AS unpivoted (metric, value)",
        "spark": f"LATERAL VIEW stack({len(METRICS)}, {pairs}) unpivoted AS metric, value",
    }
    if dialect in joined:
        return f"SELECT {KEY}, metric, value FROM wide\n  {joined[dialect]}\n  WHERE value IS NOT NULL"
    return f"SELECT {KEY}, metric, value FROM wide UNPIVOT (value FOR metric IN ({', '.join(METRICS)}))"


PATH = {
    "duckdb": "filename",
    # Spark escapes a path as in an address, in which a plus stands for itself, and gives S3 the name of its connector.
    "spark": "regexp_replace(regexp_replace(url_decode(replace(input_file_name(), '+', '%2B')), '^s3[an]:', 's3:'), '^file:/+', '/')",
    "athena": '"$path"',
}

AT_US = {
    "duckdb": "epoch_us(TRY_CAST(at_text AS TIMESTAMP))",
    "spark": "unix_micros(TRY_CAST(concat(at_text, 'Z') AS TIMESTAMP))",
    "athena": "CAST(round(to_unixtime(with_timezone(TRY_CAST(replace(at_text, 'T', ' ') AS TIMESTAMP(6)), 'UTC')) * 1000000) AS BIGINT)",
}


def select(dialect, source, function=None, function_from=None, arch=None):
    """The query alone, over the lines of `source`."""
    name = "CAST(NULL AS VARCHAR(1))"
    if function:
        name = quoted(function, dialect)
    if function_from:
        name = f"nullif(regexp_extract(path, {quoted(function_from, dialect)}, 1), '')"
    text = (Path(__file__).parent / "counts.sql").read_text()
    return Template(text).substitute(
        source=source,
        path=PATH[dialect],
        function=name,
        arch=quoted(arch, dialect) if arch else "CAST(NULL AS VARCHAR(1))",
        at_us=AT_US[dialect],
        unpivoted=unpivoted(dialect),
    )


def duckdb_source(place):
    """Lines of the files that a glob names. No line holds the delimiter, so each is a row of one column."""
    return (
        f"read_csv({quoted(place, 'duckdb')}, columns = {{'line': 'VARCHAR'}}, delim = {NO_DELIMITER}, quote = '', escape = '',\n"
        "    header = false, auto_detect = false, new_line = '\\n', max_line_size = 2097152, filename = true)"
    )


def statements(dialect, place, out, **options):
    """All statements, each to be run as it is."""
    if dialect == "duckdb":
        query = select(dialect, duckdb_source(place), **options)
        return [
            "SET TimeZone = 'UTC'",
            f"COPY (\n{query}ORDER BY ALL NULLS FIRST\n) TO {quoted(out, dialect)} (FORMAT parquet, COMPRESSION snappy)",
        ]
    if dialect == "spark":
        query = select(dialect, "coldmark_log_lines", **options)
        return [
            "SET spark.sql.session.timeZone = UTC",
            # Literals are written for this setting.
            "SET spark.sql.parser.escapedStringLiterals = false",
            "CREATE OR REPLACE TEMPORARY VIEW coldmark_log_lines (line STRING)\n"
            f"USING text OPTIONS (path {quoted(place, dialect)}, recursiveFileLookup 'true', lineSep '\\n')",
            f"INSERT OVERWRITE DIRECTORY {quoted(out, dialect)} USING parquet\n{query}ORDER BY {COLUMNS}",
        ]
    place, out = (text if text.endswith("/") else f"{text}/" for text in (place, out))
    query = select(dialect, "coldmark_log_lines", **options)
    return [
        # Nothing that Lambda writes holds the delimiter. Output of functions is cut there, and is not read anyway.
        "CREATE EXTERNAL TABLE IF NOT EXISTS coldmark_log_lines (line string)\n"
        f"ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\001' LINES TERMINATED BY '\\n'\nLOCATION {quoted(place, dialect)}",
        f"UNLOAD (\n{query}) TO {quoted(out, dialect)} WITH (format = 'PARQUET', compression = 'SNAPPY')",
        "DROP TABLE coldmark_log_lines",
    ]


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dialect", choices=["duckdb", "spark", "athena"])
    parser.add_argument("--input", required=True)
    parser.add_argument("--out", required=True)
    function = parser.add_mutually_exclusive_group()
    function.add_argument("--function", help="name of the function")
    function.add_argument("--function-from", metavar="REGEX", help="names the function after the first group of REGEX in the path")
    parser.add_argument("--arch", choices=["x86_64", "arm64"])
    given = parser.parse_args(arguments)
    options = {"function": given.function, "function_from": given.function_from, "arch": given.arch}
    for statement in statements(given.dialect, given.input, given.out, **options):
        print(f"{statement};\n")


if __name__ == "__main__":
    main(sys.argv[1:])
