"""Read a copy of the page, whatever its format."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from alskg.errors import InputError
from alskg.page.condition_json import read_json
from alskg.page.flattened import read_flattened
from alskg.page.hypertext import read_html
from alskg.page.items import Known
from alskg.page.passage import Page

__all__ = ["read_page"]

_MOST_BYTES: Final = 16 * 1024 * 1024


def read_page(path: Path, known: Known | Callable[[], Known]) -> Page:
    """Return the page that a file holds: flattened text, HTML or JSON, told apart by content.

    `-` is standard input. `known` finds the items of lists that flattened text runs together; it
    may be a function, which is then called for flattened text only. Raises InputError where the
    file cannot be read, is no UTF-8 text, is larger than 16 MiB or holds no such page.
    """
    text = _text(path)
    try:
        match text.lstrip()[:1]:
            case "{" | "[":
                return read_json(text)
            case "<":
                return read_html(text)
            case _:
                return read_flattened(text, known() if callable(known) else known)
    except InputError as error:
        message = f"{path}: {error}"
        raise InputError(message) from error


def _text(path: Path) -> str:
    """Return the decoded content of a file, a byte order mark left out."""
    try:
        if str(path) == "-":
            content = sys.stdin.buffer.read(_MOST_BYTES + 1)
        else:
            with path.open("rb") as file:
                content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        message = f"The copy of the page cannot be read: {error.strerror}: {path}."
        raise InputError(message) from error
    if len(content) > _MOST_BYTES:
        message = f"{path} is larger than 16 MiB, so it is no copy of the page."
        raise InputError(message)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{path} is no UTF-8 text (byte {error.start}). Save the page as UTF-8."
        raise InputError(message) from error
