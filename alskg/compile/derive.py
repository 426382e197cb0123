"""Run the rules, `ontology/rules/*.rq`, over the curated layers until they add nothing more.

A rule is a CONSTRUCT query that sees its layer as the default graph: the ontology, the curated
triples and what has been derived from them so far. It may look beyond it with GRAPH. Rules only
ever add, so the order of the files does not change what comes out.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from alskg.compile.load import Layers
from alskg.compile.nodes import graph, quads
from alskg.compile.rules import Rule, read_rules
from alskg.errors import DataError

__all__ = ["INFERRED", "Rule", "derived_layers", "read_rules"]

INFERRED: Final[Mapping[str, tuple[str, ...]]] = {
    "inferred-page": ("ontology", "page"),
    "inferred-reference": ("ontology", "reference"),
    "inferred-joint": (
        "ontology",
        "page",
        "reference",
        "mappings",
        "inferred-page",
        "inferred-reference",
    ),
}
"""Each derived layer, in the order in which they are made, and the layers that it rests on."""


def derived_layers(curated: Layers, rules: Sequence[Rule]) -> Layers:
    """Return what the rules derive from the curated layers, without what was there before.

    Raises DataError where a rule is no CONSTRUCT query.
    """
    store = ox.Store()
    for layer, triples in curated.items():
        store.extend(quads(triples, layer))
    derived: Layers = {}
    for layer, below in INFERRED.items():
        own = [rule for rule in rules if layer in rule.layers]
        known = set().union(*(derived.get(each) or curated.get(each, set()) for each in below))
        derived[layer] = _fixpoint(store, layer, below, own, known)
    return derived


def _fixpoint(
    store: ox.Store, layer: str, below: Sequence[str], rules: Sequence[Rule], known: set[ox.Triple]
) -> set[ox.Triple]:
    """Run the rules of one layer again and again until none adds a triple."""
    added: set[ox.Triple] = set()
    seen = [graph(each) for each in (*below, layer)]
    while True:
        before = len(added)
        for rule in rules:
            new = set(_run(store, rule, seen)) - known - added
            store.extend(quads(new, layer))
            added |= new
        if len(added) == before:
            return added


def _run(store: ox.Store, rule: Rule, seen: Sequence[ox.NamedNode]) -> ox.QueryTriples:
    """Evaluate a rule once."""
    try:
        triples = store.query(rule.text, default_graph=list(seen))
    except SyntaxError as error:
        message = f"rules/{rule.name}.rq: this is not SPARQL: {error}."
        raise DataError(message) from error
    if not isinstance(triples, ox.QueryTriples):
        message = f"rules/{rule.name}.rq: a rule must be a CONSTRUCT query."
        raise DataError(message)
    return triples
