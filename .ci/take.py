#!/usr/bin/env python3
"""Whether what readers take away opens where they open it, as the types that it says it has.

Usage: .ci/take.py SITE, the folder of a site with a frozen version that `coldmark build --release-assets` wrote.
Needs: pip install frictionless duckdb pandas pyarrow polars pyyaml
"""

import csv
import hashlib
import html
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from contextlib import redirect_stdout
from pathlib import Path

import duckdb
import pandas
import polars
import pyarrow.parquet
import yaml

SITE = Path(sys.argv[1])
DATA = SITE / "data"
PACKAGE = json.loads((DATA / "datapackage.json").read_text())
TABLES = {resource["name"]: resource for resource in PACKAGE["resources"]}

# What each type of a column is to those who read it.
DUCKDB = {"string": "VARCHAR", "yearmonth": "VARCHAR", "boolean": "BOOLEAN", "integer": "BIGINT", "number": "DOUBLE", "date": "DATE"}
ARROW = {"string": "string", "yearmonth": "string", "boolean": "bool", "integer": "int64", "number": "double", "date": "date32[day]"}
POLARS = {"string": "String", "yearmonth": "String", "boolean": "Boolean", "integer": "Int64", "number": "Float64", "date": "Date"}


def fields(name):
    return TABLES[name]["schema"]["fields"]


def rows(name):
    with open(DATA / TABLES[name]["path"], newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def same(what, found, expected):
    assert found == expected, f"{what}: {found}, not {expected}"


def frictionless(path):
    found = subprocess.run(["frictionless", "validate", path, "--json"], capture_output=True, text=True)
    return json.loads(found.stdout)


def the_package_is_valid_and_a_wrong_cell_makes_it_invalid():
    report = frictionless(DATA / "datapackage.json")
    errors = [error["message"] for task in report["tasks"] for error in task["errors"]]
    assert report["valid"] and not errors, errors
    same("tables", report["stats"]["tasks"], len(TABLES))
    first = (DATA / "series.csv").read_text().splitlines()[1]
    spoiled = [
        ("ranks.csv", ",arm64,", ",Arm64,", "constraint-error"),
        ("ranks.csv", ",arm64,", ",,", "constraint-error"),
        ("ranks.csv", "\nlambda-perf,", "\nsomebody-else,", "foreign-key"),
        ("series.csv", f"\n{first}\n", f"\n{first}\n{first}\n", "primary-key"),
    ]
    for file, right, wrong, expected in spoiled:
        with tempfile.TemporaryDirectory() as place:
            for path in ["datapackage.json", *(table["path"] for table in TABLES.values())]:
                (Path(place) / path).write_bytes((DATA / path).read_bytes())
            table = Path(place) / file
            assert right in table.read_text(), right
            table.write_text(table.read_text().replace(right, wrong, 1))
            report = frictionless(Path(place) / "datapackage.json")
            found = {error["type"] for task in report["tasks"] for error in task["errors"]}
            assert not report["valid"] and expected in found, f"{file}, {wrong!r}: {found}"


def empty_columns(name):
    """Columns without a single value, of which no reader of CSV can tell the type."""
    found = rows(name)
    return {field["name"] for field in fields(name) if not any(row[field["name"]] for row in found)}


def duckdb_finds_the_types_by_itself():
    for name, table in TABLES.items():
        empty = empty_columns(name)
        found = duckdb.sql(f"DESCRIBE SELECT * FROM read_csv('{DATA / table['path']}', sample_size = -1)").fetchall()
        for (column, kind, *_), field in zip(found, fields(name), strict=True):
            if column in empty:
                print(f"    {name}.{column} has no value, and no type without {name}.parquet")
                continue
            same(f"{name}.{column}", (column, kind), (field["name"], DUCKDB[field["type"]]))


def parquet_has_the_types_and_values_of_the_csv():
    for name, table in TABLES.items():
        path = DATA / f"{name}.parquet"
        arrow = pyarrow.parquet.read_table(path)
        for column, field in zip(arrow.schema, fields(name), strict=True):
            same(f"{name}.{column.name}", (column.name, str(column.type)), (field["name"], ARROW[field["type"]]))
            nullable = not field.get("constraints", {}).get("required", False)
            same(f"{name}.{column.name} may be null", column.nullable, nullable)
        frame = polars.read_parquet(path)
        for column, field in zip(frame.columns, fields(name), strict=True):
            same(f"{name}.{column}", str(frame[column].dtype), POLARS[field["type"]])
        same(f"{name}: rows for pandas", len(pandas.read_parquet(path)), frame.height)
        types = {field["name"]: DUCKDB[field["type"]] for field in fields(name) if field["name"] in empty_columns(name)}
        text = f"read_csv('{DATA / table['path']}', sample_size = -1{f', types = {types}' if types else ''})"
        typed = f"read_parquet('{path}')"
        for one, other in [(text, typed), (typed, text)]:
            n_rows = duckdb.sql(f"SELECT count(*) FROM (FROM {one} EXCEPT ALL FROM {other})").fetchall()
            same(f"{name}: rows that differ", n_rows, [(0,)])


def csv_is_plain():
    for name, table in TABLES.items():
        bytes_ = (DATA / table["path"]).read_bytes()
        same(f"{name}: bytes", len(bytes_), table["bytes"])
        same(f"{name}: hash", f"sha256:{hashlib.sha256(bytes_).hexdigest()}", table["hash"])
        assert b"\r" not in bytes_ and not bytes_.startswith(b"\xef\xbb\xbf"), name
        for row in rows(name):
            for field in fields(name):
                cell = row[field["name"]]
                is_text = field["type"] == "string"
                assert not (is_text and cell[:1] in tuple("=+-@\t\r") and cell), f"{name}: {cell} is a formula"


def the_description_names_parquet_and_the_zip():
    same("zip", PACKAGE["coldmark:zip"], "coldmark-data.zip")
    for name, table in TABLES.items():
        same(f"{name} as Parquet", table["coldmark:parquet"], f"{name}.parquet")
    described = {table["coldmark:parquet"] for table in TABLES.values()}
    same("Parquet files", described, {path.name for path in DATA.glob("*.parquet")})


def sums_and_the_zip_are_of_what_is_there():
    sums = dict(reversed(line.split("  ", 1)) for line in (DATA / "SHA256SUMS").read_text().splitlines())
    for name, expected in sums.items():
        same(name, hashlib.sha256((DATA / name).read_bytes()).hexdigest(), expected)
    with zipfile.ZipFile(DATA / "coldmark-data.zip") as archive:
        assert archive.testzip() is None
        names = {Path(name).name for name in archive.namelist()}
        same("files of the zip", names, {*sums, "SHA256SUMS"})
        for name in archive.namelist():
            same(name, archive.read(name), (DATA / Path(name).name).read_bytes())


def frozen_versions_are_packages_of_their_own():
    versions = sorted(path.parent for path in (SITE / "v").glob("*/datapackage.json"))
    assert versions, "there is none"
    for folder in versions:
        report = frictionless(folder / "datapackage.json")
        errors = [error["message"] for task in report["tasks"] for error in task["errors"]]
        assert report["valid"] and not errors, errors
        manifest = json.loads((folder / "manifest.json").read_text())
        assert report["stats"]["tasks"] == len(manifest["tables"]) > 20
        subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=True)


