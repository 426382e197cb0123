"""OBO Graphs JSON (https://github.com/geneontology/obographs): nodes and edges in plain JSON."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from alskg.ontologies.records import Kind, Ontology, Scope, Synonym, Term, obo_iri

__all__ = ["parsed"]

_SCOPES: Final[Mapping[str, Scope]] = {
    "hasExactSynonym": "exact",
    "hasBroadSynonym": "broad",
    "hasNarrowSynonym": "narrow",
    "hasRelatedSynonym": "related",
}
_KINDS: Final[Mapping[str | None, Kind]] = {
    "CLASS": "class",
    "PROPERTY": "property",
    "INDIVIDUAL": "individual",
}
_PARENT_PREDICATES: Final = frozenset({"is_a", "subPropertyOf"})
_REPLACED_BY: Final = "http://purl.obolibrary.org/obo/IAO_0100001"
_EXACT_MATCH: Final = "http://www.w3.org/2004/02/skos/core#exactMatch"


def parsed(data: bytes, name: str) -> Ontology:
    """Return what an OBO Graphs file says; the first graph gives IRI and version.

    Raises ValueError where it is no JSON or has another structure.
    """
    try:
        document = json.loads(data)
        graphs = document["graphs"]
        meta = graphs[0].get("meta") or {}
        terms = tuple(term for graph in graphs for term in _terms(graph))
        return Ontology(
            name,
            terms,
            str(graphs[0].get("id") or ""),
            str(meta.get("version") or ""),
            tuple(map(str, meta.get("imports") or ())),
        )
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise ValueError(
            "it has not the structure of OBO Graphs: a list 'graphs' of objects with 'nodes' and "
            "'edges'"
        ) from error


def _terms(graph: Mapping[str, Any]) -> Iterator[Term]:
    """Yield the nodes of a graph that have a name, or say that they are obsolete."""
    parents: dict[str, list[str]] = {}
    for edge in graph.get("edges") or ():
        if edge["pred"] in _PARENT_PREDICATES:
            parents.setdefault(edge["sub"], []).append(_iri(edge["obj"]))
    for node in graph["nodes"]:
        meta = node.get("meta") or {}
        iri = _iri(node["id"])
        if iri and (node.get("lbl") or meta.get("deprecated")):
            values = meta.get("basicPropertyValues") or ()
            yield Term(
                iri=iri,
                label=str(node.get("lbl") or ""),
                kind=_KINDS.get(node.get("type"), "class"),
                synonyms=tuple(
                    Synonym(str(one["val"]), _SCOPES.get(one["pred"], "related"))
                    for one in meta.get("synonyms") or ()
                ),
                deprecated=meta.get("deprecated") is True,
                replaced_by=_values(values, _REPLACED_BY),
                parents=tuple(one for one in parents.get(node["id"], ()) if one),
                exact_matches=_values(values, _EXACT_MATCH),
            )


def _values(values: Sequence[Mapping[str, Any]], predicate: str) -> tuple[str, ...]:
    """Return the IRIs that a node has for a property."""
    found = (_iri(str(one["val"])) for one in values if one["pred"] == predicate)
    return tuple(iri for iri in found if iri)


def _iri(identifier: str) -> str:
    """Return the IRI of an identifier, which may be written short."""
    return obo_iri(identifier, {})
