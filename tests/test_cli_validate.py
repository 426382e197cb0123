"""`alskg validate`: the graph, a file, and what cannot be read."""

import json
import time
from pathlib import Path

import pytest
import rdflib
from claim_fixtures import CLAIM as GOOD
from click.testing import CliRunner, Result

from alskg.cli import main
from alskg.cli.validate import command

BAD = GOOD.replace("gene:SOD1 ;", "condition:ftd ;")


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["validate", *arguments], input=stdin)


@pytest.fixture
def bad(tmp_path: Path) -> str:
    """Return the name of a file in which the subject is of the wrong class."""
    path = tmp_path / "mine.ttl"
    path.write_text(BAD, encoding="utf-8")
    return str(path)


def test_the_project_conforms() -> None:
    """Without a file it is the project that is checked."""
    result = run()

    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1].startswith("Conforms: 0 violations, 0 warnings, ")


def test_a_finding_can_be_made_to_count() -> None:
    """`--fail-on info` also minds what the sources leave open."""
    assert run("--fail-on", "info").exit_code == 1


def test_a_fault_is_shown_with_its_place(bad: str) -> None:
    """The node by its label, the path, the value, what to do, file and line."""
    result = run(bad)

    assert result.exit_code == 1
    assert f"  SOD1: mine (claim:mine)\n    at {bad}:11\n" in result.stdout
    assert "    rdf:subject = condition:ftd\n  (alskg:ClaimShape-domain)\n" in result.stdout
    assert "Swap the ends" in result.stdout
    assert "Does not conform: 1 violation, 0 warnings, 0 infos." in result.stdout


def test_a_fault_can_be_let_pass(bad: str) -> None:
    """For scripts that only want the report."""
    assert run(bad, "--fail-on", "none").exit_code == 0


def test_a_sound_file_conforms() -> None:
    """It is checked as an addition to the graph; - is standard input."""
    result = run("-", stdin=GOOD)

    assert result.exit_code == 0
    assert result.stdout == "Conforms: 0 violations, 0 warnings, 0 infos.\n"


def test_without_the_graph_its_things_are_unknown() -> None:
    """`--alone` leaves only the vocabulary."""
    result = run("-", "--alone", "-f", "json", stdin=GOOD)

    found = json.loads(result.stdout)["findings"]
    assert result.exit_code == 1
    assert {one["shape"] for one in found} >= {"alskg:ClaimShape-domain", "alskg:ClaimShape-range"}


CURATED = sorted((Path(__file__).resolve().parent.parent / "data").glob("*/*.ttl"))


@pytest.mark.parametrize(
    "files",
    [*([file] for file in CURATED), [file for file in CURATED if file.parent.name == "page"]],
    ids=lambda files: files[0].stem if len(files) == 1 else "the whole page",
)
def test_the_projects_own_files_conform(files: list[Path]) -> None:
    """What the graph already says is not counted again, in a few seconds."""
    started = time.monotonic()

    result = run(*map(str, files))

    assert result.exit_code == 0
    assert "0 violations, 0 warnings" in result.stdout
    assert time.monotonic() - started < 20


def test_an_empty_file_is_mentioned(tmp_path: Path) -> None:
    """It conforms, though most likely it is not what was meant."""
    empty = tmp_path / "empty.ttl"
    empty.write_text("# only a comment\n", encoding="utf-8")

    result = run(str(empty))

    assert result.exit_code == 0
    assert result.stderr == f"alskg: {empty} holds no statements.\n"
    assert run("-", stdin=GOOD).stderr == ""


def test_files_are_each_others_background(tmp_path: Path) -> None:
    """A claim in one may be about a thing in another."""
    gene, claim = tmp_path / "gene.nt", tmp_path / "claim.ttl"
    text = 'gene:XYZ1 a alskg:Gene ; rdfs:label "XYZ1"@en .'
    header = "".join(line for line in GOOD.splitlines(keepends=True) if line.startswith("PREFIX"))
    graph = rdflib.Graph().parse(data=header + text, format="turtle")
    gene.write_text(graph.serialize(format="nt"), encoding="utf-8")
    claim.write_text(GOOD.replace("SOD1", "XYZ1"), encoding="utf-8")

    assert run(str(gene), str(claim)).exit_code == 0
    assert run(str(claim)).exit_code == 1


def test_the_report_as_json(bad: str) -> None:
    """For programs."""
    report = json.loads(run(bad, "-f", "json").stdout)

    assert report["conforms"] is False
    assert report["counts"] == {"violation": 1, "warning": 0, "info": 0}
    assert report["findings"][0]["line"] == 11


def test_the_report_as_turtle(bad: str, tmp_path: Path) -> None:
    """SHACL's own form; the ending of -o chooses it."""
    target = tmp_path / "report.ttl"

    result = run(bad, "-o", str(target))

    assert result.exit_code == 1
    assert result.stdout == ""
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    graph = rdflib.Graph().parse(target)
    assert [str(focus).rpartition("/")[2] for focus in graph.objects(None, sh.focusNode)] == [
        "mine"
    ]


def test_the_report_as_a_table(bad: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One row a finding, then the summary."""
    monkeypatch.delenv("COLUMNS", raising=False)  # a narrow one folds headings
    lines = run(bad, "-f", "table").stdout.splitlines()

    assert lines[0].split() == [
        "severity",
        "label",
        "node",
        "path",
        "value",
        "to",
        "do",
        "where",
        "shape",
    ]
    assert "claim:mine" in lines[2]
    assert lines[-1].startswith("Does not conform: 1 violation")


def test_an_empty_table_is_its_summary() -> None:
    """Nothing found, nothing to list."""
    assert run("-", "-f", "table", stdin=GOOD).stdout.startswith("Conforms")


def test_the_reference_engine_can_be_asked_for(bad: str) -> None:
    """On the vocabulary alone it is quick enough for a test."""
    result = run(bad, "--alone", "--engine", "pyshacl", "-f", "json")

    default = run(bad, "--alone", "--engine", "shacl", "-f", "json")
    assert json.loads(result.stdout) == json.loads(default.stdout)


@pytest.mark.parametrize(
    ("arguments", "stdin", "message"),
    [
        (["-"], "\n@prefix x: <http://x/> .\nx:a x:b", "standard input, line 3: this is not"),
        (["-"], "gene:SOD1 a <http://x> .", "Add the line PREFIX gene:"),
        (["no/such/file.ttl"], None, "no/such/file.ttl cannot be read: No such file"),
        (["."], None, ". cannot be read: Is a directory"),
        (["picture.png"], None, "The ending of 'picture.png' does not say"),
        (["-", "-f", "xml"], GOOD, "There is no format 'xml' for this"),
    ],
)
def test_what_cannot_be_read_is_named(
    arguments: list[str], stdin: str | None, message: str
) -> None:
    """Exit status 2, and no traceback."""
    result = run(*arguments, stdin=stdin)

    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_the_help_has_an_example() -> None:
    """And the meaning of the exit status."""
    result = CliRunner().invoke(command, ["--help"])

    assert "alskg validate new.ttl --fail-on warning" in result.stdout
    assert "Exit status 0" in result.stdout
