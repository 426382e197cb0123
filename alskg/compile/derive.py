"""Run the rules, `ontology/rules/*.rq`, over the curated layers until they add nothing more.

A rule is a CONSTRUCT query that sees its layer as the default graph: the ontology, the curated
triples and what has been derived from them so far. It may look beyond it with GRAPH. Rules only
ever add, so the order of the files does not change what comes out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from alskg.compile.load import Layers
from alskg.compile.nodes import about, english, graph, node, quads
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

_KEYS: Final = ("title", "summary", "layers", "order")


@dataclass(frozen=True, slots=True)
class Rule:
    """A CONSTRUCT query with what its header says; `layers` are the ones it writes to."""

    name: str
    title: str
    summary: str
    layers: tuple[str, ...]
    order: int
    text: str

    def description(self) -> set[ox.Triple]:
        """Return the triples that describe the rule in each layer it writes to."""
        return about(
            node(f"rule:{self.name}"),
            ("rdf:type", node("alskg:Rule")),
            ("rdfs:label", english(self.title)),
            ("skos:definition", english(self.summary)),
        )


def read_rules(folder: Path) -> list[Rule]:
    """Return the rules of a folder by their order, then name.

    Raises DataError where a header lacks a key, names an unknown layer or gives no number.
    """
    rules = [_read_rule(path) for path in folder.glob("*.rq")]
    return sorted(rules, key=lambda rule: (rule.order, rule.name))


def _read_rule(path: Path) -> Rule:
    """Read one rule; its header lines are `#+ key: value`."""
    text = path.read_text(encoding="utf-8")
    lines = [line.removeprefix("#+ ") for line in text.splitlines() if line.startswith("#+ ")]
    header = {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}
    if tuple(header) != _KEYS:
        wanted = ", ".join(_KEYS)
        message = f"rules/{path.name}: the header must have the keys {wanted}, in this order."
        raise DataError(message)
    layers = tuple(f"inferred-{layer}" for layer in header["layers"].split())
    if not header["order"].isdecimal() or not layers or not set(layers) <= set(INFERRED):
        message = (
            f"rules/{path.name}: 'order' must be a number, and 'layers' some of "
            f"{', '.join(layer.removeprefix('inferred-') for layer in INFERRED)}."
        )
        raise DataError(message)
    return Rule(path.stem, header["title"], header["summary"], layers, int(header["order"]), text)


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
    added = {triple for rule in rules for triple in rule.description()}
    store.extend(quads(added, layer))
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
