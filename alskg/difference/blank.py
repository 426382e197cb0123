"""Names for blank nodes, so that two files can be compared whatever a parser called them."""

import hashlib
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from alskg.difference.meaning import Term, meant
from alskg.errors import InputError

__all__ = ["named"]


def named(triples: Iterable[ox.Triple], name: str) -> Mapping[ox.BlankNode, ox.BlankNode]:
    """Return a label for every blank node that comes from what is said of it alone.

    So the same description has the same label in both files, whatever the parser called it.
    Raises InputError where blank nodes refer to each other in a circle.
    """
    said = _said(triples)
    labels: dict[ox.BlankNode, ox.BlankNode] = {}
    waiting = {node: _blank_objects(pairs) for node, pairs in said.items()}
    users: dict[ox.BlankNode, list[ox.BlankNode]] = {}
    for node, objects in waiting.items():
        for each in objects:
            users.setdefault(each, []).append(node)
    ready = [node for node, objects in waiting.items() if not objects]
    while ready:
        node = ready.pop()
        labels[node] = _label(said[node], labels)
        for user in users.get(node, ()):
            waiting[user].discard(node)
            if not waiting[user]:
                ready.append(user)
    if len(labels) < len(said):
        message = (
            f"{name} has blank nodes that refer to each other in a circle, so that nothing tells "
            f"them apart. Give them IRIs."
        )
        raise InputError(message)
    return labels


def _said(triples: Iterable[ox.Triple]) -> dict[ox.BlankNode, list[tuple[str, Term]]]:
    """Return what is said of each blank node."""
    said: dict[ox.BlankNode, list[tuple[str, Term]]] = {}
    for triple in triples:
        if isinstance(triple.object, ox.BlankNode):
            said.setdefault(triple.object, [])
        if isinstance(triple.subject, ox.BlankNode):
            said.setdefault(triple.subject, []).append((triple.predicate.value, triple.object))
    return said


def _blank_objects(pairs: Iterable[tuple[str, Term]]) -> set[ox.BlankNode]:
    """Return the blank nodes among the values."""
    return {value for _, value in pairs if isinstance(value, ox.BlankNode)}


def _label(
    pairs: Iterable[tuple[str, Term]], labels: Mapping[ox.BlankNode, ox.BlankNode]
) -> ox.BlankNode:
    """Return the label of a blank node whose values all have one."""
    lines = sorted(
        f"{predicate} {labels[value] if isinstance(value, ox.BlankNode) else meant(value)}"
        for predicate, value in pairs
    )
    return ox.BlankNode("b" + hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16])
