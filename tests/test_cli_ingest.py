"""`alskg ingest` from the shell."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from page_fixtures import HTML, JSON, TEXT, copy

from alskg import resources
from alskg.cli import main
from alskg.page.record import turtle

Ingest = Callable[..., Result]


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a folder of data with neither record nor claims."""
    monkeypatch.setattr(resources, "data_dir", lambda: tmp_path)
    (tmp_path / "source").mkdir()
    (tmp_path / "page").mkdir()
    return tmp_path


@pytest.fixture
def record(folder: Path) -> Path:
    """Return the record of the invented page, written."""
    path = folder / "source" / "medlineplus-als.ttl"
    path.write_text(turtle(copy(), "medlineplus-als"), encoding="utf-8")
    return path


def ingest(*args: str | Path) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["ingest", *map(str, args)])


def changed(folder: Path) -> Path:
    """Return a copy of the page with one sentence changed and one left out."""
    path = folder / "changed.html"
    text = HTML.read_text(encoding="utf-8")
    text = text.replace("is unclear", "is open").replace("(Nobody has it.)", "")
    path.write_text(text, encoding="utf-8")
    return path


def test_a_first_copy_is_recorded(folder: Path) -> None:
    """There is nothing to compare it with."""
    result = ingest(HTML)

    path = folder / "source" / "medlineplus-als.ttl"
    assert result.exit_code == 0, result.output
    assert path.read_text(encoding="utf-8") == turtle(copy(), "medlineplus-als")
    assert "description\t3\n" in result.stdout
    assert f"Recorded 29 passages in {path}." in result.stderr


def test_names_in_the_data_help_a_first_flattened_copy(folder: Path) -> None:
    """Lists without separators are cut where a known name ends."""
    (folder / "page" / "genes.ttl").write_text(
        "<https://w3id.org/alskg/gene/XYZ2> <http://www.w3.org/2000/01/rdf-schema#label> 'XYZ2' .",
        encoding="utf-8",
    )

    result = ingest(TEXT)

    assert result.exit_code == 0, result.output
    assert "genes\t2\n" in result.stdout
    assert "omim\t1\n" in result.stdout


@pytest.mark.parametrize("page", [TEXT, HTML, JSON], ids=lambda path: path.suffix)
def test_the_same_page_again_changes_nothing(record: Path, page: Path) -> None:
    """Not even the time of the file."""
    before = record.stat().st_mtime_ns

    result = ingest(page)

    assert result.exit_code == 0, result.output
    assert "passages of this copy are as recorded." in result.stderr
    assert record.stat().st_mtime_ns == before


def test_a_record_in_an_older_layout_is_written_anew(record: Path) -> None:
    """The same anchors, the bytes of today."""
    expected = record.read_text(encoding="utf-8")
    record.write_text(expected.replace("# The page", "# A page"), encoding="utf-8")

    assert ingest(HTML).exit_code == 0
    assert record.read_text(encoding="utf-8") == expected


def test_a_changed_page_is_reported_and_not_recorded(folder: Path, record: Path) -> None:
    """Exit status 1, the passages by name, the record untouched."""
    before = record.read_bytes()

    result = ingest(changed(folder))

    assert result.exit_code == 1
    assert result.stdout == "passage\tchange\ndescription-3\tgone\ncauses-2\tchanged\n"
    assert "2 passages are new, changed or gone" in result.stderr
    assert record.read_bytes() == before


def test_a_changed_page_is_recorded_where_asked(folder: Path, record: Path) -> None:
    """`-o` writes the new record beside the old one."""
    before, target = record.read_bytes(), folder / "new.ttl"

    result = ingest(changed(folder), "-o", target)

    assert result.exit_code == 1
    assert "passage:causes-2" in target.read_text(encoding="utf-8")
    assert "passage:description-3" not in target.read_text(encoding="utf-8")
    assert record.read_bytes() == before


def test_the_record_can_go_to_standard_output(record: Path) -> None:
    """Alone, so that it can be piped."""
    result = ingest(HTML, "-o", "-")

    assert result.stdout == record.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([JSON, "-o", "new.ttl"], "does not hold the whole page"),
        (["no-such-file"], "The copy of the page cannot be read"),
        ([], "Missing argument"),
    ],
)
def test_bad_input_has_exit_status_2(record: Path, args: list[str | Path], message: str) -> None:
    """Nothing is written."""
    before = record.read_bytes()

    result = ingest(*args)

    assert result.exit_code == 2
    assert message in result.stderr
    assert record.read_bytes() == before


def test_a_damaged_record_is_not_overwritten(record: Path) -> None:
    """Somebody has to look at it."""
    record.write_text("not Turtle", encoding="utf-8")

    result = ingest(HTML)

    assert result.exit_code == 2
    assert "cannot be read as Turtle" in result.stderr
    assert record.read_text(encoding="utf-8") == "not Turtle"


def test_the_help_promises_what_is_shown(record: Path) -> None:
    """An unchanged copy is counted by section; no passage is listed."""
    promised = " ".join(ingest("--help").stdout.split())

    assert "the passages of each section are counted" in promised
    assert "list its passages" not in promised
    assert ingest(HTML).stdout.startswith("section\tpassages\n")
    assert record.is_file()
