"""The graph that CONSTRUCT or DESCRIBE gives, as text: the same bytes whichever engine found it."""

from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from alskg.terms import prefixes

__all__ = ["written"]

_SYNTAXES: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}


def written(triples: Iterable[ox.Triple], format_name: str) -> bytes:
    """Return triples in a format, sorted and none twice, for CONSTRUCT has no order."""
    ordered = sorted(set(triples), key=str)
    syntax = _SYNTAXES[format_name]
    if syntax != ox.RdfFormat.TURTLE:
        return ox.serialize(ordered, format=syntax) or b""
    text = "\n".join(map(str, ordered))
    used = {name: namespace for name, namespace in prefixes().items() if f"<{namespace}" in text}
    return ox.serialize(ordered, format=syntax, prefixes=used) or b""
