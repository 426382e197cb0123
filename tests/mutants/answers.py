"""Claim mutants: the graph without one of its claims, which some stored question has to notice.

A claim goes with all that is said of it, with the links to it, and with the edges that follow from
it alone. What is counted of the release as a whole, in graph:dataset, stays as it is: a count that
changed would show that something is missing, and not what.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from alskg import catalogue
from alskg.catalogue import StoredQuery
from alskg.engine import Term
from alskg.engine.binding import term
from alskg.engine.embedded import EmbeddedEngine
from alskg.terms import BASE, compact, expand

__all__ = ["Answers", "claims"]

Node = Any
ENTAILS: Final = ox.NamedNode(expand("alskg:entails"))
EDGE_PARTS: Final = tuple(
    ox.NamedNode(expand(f"alskg:edge{part}")) for part in ("Subject", "Predicate", "Object")
)
COUNTS: Final = re.compile(r"\bCOUNT\s*\(", re.IGNORECASE)

LAYERS: Final = ("page", "reference")


def claims(store: ox.Store) -> list[ox.NamedNode]:
    """Return the claims of the page and of the reference sources, sorted."""
    predicate = ox.NamedNode(expand("rdf:predicate"))
    found = {
        quad.subject
        for layer in LAYERS
        for quad in store.quads_for_pattern(
            None, predicate, None, ox.NamedNode(f"{BASE}graph/{layer}")
        )
        if isinstance(quad.subject, ox.NamedNode)
    }
    return sorted(found, key=str)


class Answers:
    """The stored questions and their answers on the whole graph."""

    def __init__(self, dataset: Path, *, counts: bool = False) -> None:
        """Ask the questions of a compiled dataset but those that need an ontology beside it.

        Those that count are left out unless `counts`: a number changes with any claim, and shows
        none.
        """
        self.engine = EmbeddedEngine(dataset)
        asked = [one for one in catalogue.all("answers") if not one.needs]
        self.questions = [one for one in asked if counts or not COUNTS.search(one.text)]
        self._bindings = {one.id: _bindings(one) for one in self.questions}
        self._whole = {one.id: self._answer(one) for one in self.questions}
        self.shown: Counter[str] = Counter()

    def _answer(self, question: StoredQuery) -> bytes:
        """Return the answer of the store as it is now, with the default parameters."""
        return self.engine.evaluate(question.text, "tsv", bindings=self._bindings[question.id])

    def shows(self, claim: ox.NamedNode) -> str | None:
        """Return a question whose answer changes without a claim, if there is one."""
        gone = list(_entailed(self.engine.store, claim))
        for quad in gone:
            self.engine.store.remove(quad)
        try:
            # Those that noticed most so far come first: one that notices is enough.
            for question in sorted(self.questions, key=lambda one: -self.shown[one.id]):
                if self._answer(question) != self._whole[question.id]:
                    self.shown[question.id] += 1
                    return question.id
        finally:
            self.engine.store.extend(gone)
        return None

    def hidden(self, some: Iterable[ox.NamedNode] | None = None) -> list[str]:
        """Return the claims, by default of all, that no question shows, as CURIEs."""
        asked = claims(self.engine.store) if some is None else some
        return [compact(one.value) for one in asked if self.shows(one) is None]


def _bindings(question: StoredQuery) -> dict[str, Term]:
    """Return the default values of a question's parameters."""
    return {
        name: term(value, parameter.type)
        for name, (value, parameter) in question.arguments({}).items()
    }


def _entailed(store: ox.Store, claim: Node) -> Iterator[ox.Quad]:
    """Yield what goes with a claim: statements, links to it, the edges that it alone has."""
    yield from store.quads_for_pattern(claim, None, None, None)
    yield from store.quads_for_pattern(None, None, claim, None)
    edges: list[Node] = [one.object for one in store.quads_for_pattern(claim, ENTAILS, None, None)]
    alone = [edge for edge in edges if _subjects(store, ENTAILS, edge) == {claim}]
    for edge in alone:
        yield from store.quads_for_pattern(edge, None, None, None)
        subject, predicate, value = (_value(store, edge, link) for link in EDGE_PARTS)
        # Several rules can come to one triple: it stays while another edge describes it.
        ends = zip(EDGE_PARTS, (subject, predicate, value), strict=True)
        described = set[Node].intersection(*(_subjects(store, *end) for end in ends))
        if not described - set(alone):
            yield from store.quads_for_pattern(subject, predicate, value, None)


def _subjects(store: ox.Store, link: ox.NamedNode, value: Node) -> set[Node]:
    """Return what points to a node."""
    return {quad.subject for quad in store.quads_for_pattern(None, link, value, None)}


def _value(store: ox.Store, node: Node, link: ox.NamedNode) -> Node:
    """Return what a node points to."""
    return next(store.quads_for_pattern(node, link, None, None)).object
