"""A store on disk: reopened while it is current, else built beside the old one and switched to.

The folder holds a lock, the manifest, and the folder of the store that the manifest names, its
generation. A reader holds a shared lock on its generation, so that none is removed under it.
"""

import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from alskg.engine.disk import HELD
from alskg.errors import InputError
from alskg.loading import manifest
from alskg.loading.files import Plan, Step
from alskg.loading.loading import load
from alskg.loading.manifest import Manifest

__all__ = ["current", "open_store"]

_LOCK: Final = "lock"
_BUILDING: Final = ".building-"
_GENERATION: Final = "store-"


def open_store(
    folder: Path,
    plan: Plan,
    *,
    progress: Callable[[Step], None] = lambda _: None,
    say: Callable[[str], None] = lambda _: None,
) -> Path:
    """Return the path for `DiskEngine` of a store with what the plan says, built where needed.

    Whatever happens, the folder holds the old store or the new one. `say` is told why one is
    built. Raises InputError for a broken file, a full disk, and a folder that is no store of ours.
    """
    folder = folder.absolute()
    _check_ours(folder)
    held = manifest.read(folder)
    if held and not held.changes(plan):
        return folder / held.generation
    with _locked(folder, say):
        held = manifest.read(folder)
        changes = held.changes(plan) if held else []
        if held and not changes:
            return folder / held.generation
        if changes:
            say(f"{folder} is loaded anew: {', '.join(changes)}.")
        _sweep(folder, held.generation if held else "")
        return _built(folder, plan, progress)


def current(folder: Path) -> Path:
    """Return the path for `DiskEngine` of the store that is there. Raises InputError for none."""
    folder = folder.absolute()
    held = manifest.read(folder)
    if held is None:
        raise InputError(
            f"There is no store in {folder}. Name the files to load into it: --data FILE to have "
            f"them beside the graph, --only FILE for themselves."
        )
    return folder / held.generation


def _check_ours(folder: Path) -> None:
    """Raise InputError for a folder with anything in it that did not come from here."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder: a store needs one of its own.")
    ours = (_LOCK, manifest.NAME, f".{manifest.NAME}.new", _BUILDING, _GENERATION)
    for path in folder.iterdir():
        if not path.name.startswith(ours):
            raise InputError(
                f"{folder} holds '{path.name}', which is no part of a store: nothing is written "
                f"there. Name a folder that is new or empty."
            )


@contextmanager
def _locked(folder: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of a folder; wait for a process that loads into it. Raises InputError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / _LOCK).open("wb")
    except OSError as error:
        raise InputError(
            f"The store {folder} cannot be written: {error.strerror or error}."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Another process loads into {folder}: waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _built(folder: Path, plan: Plan, progress: Callable[[Step], None]) -> Path:
    """Build a store beside, check that it is what the files are now, and switch to it."""
    name = secrets.token_hex(8)
    beside = folder / f"{_BUILDING}{name}"
    try:
        beside.mkdir()
        (beside / HELD).touch()
        before = manifest.inputs(plan)
        loaded = load(plan, beside / "rocksdb", disk=True, progress=progress)
        after = manifest.inputs(plan, loaded)
        _check_unchanged(before, after)
        generation = f"{_GENERATION}{name}"
        beside.rename(folder / generation)
        manifest.write(folder, Manifest(generation, plan.only, after))
    except OSError as error:
        raise InputError(
            f"The store {folder} cannot be written: {error.strerror or error}."
        ) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    _sweep(folder, generation)
    return folder / generation


def _check_unchanged(before: tuple[manifest.Input, ...], after: tuple[manifest.Input, ...]) -> None:
    """Raise InputError where a file is another one than when loading began."""
    for old, new in zip(before, after, strict=True):
        if (old.size, old.mtime_ns, old.inode) != (new.size, new.mtime_ns, new.inode):
            raise InputError(f"{new.path} was changed while it was loaded. Load it again.")


def _sweep(folder: Path, kept: str) -> None:
    """Remove what was begun and left, and older stores that nothing reads any more."""
    for path in folder.iterdir():
        if path.name.startswith(_BUILDING):
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.startswith(_GENERATION) and path.name != kept:
            _remove_unread(path)


def _remove_unread(generation: Path) -> None:
    with suppress(OSError):
        handle = os.open(generation / HELD, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(generation)
        finally:
            os.close(handle)
