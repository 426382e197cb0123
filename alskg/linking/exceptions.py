"""The written exceptions of the check: `data/linking/exceptions.tsv`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alskg.errors import DataError

__all__ = ["Acceptance", "read_acceptances"]

_HEADER: Final = ["ontology", "version", "status", "subject", "object", "reason"]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A finding that is accepted, and why; an empty version stands for every one."""

    ontology: str
    version: str
    status: str
    subject: str
    object: str
    reason: str


def read_acceptances(path: Path) -> tuple[Acceptance, ...]:
    """Return what a file accepts; no file, nothing.

    Blank lines and lines that start with `#` are skipped. Raises DataError, with the line, where a
    row has not the cells of the header, only the version may be empty, or is there twice.
    """
    if not path.is_file():
        return ()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read: {error}.") from error
    rows = [
        (number, [cell.strip() for cell in line.split("\t")])
        for number, line in enumerate(lines, start=1)
        if line.strip() and not line.startswith("#")
    ]
    if not rows or rows[0][1] != _HEADER:
        raise DataError(f"{path} must begin with the header {', '.join(_HEADER)}, parted by tabs.")
    seen: dict[tuple[str, ...], Acceptance] = {}
    for number, cells in rows[1:]:
        filled = [cell for place, cell in enumerate(cells) if place != 1]
        if len(cells) != len(_HEADER) or not all(filled) or tuple(cells[:5]) in seen:
            raise DataError(
                f"{path}, line {number}: an exception has {', '.join(_HEADER)}, parted by tabs, of "
                f"which only the version may be empty, and stands there once."
            )
        seen[tuple(cells[:5])] = Acceptance(*cells)
    return tuple(seen.values())
