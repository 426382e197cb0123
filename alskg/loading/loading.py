"""Watch a process that loads files."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from alskg.errors import InputError
from alskg.loading.files import Plan, Step

__all__ = ["MEMORY", "Loaded", "load"]

MEMORY: Final = 12 << 30
"""Bytes of address space that loading may take: some times what the largest file measured took."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded of a file: the digest of its bytes, and how many statements."""

    sha256: str
    statements: int


def load(
    plan: Plan, into: Path, *, disk: bool, progress: Callable[[Step], None]
) -> tuple[Loaded, ...]:
    """Load files into a store on disk or into a file of N-Quads, in a process of its own.

    The process ends with this one, however that ends; what it wrote so far is left to the caller.
    Raises InputError, with file and line where a file is broken.
    """
    job = {
        "files": [
            {"path": str(one.path), "syntax": one.syntax, "packed": one.packed, "graph": one.graph}
            for one in plan.files
        ],
        "base": str(plan.base) if plan.base else None,
        "into": str(into),
        "disk": disk,
        "memory": MEMORY,
    }
    command = [sys.executable, "-m", "alskg.loading.apart", str(os.getpid())]
    with subprocess.Popen(  # noqa: S603  (our own interpreter and module)
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            place = into.parent.parent if disk else into.parent
            return _watched(process, json.dumps(job), plan, place, progress)
        finally:
            process.kill()


def _watched(
    process: "subprocess.Popen[str]",
    job: str,
    plan: Plan,
    place: Path,
    progress: Callable[[Step], None],
) -> tuple[Loaded, ...]:
    """Hand over the job, pass on how far it is, and return how it ends."""
    if process.stdin is None or process.stdout is None:
        raise InputError("The process that loads files has no pipes.")
    process.stdin.write(job)
    process.stdin.close()
    for line in process.stdout:
        message: dict[str, Any] = json.loads(line)
        if "loaded" in message:
            return tuple(Loaded(**one) for one in message["loaded"])
        if "error" in message:
            raise InputError(message["error"])
        if "system" in message:
            raise InputError(_system(message["system"], message["errno"], place))
        if "file" in message:
            file = plan.files[message["file"]]
            progress(Step(file.path.name, message["read"], file.path.stat().st_size))
        else:
            progress(Step(message["doing"], 0, 0))
    names = ", ".join(one.path.name for one in plan.files)
    raise InputError(
        f"{names} cannot be loaded: the process that did it ended early (status "
        f"{process.wait()}), perhaps for lack of memory: it may take {MEMORY >> 30} GB. "
        f"Nothing was loaded."
    )


def _system(what: str, number: int | None, place: Path) -> str:
    """Say what the system refused; the store tells of a full disk in words only."""
    if number == errno.ENOSPC or "No space left" in what:
        return (
            f"There is no room left on the disk of {place}: nothing was loaded, and what was "
            f"begun is removed. Make room, or name another folder with --store."
        )
    return f"The files cannot be loaded into {place}: {what}. Nothing was loaded."
