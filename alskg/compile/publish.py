"""Publishing a build so that no reader ever sees half of one.

A release is written in a folder of its own, synced to disk, and only then named in `current`,
which is replaced in one step. Whenever a writer is killed, `current` names a whole release or
none at all; what it left behind is swept up by the next one.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from alskg.compile import inputs
from alskg.compile.release import DATASET, MANIFEST, Build, Manifest, current
from alskg.errors import DataError

__all__ = ["locked", "publish"]


@contextmanager
def locked(build_dir: Path) -> Iterator[None]:
    """Hold the lock of a build folder, waiting for another process that builds there.

    The system drops the lock when its holder ends, however that comes about. Raises DataError
    where the folder cannot be written to.
    """
    try:
        build_dir.mkdir(parents=True, exist_ok=True)
        lock = (build_dir / "lock").open("wb")
    except OSError as error:
        message = (
            f"The build folder {build_dir} cannot be written to: {error.strerror or error}. "
            f"Name another one in the environment variable ALSKG_BUILD_DIR."
        )
        raise DataError(message) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def publish(build_dir: Path, dataset: bytes, manifest: Manifest) -> Build:
    """Write a release, make it the current one, and keep the one before it.

    Hold the lock. The name of a release is the digest of its manifest, so the same inputs give
    the same folder. Raises DataError where there is no room or no right to write.
    """
    written = json.dumps(asdict(manifest), indent=2).encode() + b"\n"
    name = hashlib.sha256(written).hexdigest()[:16]
    releases = build_dir / "releases"
    before = current(build_dir)
    try:
        releases.mkdir(exist_ok=True)
        beside = releases / f".new-{name}"
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        _write_synced(beside / DATASET, dataset)
        _write_synced(beside / MANIFEST, written)
        _sync_folder(beside)
        _put_in_place(beside, releases / name, manifest)
        _sync_folder(releases)
        if before and before.folder.name != name:
            _point(build_dir / "previous", before.folder.name)
        _point(build_dir / "current", name)
        _sweep(build_dir)
    except OSError as error:
        message = f"The build cannot be written to {build_dir}: {error.strerror or error}."
        raise DataError(message) from error
    return Build(releases / name)


def _write_synced(path: Path, data: bytes) -> None:
    """Write a file and wait until it is on disk."""
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _put_in_place(beside: Path, target: Path, manifest: Manifest) -> None:
    """Give a finished release its name; one that is there already stays if it is sound."""
    if (target / DATASET).is_file() and inputs.sha256(target / DATASET) == manifest.sha256:
        (beside / MANIFEST).replace(target / MANIFEST)
        shutil.rmtree(beside)
        return
    shutil.rmtree(target, ignore_errors=True)
    beside.rename(target)


def _point(pointer: Path, name: str) -> None:
    """Make a pointer name a release, in one step."""
    beside = pointer.with_name(f".{pointer.name}.new")
    _write_synced(beside, f"{name}\n".encode())
    beside.replace(pointer)
    _sync_folder(pointer.parent)


def _sweep(build_dir: Path) -> None:
    """Remove every release but the current one and the one before it."""
    kept = {
        build.folder.name for each in ("current", "previous") if (build := current(build_dir, each))
    }
    for folder in (build_dir / "releases").iterdir():
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)
