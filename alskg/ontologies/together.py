"""The compiled graph and ontologies together, as one file that every engine can open.

It is kept beside the builds under the digest of all that it is made of, so that the second question
about the same files does not parse them again; a few are kept, the oldest go.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from alskg import resources
from alskg.errors import InputError
from alskg.ontologies.reading import quads

__all__ = ["kept", "together"]

_KEPT: Final = 4
_WAY: Final = b"1"  # to be raised whenever a file would come out otherwise
_CHUNK: Final = 1 << 20


def together(
    dataset: Path,
    files: Sequence[Path],
    *,
    folder: Path | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Path:
    """Return the path of a dataset that holds the given one and each file in a graph of its own.

    Nothing is written before everything is read. Raises InputError and UnsupportedFormat.
    """
    if not files:
        return dataset

    def write(beside: Path) -> None:
        parts: list[bytes] = []
        for file in files:
            progress(f"reading {file.name}")
            parts.append(quads(file)[1])
        beside.write_bytes(b"".join([dataset.read_bytes(), *parts]))

    return kept([dataset, *files], _WAY, write, folder=folder)


def kept(
    files: Sequence[Path],
    way: bytes,
    write: Callable[[Path], object],
    *,
    folder: Path | None = None,
) -> Path:
    """Return the path of what was made of some files in some way, made now where there is none.

    `write` makes it at the path that it is given; it is in place only once that is done.
    """
    folder = folder or resources.build_dir() / "with"
    path = folder / f"{_digest(files, way)}.nq"
    if path.is_file():
        os.utime(path)
        return path
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f".{path.name}.{os.getpid()}"
    try:
        write(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
        with suppress(OSError):
            folder.rmdir()  # only where nothing was kept in it ever
    _sweep(folder)
    return path


def _digest(files: Sequence[Path], way: bytes) -> str:
    """Return the digest of the files' names and contents. Raises InputError."""
    whole = hashlib.sha256(way)
    for file in files:
        one = hashlib.sha256()
        try:
            with file.open("rb") as stream:
                while chunk := stream.read(_CHUNK):
                    one.update(chunk)
        except OSError as error:
            raise InputError(f"Cannot read {file}: {error.strerror or error}.") from error
        whole.update(f"{file.name}\0{one.hexdigest()}\n".encode())
    return whole.hexdigest()[:32]


def _sweep(folder: Path) -> None:
    """Remove all but the files that were used last."""
    files = sorted(folder.glob("*.nq"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in files[_KEPT:]:
        old.unlink(missing_ok=True)
