"""JSON-LD 1.1: one node a subject, compacted with the context that stands at the top.

The context is inline, so no reader has to fetch anything. Numbers are strings with a datatype,
for JSON would change how they are written.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

import pyoxigraph as ox

from alskg.export.context import published
from alskg.export.snapshot import Snapshot
from alskg.export.statements import statements
from alskg.terms import compact

__all__ = ["jsonld"]

_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
_KEYWORDS: Final = {"id": 0, "type": 1, "label": 2}


def jsonld(snapshot: Snapshot) -> bytes:
    """Return the triples of all graphs as JSON-LD."""
    head = published()
    terms = _Terms(head)
    nodes: dict[str, dict[str, list[Any]]] = {}
    for subject, predicate, value in {statement[:3] for statement in statements(snapshot.dataset)}:
        key, written = terms.entry(predicate, value)
        nodes.setdefault(compact(subject), {}).setdefault(key, []).append(written)
    document = {"@context": head, "@graph": [_node(name, nodes[name]) for name in sorted(nodes)]}
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


class _Terms:
    """The terms of a context, turned round: which one writes a given statement."""

    def __init__(self, head: Mapping[str, Any]) -> None:
        """Index the terms by what they stand for and how they coerce."""
        self._classes: dict[str, str] = {}
        self._properties: dict[tuple[str, str, str], str] = {}
        for name, definition in head.items():
            if isinstance(definition, str):
                self._classes[definition] = name
            elif isinstance(definition, dict):
                coercion = (definition.get("@type", ""), definition.get("@language", ""))
                self._properties[definition["@id"], *coercion] = name

    def entry(self, predicate: str, value: ox.NamedNode | ox.Literal) -> tuple[str, Any]:
        """Return the key and the value for a predicate and an object."""
        curie = compact(predicate)
        if isinstance(value, ox.NamedNode):
            iri = compact(value.value)
            if curie == "rdf:type":
                return "type", self._classes.get(iri, iri)
            term = self._properties.get((curie, "@id", ""))
            return (term, iri) if term else (curie, {"id": iri})
        datatype = "" if value.datatype.value == _STRING else compact(value.datatype.value)
        language = value.language or ""
        coercion = ("", language) if language else (datatype, "")
        term = self._properties.get((curie, *coercion))
        return (term, value.value) if term else (curie, _value(value.value, datatype, language))


def _value(text: str, datatype: str, language: str) -> Any:  # noqa: ANN401  (JSON)
    """Return a literal that no term coerces."""
    if language:
        return {"@language": language, "@value": text}
    return {"@type": datatype, "@value": text} if datatype else text


def _node(name: str, about: Mapping[str, list[Any]]) -> dict[str, Any]:
    """Return one node, its keys and values in order; a single value stands without a list."""
    node: dict[str, Any] = {"id": name}
    for key in sorted(about, key=lambda key: (_KEYWORDS.get(key, len(_KEYWORDS)), key)):
        values = sorted(about[key], key=lambda value: json.dumps(value, sort_keys=True))
        node[key] = values[0] if len(values) == 1 else values
    return node
