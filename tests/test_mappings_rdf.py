"""Mappings as triples."""

from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from alskg.mappings import Mapping, MappingSet, triples
from alskg.terms import expand

STATED: Final = Mapping(
    subject_id="gene:SOD1",
    subject_label="SOD1",
    predicate_id="skos:exactMatch",
    object_id="HGNC:11179",
    object_label="SOD1",
    mapping_justification="semapv:ManualMappingCuration",
    object_source="source:hgnc-2024-07-23",
    object_source_version="2024-07-23",
    mapping_date="2026-11-22",
)
DENIED: Final = Mapping(
    subject_id="gene:SOD1",
    predicate_id="skos:exactMatch",
    predicate_modifier="Not",
    object_id="OMIM:105400",
    mapping_justification="semapv:ManualMappingCuration",
    comment="A condition.",
)


def found(mapping: Mapping) -> set[Triple]:
    """Return the triples of a set with one mapping."""
    return set(triples([MappingSet(mapping_set_id="x", license="y", mappings=(mapping,))]))


def node(curie: str) -> NamedNode:
    """Return the node of a CURIE."""
    return NamedNode(expand(curie))


def test_a_mapping_is_a_node_and_a_match() -> None:
    """Every slot that has a value is there under its own name, and the match itself."""
    mapping = node("mapping:gene-SOD1-exact-HGNC-11179")
    date = Literal("2026-11-22", datatype=node("xsd:date"))
    assert found(STATED) == {
        Triple(mapping, node("rdf:type"), node("alskg:Mapping")),
        Triple(mapping, node("rdfs:label"), Literal("SOD1: exact match HGNC:11179", language="en")),
        Triple(mapping, node("sssom:subject_id"), node("gene:SOD1")),
        Triple(mapping, node("sssom:predicate_id"), node("skos:exactMatch")),
        Triple(mapping, node("sssom:object_id"), node("HGNC:11179")),
        Triple(mapping, node("sssom:object_label"), Literal("SOD1")),
        Triple(
            mapping,
            node("sssom:mapping_justification"),
            node("semapv:ManualMappingCuration"),
        ),
        Triple(mapping, node("sssom:object_source"), node("source:hgnc-2024-07-23")),
        Triple(mapping, node("sssom:object_source_version"), Literal("2024-07-23")),
        Triple(mapping, node("sssom:mapping_date"), date),
        Triple(node("gene:SOD1"), node("skos:exactMatch"), node("HGNC:11179")),
    }


def test_a_denial_is_a_node_and_no_match() -> None:
    """What a negative mapping denies is nowhere stated."""
    mapping = node("mapping:gene-SOD1-not-exact-OMIM-105400")
    graph = found(DENIED)
    assert {triple.subject for triple in graph} == {mapping}
    assert Triple(mapping, node("sssom:predicate_modifier"), Literal("Not")) in graph
    assert Triple(mapping, node("sssom:comment"), Literal("A condition.")) in graph
    label = Literal("gene:SOD1: no exact match OMIM:105400", language="en")
    assert Triple(mapping, node("rdfs:label"), label) in graph
