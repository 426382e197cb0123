"""The embedded engine over a store on disk, opened read-only."""

import fcntl
import os
import weakref
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from alskg.engine import network, worker
from alskg.engine.embedded import EmbeddedEngine
from alskg.engine.job import Job
from alskg.errors import DataError

__all__ = ["HELD", "DiskEngine"]

HELD = "held"
"""The file beside a store that is locked, shared, for as long as something reads the store."""


class DiskEngine(EmbeddedEngine):
    """Answers from a folder with a RocksDB store in `rocksdb`; any number may read it at once.

    Nothing may write to that store any more: what opens it read-only sees no change to come.
    """

    name = "disk"
    opens_files = True

    def __init__(
        self, dataset: Path | str, *, memory: int = worker.DEFAULT_MEMORY, union: bool = True
    ) -> None:
        """Take the folder, and see to it that it stays. Raises DataError where it is gone."""
        super().__init__(dataset, memory=memory, union=union)
        try:
            held = os.open(self._path / HELD, os.O_RDONLY)
            weakref.finalize(self, os.close, held)
            fcntl.flock(held, fcntl.LOCK_SH)
            (self._path / HELD).stat()
        except OSError as error:
            raise DataError(
                f"The store {self._path.parent} was replaced a moment ago, or is damaged: "
                f"{error.strerror or error}. Ask again."
            ) from error

    @cached_property
    def store(self) -> ox.Store:
        """Return the store, open at once. Raises DataError where it is damaged."""
        try:
            return ox.Store.read_only(str(self._path / "rocksdb"))
        except (OSError, ValueError, RuntimeError) as error:
            raise DataError(
                f"The store {self._path.parent} cannot be opened: {error}. Remove the folder, and "
                f"load the files again with --data or --only."
            ) from error

    def open(self, job: Job) -> None:
        """Open the store in a worker, which can reach no network from then on."""
        network.close()
        super().open(job)
