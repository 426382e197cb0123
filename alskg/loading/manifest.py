"""What a store on disk was made of, written beside it."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from alskg.errors import InputError
from alskg.loading.files import Plan
from alskg.loading.loading import Loaded
from alskg.resources import version

__all__ = ["NAME", "Input", "Manifest", "inputs", "read", "write"]

NAME: Final = "alskg-store.json"
_WAY: Final = 1  # to be raised whenever a store would come out otherwise
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Input:
    """A file that was loaded; `graph` is empty for the project's own graph.

    Where size, time (ns) and number of the file on disk are the same it is taken to be the same;
    where they are not, the digest decides.
    """

    path: str
    graph: str
    size: int
    mtime_ns: int
    inode: int
    sha256: str = ""
    statements: int = 0

    @property
    def name(self) -> str:
        """Return what the file is called in messages."""
        return Path(self.path).name if self.graph else "the graph of the project"

    def is_as(self, earlier: "Input") -> bool:
        """Say whether this file holds what an earlier one did. Raises InputError."""
        stamp = (self.path, self.size, self.mtime_ns, self.inode)
        if stamp == (earlier.path, earlier.size, earlier.mtime_ns, earlier.inode):
            return True
        return self.size == earlier.size and _digest(Path(self.path)) == earlier.sha256


@dataclass(frozen=True, slots=True)
class Manifest:
    """The folder of the store inside its own, whether it holds the files only, and these."""

    generation: str
    only: bool
    inputs: tuple[Input, ...]
    way: int = _WAY
    version: str = version()

    def changes(self, plan: Plan) -> list[str]:
        """Return what is otherwise now, in words; nothing where the store is current."""
        if self.way != _WAY:
            return ["the store was made by another version of alskg"]
        if self.only != plan.only:
            return ["the store holds " + ("no graph of the project" if self.only else "the graph")]
        now = inputs(plan)
        before = {one.graph: one for one in self.inputs}
        after = {one.graph: one for one in now}
        if now and list(before) == list(after):
            return [f"{one.name} has changed" for one in now if not one.is_as(before[one.graph])]
        new = [f"{one.name} is new" for graph, one in after.items() if graph not in before]
        gone = [f"{one.name} is gone" for graph, one in before.items() if graph not in after]
        return new + gone or ["the files are in another order"]


def inputs(plan: Plan, loaded: tuple[Loaded, ...] = ()) -> tuple[Input, ...]:
    """Return the files of a plan as they are now, with what was loaded of them.

    Raises InputError where one cannot be read.
    """
    paths = [(one.path, one.graph) for one in plan.files]
    known = [(one.sha256, one.statements) for one in loaded]
    if plan.base:
        paths.insert(0, (plan.base, ""))
        known.insert(0, (_digest(plan.base), 0) if loaded else ("", 0))
    known += [("", 0)] * (len(paths) - len(known))
    return tuple(
        _input(path, graph, *what) for (path, graph), what in zip(paths, known, strict=True)
    )


def read(folder: Path) -> Manifest | None:
    """Return the manifest of a folder, if there is one. Raises InputError where it is damaged."""
    path = folder / NAME
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        found = tuple(Input(**one) for one in fields.pop("inputs"))
        return Manifest(inputs=found, **fields)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise InputError(
            f"{path} cannot be read: {error}. Remove the folder {folder} and load the files again."
        ) from error


def write(folder: Path, manifest: Manifest) -> None:
    """Put a manifest in place in one step, and wait until it is on disk."""
    beside = folder / f".{NAME}.new"
    with beside.open("w", encoding="utf-8") as stream:
        json.dump(asdict(manifest), stream, indent=2)
        stream.write("\n")
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(folder / NAME)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _input(path: Path, graph: str, sha256: str, statements: int) -> Input:
    try:
        now = path.stat()
    except OSError as error:
        raise InputError(f"Cannot read {path}: {error.strerror or error}.") from error
    return Input(str(path), graph, now.st_size, now.st_mtime_ns, now.st_ino, sha256, statements)


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file in hex. Raises InputError."""
    whole = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                whole.update(chunk)
    except OSError as error:
        raise InputError(f"Cannot read {path}: {error.strerror or error}.") from error
    return whole.hexdigest()
