"""Where an answer goes, a terminal, a pipe or a file, and what a table looks like there."""

import io
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final, TypeGuard, TypeVar

import click

from alskg.cli import suggesting
from alskg.cli.progress import hidden
from alskg.errors import InputError
from alskg.formats import Format, Kind, by_name, by_suffix, names

__all__ = [
    "choose_format",
    "format_option",
    "is_terminal",
    "output_option",
    "say",
    "table",
    "write_blocks",
    "write_bytes",
    "write_text",
]

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])
_WIDEST: Final = 10_000  # columns for a table that is not shown on a terminal: nothing is wrapped
_VISIBLE_CONTROLS: Final = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), "\ufffd") | {
    ord("\n"): "\u23ce",
    ord("\t"): " ",
}


def is_terminal() -> bool:
    """Say whether standard output is a terminal that a person looks at."""
    return sys.stdout.isatty()


def say(message: str) -> None:
    """Write a message for the user to standard error, away from the data."""
    hidden()
    click.echo(message, err=True)


def format_option(*kinds: Kind, default: str) -> Callable[[_Decorated], _Decorated]:
    """Make the `-f/--format` option; `default` says in words what holds without it."""
    choices = names(*kinds)
    return click.option(
        "-f",
        "--format",
        "format_name",
        metavar="FORMAT",
        help=f"{', '.join(choices)}. [default: {default}]",
        shell_complete=suggesting.among(*choices),
    )


def output_option() -> Callable[[_Decorated], _Decorated]:
    """Make the `-o/--output` option; the file's ending says which format, unless -f does."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, allow_dash=True),
        metavar="FILE",
        help="Write to FILE, in the format that its ending says; - is standard output.",
    )


def choose_format(
    format_name: str | None, output: Path | None, *kinds: Kind, terminal: str, pipe: str
) -> Format:
    """Return the format: the one named, else by the file's ending, else by where output goes.

    Raises UnsupportedFormat where the name or the ending is unknown for these kinds.
    """
    if format_name is not None:
        return by_name(format_name, *kinds)
    if _is_file(output):
        return by_suffix(output, *kinds)
    return by_name(terminal if is_terminal() else pipe, *kinds)


def _is_file(output: Path | None) -> TypeGuard[Path]:
    """Say whether `-o` names a file, and not standard output."""
    return output is not None and str(output) != "-"


def write_text(text: str, output: Path | None = None) -> None:
    """Write text as UTF-8 to a file or to standard output, as `write_bytes` does."""
    write_bytes(text.encode(), output)


def write_bytes(data: bytes, output: Path | None = None) -> None:
    """Write bytes to standard output or to a file, as `write_blocks` does."""
    write_blocks([data], output)


def write_blocks(blocks: Iterable[bytes], output: Path | None = None) -> None:
    """Write blocks to standard output, or to a file that is replaced whole or not at all.

    A reader never sees half a file, and a full disk leaves the old one. Raises InputError where
    the file cannot be written.
    """
    if not _is_file(output):
        for block in blocks:
            click.echo(block, nl=False)
        return
    try:
        if output.exists() and not output.is_file():
            with output.open("wb") as stream:  # a device or a pipe cannot be replaced
                stream.writelines(blocks)
        else:
            _replace(output.resolve(), blocks)
    except OSError as error:
        message = f"Cannot write {output}: {error.strerror or error}."
        raise InputError(message) from error


def _replace(path: Path, blocks: Iterable[bytes]) -> None:
    """Write beside the file, then put the new one in its place, with the rights of the old."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as stream:
            stream.writelines(blocks)
        if path.exists():
            beside.chmod(path.stat().st_mode)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "") -> str:
    """Return a table as text, ending in a line feed: as wide as the terminal, or unwrapped.

    In a pipe COLUMNS in the environment sets the width, as it does for other tools.

    Colour is for terminals only and obeys NO_COLOR. Control characters in a cell are made
    visible, so that data never steers the terminal.
    """
    from rich import box  # noqa: PLC0415  (47 ms that only a table is worth)
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    shown = Table(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        title=Text(title) if title else None,
        title_justify="left",
    )
    for column in columns:
        shown.add_column(Text(column), overflow="fold")
    for row in rows:
        shown.add_row(*(Text(cell.translate(_VISIBLE_CONTROLS)) for cell in row))
    page = io.StringIO()
    console = Console(
        file=page,
        force_terminal=is_terminal(),
        width=None if is_terminal() or os.environ.get("COLUMNS", "").isdigit() else _WIDEST,
        color_system="auto" if is_terminal() else None,
    )
    console.print(shown)
    return "".join(f"{line.rstrip()}\n" for line in page.getvalue().split("\n")[:-1])
