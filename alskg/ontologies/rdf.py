"""OWL and SKOS in an RDF syntax, read by pyoxigraph, which follows no `owl:imports`."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from alskg.ontologies.records import OBO, Kind, Ontology, Scope, Synonym, Term
from alskg.terms import expand
from alskg.wellformed import check_xml

__all__ = ["SYNTAXES", "lines", "parsed"]

SYNTAXES: Final[Mapping[str, ox.RdfFormat]] = {
    "rdfxml": ox.RdfFormat.RDF_XML,
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_OBO_IN_OWL: Final = "http://www.geneontology.org/formats/oboInOwl#"
_TYPE: Final = expand("rdf:type")
_ONTOLOGIES: Final = frozenset({expand("owl:Ontology"), expand("skos:ConceptScheme")})
_KINDS: Final[Mapping[str, Kind]] = {
    expand("owl:Class"): "class",
    expand("rdfs:Class"): "class",
    expand("owl:ObjectProperty"): "property",
    expand("owl:DatatypeProperty"): "property",
    expand("owl:AnnotationProperty"): "property",
    expand("rdf:Property"): "property",
    expand("owl:NamedIndividual"): "individual",
    expand("skos:Concept"): "concept",
}
_LABELS: Final = (expand("skos:prefLabel"), expand("rdfs:label"))
_LANGUAGES: Final[Mapping[str | None, int]] = {"en": 0, None: 1}
_SYNONYMS: Final[Mapping[str, Scope]] = {
    f"{_OBO_IN_OWL}hasExactSynonym": "exact",
    f"{_OBO_IN_OWL}hasBroadSynonym": "broad",
    f"{_OBO_IN_OWL}hasNarrowSynonym": "narrow",
    f"{_OBO_IN_OWL}hasRelatedSynonym": "related",
    expand("skos:altLabel"): "exact",
    expand("skos:hiddenLabel"): "related",
}
_PARENTS: Final = frozenset(map(expand, ("rdfs:subClassOf", "rdfs:subPropertyOf", "skos:broader")))
_DEPRECATED: Final = expand("owl:deprecated")
_REPLACED_BY: Final = frozenset({f"{OBO}IAO_0100001", expand("dcterms:isReplacedBy")})
_EXACT_MATCH: Final = expand("skos:exactMatch")
_VERSIONS: Final = (expand("owl:versionInfo"), expand("owl:versionIRI"))
_IMPORTS: Final = expand("owl:imports")
_READ: Final = frozenset(
    {_TYPE, *_LABELS, *_SYNONYMS, *_PARENTS, _DEPRECATED, *_REPLACED_BY, _EXACT_MATCH}
    | {*_VERSIONS, _IMPORTS}
)

_Values = dict[str, list[ox.NamedNode | ox.Literal]]


def parsed(data: bytes, name: str, syntax: str) -> Ontology:
    """Return what an ontology in an RDF syntax says. Raises SyntaxError or ValueError.

    Anonymous classes are left out: a parent is a named one. Of labels in several languages the
    English one is taken, and else the one without a language.
    """
    if syntax == "rdfxml":
        check_xml(data)
    about: dict[str, _Values] = {}
    for quad in ox.parse(data, format=SYNTAXES[syntax]):
        if (
            quad.predicate.value in _READ
            and isinstance(quad.subject, ox.NamedNode)
            and isinstance(quad.object, ox.NamedNode | ox.Literal)
        ):
            values = about.setdefault(quad.subject.value, {})
            values.setdefault(quad.predicate.value, []).append(quad.object)
    whole = next((iri for iri, values in about.items() if _types(values) & _ONTOLOGIES), "")
    head = about.get(whole, {})
    return Ontology(
        name,
        tuple(_terms(about)),
        whole,
        next((one.value for key in _VERSIONS for one in head.get(key, ())), ""),
        tuple(one.value for one in head.get(_IMPORTS, ())),
    )


def _types(values: _Values) -> set[str]:
    return {one.value for one in values.get(_TYPE, ())}


def _terms(about: Mapping[str, _Values]) -> Iterator[Term]:
    """Yield the terms: what has a class of terms, or is said to be obsolete."""
    for iri, values in about.items():
        kinds = [_KINDS[one] for one in sorted(_types(values)) if one in _KINDS]
        deprecated = any(one.value in {"true", "1"} for one in values.get(_DEPRECATED, ()))
        if kinds or deprecated:
            yield Term(
                iri=iri,
                label=_label(values),
                kind=kinds[0] if kinds else "class",
                synonyms=tuple(
                    Synonym(one.value, scope)
                    for key, scope in _SYNONYMS.items()
                    for one in values.get(key, ())
                ),
                deprecated=deprecated,
                replaced_by=_named(values, _REPLACED_BY),
                parents=_named(values, _PARENTS),
                exact_matches=_named(values, {_EXACT_MATCH}),
            )


def _label(values: _Values) -> str:
    """Return the English label, or the one without a language, or the first one."""
    labels = [one for key in _LABELS for one in values.get(key, ()) if isinstance(one, ox.Literal)]
    best = min(labels, key=lambda one: _LANGUAGES.get(one.language, len(_LANGUAGES)), default=None)
    return best.value if best else ""


def _named(values: _Values, keys: frozenset[str] | set[str]) -> tuple[str, ...]:
    """Return the IRIs that stand for some properties."""
    found = (one for key in sorted(keys) for one in values.get(key, ()))
    return tuple(dict.fromkeys(one.value for one in found if isinstance(one, ox.NamedNode)))


def lines(data: bytes, syntax: str, graph: str) -> Iterator[str]:
    """Yield all triples of the data as lines of N-Quads in one graph.

    Blank nodes are named after the file and numbered in its order, so the same file gives the same
    lines, and those of two files never meet.
    Raises SyntaxError or ValueError.
    """
    file = hashlib.sha256(data).hexdigest()[:12]
    blank: dict[str, str] = {}
    for quad in ox.parse(data, format=SYNTAXES[syntax]):
        subject, value = (
            blank.setdefault(str(one), f"_:f{file}b{len(blank)}")
            if isinstance(one, ox.BlankNode)
            else one
            for one in (quad.subject, quad.object)
        )
        yield f"{subject} {quad.predicate} {value} <{graph}> .\n"
