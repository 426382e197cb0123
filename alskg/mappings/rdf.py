"""Mappings as triples for graph:mappings."""

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from alskg.mappings.records import Mapping, MappingSet
from alskg.terms import expand

__all__ = ["triples"]

_TYPE: Final = NamedNode(expand("rdf:type"))
_LABEL: Final = NamedNode(expand("rdfs:label"))
_MAPPING: Final = NamedNode(expand("alskg:Mapping"))
_DATE: Final = NamedNode(expand("xsd:date"))

_IRI_SLOTS: Final = (
    "subject_id",
    "predicate_id",
    "object_id",
    "mapping_justification",
    "object_source",
)
_TEXT_SLOTS: Final = ("predicate_modifier", "object_label", "object_source_version", "comment")


def triples(sets: Iterable[MappingSet]) -> Iterator[Triple]:
    """Yield each mapping as a node, followed by the `skos:*Match` triple that it states.

    A negative mapping states none. The slots keep their SSSOM names (`sssom:subject_id`), so that a
    column of the file and a property of the node are called the same.
    """
    for mapping_set in sets:
        for mapping in mapping_set.mappings:
            yield from _described(mapping)
            if not mapping.negative:
                yield Triple(
                    NamedNode(expand(mapping.subject_id)),
                    NamedNode(expand(mapping.predicate_id)),
                    NamedNode(expand(mapping.object_id)),
                )


def _described(mapping: Mapping) -> Iterator[Triple]:
    """Yield what is known of one mapping, its node as subject."""
    node = NamedNode(expand(f"mapping:{mapping.slug}"))
    yield Triple(node, _TYPE, _MAPPING)
    yield Triple(node, _LABEL, Literal(_label(mapping), language="en"))
    for slot in _IRI_SLOTS:
        if curie := getattr(mapping, slot):
            yield Triple(node, _slot(slot), NamedNode(expand(curie)))
    for slot in _TEXT_SLOTS:
        if text := getattr(mapping, slot):
            yield Triple(node, _slot(slot), Literal(text))
    if mapping.mapping_date:
        yield Triple(node, _slot("mapping_date"), Literal(mapping.mapping_date, datatype=_DATE))


def _slot(name: str) -> NamedNode:
    """Return the property that stands for an SSSOM slot."""
    return NamedNode(expand(f"sssom:{name}"))


def _label(mapping: Mapping) -> str:
    """Return the label of a mapping: `SOD1: exact match HGNC:11179`."""
    name = mapping.subject_label or mapping.subject_id
    negation = "no " if mapping.negative else ""
    return f"{name}: {negation}{mapping.word} match {mapping.object_id}"
