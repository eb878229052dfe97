"""The commands of the README are as the programs take them."""

import json
import re
import shlex
import subprocess

import sql
from conftest import SCALE

README = (SCALE / "README.md").read_text()


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.M | re.S)


def test_shell_commands_have_no_syntax_error():
    assert len(blocks("sh")) >= 5
    for block in blocks("sh"):
        subprocess.run(["bash", "-n", "-c", block], check=True)


def test_documents_in_json_can_be_parsed():
    for block in blocks("json"):
        json.loads(block)


def test_every_engine_gets_options_that_the_script_has(spark_py):
    submitted = [shlex.split(found) for found in re.findall(r"--files coldmark scale/spark\.py (.*?[^\\])\n", README, re.S)]
    [emr] = re.findall(r"--job-driver '(.*?)'\n", README, re.S)
    [databricks] = [json.loads(block) for block in blocks("json") if "spark_python_task" in block]
    [glue] = re.findall(r"--default-arguments '(.*?)'\n", README, re.S)
    glue = [text for pair in json.loads(glue).items() for text in pair]
    lists = [
        *submitted,
        json.loads(emr)["sparkSubmit"]["entryPointArguments"],
        databricks["tasks"][0]["spark_python_task"]["parameters"],
        # Glue passes these and more of its own.
        [*glue, "--out", "s3://stats/counts/2026-11-27/", "--JOB_RUN_ID", "jr_1", "--JOB_NAME", "coldmark"],
    ]
    assert len(lists) == 5
    for given in lists:
        parsed = spark_py.arguments([text for text in given if text != "\n"])
        assert parsed.input == "s3://logs/exports/" and parsed.out.startswith("s3"), given
        assert re.search(parsed.function_from, "s3://logs/exports/shop/id/stream/000000.gz").group(1) == "shop"


def test_the_command_for_athena_prints_its_statements(capsys):
    [command] = re.findall(r"scale/sql\.py (athena .*)\n", README)
    sql.main(shlex.split(command))
    printed = capsys.readouterr().out
    assert re.findall(r"^(CREATE EXTERNAL TABLE|UNLOAD|DROP TABLE)", printed, re.M) == ["CREATE EXTERNAL TABLE", "UNLOAD", "DROP TABLE"]
