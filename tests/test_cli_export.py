"""`alskg export`, as people use it."""

import hashlib
import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from alskg import export
from alskg.cli import main

ROOT = Path(__file__).resolve().parent.parent
SINGLE = [row.name for row in export.REGISTRY if row.single]
PARTS = ("alskg", "data", "ontology", "queries")


@pytest.mark.parametrize("format_name", SINGLE)
def test_every_format_can_be_written(format_name: str, tmp_path: Path) -> None:
    """To standard output and to a file, the same bytes."""
    printed = CliRunner().invoke(main, ["export", format_name])
    path = tmp_path / "graph"

    written = CliRunner().invoke(main, ["export", format_name, "-o", str(path)])

    assert (printed.exit_code, written.exit_code) == (0, 0)
    assert written.stdout == ""
    assert path.read_bytes() == printed.stdout_bytes


def test_the_ending_of_the_file_says_which_format(tmp_path: Path) -> None:
    """No format need be named then."""
    path = tmp_path / "als.trig"

    assert CliRunner().invoke(main, ["export", "-o", str(path)]).exit_code == 0
    assert list(ox.parse(path=path, format=ox.RdfFormat.TRIG))


def test_aliases_are_understood() -> None:
    """People write ttl and nt."""
    ttl = CliRunner().invoke(main, ["export", "ttl", "--layer", "source"])

    assert ttl.stdout == CliRunner().invoke(main, ["export", "turtle", "-l", "graph:source"]).stdout


def test_layers_narrow_the_export() -> None:
    """Only what was asked for, and what its claims rest on."""
    result = CliRunner().invoke(main, ["export", "nquads", "-l", "page"])
    graphs = {line.rsplit(" ", 2)[1].rpartition("/")[2] for line in result.stdout.splitlines()}

    assert {"page>", "source>", "ontology>"} <= graphs
    assert "dataset>" not in graphs


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Name a format: turtle, trig"),
        (["-o", "-"], "Name a format: turtle, trig"),
        (["-o", "zz"], "Name one, as in alskg export turtle -o zz, or end the file's name in .ttl"),
        (["docx"], "not exported as docx"),
        (["kgx"], "alskg export kgx -o FOLDER"),
        (["--all"], "alskg export --all -o FOLDER"),
        (["turtle", "--all", "-o", "out"], "not both"),
        (["--all", "-o", "out", "--focus", "SOD1"], "always the whole"),
        (["sssom", "-o", "out", "-l", "page"], "always the whole"),
        (["turtle", "--kind", "CaseShareClaims"], "Did you mean 'CaseShareClaim'?"),
        (["turtle", "--focus", "SOD11"], "Did you mean"),
        (["--all", "-o", "/no/such/folder/out"], "Cannot write"),
        (["turtl"], "Did you mean 'turtle'?"),
        (["turtle", "-l", "pages"], "Did you mean 'page'?"),
        (["turtle", "-o", "/no/such/folder/als.ttl"], "Cannot write"),
    ],
)
def test_a_mistake_is_named(arguments: list[str], said: str) -> None:
    """Exit status 2, a message, no traceback, nothing on standard output."""
    result = CliRunner().invoke(main, ["export", *arguments])

    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_help_has_an_example() -> None:
    """So has every command; this one lists its formats too."""
    text = CliRunner().invoke(main, ["export", "-h"]).stdout

    assert "alskg export turtle -o als.ttl" in text
    assert all(name in text for name in export.FORMATS)


def test_several_files_go_to_a_folder_with_their_manifest(tmp_path: Path) -> None:
    """One summary line on standard error, nothing on standard output."""
    result = CliRunner().invoke(main, ["export", "references", "-o", str(tmp_path / "out")])

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("4 files, ")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        *("references.csv", "references.bib", "manifest.json", "SHA256SUMS")
    }


def test_left_out_knowledge_gaps_are_said(tmp_path: Path) -> None:
    """With their number and the format that has them."""
    folder = tmp_path / "out"
    arguments = ["export", "kgx", "--kind", "KnowledgeGapClaim", "-o", str(folder)]
    result = CliRunner().invoke(main, arguments)
    counts = json.loads((folder / "manifest.json").read_text())["formats"]["kgx"]["leftOut"]
    number = counts["knowledge gaps (in knowledge_gaps.tsv)"]

    assert (result.exit_code, result.stdout) == (0, "")
    assert number > 0
    assert f"kgx leaves out {number} knowledge gaps" in result.stderr
    assert "alskg export tables has them" in result.stderr
    assert len(result.stderr.splitlines()) == 2


def test_a_terminal_is_told_what_was_written(tmp_path: Path) -> None:
    """What is quick shows no progress: the summary stands alone."""
    screen, terminal = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "alskg", "export", "references", "-o", str(tmp_path / "out")],
        cwd=ROOT,
        stderr=terminal,
        check=True,
    )
    os.close(terminal)

    assert os.read(screen, 1000).decode().endswith("out\r\n")
    os.close(screen)


def test_a_part_is_picked_by_focus_and_kind() -> None:
    """By the names that people use."""
    result = CliRunner().invoke(
        main, ["export", "jsonld", "--focus", "SOD1", "--kind", "CaseShareClaim"]
    )
    nodes = {node["id"]: node for node in json.loads(result.stdout)["@graph"]}

    assert "gene:SOD1" in nodes
    kinds = {node.get("type") for name, node in nodes.items() if name.startswith("claim:")}
    assert "CaseShareClaim" in kinds
    assert kinds <= {"CaseShareClaim", None}  # a claim that is only mentioned has but its label


@pytest.mark.slow
def test_two_copies_of_the_project_write_the_same_bytes(tmp_path: Path) -> None:
    """Each builds for itself, in a folder of its own, with a hash seed of its own."""
    digests = set()
    for seed, name in enumerate(["one", "another/place"], 1):
        copy = tmp_path / name
        for part in PARTS:
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        environment = os.environ | {"PYTHONHASHSEED": str(seed), "PYTHONPATH": str(copy)}
        environment.pop("ALSKG_BUILD_DIR", None)
        subprocess.run(
            [sys.executable, "-m", "alskg", "export", "--all", "-o", "out"],
            cwd=copy,
            env=environment,
            capture_output=True,
            check=True,
        )
        written = b"".join(
            path.relative_to(copy).as_posix().encode() + path.read_bytes()
            for path in sorted((copy / "out").rglob("*"))
            if path.is_file()
        )
        assert (copy / "build" / "current").is_file()
        digests.add(hashlib.sha256(written).hexdigest())

    assert len(digests) == 1
