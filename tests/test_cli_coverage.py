"""`alskg coverage` from the shell."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result
from page_fixtures import HTML, JSON, TEXT, GraphEngine, copy, engine

import alskg
from alskg import resources
from alskg.cli import main
from alskg.terms import BASE

Coverage = Callable[..., Result]

REST = "\n".join(
    f'<{BASE}passage/{one.slug}> <{BASE}ontology#notModelledBecause> "Frame."@en .'
    if one.section in {"disclaimers", "navigation"}
    else f"<{BASE}claim/rest> <{BASE}ontology#statedIn> <{BASE}passage/{one.slug}> ."
    for one in copy().passages
)
REST += f"\n<{BASE}claim/rest> a <{BASE}ontology#Claim> ."


@pytest.fixture
def coverage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Coverage:
    """Return a function that runs the command over the invented graph."""

    def run(*args: str | Path, over: GraphEngine | None = None, exceptions: str = "") -> Result:
        folder = tmp_path / "coverage"
        folder.mkdir(exist_ok=True)
        (folder / "exceptions.tsv").write_text(
            f"passage\tcue\treason\n{exceptions}", encoding="utf-8"
        )
        monkeypatch.setattr(resources, "data_dir", lambda: tmp_path)
        graph = SimpleNamespace(engine=over or engine(REST))
        monkeypatch.setattr(alskg, "load", lambda: graph)
        return CliRunner().invoke(main, ["coverage", *map(str, args)])

    return run


def test_a_full_ledger_is_a_hundred_percent(coverage: Coverage) -> None:
    """Every passage is a row with its claims or its reason."""
    result = coverage()

    assert result.exit_code == 0, result.output
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert rows[0] == ["passage", "claims", "reason", "missing"]
    assert [row[0] for row in rows[1:]] == [one.slug for one in copy().passages]
    assert rows[1][1] == "claim:marble-abbreviation claim:rest"
    assert rows[-1][1:] == ["", "Frame.", ""]
    assert "29 of 29 passages covered (100 %)" in result.stderr


def test_a_passage_without_claims_is_named(coverage: Coverage) -> None:
    """The answer is no, and says where."""
    result = coverage(over=engine())

    assert result.exit_code == 1
    assert "omim-1: has no claim\n" in result.stderr
    assert "navigation-1: has no claim and no reason\n" in result.stderr
    assert "omim-1\t\t\thas no claim\n" in result.stdout
    assert "9 of 29 passages covered (31 %): 10 claims stand for 9, 0 have" in result.stderr


@pytest.mark.parametrize("page", [TEXT, HTML, JSON], ids=lambda path: path.suffix)
def test_a_copy_that_is_as_recorded_is_covered(coverage: Coverage, page: Path) -> None:
    """In each of the three formats."""
    result = coverage("--page", page)

    assert result.exit_code == 0, result.output
    assert "The copy is as recorded, and every cue of" in result.stderr


def test_a_changed_sentence_is_named(coverage: Coverage, tmp_path: Path) -> None:
    """By its slug, with exit status 1; a new one has a row of its own."""
    path = tmp_path / "page.txt"
    text = TEXT.read_text(encoding="utf-8")
    text = text.replace("is unclear.", "is open.").replace(
        "It tells nothing.", "It tells. So be it."
    )
    path.write_text(text, encoding="utf-8")

    result = coverage("--page", path, "-f", "json")

    assert result.exit_code == 1
    missing = {one["passage"]: one["missing"] for one in json.loads(result.stdout)}
    assert missing["causes-2"] == ["is not as recorded"]
    assert missing["disclaimers-3"] == ["is not in the record"]
    assert not missing["causes-1"]
    assert "causes-2: is not as recorded\n" in result.stderr


def test_a_cue_that_is_not_met_is_named_unless_excused(coverage: Coverage) -> None:
    """The exceptions file has the passage, the cue and the reason."""
    over = engine(REST, without="alskg:modality modality:probable ;")
    excuse = "causes-1\tword thought\tfor the test\n"

    result = coverage("--page", HTML, over=over)
    excused = coverage("--page", HTML, over=over, exceptions=excuse)
    stale = coverage("--page", HTML, exceptions=excuse)

    assert result.exit_code == 1
    assert "causes-1: word thought: no claim has the modality probable\n" in result.stderr
    assert excused.exit_code == 0
    assert stale.exit_code == 1
    assert "causes-1: the exception for 'word thought' is not needed" in stale.stderr


def test_the_table_counts_claims(coverage: Coverage, tmp_path: Path) -> None:
    """For people; `-o` takes the format from the ending."""
    shown = coverage("-f", "table")
    path = tmp_path / "ledger.json"
    written = coverage("-o", path)

    assert shown.exit_code == written.exit_code == 0
    (line,) = [line for line in shown.stdout.splitlines() if "frequency-1" in line]
    assert line.split() == ["frequency-1", "3"]
    assert len(json.loads(path.read_text(encoding="utf-8"))) == 29


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["-f", "xml"], "coverage is written as table, tsv or json, not xml"),
        (["--page", "no-such-file"], "The copy of the page cannot be read"),
        (["--page", __file__], "no copy of a MedlinePlus Genetics condition page"),
    ],
)
def test_bad_input_has_exit_status_2(coverage: Coverage, args: list[str], message: str) -> None:
    """The message says what would do."""
    result = coverage(*args)

    assert result.exit_code == 2
    assert message in result.stderr


def test_the_graph_covers_the_page() -> None:
    """Every recorded passage has its claims, or a reason where it is of the frame."""
    result = CliRunner().invoke(main, ["coverage"])

    assert result.exit_code == 0, result.stderr
    assert "170 of 170 passages covered (100 %)" in result.stderr


def test_the_graph_covers_a_copy_of_the_page(page_file: Path, tmp_path: Path) -> None:
    """Down to each cue; with one sentence changed, that one is named."""
    text = page_file.read_text(encoding="utf-8")
    path = tmp_path / "page.txt"
    path.write_text(text.replace("may develop slurred", "often develop slurred"), encoding="utf-8")

    whole = CliRunner().invoke(main, ["coverage", "--page", str(page_file)])
    changed = CliRunner().invoke(main, ["coverage", "--page", str(path)])

    assert whole.exit_code == 0, whole.stderr
    assert changed.exit_code == 1
    said = changed.stderr.splitlines()
    assert said[0] == "description-13: is not as recorded"
    assert said[1].startswith("170 of 170 passages covered")
    assert said[2] == "1 of 170 is not as recorded: description-13."
