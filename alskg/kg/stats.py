"""Counts of what the graph holds."""

from collections.abc import Mapping
from typing import Final

from alskg.kg import markup
from alskg.ledger import Answering, answers
from alskg.terms import compact

__all__ = ["Stats", "stats"]


class Stats(dict[str, dict[str, int]]):
    """Counts by table, such as `claims_by_kind`, and by what is counted in it."""

    def __repr__(self) -> str:
        """Show each table with one count a line."""
        lines = []
        for title, counts in self.items():
            lines += [title, *(f"  {number:>9,}  {item}" for item, number in counts.items())]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """Show the tables in a notebook."""
        parts = []
        for title, counts in self.items():
            rows = [(markup.text(item), f"{number:,}") for item, number in counts.items()]
            parts += [markup.heading(title.replace("_", " ")), markup.table(("", ""), rows, [1])]
        return "".join(parts)


_QUERIES: Final[Mapping[str, str]] = {
    "things": """\
SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) WHERE {
  ?thing a ?class .
  ?class rdfs:subClassOf* ?top .
  VALUES ?top {
    alskg:HealthState alskg:BodilyEntity alskg:Cause alskg:Group alskg:InheritancePattern
    alskg:Population alskg:Citation alskg:Resource alskg:Source alskg:ExternalConcept
  }
} GROUP BY ?class ORDER BY DESC(?n) ?class""",
    "claims_by_kind": """\
SELECT ?class (COUNT(DISTINCT ?claim) AS ?n) WHERE {
  ?claim a ?class . ?class rdfs:subClassOf* alskg:Claim
} GROUP BY ?class ORDER BY DESC(?n) ?class""",
    "claims_by_modality": """\
SELECT ?modality (COUNT(DISTINCT ?claim) AS ?n) WHERE {
  ?claim alskg:modality ?modality . ?modality alskg:rank ?rank
} GROUP BY ?modality ?rank ORDER BY ?rank""",
    "claims_by_layer": """\
SELECT ?layer (COUNT(DISTINCT ?claim) AS ?n) WHERE {
  VALUES ?layer { graph:page graph:reference }
  GRAPH ?layer { ?claim rdf:predicate ?predicate }
} GROUP BY ?layer ORDER BY ?layer""",
    "passages": """\
SELECT ?state (COUNT(?passage) AS ?n) WHERE {
  ?passage a alskg:Passage .
  OPTIONAL { ?passage alskg:notModelledBecause ?reason }
  BIND (IF(EXISTS { ?claim alskg:statedIn ?passage }, "with claims",
        IF(BOUND(?reason), "with a reason for none", "open")) AS ?state)
} GROUP BY ?state ORDER BY DESC(?state)""",
    "derived_edges_by_rule": """\
SELECT ?rule (COUNT(DISTINCT ?edge) AS ?n) WHERE { ?edge alskg:derivedBy ?rule }
GROUP BY ?rule ORDER BY DESC(?n) ?rule""",
    "mappings_by_target": """\
SELECT ?object (COUNT(?mapping) AS ?n) WHERE {
  ?mapping a alskg:Mapping ; sssom:object_id ?object
} GROUP BY ?object ORDER BY ?object""",
    "triples_by_graph": """\
SELECT ?graph (COUNT(*) AS ?n) WHERE { GRAPH ?graph { ?s ?p ?o } }
GROUP BY ?graph ORDER BY ?graph""",
}


def stats(engine: Answering) -> Stats:
    """Return the counts of things, claims, passages, derived edges, mappings and triples.

    Classes, graphs and rules are named by CURIEs; mappings are counted by the prefix of their
    target. A thing of several classes is counted in each.
    """
    return Stats({table: _counted(engine, table, query) for table, query in _QUERIES.items()})


def _counted(engine: Answering, table: str, query: str) -> dict[str, int]:
    """Return one table of counts, in the order of the query."""
    counts: dict[str, int] = {}
    for item, number in answers(engine, query):
        name = compact(item)
        if table == "mappings_by_target":
            name = name.partition(":")[0]
        counts[name] = counts.get(name, 0) + int(number)
    return counts
