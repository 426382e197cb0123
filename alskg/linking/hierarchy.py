"""Whether our hierarchy of conditions and that of an ontology agree."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from alskg.ledger import Answering, answers
from alskg.linking.links import Link
from alskg.linking.report import Finding
from alskg.ontologies import Ontology
from alskg.terms import compact

__all__ = ["Narrower", "compared", "narrower"]

_PAIRS: Final = """\
SELECT DISTINCT ?narrow ?broad WHERE { ?narrow alskg:narrowerThan ?broad }"""

Narrower = frozenset[tuple[str, str]]
"""Pairs of things of ours, as CURIEs: the first is narrower than the second."""


@dataclass(frozen=True, slots=True)
class _Pinned:
    """A thing of ours that is exactly one living term of the ontology."""

    curie: str
    term: str
    place: str


def narrower(engine: Answering) -> Narrower:
    """Return which things of ours are narrower than which, closed under steps."""
    return frozenset((compact(one), compact(other)) for one, other in answers(engine, _PAIRS))


def compared(ontology: Ontology, links: Sequence[Link], ours: Narrower) -> Iterator[Finding]:
    """Yield a finding for each pair of exactly mapped things that either side has one below other.

    Pairs that are unrelated on both sides have no finding. A pair that the ontology alone relates
    is one only where we relate the broader thing to something narrower, that is, where we have a
    hierarchy there at all.
    """
    pinned = [
        _Pinned(link.mapping.subject_id, link.target, link.place)
        for link in links
        if link.mapping.word == "exact" and not link.mapping.negative
        if (term := ontology.by_iri.get(link.target)) and not term.deprecated
    ]
    parents = {broad for _, broad in ours}
    for one in pinned:
        above = ontology.ancestors(one.term)
        for other in pinned:
            if other is one:
                continue
            there = other.term in above
            here = (one.curie, other.curie) in ours
            if here or (there and other.curie in parents):
                yield Finding(
                    ontology.prefix,
                    "below" if here and there else "not below" if here else "not below here",
                    one.curie,
                    other.curie,
                    f"{compact(one.term)} and {compact(other.term)}",
                    one.place,
                )
