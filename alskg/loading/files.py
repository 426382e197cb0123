"""What is to be loaded: files, their syntaxes, and the graphs that they go to."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alskg.errors import InputError, UnsupportedFormat
from alskg.terms import BASE

__all__ = ["GRAPHS", "SUFFIXES", "DataFile", "Plan", "Step", "planned"]

GRAPHS: Final = f"{BASE}graph/"
"""How the names of the project's own graphs begin."""

SUFFIXES: Final = {
    ".nt": "ntriples",
    ".nq": "nquads",
    ".ttl": "turtle",
    ".trig": "trig",
    ".rdf": "rdfxml",
    ".xml": "rdfxml",
    ".owl": "owl",
    ".jsonld": "jsonld",
    ".json": "jsonld",
}


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file, its syntax, whether it is packed with gzip, and the graph for what names none."""

    path: Path
    syntax: str
    packed: bool
    graph: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The files to load, beside the graph at `base` (N-Quads) or, without one, as they are."""

    files: tuple[DataFile, ...]
    base: Path | None

    @property
    def only(self) -> bool:
        """Say whether the files are the whole dataset."""
        return self.base is None


@dataclass(frozen=True, slots=True)
class Step:
    """How far the loading is: which file, how many of its bytes; no file has 0 of 0."""

    name: str
    read: int
    size: int


def planned(paths: Sequence[Path], base: Path | None) -> Plan:
    """Return the plan for files that exist.

    A file that names no graph of its own goes to `graph:data-` and its name; a second one of that
    name to the same with a number. Raises InputError and UnsupportedFormat.
    """
    files: list[DataFile] = []
    taken: set[str] = set()
    for path in paths:
        syntax, packed = _syntax(path)
        if not path.is_file():
            what = "is no file" if path.exists() else "does not exist"
            raise InputError(f"Cannot read {path}: it {what}.")
        graph = _graph(path, taken)
        taken.add(graph)
        files.append(DataFile(path.absolute(), syntax, packed, graph))
    return Plan(tuple(files), base)


def _syntax(path: Path) -> tuple[str, bool]:
    """Return the syntax that a file's name stands for, and whether it is packed with gzip."""
    suffixes = [suffix.casefold() for suffix in path.suffixes]
    packed = bool(suffixes) and suffixes[-1] == ".gz"
    if packed:
        suffixes.pop()
    if not suffixes or suffixes[-1] not in SUFFIXES:
        raise UnsupportedFormat(
            f"The ending of '{path}' does not say in which RDF syntax it is. Give it one of "
            f"{', '.join(SUFFIXES)}, each also with .gz."
        )
    return SUFFIXES[suffixes[-1]], packed


def _graph(path: Path, taken: set[str]) -> str:
    """Return the name of a file's graph that no other file has."""
    stem = path.name.casefold().removesuffix(".gz").rpartition(".")[0]
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in stem).split()
    name = f"{GRAPHS}data-{'-'.join(words) or 'file'}"
    number, graph = 1, name
    while graph in taken:
        number += 1
        graph = f"{name}-{number}"
    return graph
