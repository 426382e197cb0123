"""From the files to the bytes of the dataset: read, derive, describe, write in canonical form."""

import hashlib
from pathlib import Path

import pyoxigraph as ox

from alskg import resources
from alskg.compile import inputs
from alskg.compile.derive import derived_layers, read_rules
from alskg.compile.description import describe
from alskg.compile.load import Layers, curated_layers
from alskg.compile.nodes import quads
from alskg.compile.release import Manifest
from alskg.compile.stored_queries import query_triples

__all__ = ["all_layers", "compiled", "nquads"]


def compiled(root: Path) -> tuple[bytes, Manifest]:
    """Return the dataset of the files under `root` and its manifest.

    The same files give the same bytes on every machine. Raises DataError where one is unreadable.
    """
    read = inputs.digests(inputs.input_files(root))
    layers = all_layers(root)
    dataset = nquads(layers)
    manifest = Manifest(
        version=resources.version(),
        sha256=hashlib.sha256(dataset).hexdigest(),
        quads=sum(map(len, layers.values())),
        graphs={layer: len(triples) for layer, triples in layers.items()},
        inputs=read,
    )
    return dataset, manifest


def all_layers(root: Path) -> Layers:
    """Return every layer of the dataset, curated and derived."""
    layers = curated_layers(root)
    layers |= derived_layers(layers, read_rules(root / "ontology" / "rules"))
    layers["queries"] = query_triples(root / "queries")
    layers["dataset"] = describe(layers)
    return layers


def nquads(layers: Layers) -> bytes:
    """Return the dataset as sorted N-Quads, from the terms as they were parsed.

    A store would rewrite lexical forms (`1.10` as `1.1`), so nothing here goes through one.
    """
    lines: list[bytes] = []
    for layer, triples in layers.items():
        written = ox.serialize(quads(triples, layer), format=ox.RdfFormat.N_QUADS) or b""
        lines += written.splitlines(keepends=True)
    return b"".join(sorted(lines))
