"""`--with FILE`: the graph and ontologies together, for every command that reads."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

import alskg
from alskg.compile import open_build

if TYPE_CHECKING:
    from alskg.kg import KnowledgeGraph

__all__ = ["busy", "dataset", "graph", "with_option"]

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


def with_option() -> Callable[[_Decorated], _Decorated]:
    """Make the `--with` option, which passes the files on as `with_files`."""
    return click.option(
        "--with",
        "with_files",
        type=click.Path(path_type=Path),
        multiple=True,
        metavar="FILE",
        help="An ontology to read with the graph: OBO, OBO Graphs JSON, OWL, SKOS. Repeatable.",
    )


def dataset(files: Sequence[Path]) -> Path:
    """Return the path of the compiled dataset, together with ontologies where there are any.

    Raises InputError and UnsupportedFormat where a file cannot be read.
    """
    path = open_build().path_nquads
    if not files:
        return path
    from alskg.ontologies import together  # noqa: PLC0415  (brings in all parsers)

    with busy(f"reading {', '.join(file.name for file in files)}"):
        return together(path, files)


def graph(files: Sequence[Path]) -> "KnowledgeGraph":
    """Return the knowledge graph, together with ontologies where there are any. Raises as above."""
    if not files:
        return alskg.load()
    with busy(f"reading {', '.join(file.name for file in files)}"):
        return alskg.load(with_=files)


@contextmanager
def busy(what: str) -> Iterator[None]:
    """Show on a terminal what is being done, until it is done."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415  (only for people who watch)

    with Console(stderr=True).status(what):
        yield
