"""Terms as lines of N-Quads, in the vocabulary that OBO files have when written as OWL."""

from collections.abc import Iterator
from typing import Final

from alskg.ontologies.records import OBO, Kind, Ontology, Term
from alskg.terms import expand

__all__ = ["head", "lines"]

_TYPES: Final[dict[Kind, str]] = {
    "class": expand("owl:Class"),
    "property": expand("owl:ObjectProperty"),
    "individual": expand("owl:NamedIndividual"),
    "concept": expand("skos:Concept"),
}
_TYPE: Final = expand("rdf:type")
_LABEL: Final = expand("rdfs:label")
_SUB_PROPERTY: Final = expand("rdfs:subPropertyOf")
_SUB_CLASS: Final = expand("rdfs:subClassOf")
_DEPRECATED: Final = expand("owl:deprecated")
_REPLACED_BY: Final = f"{OBO}IAO_0100001"
_EXACT_MATCH: Final = expand("skos:exactMatch")
_SYNONYM: Final = "http://www.geneontology.org/formats/oboInOwl#has{}Synonym"
_TRUE: Final = f'"true"^^<{expand("xsd:boolean")}>'
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def head(ontology: Ontology, graph: str) -> Iterator[str]:
    """Yield what the graph itself is: a data set, from which ontology and in which version."""
    yield _line(graph, _TYPE, f"<{expand('void:Dataset')}>", graph)
    yield _line(graph, expand("dcterms:title"), _text(ontology.name), graph)
    if ontology.version:
        yield _line(graph, expand("owl:versionInfo"), _text(ontology.version), graph)


def lines(ontology: Ontology, graph: str) -> Iterator[str]:
    """Yield the terms of an ontology as lines of N-Quads in one graph."""
    for term in ontology.terms:
        for predicate, value in _statements(term):
            yield _line(term.iri, predicate, value, graph)


def _statements(term: Term) -> Iterator[tuple[str, str]]:
    """Yield predicate and written object of each statement about a term."""
    yield _TYPE, f"<{_TYPES[term.kind]}>"
    if term.label:
        yield _LABEL, _text(term.label)
    for synonym in term.synonyms:
        yield _SYNONYM.format(synonym.scope.capitalize()), _text(synonym.text)
    if term.deprecated:
        yield _DEPRECATED, _TRUE
    for iri in term.replaced_by:
        yield _REPLACED_BY, f"<{iri}>"
    for iri in term.parents:
        yield _SUB_PROPERTY if term.kind == "property" else _SUB_CLASS, f"<{iri}>"
    for iri in term.exact_matches:
        yield _EXACT_MATCH, f"<{iri}>"


def _text(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'


def _line(subject: str, predicate: str, value: str, graph: str) -> str:
    return f"<{subject}> <{predicate}> {value} <{graph}> .\n"
