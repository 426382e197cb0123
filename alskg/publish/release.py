"""A compiled release as what a store takes: one body of N-Triples for each named graph."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from alskg.compile import Build
from alskg.errors import DataError
from alskg.publish.values import Contents, contents
from alskg.terms import BASE

__all__ = ["Release", "ReleaseGraph", "read"]

_GRAPHS: Final = f"{BASE}graph/"
_LAST: Final = "dataset"


@dataclass(frozen=True, slots=True)
class ReleaseGraph:
    """A named graph of a release: its IRI, its triples as N-Triples, and what they amount to."""

    iri: str
    body: bytes
    contents: Contents

    @property
    def name(self) -> str:
        """Return the name of the layer, such as `page`."""
        return self.iri.removeprefix(_GRAPHS)


@dataclass(frozen=True, slots=True)
class Release:
    """A release: the version and the digest of its dataset, and its graphs.

    `graph:dataset`, the description of the release, is the last of them.
    """

    version: str
    digest: str
    graphs: tuple[ReleaseGraph, ...]

    @property
    def triples(self) -> int:
        """Return how many statements there are in all graphs."""
        return sum(graph.contents.triples for graph in self.graphs)


def read(build: Build) -> Release:
    """Read a build. Raises DataError where its dataset is not the one of its manifest."""
    manifest = build.manifest
    data = build.path_nquads.read_bytes()
    if hashlib.sha256(data).hexdigest() != manifest.sha256:
        message = (
            f"{build.path_nquads} is not the dataset that its manifest describes. "
            f"Run 'alskg build --force'."
        )
        raise DataError(message)
    bodies: defaultdict[str, list[bytes]] = defaultdict(list)
    for line in data.splitlines():
        # A canonical line ends in " <graph> ."; neither space nor "<" can stand in an IRI.
        triple, _, graph = line.removesuffix(b"> .").rpartition(b" <")
        bodies[graph.decode()].append(triple + b" .\n")
    names = sorted(manifest.graphs, key=lambda name: (name == _LAST, name))
    graphs = tuple(_graph(_GRAPHS + name, b"".join(bodies[_GRAPHS + name])) for name in names)
    return Release(manifest.version, manifest.sha256, graphs)


def _graph(iri: str, body: bytes) -> ReleaseGraph:
    """Make a graph from its N-Triples."""
    quads = ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
    return ReleaseGraph(iri, body, contents(quad.triple for quad in quads))
