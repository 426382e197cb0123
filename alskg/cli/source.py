"""What a reading command reads: the compiled graph, alone or together with other files."""

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import alskg
from alskg.compile import open_build
from alskg.engine import Engine

if TYPE_CHECKING:
    from alskg.kg import KnowledgeGraph

__all__ = ["Source", "busy", "source_options"]


@dataclass(frozen=True, slots=True)
class Source:
    """What the options of a command say that it should read.

    `with_files` are ontologies that are read with the graph.
    """

    with_files: tuple[Path, ...] = ()

    def path(self) -> Path:
        """Return the path of the dataset as N-Quads.

        Raises InputError and UnsupportedFormat where a file cannot be read.
        """
        path = open_build().path_nquads
        if not self.with_files:
            return path
        from alskg.ontologies import together  # noqa: PLC0415  (brings in all parsers)

        with busy(f"reading {self._files}"):
            return together(path, self.with_files)

    def engine(self, name: str = "embedded") -> Engine:
        """Return the engine of a name, `embedded` or `reference`. Raises as `path` does."""
        path = self.path()
        if name == "reference":
            from alskg.engine.reference import ReferenceEngine  # noqa: PLC0415  (100 ms of imports)

            return ReferenceEngine(path)
        from alskg.engine.embedded import EmbeddedEngine  # noqa: PLC0415  (as above)

        return EmbeddedEngine(path)

    def graph(self) -> "KnowledgeGraph":
        """Return the knowledge graph. Raises as `path` does."""
        if not self.with_files:
            return alskg.load()
        with busy(f"reading {self._files}"):
            return alskg.load(with_=self.with_files)

    @property
    def _files(self) -> str:
        return ", ".join(file.name for file in self.with_files)


def source_options() -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make the options that say what is read, passed on as one `source`."""
    with_option = click.option(
        "--with",
        "with_files",
        type=click.Path(path_type=Path),
        multiple=True,
        metavar="FILE",
        help="An ontology to read with the graph: OBO, OBO Graphs JSON, OWL, SKOS. Repeatable.",
    )

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @with_option
        @functools.wraps(function)
        def called(*args: Any, with_files: tuple[Path, ...], **kwargs: Any) -> None:  # noqa: ANN401
            function(*args, source=Source(with_files), **kwargs)

        return called

    return decorate


@contextmanager
def busy(what: str) -> Iterator[None]:
    """Show on a terminal what is being done, until it is done."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415  (only for people who watch)

    with Console(stderr=True).status(what):
        yield
