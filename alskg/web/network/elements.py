"""The neighbourhood for programs and for Cytoscape: nodes with their places, and edges."""

import math
from typing import Any, Final

from alskg.terms import compact
from alskg.web.network.neighbours import Neighbourhood, family
from alskg.web.network.ties import kind_of
from alskg.web.site import Site

__all__ = ["elements", "places"]

_ROOM: Final = 130  # between two neighbours on an oval, in pixels
_FIRST: Final = 150  # from the focus up to the first oval
_APART: Final = 105  # between two ovals
_WIDER: Final = 1.7  # than they are high, as screens are
_AROUND: Final = 1.39  # the way around an oval, as a part of that around its circle
_TOP: Final = -math.pi / 2


def elements(site: Site, near: Neighbourhood) -> dict[str, Any]:
    """Return a neighbourhood as Cytoscape's JSON takes it; ids are CURIEs."""
    where = places(near)
    return {
        "focus": compact(near.focus),
        "left_out": near.left_out,
        "elements": {
            "nodes": [_node(site, iri, ring, where[iri]) for iri, ring in near.rings.items()],
            "edges": [
                {
                    "data": {
                        "id": f"{number}",
                        "source": compact(tie.subject),
                        "target": compact(tie.object),
                        "label": site.label(tie.predicate),
                        "predicate": compact(tie.predicate),
                        "layer": tie.layer or "plain",
                        "certainty": tie.certainty,
                        "direct": near.focus in (tie.subject, tie.object),
                        "path": site.path(tie.told) if tie.told else "",
                    }
                }
                for number, tie in enumerate(near.ties)
            ],
        },
    }


def _node(site: Site, iri: str, ring: int, place: tuple[float, float]) -> dict[str, Any]:
    """Return a thing with its kind, its family and its place."""
    kin = family(iri)
    return {
        "data": {
            "id": compact(iri),
            "label": site.label(iri),
            "kind": kind_of(iri),
            "family": kin.name,
            "shape": kin.shape,
            "ring": ring,
            "path": site.path(iri),
        },
        "position": {"x": round(place[0], 1), "y": round(place[1], 1)},
    }


def places(near: Neighbourhood) -> dict[str, tuple[float, float]]:
    """Return where things stand: the focus in the middle, the others on ovals around it.

    Neighbours of one family stand together; whoever is two steps away stands near the one who
    leads there. The same neighbourhood always has the same places.
    """
    found = {near.focus: (0.0, 0.0)}
    angles: dict[str, float] = {near.focus: _TOP}
    radius = _FIRST - _APART
    for ring in range(1, max(near.rings.values()) + 1):
        members = _in_order(near, ring, angles)
        while members:
            radius += _APART
            room = max(1, int(2 * math.pi * radius * _AROUND / _ROOM))
            ovals = math.ceil(len(members) / room)
            taken, members = (
                members[::ovals],
                [iri for place, iri in enumerate(members) if place % ovals],
            )
            for number, iri in enumerate(taken):
                angle = _TOP + 2 * math.pi * (number + 0.5 * (ovals % 2)) / len(taken)
                angles[iri] = angle
                found[iri] = (_WIDER * radius * math.cos(angle), radius * math.sin(angle))
    return found


def _in_order(near: Neighbourhood, ring: int, angles: dict[str, float]) -> list[str]:
    """Return who stands on a ring, in the order in which they go around."""
    before = {
        iri: min(
            (
                angles[tie.other(iri)]
                for tie in near.ties
                if iri in (tie.subject, tie.object) and near.rings[tie.other(iri)] == ring - 1
            ),
            default=0.0,
        )
        for iri, at in near.rings.items()
        if at == ring
    }
    return sorted(before, key=lambda iri: (before[iri], family(iri).name, iri))
