"""KGX: nodes and edges by Biolink 4.4.6, as TSV and as JSON Lines.

A node goes by the identifier that KGX users merge on (MONDO, HGNC, HP, UBERON, CL, GO) where one of
them is exactly the same thing, and by our IRI otherwise. An edge is a claim: its certainty and its
qualifiers are columns, and what we call its predicate is `original_predicate`. Knowledge gaps are
no edges; texts (names, symbols, cytobands) are properties of their node.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import pyoxigraph as ox

from alskg.export import biolink
from alskg.export.biolink import CATEGORIES
from alskg.export.contents import Claim, Contents, Value, contents_of
from alskg.export.snapshot import Snapshot
from alskg.terms import BASE, compact, expand

__all__ = ["kgx", "left_out"]

Cell = str | bool | float | list[str]
Record = dict[str, Cell]

_PAGE_SOURCE: Final = "infores:medlineplus"
_LEVELS: Final = {"possible": "prediction", "probable": "prediction"}

_NODE_FIRST: Final = ("id", "category", "name", "description", "symbol", "full_name", "synonym")
_EDGE_FIRST: Final = (
    *("id", "subject", "predicate", "object", "category", "primary_knowledge_source"),
    *("knowledge_level", "agent_type", "negated", "original_predicate", "publications"),
    *("name", "description", "modality"),
)
_HANDLED: Final = {"alskg:entails", "alskg:modality"}
# Where a text goes on its node, if it is not one more synonym.
_NAMING: Final = {
    "alskg:approvedSymbol": "symbol",
    "alskg:approvedName": "full_name",
    "alskg:cytoband": "cytoband",
    "alskg:narrowSynonym": "narrow_synonym",
}
_SYNONYMS: Final = ("synonym", "narrow_synonym")
_MATCHES: Final = ("close_match", "broad_match", "narrow_match", "related_match")
_CAPITAL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def kgx(snapshot: Snapshot) -> dict[str, bytes]:
    """Return the four files of KGX. Raises DataError where the snapshot cannot be read."""
    contents = contents_of(snapshot)
    names = _Names(contents)
    edges = [_edge(contents, names, claim) for claim in _edges(contents)]
    nodes: dict[str, Record] = {}
    # Our things first: a term elsewhere that is exactly one of ours is the same node.
    for thing in sorted(_things(contents), key=lambda iri: (not iri.startswith(BASE), iri)):
        node = _node(contents, names, thing)
        nodes.setdefault(str(node["id"]), node)
    ordered = [nodes[key] for key in sorted(nodes)]
    return {
        "als-kg_nodes.tsv": _tsv(ordered, _NODE_FIRST),
        "als-kg_edges.tsv": _tsv(edges, _EDGE_FIRST),
        "als-kg_nodes.jsonl": _jsonl(ordered),
        "als-kg_edges.jsonl": _jsonl(edges),
    }


def left_out(snapshot: Snapshot) -> dict[str, int]:
    """Return how many claims are no edges, by reason."""
    reasons = Counter(
        "knowledge gaps (in knowledge_gaps.tsv)" if claim.gap else "texts (on their node)"
        for claim in contents_of(snapshot).claims
        if claim.gap or isinstance(claim.object, ox.Literal)
    )
    return dict(sorted(reasons.items()))


def _edges(contents: Contents) -> list[Claim]:
    """Return the claims that are edges: no knowledge gap, and a thing as their object."""
    return [
        claim
        for claim in contents.claims
        if not claim.gap and isinstance(claim.object, ox.NamedNode)
    ]


def _things(contents: Contents) -> set[str]:
    """Return what edges join or are qualified by."""
    things = set()
    for claim in _edges(contents):
        things |= {claim.subject, claim.object.value}
        for values in contents.about(claim.iri).values():
            things |= {value.value for value in values if contents.kind(value.value) in CATEGORIES}
    return things


class _Names:
    """Which id each thing goes by: one that is exactly two things of ours names neither."""

    def __init__(self, contents: Contents) -> None:
        """Choose the ids."""
        chosen = {thing: _external(contents, thing) for thing in contents.subjects(*CATEGORIES)}
        times = Counter(chosen.values())
        self._ids = {thing: id_ for thing, id_ in chosen.items() if id_ and times[id_] == 1}

    def __getitem__(self, thing: str) -> str:
        """Return the id of a thing."""
        if thing in self._ids:
            return self._ids[thing]
        return thing if thing.startswith(BASE) else compact(thing)


def _external(contents: Contents, thing: str) -> str | None:
    """Return the identifier that is exactly a thing and best known, or None."""
    _, prefixes = CATEGORIES[contents.kind(thing)]
    for prefix in prefixes:
        found = contents.identifiers(thing, prefix)
        if len(found) == 1:
            return found[0]
    return None


def _node(contents: Contents, names: _Names, thing: str) -> Record:
    """Return a node: its names as far as they are claimed, and its identifiers elsewhere."""
    id_ = names[thing]
    category = biolink.category(contents.kind(thing), id_.split(":")[0])
    node: Record = {"id": id_, "category": [category], "name": contents.label(thing)}
    if category == "biolink:Attribute":
        node["has_attribute_type"] = contents.text(thing, "rdf:type")
    if category in {"biolink:Publication", "biolink:WebPage"}:
        node["publication_type"] = [contents.label(contents.text(thing, "rdf:type"))]
    if note := contents.text(thing, "skos:definition"):
        node["description"] = note
    same = [curie for curie in contents.identifiers(thing) if curie != id_]
    _add(node, "same_as", same if id_ == thing or not thing.startswith(BASE) else [*same, thing])
    for column in _MATCHES:
        head, tail = column.split("_")
        _add(node, column, map(compact, contents.texts(thing, f"skos:{head}{tail.title()}")))
    texts = [
        (_NAMING.get(claim.predicate, "synonym"), claim.object.value)
        for claim in contents.claims
        if claim.subject == thing
        and isinstance(claim.object, ox.Literal)
        and claim.modality == "asserted"
    ]
    for column in _SYNONYMS:
        _add(node, column, (text for place, text in texts if place == column))
    return node | {column: text for column, text in texts if column not in _SYNONYMS}


def _edge(contents: Contents, names: _Names, claim: Claim) -> Record:
    """Return the edge that a claim is."""
    subject, original, object_ = claim.subject, claim.predicate, claim.object.value
    predicate = biolink.predicate(contents, original)
    if biolink.turned(predicate) and (inverse := biolink.inverse(contents, original)):
        subject, original, object_ = object_, inverse, subject
        predicate = biolink.predicate(contents, original)
    source = contents.text(claim.iri, "alskg:accordingTo")
    edge: Record = {
        "id": claim.iri,
        "subject": names[subject],
        "predicate": predicate,
        "object": names[object_],
        "category": [biolink.association(contents, claim, predicate)],
        "primary_knowledge_source": source or _PAGE_SOURCE,
        "knowledge_level": _LEVELS.get(claim.modality, "knowledge_assertion"),
        "agent_type": "not_provided" if source else "manual_agent",
        "negated": claim.modality == "negated",
        "original_predicate": expand(original),
        "name": contents.label(claim.iri),
        "description": contents.text(claim.iri, "skos:definition"),
        "modality": claim.modality,
    }
    for name, values in sorted(contents.about(claim.iri).items()):
        prefix, _, local = name.partition(":")
        if prefix in {"alskg", "biolink"} and name not in _HANDLED:
            column = _CAPITAL.sub("_", local).lower()
            if isinstance(number := _number(values[0]), float | bool):
                edge[column] = number
            else:
                _add(edge, column, [_plain(contents, names, value) for value in values])
    return edge


def _number(value: Value) -> float | bool | None:
    """Return a number or a boolean as such; figures and flags of a claim have one value."""
    kind = compact(value.datatype.value) if isinstance(value, ox.Literal) else ""
    if kind == "xsd:boolean":
        return value.value == "true"
    return float(value.value) if kind in {"xsd:decimal", "xsd:integer"} else None


def _plain(contents: Contents, names: _Names, value: Value) -> str:
    """Return a qualifier: a node by its id, another thing by its CURIE, a text as it is."""
    if isinstance(value, ox.Literal):
        return value.value
    known = contents.kind(value.value) in CATEGORIES
    return names[value.value] if known else compact(value.value)


def _add(record: Record, column: str, values: Iterable[str]) -> None:
    """Set a column that can have several values, unless there is none."""
    if found := sorted(set(values)):
        record[column] = found


def _tsv(records: Sequence[Record], first: Sequence[str]) -> bytes:
    """Return records as TSV: these columns first, then all others by name; `|` between values."""
    others = {column for record in records for column in record} - set(first)
    columns = [*first, *sorted(others)]
    lines = [
        columns,
        *([_cell(record.get(column, "")) for column in columns] for record in records),
    ]
    return "".join("\t".join(line) + "\n" for line in lines).encode()


def _cell(value: Cell) -> str:
    """Return one cell: no tab and no line break in it."""
    if isinstance(value, bool):
        return str(value).lower()
    text = "|".join(value) if isinstance(value, list) else str(value)
    return " ".join(text.split())


def _jsonl(records: Iterable[Record]) -> bytes:
    """Return records as JSON Lines."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()
