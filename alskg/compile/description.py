"""What the release says about itself: `graph:dataset`, in VoID, DCAT and PROV.

Every figure is counted from the layers, and the date is that of the version, never the clock's.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

import pyoxigraph as ox

from alskg import resources, terms
from alskg.compile.load import Layers
from alskg.compile.nodes import about, english, graph, node

__all__ = ["DATASET", "describe"]

DATASET: Final = ox.NamedNode(f"{terms.BASE}dataset")
_LICENCE: Final = ox.NamedNode("https://creativecommons.org/licenses/by/4.0/")
_TITLE: Final = "ALS knowledge graph"
_SUMMARY: Final = (
    "What a trusted page says about amyotrophic lateral sclerosis, statement by statement, each "
    "with its sentence, its certainty and its quantities, linked to public identifiers. "
    "Not medical advice."
)
_LAYERS: Final = {
    "ontology": ("Vocabulary", "Classes, properties and concept schemes."),
    "page": ("Page layer", "Things and claims as the page states them."),
    "reference": ("Reference layer", "Claims that were taken from reference sources."),
    "source": ("Source layer", "The page, its sections and its passages, without their text."),
    "mappings": ("Mappings", "Links from our things to identifiers of others, with reasons."),
    "inferred-page": ("Derived from the page", "Edges that rules derive from the page alone."),
    "inferred-reference": (
        "Derived from reference sources",
        "Edges that rules derive from reference sources alone.",
    ),
    "inferred-joint": (
        "Derived from both",
        "Edges that rules derive from page, reference sources and mappings together.",
    ),
    "queries": ("Stored queries", "The stored queries, as SHACL executables."),
    "dataset": ("Release description", "This description of the release."),
}
_VOCABULARIES: Final = ("biolink", "cito", "dcterms", "owl", "prov", "rdfs", "skos", "sssom")


def describe(layers: Layers) -> set[ox.Triple]:
    """Return the triples of `graph:dataset` for the other layers."""
    everything = frozenset[ox.Triple]().union(*layers.values())
    body = _release(everything) | _graphs() | _partitions(everything)
    for layer, triples in layers.items():
        body |= _figure(graph(layer), "void:triples", len(triples))
    # The last two figures count themselves as well, whatever they are.
    own = len(body) + 2
    body |= _figure(graph("dataset"), "void:triples", own)
    return body | _figure(DATASET, "void:triples", len(everything) + own)


def _release(everything: AbstractSet[ox.Triple]) -> set[ox.Triple]:
    """Describe the release as a whole: title, licence, version, date and sources."""
    year_month = "-".join(resources.version().split(".")[:2])
    return about(
        DATASET,
        ("rdf:type", node("void:Dataset")),
        ("rdf:type", node("dcat:Dataset")),
        ("rdf:type", node("prov:Entity")),
        ("rdfs:label", english(_TITLE)),
        ("dcterms:title", english(_TITLE)),
        ("dcterms:description", english(_SUMMARY)),
        ("dcterms:license", _LICENCE),
        ("dcterms:language", ox.Literal("en")),
        ("dcterms:issued", ox.Literal(year_month, datatype=node("xsd:gYearMonth"))),
        ("dcat:version", ox.Literal(resources.version())),
        ("void:uriSpace", ox.Literal(terms.BASE)),
        *(("void:subset", graph(layer)) for layer in _LAYERS),
        *(("void:vocabulary", ox.NamedNode(terms.prefixes()[name])) for name in _VOCABULARIES),
        *(
            ("prov:wasDerivedFrom", source)
            for source in _instances(everything).get(node("alskg:Source"), ())
        ),
    )


def _graphs() -> set[ox.Triple]:
    """Describe each named graph."""
    return {
        triple
        for layer, (title, summary) in _LAYERS.items()
        for triple in about(
            graph(layer),
            ("rdf:type", node("void:Dataset")),
            ("rdfs:label", english(title)),
            ("dcterms:title", english(title)),
            ("dcterms:description", english(summary)),
            ("dcterms:license", _LICENCE),
        )
    }


def _partitions(everything: AbstractSet[ox.Triple]) -> set[ox.Triple]:
    """Count the things of each of our classes, those of its subclasses included."""
    triples: set[ox.Triple] = set()
    for kind, members in _instances(everything).items():
        if not kind.value.startswith(terms.ALSKG):
            continue
        name = kind.value.removeprefix(terms.ALSKG)
        part = ox.NamedNode(f"{DATASET.value}/class/{name}")
        triples |= _figure(part, "void:entities", len(members)) | about(
            part,
            ("rdf:type", node("void:Dataset")),
            ("rdfs:label", english(f"Things of class {name}")),
            ("void:class", kind),
        )
        triples.add(ox.Triple(DATASET, node("void:classPartition"), part))
    return triples


def _instances(everything: AbstractSet[ox.Triple]) -> dict[ox.NamedNode, set[ox.NamedNode]]:
    """Return the members of every class that has any, by the subclass axioms."""
    above: dict[Any, set[Any]] = {}
    for triple in everything:
        if triple.predicate == node("rdfs:subClassOf"):
            above.setdefault(triple.subject, set()).add(triple.object)
    members: dict[Any, set[Any]] = {}
    for triple in everything:
        if triple.predicate == node("rdf:type"):
            for kind in _reachable(triple.object, above):
                members.setdefault(kind, set()).add(triple.subject)
    return members


def _reachable(start: Any, above: Mapping[Any, set[Any]]) -> set[Any]:  # noqa: ANN401
    """Return a class and all classes above it."""
    found, open_ends = {start}, [start]
    while open_ends:
        new = above.get(open_ends.pop(), set()) - found
        found |= new
        open_ends += new
    return found


def _figure(subject: ox.NamedNode, curie: str, number: int) -> set[ox.Triple]:
    """Return the one triple that states a count."""
    return about(subject, (curie, ox.Literal(str(number), datatype=node("xsd:integer"))))
