"""`alskg chart`, as people use it."""

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alskg import catalogue
from alskg.cli import chart as chart_command
from alskg.cli import main

PNG = b"\x89PNG\r\n\x1a\n"


def run(*words: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["chart", *words])


def test_without_a_name_it_lists_what_can_be_drawn() -> None:
    """One line a question."""
    lines = run().stdout.splitlines()

    assert lines[0] == "name\tkind\tquestion"
    assert [line.split("\t")[0] for line in lines[1:]] == [
        query.id for query in catalogue.all("answers") if query.chart
    ]


def test_people_get_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a line below the head."""
    monkeypatch.setattr(chart_command, "is_terminal", lambda: True)
    shown = run().stdout

    assert "gene_case_shares" in shown
    assert "\t" not in shown


def test_a_pipe_gets_svg() -> None:
    """The whole picture."""
    result = run("gene_case_shares")

    assert result.exit_code == 0
    assert result.stdout.startswith("<?xml")
    assert "C9orf72" in result.stdout
    assert "page last updated 2016-03-01; alskg release" in result.stdout


@pytest.mark.parametrize(("name", "start"), [("a.svg", b"<?xml"), ("a.png", PNG), ("A.PNG", PNG)])
def test_the_ending_of_the_file_says_the_format(tmp_path: Path, name: str, start: bytes) -> None:
    """SVG or PNG."""
    file = tmp_path / name
    result = run("age-at-onset", "-o", str(file))

    assert (result.exit_code, result.output) == (0, "")
    assert file.read_bytes().startswith(start)


def test_a_png_goes_into_a_pipe() -> None:
    """As bytes, as wide as was asked for."""
    data = run("age_at_onset", "-f", "png", "--width", "500").stdout_bytes

    assert data.startswith(PNG)
    assert int.from_bytes(data[16:20], "big") == 500


def test_a_terminal_is_spared_a_png(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would show noise."""
    monkeypatch.setattr(chart_command, "is_terminal", lambda: True)
    result = run("age_at_onset", "-f", "png")

    assert result.exit_code == 2
    assert "write it to a file with -o chart.png" in result.stderr


def test_a_parameter_narrows_the_picture_down() -> None:
    """By label, and the title says so."""
    drawn = run("gene_case_shares", "-p", "population=Europe").stdout

    assert "(population: Europe)" in " ".join(drawn.split())
    assert "C9orf72" in drawn
    assert "SOD1" not in drawn


def test_an_inline_picture_has_no_size_of_its_own() -> None:
    """It is for a web page."""
    drawn = run("gene_case_shares", "--inline").stdout

    assert drawn.startswith("<svg")
    assert "currentColor" in drawn


def test_a_query_file_with_a_chart_is_drawn(tmp_path: Path) -> None:
    """Its header says how, as that of a stored one does."""
    file = tmp_path / "mine.rq"
    file.write_text(
        "#+ title: My own\n#+ columns: [a, b]\n"
        "#+ chart: {kind: ranges, label: a, low: b, high: b}\n"
        'SELECT ?a ?b { VALUES (?a ?b) { ("one" 1) ("two" 2) } }\n'
    )
    drawn = run(str(file)).stdout

    assert "My own" in drawn
    assert ">two<" in drawn


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("gene_case_share",), "Did you mean 'gene_case_shares'?"),
        (("genes_by_claim",), "has no chart: 'alskg query genes_by_claim' answers it in words"),
        (("gene_case_shares", "-p", "population=Europ"), "Did you mean 'Europe'?"),
        (("gene_case_shares", "-p", "x=1"), "'x' is no parameter"),
        (("gene_case_shares", "-f", "pdf"), "Choose one of svg, png"),
        (("gene_case_shares", "-o", "a.jpg"), "one of .svg, .png"),
        (("gene_case_shares", "-f", "png", "--inline"), "--inline is for SVG"),
        (("-o", "a.svg"), "Name the question to draw"),
        (("gene_case_shares", "--width", "1"), "200<=x<=8000"),
    ],
)
def test_a_mistake_is_named(words: tuple[str, ...], message: str) -> None:
    """Exit status 2, and nothing is written."""
    result = run(*words)

    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())
    assert not result.stdout


def test_a_file_whose_header_is_wrong_is_named_with_its_line(tmp_path: Path) -> None:
    """And with what to write instead."""
    file = tmp_path / "mine.rq"
    file.write_text("#+ columns: [a]\n#+ chart: {kind: rages}\nSELECT ?a { }\n")
    result = run(str(file))

    assert result.exit_code == 2
    assert f"{file}:2: there is no chart of the kind 'rages'" in result.stderr
    assert "Did you mean 'ranges'?" in result.stderr


def test_without_matplotlib_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit status 3, as for every part that is missing."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    result = run("gene_case_shares")

    assert result.exit_code == 3
    assert 'pip install "alskg[chart]"' in result.stderr
