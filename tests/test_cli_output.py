"""Where answers go, and what a table looks like."""

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from alskg.cli import output
from alskg.errors import InputError, UnsupportedFormat


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that standard output is a terminal of 40 columns without colour."""
    monkeypatch.setattr(output, "is_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")


def test_text_goes_to_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """As UTF-8, byte for byte, and so it does for `-o -`."""
    output.write_text("Chi\u00f2\n")
    output.write_text("b\n", Path("-"))

    assert capfdbinary.readouterr().out == b"Chi\xc3\xb2\nb\n"


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    """The old content is gone, the old rights stay, and nothing is left beside it."""
    path = tmp_path / "als.ttl"
    path.write_text("something longer than before")
    path.chmod(0o640)

    output.write_text("new\n", path)

    assert path.read_text() == "new\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_followed(tmp_path: Path) -> None:
    """The file behind a link is replaced, not the link."""
    (tmp_path / "link").symlink_to(tmp_path / "file")

    output.write_text("new\n", tmp_path / "link")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text() == "new\n"


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    """A full disk costs nothing that was there."""
    path = tmp_path / "als.ttl"
    path.write_text("old\n")

    def full() -> Iterator[bytes]:
        yield b"ne"
        raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match=r"Cannot write .*als\.ttl: No space left on device\."):
        output.write_blocks(full(), path)

    assert path.read_text() == "old\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    """Neither is /dev/null, nor /dev/stdout."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=output.write_text, args=("new\n", pipe))
    writer.start()

    assert pipe.read_text() == "new\n"
    writer.join()
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_missing_folder_is_an_input_error(tmp_path: Path) -> None:
    """The message names the file and the reason."""
    with pytest.raises(InputError, match=r"none/als\.ttl: No such file or directory\."):
        output.write_text("new\n", tmp_path / "none" / "als.ttl")


@pytest.mark.parametrize(
    ("name", "path", "expected"),
    [
        (None, None, "tsv"),
        (None, Path("-"), "tsv"),
        (None, Path("als.csv"), "csv"),
        ("json", Path("als.csv"), "json"),
        ("ndjson", None, "jsonl"),
    ],
)
def test_format_in_a_pipe(name: str | None, path: Path | None, expected: str) -> None:
    """-f wins over the ending, the ending over the place."""
    chosen = output.choose_format(name, path, "rows", terminal="table", pipe="tsv")

    assert chosen.name == expected


@pytest.mark.usefixtures("terminal")
def test_format_on_a_terminal() -> None:
    """A person sees a table."""
    chosen = output.choose_format(None, None, "rows", terminal="table", pipe="tsv")

    assert chosen.name == "table"


def test_an_unknown_ending_is_refused() -> None:
    """It is not guessed."""
    with pytest.raises(UnsupportedFormat):
        output.choose_format(None, Path("als.docx"), "rows", terminal="table", pipe="tsv")


def test_a_table_in_a_pipe_is_plain_and_never_wrapped() -> None:
    """One line a row, no colour, and the header stays where there is no row."""
    long = "x" * 300

    last = output.table(["gene", "share"], [["SOD1", long]]).splitlines()[-1]

    assert last.split() == ["SOD1", long]
    assert "gene" in output.table(["gene"], [])
    assert "\x1b" not in output.table(["gene"], [["SOD1"]], title="Shares")


@pytest.mark.usefixtures("terminal")
def test_a_table_fits_the_terminal() -> None:
    """Long cells are folded, and nothing is cut."""
    shown = click.unstyle(output.table(["a", "b"], [["x" * 50, "y" * 50]]))

    assert max(map(len, shown.splitlines())) <= 40
    assert (shown.count("x"), shown.count("y")) == (50, 50)


def test_data_does_not_steer_the_terminal() -> None:
    """Control characters are made visible, and markup is shown as it stands."""
    shown = output.table(["[red]a"], [["\x1b]0;title\x07"]])

    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "\ufffd" in shown
    assert "[red]a" in shown


def test_the_options_are_spelled_alike_in_every_command() -> None:
    """-f and -o come from one place."""

    @click.command()
    @output.format_option("rows", default="a table on a terminal, TSV in a pipe")
    @output.output_option()
    def command(format_name: str | None, output: Path | None) -> None:
        click.echo(f"{format_name} {output}")

    shown = CliRunner().invoke(command, ["-f", "csv", "-o", "x.csv"])
    help_text = CliRunner().invoke(command, ["--help"]).stdout

    assert shown.stdout == "csv x.csv\n"
    assert "table, csv, tsv, json, jsonl, xml, md, html" in " ".join(help_text.split())
