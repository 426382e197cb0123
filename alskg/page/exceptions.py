"""The written exceptions of the coverage: `data/coverage/exceptions.tsv`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alskg.errors import DataError

__all__ = ["Exemption", "read_exemptions"]

_HEADER: Final = ["passage", "cue", "reason"]


@dataclass(frozen=True, slots=True)
class Exemption:
    """A cue of a passage, as the coverage names it, that needs no claim, and why."""

    passage: str
    cue: str
    reason: str


def read_exemptions(path: Path) -> tuple[Exemption, ...]:
    """Return the exemptions that a file lists; no file, none.

    Blank lines and lines that start with `#` are skipped. Raises DataError, with the line, where a
    row has not the three cells passage, cue and reason, none of them empty, or is there twice.
    """
    if not path.is_file():
        return ()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read: {error}."
        raise DataError(message) from error
    rows = [
        (number, [cell.strip() for cell in line.split("\t")])
        for number, line in enumerate(lines, start=1)
        if line.strip() and not line.startswith("#")
    ]
    if not rows or rows[0][1] != _HEADER:
        message = f"{path} must begin with the header passage, cue, reason, parted by tabs."
        raise DataError(message)
    seen: dict[tuple[str, str], Exemption] = {}
    for number, cells in rows[1:]:
        if len(cells) != len(_HEADER) or not all(cells) or (cells[0], cells[1]) in seen:
            message = (
                f"{path}, line {number}: an exception has a passage, a cue and a reason, parted by "
                f"tabs, and each cue of a passage stands there once."
            )
            raise DataError(message)
        seen[cells[0], cells[1]] = Exemption(*cells)
    return tuple(seen.values())
