"""`alskg search`, as people use it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from alskg.cli import main


def test_a_pipe_gets_tab_separated_rows() -> None:
    """A header, then the best match first."""
    result = CliRunner().invoke(main, ["search", "lou gehrig"])
    lines = result.stdout.splitlines()

    assert result.exit_code == 0
    assert lines[0] == "id\tlabel\ttype\tmatched"
    assert lines[1].startswith("condition:als\tamyotrophic lateral sclerosis\talskg:Condition\t")


@pytest.mark.parametrize("format_name", ["table", "csv", "tsv", "json", "jsonl", "md"])
def test_every_format_has_the_answer(format_name: str) -> None:
    """The same rows in each."""
    result = CliRunner().invoke(main, ["search", "HGNC:11179", "-f", format_name])

    assert result.exit_code == 0
    assert "gene:SOD1" in result.stdout


def test_json_is_for_programs(tmp_path: Path) -> None:
    """A list of records, here in a file whose ending says so."""
    path = tmp_path / "hits.json"

    CliRunner().invoke(main, ["search", "SOD1", "--type", "Gene", "-o", str(path)])

    assert json.loads(path.read_text()) == [
        {"id": "gene:SOD1", "label": "SOD1", "type": "alskg:Gene", "matched": "SOD1"}
    ]


def test_a_limit_is_kept() -> None:
    """At most so many rows after the header."""
    assert len(CliRunner().invoke(main, ["search", "als", "-n", "3"]).stdout.splitlines()) == 4


def test_finding_nothing_is_a_no() -> None:
    """Exit status 1, a message, and the header alone."""
    result = CliRunner().invoke(main, ["search", "xyzzy"])

    assert result.exit_code == 1
    assert result.stdout == "id\tlabel\ttype\tmatched\n"
    assert "Nothing in the graph is called 'xyzzy'" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["als", "--type", "Geen"], "Did you mean 'Gene'?"),
        (["als", "-f", "docx"], "no format 'docx'"),
        (["als", "-f", "xml"], "not written as xml"),
        (["als", "-n", "0"], "0 is not in the range"),
        ([], "Missing argument"),
    ],
)
def test_a_mistake_is_named(arguments: list[str], said: str) -> None:
    """Exit status 2 and a message."""
    result = CliRunner().invoke(main, ["search", *arguments])

    assert result.exit_code == 2
    assert said in result.stderr


def test_help_has_an_example() -> None:
    """So has every command."""
    assert 'alskg search "lou gehrig"' in CliRunner().invoke(main, ["search", "-h"]).stdout
