"""`alskg trace` from the shell."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result
from page_fixtures import HTML, JSON, TEXT, engine

import alskg
from alskg.cli import main

Trace = Callable[..., Result]


@pytest.fixture
def trace(monkeypatch: pytest.MonkeyPatch) -> Trace:
    """Return a function that runs the command over the invented graph."""
    monkeypatch.setattr(alskg, "load", lambda: SimpleNamespace(engine=engine()))
    return lambda *args: CliRunner().invoke(main, ["trace", *map(str, args)])


def test_a_claim_shows_its_sentence(trace: Trace) -> None:
    """Label, triple, qualifiers, section and number, link; the text only with a copy."""
    result = trace("genes-cause-marble")

    assert result.exit_code == 0, result.output
    assert result.stdout == (
        "The genes: cause marble fingers  (claim:genes-cause-marble)\n"
        "  the genes | causes | marble fingers\n"
        "  probable\n"
        "  Causes, sentence 1  "
        "https://example.org/condition/marble-fingers/#:~:text=Changes,it\n"
    )


@pytest.mark.parametrize("page", [TEXT, HTML, JSON], ids=lambda path: path.suffix)
def test_a_copy_of_the_page_adds_the_text(trace: Trace, page: Path) -> None:
    """Whatever its format."""
    result = trace("genes-cause-marble", "--page", page)

    assert result.exit_code == 0, result.output
    assert result.stdout.endswith("\n    Changes in the ABC1 gene are thought to cause it.\n")


def test_a_changed_copy_is_not_believed(trace: Trace, tmp_path: Path) -> None:
    """The digest does not fit, so the passage is named and nothing is shown."""
    path = tmp_path / "page.html"
    text = HTML.read_text(encoding="utf-8").replace("are thought to", "are known to")
    path.write_text(text, encoding="utf-8")

    result = trace("genes-cause-marble", "--page", path)

    assert result.exit_code == 1
    assert f"causes-1 is not in {path} as recorded" in result.stderr
    assert "known to" not in result.output


def test_the_answer_can_be_json_or_markdown(trace: Trace, tmp_path: Path) -> None:
    """`-o` takes the format from the ending."""
    path = tmp_path / "trace.md"

    (claim,) = json.loads(trace("marble-share", "-f", "json", "--page", HTML).stdout)
    written = trace("ABC1", "-o", path)

    assert claim["iri"].endswith("/claim/marble-share")
    assert claim["qualifiers"][0] == {"name": "figure", "value": "about 3 to 4 percent"}
    assert claim["supports"][0]["place"] == "Frequency, sentence 1"
    assert claim["supports"][0]["text"].startswith("Of 200 ")
    assert written.exit_code == 0
    text = path.read_text(encoding="utf-8")
    assert "## ABC1: listed\n" in text
    assert "- [Genes, item 1](https://example.org/" in text
    assert "- according to the register, release 7\n" in text


def test_markdown_quotes_the_sentence(trace: Trace) -> None:
    """As a block of its own under its link."""
    result = trace("genes-cause-marble", "-f", "markdown", "--page", HTML)

    assert "\n  > Changes in the ABC1 gene are thought to cause it.\n" in result.stdout


def test_a_thing_that_no_claim_is_about(trace: Trace) -> None:
    """The answer is no."""
    result = trace("section:causes")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert "No claim is about section:causes." in result.stderr


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["ABC11"], "Did you mean 'ABC1'?"),
        (["XYZ2"], "condition:XYZ2, gene:XYZ2. Say which."),
        (["ABC1", "-f", "xml"], "a trace is written as text, json or markdown, not xml"),
        (["ABC1", "-f", "odd"], "There is no format 'odd' for this."),
        (["ABC1", "--page", "no-such-file"], "The copy of the page cannot be read"),
        ([], "Missing argument"),
    ],
)
def test_bad_input_has_exit_status_2(trace: Trace, args: list[str], message: str) -> None:
    """The message says what would do."""
    result = trace(*args)

    assert result.exit_code == 2
    assert message in result.stderr


def test_every_claim_of_the_page_shows_its_sentence(page_file: Path) -> None:
    """No claim of the condition rests on a passage that the page does not have."""
    result = CliRunner().invoke(main, ["trace", "condition:als", "--page", str(page_file)])

    assert result.exit_code == 0, result.stderr
    assert result.stdout.count("(claim:") > 100


def test_a_trace_of_the_graph_gives_section_number_and_link() -> None:
    """Without a copy of the page."""
    result = CliRunner().invoke(main, ["trace", "claim:c9orf72-share-of-familial-als"])

    assert result.exit_code == 0, result.stderr
    assert "\n  Causes, sentence 2  https://medlineplus.gov/" in result.stdout
    assert "figure: 30 to 40 percent; population: Europe, United States" in result.stdout
