"""`alskg describe`, as people use it."""

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from alskg.cli import main


@pytest.mark.parametrize(
    "name", ["SOD1", "sod1", "gene:SOD1", "HGNC:11179", "https://w3id.org/alskg/gene/SOD1"]
)
def test_a_thing_goes_by_many_names(name: str) -> None:
    """What it is, what is said of it and where, its identifiers, and what follows."""
    result = CliRunner().invoke(main, ["describe", name])

    assert result.exit_code == 0
    assert result.stdout.startswith("SOD1  gene:SOD1\ngene\n")
    assert "\nClaims\n" in result.stdout
    assert "      claim:sod1-share-of-familial-als  Causes, sentence 3\n" in result.stdout
    assert "  exact match  HGNC:11179  SOD1\n" in result.stdout
    assert "(numbered condition)\n" in result.stdout


def test_a_synonym_finds_the_thing() -> None:
    """By a name that the page gives."""
    result = CliRunner().invoke(main, ["describe", "Lou Gehrig disease"])

    assert result.stdout.startswith("amyotrophic lateral sclerosis  condition:als\n")


@pytest.mark.parametrize(
    ("format_name", "syntax"),
    [
        ("turtle", ox.RdfFormat.TURTLE),
        ("ttl", ox.RdfFormat.TURTLE),
        ("ntriples", ox.RdfFormat.N_TRIPLES),
        ("jsonld", ox.RdfFormat.JSON_LD),
    ],
)
def test_triples_can_be_read_back(format_name: str, syntax: ox.RdfFormat) -> None:
    """They hold the thing and the claims about it."""
    result = CliRunner().invoke(main, ["describe", "SOD1", "-f", format_name])
    subjects = {str(quad.subject) for quad in ox.parse(result.stdout, format=syntax)}

    assert "<https://w3id.org/alskg/gene/SOD1>" in subjects
    assert "<https://w3id.org/alskg/claim/sod1-share-of-familial-als>" in subjects


def test_json_is_for_programs(tmp_path: Path) -> None:
    """Here into a file whose ending says so."""
    path = tmp_path / "sod1.json"

    CliRunner().invoke(main, ["describe", "SOD1", "-o", str(path)])

    assert json.loads(path.read_text())["curie"] == "gene:SOD1"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["SOD11"], "Did you mean 'SOD1'?"),
        (["gene:SOD11"], "Did you mean 'gene:SOD1'?"),
        (["SOD1", "-f", "csv"], "not described as csv"),
        (["SOD1", "-f", "docx"], "no format 'docx'"),
    ],
)
def test_a_mistake_is_named(arguments: list[str], said: str) -> None:
    """Exit status 2, a message, no traceback."""
    result = CliRunner().invoke(main, ["describe", *arguments])

    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_help_has_an_example() -> None:
    """So has every command."""
    assert "alskg describe SOD1" in CliRunner().invoke(main, ["describe", "-h"]).stdout


def test_a_question_takes_an_identifier_elsewhere() -> None:
    """It is answered as for our own thing, not with nothing."""
    ours, theirs = (
        CliRunner().invoke(main, ["query", "what_is_said_of", "-p", f"entity={name}"]).stdout
        for name in ("gene:SOD1", "HGNC:11179")
    )

    assert theirs == ours
    assert len(theirs.splitlines()) > 1


@pytest.mark.parametrize("name", ["alskg:Gene", "alskg:causes", "modality:probable"])
def test_the_vocabulary_is_described(name: str) -> None:
    """With its definition and how often it is used; it has no sentences."""
    shown = CliRunner().invoke(main, ["describe", name])
    traced = CliRunner().invoke(main, ["trace", name])

    assert shown.exit_code == 0, shown.stderr
    assert "\n  uses: " in shown.stdout
    assert "uses: 0\n" not in shown.stdout
    assert traced.exit_code == 1
    assert "A term of the vocabulary has no sentences." in traced.stderr
