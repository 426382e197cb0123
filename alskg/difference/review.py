"""Which claims need another look, because the sentences that they rest on changed."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

import pyoxigraph as ox

from alskg.difference.meaning import Term
from alskg.difference.tables import STATED_IN, Nodes, Values
from alskg.terms import ALSKG

__all__ = ["DIGEST", "homes", "review"]

DIGEST: Final = f"{ALSKG}sha256"


def review(before: Nodes, after: Nodes) -> dict[str, tuple[str, ...]]:
    """Return by passage the claims that rest on it and need another look.

    That is a claim that both sides know and whose sentences are not the ones that it rested on;
    one that moved along with its sentence needs none. A side without passages cannot tell.
    """
    was, now = _sentences(before), _sentences(after)
    resting: dict[str, list[str]] = defaultdict(list)
    if was and now:
        for claim in sorted(before.keys() & after.keys()):
            if _rests_on(after[claim], now) != _rests_on(before[claim], was):
                for passage in {*_passages(before[claim]), *_passages(after[claim])}:
                    resting[passage].append(claim)
    return {passage: tuple(claims) for passage, claims in sorted(resting.items())}


def homes(before: Nodes, after: Nodes) -> dict[str, str]:
    """Return the passages whose sentence stood elsewhere before, each with its old place."""
    was, now = _sentences(before), _sentences(after)
    places = {digest: iri for iri, digests in sorted(was.items()) for digest in digests}
    return {
        iri: places[digest]
        for iri, digests in sorted(now.items())
        for digest in digests
        if digest in places and digest not in was.get(iri, ())
    }


def _sentences(table: Nodes) -> dict[str, frozenset[Term]]:
    """Return the digest of each passage."""
    return {iri: frozenset(values[DIGEST]) for iri, values in table.items() if DIGEST in values}


def _passages(claim: Values) -> list[str]:
    """Return the passages that a claim is stated in."""
    return [each.value for each in claim.get(STATED_IN, ()) if isinstance(each, ox.NamedNode)]


def _rests_on(claim: Values, sentences: Mapping[str, frozenset[Term]]) -> frozenset[Term]:
    """Return the digests of the sentences that a claim rests on."""
    return frozenset[Term]().union(*(sentences.get(each, ()) for each in _passages(claim)))
