"""Read RDF that a user hands over, and the layers of a compiled dataset.

Only bytes and an explicit format go to a parser, never a name that could be a path or an address.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from alskg.errors import DataError, InputError
from alskg.formats import Format
from alskg.terms import BASE, prefixes
from alskg.wellformed import check_xml

__all__ = ["LARGEST", "Document", "Layers", "read_layers", "read_quads", "read_rdf"]

Layers = Mapping[str, set[ox.Triple]]
"""The triples of each layer, by the last part of its graph's IRI (`page` is graph:page)."""

LARGEST: Final = 20_000_000
"""Bytes of a user's data that are looked at; the whole graph has a tenth of that."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a user hands over: bytes, their format, and what messages call them."""

    name: str
    data: bytes
    kind: Format

    def triples(self) -> set[ox.Triple]:
        """Return what the document says. Raises InputError, as `read_rdf` does."""
        return read_rdf(self.data, self.kind, self.name)

    def is_empty(self) -> bool:
        """Say whether a document that can be read holds no statement."""
        return next(iter(ox.parse(self.data, format=_PARSERS[self.kind.name])), None) is None


_PARSERS: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
}
_GRAPHS: Final = f"{BASE}graph/"
_UNDECLARED: Final = re.compile(r"prefix (\S*?):? has not been declared", re.IGNORECASE)


def read_rdf(data: bytes, kind: Format, name: str) -> set[ox.Triple]:
    """Return the triples of a user's data; what graph they stand in does not matter.

    Raises InputError as `read_quads` does.
    """
    return {quad.triple for quad in read_quads(data, kind, name)}


def read_quads(data: bytes, kind: Format, name: str) -> list[ox.Quad]:
    """Return the statements of a user's data, each with its graph, with the terms as written.

    Raises InputError, with name and line, where the data are too large or not in that format, or
    where RDF/XML has a document type, whose entities can grow without bounds.
    """
    if len(data) > LARGEST:
        message = f"{name} has {len(data):,} bytes; at most {LARGEST:,} can be read at once."
        raise InputError(message)
    if kind.name == "rdfxml" and b"<!DOCTYPE" in data:
        message = f"{name} has a DOCTYPE. Write its entities out and leave the DOCTYPE away."
        raise InputError(message)
    try:
        if kind.name == "rdfxml":
            check_xml(data)
        return list(ox.parse(data, format=_PARSERS[kind.name]))
    except SyntaxError as error:
        line = f", line {error.lineno}" if error.lineno else ""
        what = (error.msg or str(error)).rstrip(".")
        message = f"{name}{line}: this is not {kind.media_type}: {what}.{_hint(what)}"
        raise InputError(message) from error


def _hint(complaint: str) -> str:
    """Return what to add where a prefix of ours was used without being declared."""
    match = _UNDECLARED.search(complaint)
    namespace = prefixes().get(match[1]) if match else None
    return f" Add the line PREFIX {match[1]}: <{namespace}>." if match and namespace else ""


def read_layers(path: Path) -> dict[str, set[ox.Triple]]:
    """Return the layers of a compiled dataset, N-Quads, with the terms as they were written.

    Raises DataError where the file cannot be read.
    """
    layers: dict[str, set[ox.Triple]] = {}
    try:
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS):
            layer = str(quad.graph_name.value).removeprefix(_GRAPHS)
            layers.setdefault(layer, set()).add(quad.triple)
    except (OSError, SyntaxError, AttributeError) as error:
        message = f"The compiled dataset {path} cannot be read: {error}. Run 'alskg build'."
        raise DataError(message) from error
    return layers
