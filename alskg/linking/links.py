"""The mappings with the place of each: file and line."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from alskg.mappings import Mapping, read_all
from alskg.terms import expand

__all__ = ["Link", "links"]


@dataclass(frozen=True, slots=True)
class Link:
    """A mapping and where it stands, as `conditions.sssom.tsv:27`."""

    mapping: Mapping
    place: str

    @property
    def prefix(self) -> str:
        """Return the prefix of the target."""
        return self.mapping.object_id.partition(":")[0]

    @property
    def target(self) -> str:
        """Return the IRI of the target."""
        return expand(self.mapping.object_id)


def links(directory: Path) -> tuple[Link, ...]:
    """Return the mappings of every `*.sssom.tsv` of a folder. Raises what `read_all` raises."""
    places = [place for path in sorted(directory.glob("*.sssom.tsv")) for place in _places(path)]
    mappings = [one for each in read_all(directory) for one in each.mappings]
    return tuple(map(Link, mappings, places))


def _places(path: Path) -> Iterator[str]:
    """Yield the place of each row of a table, in its order."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    size = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    table = csv.reader(lines[size:], delimiter="\t", strict=True)
    next(table, None)
    for _ in table:
        yield f"{path.name}:{size + table.line_num}"
