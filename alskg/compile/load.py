"""Read the files of the project into layers: one named graph each, with the terms as written."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from alskg import mappings
from alskg.compile.rules import read_rules
from alskg.errors import DataError

__all__ = ["CURATED", "Layers", "curated_layers", "read_turtle"]

Layers = dict[str, set[ox.Triple]]
"""The triples of each layer, by the last part of its graph's IRI (`page` is graph:page)."""

CURATED: Final = ("ontology", "page", "reference", "source", "mappings")
_TURTLE_FOLDERS: Final = ("page", "reference", "source")


def curated_layers(root: Path) -> Layers:
    """Read every curated file under `root`, which holds `ontology/` and `data/`.

    The vocabulary takes in what the rules are; a match that it states itself is not repeated
    among the mappings, so that no triple stands in two graphs.

    Raises DataError where one does not parse (with file and line) or holds a blank node, and what
    `alskg.mappings` raises.
    """
    layers: Layers = {"ontology": set(read_turtle(root / "ontology" / "alskg.ttl", root))}
    for folder in _TURTLE_FOLDERS:
        files = sorted((root / "data" / folder).glob("*.ttl"))
        layers[folder] = {triple for path in files for triple in read_turtle(path, root)}
    for rule in read_rules(root / "ontology" / "rules"):
        layers["ontology"] |= rule.description()
    mapped = set(mappings.triples(mappings.read_all(root / "data" / "mappings")))
    layers["mappings"] = mapped - layers["ontology"]
    return layers


def read_turtle(path: Path, root: Path) -> Iterator[ox.Triple]:
    """Yield the triples of a Turtle file; lexical forms are kept.

    Raises DataError, which names the file as seen from `root`.
    """
    name = path.relative_to(root)
    try:
        quads = ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE)
        for quad in quads:
            if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
                message = (
                    f"{name}: a blank node in a statement of {quad.predicate}. "
                    f"Give the thing an IRI: data must not hold blank nodes."
                )
                raise DataError(message)
            yield quad.triple
    except OSError as error:
        message = f"{name}: the file cannot be read: {error.strerror or error}."
        raise DataError(message) from error
    except SyntaxError as error:
        message = f"{name}:{error.lineno}: this is not Turtle: {error.msg}."
        raise DataError(message) from error
