"""A published build: where it lies, what it holds, and whether it still fits the files.

    build/current             the name of the release that is served
    build/previous            the one before it, kept for roll-back
    build/releases/<name>/    dataset.nq and manifest.json of a release; never changed once there
    build/stamps              what the file system knew of every input when it was last hashed

This module is on the way of every query from the shell and imports nothing heavy.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from alskg.compile import inputs
from alskg.errors import DataError

__all__ = ["DATASET", "MANIFEST", "Build", "Manifest", "current", "is_fresh", "stale_inputs"]

DATASET: Final = "dataset.nq"
MANIFEST: Final = "manifest.json"
_STAMPS: Final = "stamps"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a release was made from and what came out: SHA-256 by input, triples by graph."""

    version: str
    sha256: str
    quads: int
    graphs: Mapping[str, int]
    inputs: Mapping[str, str]


@dataclass(frozen=True)
class Build:
    """A published release: the compiled dataset as one file of sorted N-Quads."""

    folder: Path

    @property
    def path_nquads(self) -> Path:
        """Return the path of the compiled dataset."""
        return self.folder / DATASET

    @cached_property
    def manifest(self) -> Manifest:
        """Return the manifest, read on first use. Raises DataError where it cannot be read."""
        import json  # noqa: PLC0415  (opening a good build needs no manifest)

        try:
            return Manifest(**json.loads((self.folder / MANIFEST).read_bytes()))
        except (OSError, ValueError, TypeError) as error:
            message = (
                f"The manifest of the build in {self.folder} cannot be read: {error}. "
                f"Run 'alskg build --force'."
            )
            raise DataError(message) from error


def current(build_dir: Path, pointer: str = "current") -> Build | None:
    """Return the release that is served (or the `previous` one), or None where none is whole."""
    try:
        name = (build_dir / pointer).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return None
    build = Build(build_dir / "releases" / name)
    return build if name and build.path_nquads.is_file() else None


def is_fresh(build: Build, root: Path) -> bool:
    """Say whether a build fits the files under `root`, and its dataset its manifest.

    While every file has the stamp that it had when it was last hashed, none is read.
    """
    files = _files(build, root)
    if _remembered(build) == {name: inputs.stamp(path) for name, path in files.items()}:
        return True
    taken = inputs.stamps(files)
    if stale_inputs(build, root):
        return False
    _remember(build, taken)
    return True


def stale_inputs(build: Build, root: Path) -> list[str]:
    """Return the files that were added, changed or removed since the build, by their digests.

    The compiled dataset itself is among them where it does not fit its manifest.
    """
    try:
        manifest = build.manifest
    except DataError:
        return [MANIFEST]
    then = {**manifest.inputs, DATASET: manifest.sha256}
    now = inputs.digests(_files(build, root))
    return sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))


def _files(build: Build, root: Path) -> dict[str, Path]:
    """Return what must not have changed: the inputs, and the compiled dataset."""
    return {**inputs.input_files(root), DATASET: build.path_nquads}


def _stamp_file(build: Build) -> Path:
    """Return the file of stamps: beside the releases, for a release never changes."""
    return build.folder.parent.parent / _STAMPS


def _remembered(build: Build) -> dict[str, inputs.Stamp | None]:
    """Return the stamps that were taken when the files were found to fit this build."""
    try:
        name, *lines = _stamp_file(build).read_text(encoding="utf-8").splitlines()
        fields = (line.split(" ", 3) for line in lines)
        known = {path: (int(size), int(at), int(status)) for size, at, status, path in fields}
    except (OSError, ValueError):
        return {}
    return dict(known) if name == build.folder.name else {}


def _remember(build: Build, taken: Mapping[str, inputs.Stamp]) -> None:
    """Write the stamps down; where the folder cannot be written to, go on without."""
    lines = [f"{size} {at} {status} {name}" for name, (size, at, status) in taken.items()]
    path = _stamp_file(build)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text("\n".join([build.folder.name, *lines, ""]), encoding="utf-8")
        beside.replace(path)
    except OSError:
        return
