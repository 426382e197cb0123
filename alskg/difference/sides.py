"""Read one side of a comparison: a file, a project, a release, or the release before."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from alskg import resources
from alskg.compile import open_build
from alskg.compile.release import DATASET, current
from alskg.errors import DataError, InputError, UnsupportedFormat, did_you_mean
from alskg.formats import by_name, by_suffix, names
from alskg.shapes import LARGEST, read_layers, read_quads
from alskg.terms import BASE
from alskg.transport.address import shown

__all__ = ["DERIVED", "Side", "is_derived", "read_side"]

_GRAPHS: Final = f"{BASE}graph/"
_SECONDS: Final = 600.0  # for one graph of an endpoint
DERIVED: Final = ("inferred-", "dataset")
"""How the names of the layers begin that nobody writes by hand."""


@dataclass(frozen=True, slots=True)
class Side:
    """The triples of one side by layer; those that stand in no graph are in the layer ''."""

    name: str
    layers: Mapping[str, set[ox.Triple]]

    @property
    def has_layers(self) -> bool:
        """Say whether any triple stands in a graph of ours, so that layers can be told apart."""
        return any(layer and ":" not in layer for layer in self.layers)


def is_derived(layer: str) -> bool:
    """Say whether rules or counts, and no person, made a layer."""
    return layer.startswith(DERIVED)


def read_side(name: str, *, derived: bool = False) -> Side:
    """Return what a name stands for.

    `current` is the build that fits the files, `previous` the release before it. A folder is a
    release (it holds dataset.nq) or a project (ontology/ and data/), which is compiled in memory;
    with `derived` its rules run as well. A URL is a SPARQL endpoint, whose graphs are downloaded.
    All else is an RDF file, its format by its ending. Raises InputError or DataError where there
    is no such thing or it cannot be read, EndpointError where an endpoint does not give it.
    """
    if name.startswith(("http://", "https://")):
        return Side(shown(name), _behind(name))
    if name == "current":
        return Side(name, read_layers(open_build().path_nquads))
    if name == "previous":
        return Side(name, _previous())
    path = Path(name)
    if path.is_dir():
        return Side(name, _folder(path, derived=derived))
    if not path.exists():
        hint = did_you_mean(name, ("current", "previous"))
        message = f"There is no file or folder {name}.{hint}"
        raise InputError(message)
    return Side(name, _file(path))


def _behind(url: str) -> dict[str, set[ox.Triple]]:
    """Return the layers that an endpoint holds."""
    from alskg.engine.remote import RemoteEngine  # noqa: PLC0415  (brings in the HTTP client)

    engine = RemoteEngine(url)
    return {
        graph.removeprefix(_GRAPHS): set(engine.triples(graph, timeout=_SECONDS))
        for graph in engine.graphs
    }


def _previous() -> dict[str, set[ox.Triple]]:
    """Return the release before the current one. Raises InputError where none is kept."""
    build = current(resources.build_dir(), "previous")
    if build is None:
        message = (
            f"There is no release before the current one in {resources.build_dir()}. "
            f"Name a file, a project folder or a release folder."
        )
        raise InputError(message)
    return read_layers(build.path_nquads)


def _folder(path: Path, *, derived: bool) -> dict[str, set[ox.Triple]]:
    """Return the layers of a release folder, or of a project. Raises InputError, DataError."""
    if (path / DATASET).is_file():
        return read_layers(path / DATASET)
    if not (path / "data").is_dir() or not (path / "ontology").is_dir():
        message = (
            f"{path} is neither a release, which holds {DATASET}, nor a project, which holds "
            f"ontology/ and data/."
        )
        raise InputError(message)
    # Two releases are compared in half the time without what compiles a project.
    from alskg.compile.load import curated_layers  # noqa: PLC0415
    from alskg.compile.pipeline import all_layers  # noqa: PLC0415
    from alskg.compile.stored_queries import query_triples  # noqa: PLC0415

    try:
        if derived:
            return all_layers(path)
        return {**curated_layers(path), "queries": query_triples(path / "queries")}
    except DataError as error:
        message = f"{path}: {error}"
        raise DataError(message) from error


def _file(path: Path) -> dict[str, set[ox.Triple]]:
    """Return the triples of a file by the last part of their graph's IRI. Raises InputError."""
    try:
        kind = by_suffix(path, "graph", "dataset")
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror or error}."
        raise InputError(message) from error
    except UnsupportedFormat as error:
        endings = ", ".join(by_name(one).suffix for one in names("graph", "dataset"))
        message = f"The ending of {path} says no RDF format. Those that are read: {endings}."
        raise InputError(message) from error
    layers: dict[str, set[ox.Triple]] = {}
    for quad in read_quads(data, kind, str(path)):
        layers.setdefault(_layer(quad.graph_name), set()).add(quad.triple)
    return layers


def _layer(graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> str:
    """Return the name of a layer: ours without their namespace, any other graph in full."""
    if isinstance(graph, ox.DefaultGraph):
        return ""
    return graph.value.removeprefix(_GRAPHS) if isinstance(graph, ox.NamedNode) else str(graph)
