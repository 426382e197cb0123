"""The source of the façade that files of the user are: beside the graph, or instead of it."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from alskg.compile import Build
from alskg.engine import Engine
from alskg.errors import InputError
from alskg.kg.source import LocalSource
from alskg.loading import joined, open_store, planned
from alskg.loading.disk import current
from alskg.loading.manifest import read
from alskg.terms import BASE

__all__ = ["FilesSource"]


class FilesSource:
    """RDF files that are asked with the graph or alone, in memory or from a store on disk."""

    def __init__(
        self,
        graph: LocalSource | None,
        files: Sequence[Path | str],
        store: Path | str | None = None,
        *,
        union: bool = False,
    ) -> None:
        """Take the graph, if it is asked as well, and the files; load them where that is needed.

        A store without files is opened as it is. Raises InputError and UnsupportedFormat.
        """
        self._graph = graph
        self._union = union or graph is not None
        self._store = Path(store).absolute() if store else None
        plan = planned([Path(file) for file in files], graph.dataset if graph else None)
        if self._store is None:
            self._path = joined(plan)
        elif files:
            self._path = open_store(self._store, plan)
        else:
            self._path = current(self._store)
            held = read(self._store)
            self._union = union or not (held and held.only)

    @cached_property
    def engine(self) -> Engine:
        """Return the engine over the files."""
        from alskg.engine.disk import DiskEngine  # noqa: PLC0415  (one of the two is needed)
        from alskg.engine.embedded import EmbeddedEngine  # noqa: PLC0415  (as above)

        kind = DiskEngine if self._store else EmbeddedEngine
        return kind(self._path, union=self._union)

    @property
    def build(self) -> Build:
        """Return the build beside the files. Raises InputError where there is none."""
        if self._graph is None:
            raise InputError("These files are asked alone: there is no build of the graph.")
        return self._graph.build

    @property
    def dataset(self) -> Path:
        """Return all as N-Quads. Raises InputError for a store on disk, which can be queried."""
        if self._store:
            raise InputError(
                f"{self._store} is a store on disk, which is not read as a whole: ask it with a "
                f"query, or load the files without store=."
            )
        return self._path

    @property
    def project(self) -> Path:
        """Return the path of the graph beside the files. Raises as `build` does."""
        return self.build.path_nquads

    def about(self, subjects: list[str]) -> bytes:
        """Return the statements about some things."""
        from alskg.engine.download import statements_about  # noqa: PLC0415  (seldom needed)

        return statements_about(self.engine, subjects, default=f"{BASE}graph/files")

    def __str__(self) -> str:
        """Say where it is."""
        return f"in {self._store or self._path}"
