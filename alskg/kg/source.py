"""Where the graph of the façade is: in a file on this machine, or behind an endpoint."""

import shutil
import weakref
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from tempfile import mkdtemp
from typing import Protocol

from alskg.compile import Build, open_build
from alskg.engine import DEFAULT_TIMEOUT, Engine
from alskg.engine.embedded import EmbeddedEngine
from alskg.errors import InputError
from alskg.export.lines import of_subjects, of_subjects_in

__all__ = ["LocalSource", "RemoteSource", "Source"]


class Source(Protocol):
    """What the façade asks, and reads where it needs the whole."""

    @property
    def engine(self) -> Engine:
        """Return what answers queries."""
        ...

    @property
    def build(self) -> Build:
        """Return the build that is asked. Raises InputError where it is none of this machine."""
        ...

    @property
    def dataset(self) -> Path:
        """Return the path of all that is asked, as sorted N-Quads."""
        ...

    @property
    def project(self) -> Path:
        """Return the same without the ontologies that were opened with it."""
        ...

    def about(self, subjects: list[str]) -> bytes:
        """Return the statements about some things as sorted N-Quads."""
        ...

    def __str__(self) -> str:
        """Say what it is."""
        ...


class LocalSource:
    """A compiled build, alone or together with ontologies."""

    def __init__(self, build: Build | None, with_files: Sequence[Path | str]) -> None:
        """Take a build, or else the current one, compiled anew where files have changed.

        Raises DataError where a file of the project cannot be read, InputError or
        UnsupportedFormat where one of the others cannot.
        """
        self.build = build or open_build()
        self.dataset = self.project
        if with_files:
            from alskg.ontologies import together  # noqa: PLC0415  (brings in all parsers)

            self.dataset = together(self.project, [Path(file) for file in with_files])

    @property
    def project(self) -> Path:
        """Return the path of the compiled dataset."""
        return self.build.path_nquads

    @cached_property
    def engine(self) -> Engine:
        """Return the engine, which holds the dataset in memory."""
        return EmbeddedEngine(self.dataset)

    def about(self, subjects: list[str]) -> bytes:
        """Return the statements about some things, as they are in the file."""
        if self.dataset == self.project:
            return of_subjects_in(self.dataset, subjects)
        return of_subjects(self.dataset.read_bytes(), subjects)  # ontologies stand after the rest

    def __str__(self) -> str:
        """Say which release it is, and its size."""
        return f"{self.build.manifest.version}, {self.build.manifest.quads} triples"


class RemoteSource:
    """An endpoint; what needs the whole graph downloads it once, to a file that goes with this."""

    def __init__(self, url: str, timeout: float = DEFAULT_TIMEOUT) -> None:
        """Take the address; nothing is asked yet. Raises InputError where it is none."""
        from alskg.engine.remote import RemoteEngine  # noqa: PLC0415  (brings in the HTTP client)

        self.engine = RemoteEngine(url, timeout=timeout)

    @property
    def build(self) -> Build:
        """Raise InputError: there is none."""
        raise InputError(f"The graph at {self.engine.url} is no build on this machine.")

    @cached_property
    def _folder(self) -> Path:
        folder = mkdtemp(prefix="alskg-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return Path(folder)

    @cached_property
    def dataset(self) -> Path:
        """Download the dataset. Raises what `alskg.engine.download` does."""
        from alskg.engine.download import downloaded  # noqa: PLC0415  (as above)

        path = self._folder / "dataset.nq"
        path.write_bytes(downloaded(self.engine))
        return path

    @cached_property
    def project(self) -> Path:
        """Write the layers of the project into a file of their own."""
        from alskg.engine.remote import LAYERS  # noqa: PLC0415  (as above)
        from alskg.export.lines import layer_names, of_layers  # noqa: PLC0415  (as above)

        dataset = self.dataset.read_bytes()
        path = self._folder / "project.nq"
        path.write_bytes(of_layers(dataset, layer_names(dataset) & set(LAYERS)))
        return path

    def about(self, subjects: list[str]) -> bytes:
        """Ask for the statements about some things."""
        from alskg.engine.download import statements_about  # noqa: PLC0415  (as above)

        return statements_about(self.engine, subjects)

    def __str__(self) -> str:
        """Say where it is."""
        return f"at {self.engine.url}"
