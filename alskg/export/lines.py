"""The line-based formats, N-Quads and N-Triples: cut and sorted as bytes, never parsed."""

import mmap
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from alskg.errors import UnknownTerm, did_you_mean
from alskg.export.snapshot import Snapshot
from alskg.terms import BASE

__all__ = ["layer_names", "nquads", "ntriples", "of_layers", "of_subjects", "of_subjects_in"]

_GRAPHS = f" <{BASE}graph/".encode()


def nquads(snapshot: Snapshot) -> bytes:
    """Return the dataset as it is: one statement a line, sorted by bytes, none twice."""
    return snapshot.dataset


def ntriples(snapshot: Snapshot) -> bytes:
    """Return the triples of all graphs together, sorted by bytes, none twice."""
    triples = {line[: line.rindex(b" <")] + b" .\n" for line in _lines(snapshot.dataset)}
    return b"".join(sorted(triples))


def of_layers(dataset: bytes, layers: Collection[str]) -> bytes:
    """Return the statements of some named graphs. Raises UnknownTerm where one is not there."""
    known = layer_names(dataset)
    for layer in layers:
        if layer not in known:
            message = (
                f"There is no layer '{layer}'. The layers are {', '.join(sorted(known))}."
                f"{did_you_mean(layer, known)}"
            )
            raise UnknownTerm(message)
    endings = tuple(_GRAPHS + layer.encode() + b"> .\n" for layer in layers)
    return b"".join(line for line in _lines(dataset) if line.endswith(endings))


def of_subjects(dataset: bytes, subjects: Iterable[str]) -> bytes:
    """Return the statements whose subject is one of these IRIs."""
    starts = tuple(f"<{subject}> ".encode() for subject in subjects)
    return b"".join(line for line in _lines(dataset) if line.startswith(starts))


def of_subjects_in(path: Path, subjects: Iterable[str]) -> bytes:
    """Return the same from a file of sorted statements, of which little is read."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as dataset:
        starts = sorted({f"<{subject}> ".encode() for subject in subjects})
        return b"".join(line for start in starts for line in _starting(dataset, start))


def _starting(dataset: mmap.mmap, start: bytes) -> Iterator[bytes]:
    """Yield the lines with a start from sorted ones; the first is found by halving."""
    low, high = 0, len(dataset)
    while low < high:
        line = dataset.rfind(b"\n", 0, (low + high) // 2) + 1
        end = dataset.find(b"\n", line) + 1 or len(dataset)
        low, high = (end, high) if dataset[line:end] < start else (low, line)
    while dataset[low : low + len(start)] == start:
        end = dataset.find(b"\n", low) + 1 or len(dataset)
        yield dataset[low:end]
        low = end


def layer_names(dataset: bytes) -> set[str]:
    """Return the names of the layers that a dataset holds."""
    endings = {line[line.rindex(b" <") :] for line in _lines(dataset)}
    return {ending.removeprefix(_GRAPHS)[:-4].decode() for ending in endings}


def _lines(dataset: bytes) -> list[bytes]:
    """Split at line feeds alone: other line breaks may stand inside a literal."""
    return [line + b"\n" for line in dataset.split(b"\n") if line]