def citations_say_the_same():
    cff = yaml.safe_load((DATA / "CITATION.cff").read_text())
    same("version", cff["version"], PACKAGE["version"])
    same("date", f"{cff['date-released']}T00:00:00Z", PACKAGE["created"])
    same("licence", cff["license"], PACKAGE["licenses"][0]["name"])
    page = (DATA / "index.html").read_text()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page).group(1)
    dataset = json.loads(block)
    same("type", dataset["@type"], "Dataset")
    same("version of the page", dataset["version"], PACKAGE["version"])
    for file in dataset["distribution"]:
        assert (DATA / file["contentUrl"].rsplit("/", 1)[1]).is_file(), file


def what_the_page_says_to_paste_works():
    page = (DATA / "index.html").read_text()
    address = PACKAGE["id"]
    found = re.findall(r'<code id="with-(\w+)">(.*?)</code>', page, re.DOTALL)
    same("snippets", sorted(name for name, _ in found), ["duckdb", "frictionless", "pandas", "polars", "pyarrow"])
    for name, text in found:
        snippet = html.unescape(text).replace(address, f"{DATA}/")
        assert str(DATA) in snippet, name
        if name == "duckdb":
            printed = str(duckdb.sql(snippet).fetchall())
        elif name == "frictionless":
            printed = subprocess.run(snippet, shell=True, check=True, capture_output=True, text=True).stdout
        else:
            with redirect_stdout(io.StringIO()) as output:
                exec(snippet, {})
            printed = output.getvalue()
        assert len(printed.strip()) > 50, f"{name} printed {printed!r}"
        print(f"--- {name}\n{printed.rstrip()[:800]}")


CHECKS = [
    the_package_is_valid_and_a_wrong_cell_makes_it_invalid,
    duckdb_finds_the_types_by_itself,
    parquet_has_the_types_and_values_of_the_csv,
    csv_is_plain,
    the_description_names_parquet_and_the_zip,
    sums_and_the_zip_are_of_what_is_there,
    frozen_versions_are_packages_of_their_own,
    citations_say_the_same,
    what_the_page_says_to_paste_works,
]

if __name__ == "__main__":
    for check in CHECKS:
        check()
        print(f"ok: {check.__name__.replace('_', ' ')}", flush=True)
