"""`alskg stats`, as people use it."""

import json

import pytest
from click.testing import CliRunner

import alskg
from alskg.cli import main

TABLES = (
    "things",
    "claims by kind",
    "claims by modality",
    "claims by layer",
    "passages",
    "derived edges by rule",
    "mappings by target",
    "triples by graph",
)


def test_a_pipe_gets_one_row_a_count() -> None:
    """A header, then table, item and number."""
    lines = CliRunner().invoke(main, ["stats"]).stdout.splitlines()

    assert lines[0] == "table\titem\tcount"
    assert "things\talskg:Gene\t29" in lines
    assert list(dict.fromkeys(line.split("\t")[0] for line in lines[1:])) == list(TABLES)


def test_json_has_one_object_a_table() -> None:
    """The same that Python gives."""
    result = CliRunner().invoke(main, ["stats", "-f", "json"])

    assert json.loads(result.stdout) == alskg.load().stats()


def test_people_get_one_table_each() -> None:
    """With its name above it."""
    shown = CliRunner().invoke(main, ["stats", "-f", "table"]).stdout

    assert [title for title in TABLES if title in shown.splitlines()] == list(TABLES)


@pytest.mark.parametrize("format_name", ["csv", "md", "jsonl"])
def test_other_formats_are_written(format_name: str) -> None:
    """One row a count."""
    result = CliRunner().invoke(main, ["stats", "-f", format_name])

    assert result.exit_code == 0
    assert "alskg:Gene" in result.stdout


def test_a_mistake_is_named() -> None:
    """Exit status 2 and a message."""
    result = CliRunner().invoke(main, ["stats", "-f", "xml"])

    assert result.exit_code == 2
    assert "not written as xml" in result.stderr


def test_help_has_an_example() -> None:
    """So has every command."""
    assert "alskg stats -f json" in CliRunner().invoke(main, ["stats", "-h"]).stdout
