"""The part of the graph around one thing: who is drawn, how far away, and by which ties."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from alskg.web.entity.kinds import KINDS
from alskg.web.network.ties import Tie, kind_of, ties
from alskg.web.site import Site

__all__ = ["DEPTHS", "FAMILIES", "Family", "Neighbourhood", "family", "neighbourhood"]

DEPTHS: Final = (1, 2)
Known = Mapping[str, tuple[Tie, ...]]
_ABOUT_CLAIMS: Final = frozenset({"claim", "passage", "section", "source", "modality"})
"""Kinds whose ties to claims are what there is to see of them."""


@dataclass(frozen=True, slots=True)
class Family:
    """Kinds that share a colour and a shape; `shape` is a name that Cytoscape knows."""

    name: str
    title: str
    shape: str
    kinds: tuple[str, ...] = ()


FAMILIES: Final = (
    Family("condition", "Conditions", "ellipse", ("condition",)),
    Family("gene", "Genes", "hexagon", ("gene",)),
    Family("sign", "Signs and symptoms", "rectangle", ("phenotype",)),
    Family("body", "Body, cells, processes", "diamond", ("anatomy", "process")),
    Family("inheritance", "Inheritance", "triangle", ("inheritance",)),
    Family("people", "People, places, factors", "pentagon", ("population", "group", "factor")),
    Family("claim", "Claims", "tag", ("claim",)),
    Family(
        "text",
        "Sentences and sources",
        "round-rectangle",
        ("passage", "section", "page", "citation", "resource", "source"),
    ),
    Family("scale", "Scales and others", "octagon"),
)
_BY_KIND: Final = {kind: family for family in FAMILIES for kind in family.kinds}
_ORDER: Final = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Things with their distance from the focus, the ties among them, and how many are left out."""

    focus: str
    rings: dict[str, int]
    ties: tuple[Tie, ...]
    left_out: int = 0


def family(iri: str) -> Family:
    """Return the family of a thing."""
    return _BY_KIND.get(kind_of(iri), FAMILIES[-1])


def neighbourhood(
    site: Site, focus: str, *, depth: int = 1, most: int = 150, families: Collection[str] = ()
) -> Neighbourhood:
    """Return what is at most so many steps away, the nearest and most telling first.

    Of `families` (all, where there are none) only members are walked through. Raises what the
    engine does.
    """
    known = ties(site)
    rings, edge, left_out = {focus: 0}, [focus], 0
    for ring in range(1, depth + 1):
        reached = dict.fromkeys(
            other
            for one in edge
            for tie in _telling(known.get(one, ()), one, focus)
            if (other := tie.other(one)) not in rings
            and (not families or family(other).name in families)
        )
        ranked = sorted(reached, key=lambda iri: _rank(known, iri)) if ring > 1 else list(reached)
        taken = ranked[: max(0, most - len(rings))]
        left_out += len(ranked) - len(taken)
        rings |= dict.fromkeys(taken, ring)
        edge = taken
    return Neighbourhood(focus, rings, _among(known, rings, focus), left_out)


def _telling(found: Iterable[Tie], iri: str, focus: str) -> list[Tie]:
    """Return the ties by which to go on from a thing.

    A gene is walked through its claims' other ends, not through the claims as things; a step away
    from the focus only claims and derived edges lead on.
    """
    about_claims = kind_of(iri) in _ABOUT_CLAIMS
    found = [tie for tie in found if tie.subject != tie.object]
    said = [tie for tie in found if tie.layer]
    if iri != focus:
        return said if not about_claims else []
    return (
        found
        if about_claims or not said
        else [tie for tie in found if tie.layer or kind_of(tie.other(iri)) != "claim"]
    )


def _rank(known: Known, iri: str) -> tuple[int, int, str]:
    """Return the order of things that are equally far: by kind, those of many ties first."""
    return (_ORDER.get(kind_of(iri), len(_ORDER)), -len(known.get(iri, ())), iri)


def _among(known: Known, rings: Mapping[str, int], focus: str) -> tuple[Tie, ...]:
    """Return the ties whose ends are both shown, each once."""
    found: dict[Tie, None] = {}
    for iri in rings:
        for tie in _telling(known.get(iri, ()), iri, focus):
            if tie.other(iri) in rings:
                found[tie] = None
    return tuple(found)
