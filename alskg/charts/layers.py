"""Where the boxes of a diagram of causes and effects stand: in layers, each effect below its cause.

This is the method of Sugiyama, Tagawa and Toda (1981): longest paths give the layers, an arrow
over several layers gets a place in each, and means of neighbours' places untangle the arrows.
"""

import graphlib
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from alskg.errors import InputError

__all__ = ["Arrow", "Joint", "Node", "layered", "parts"]

_SWEEPS: Final = 12


@dataclass(frozen=True, slots=True)
class Joint:
    """The place of an arrow in a layer that it crosses."""

    cause: str
    effect: str
    layer: int


Node = str | Joint
Arrow = tuple[str, str]


def parts(arrows: Iterable[Arrow]) -> list[list[Arrow]]:
    """Return the arrows by connected part, the largest part first."""
    found: list[tuple[set[str], list[Arrow]]] = []
    for arrow in dict.fromkeys(arrows):
        joined = [part for part in found if not part[0].isdisjoint(arrow)]
        found = [part for part in found if part[0].isdisjoint(arrow)]
        names = set(arrow).union(*(part[0] for part in joined))
        found.append((names, [each for part in joined for each in part[1]] + [arrow]))
    return sorted((part[1] for part in found), key=len, reverse=True)


def layered(
    arrows: Iterable[Arrow],
) -> tuple[list[list[Node]], dict[Arrow, list[Node]]]:
    """Return the layers from top to bottom, each from left to right, and the way of each arrow.

    Raises InputError where causes go round in a circle.
    """
    arrows = list(dict.fromkeys(arrows))
    depth = _depths(arrows)
    layers: list[list[Node]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for name, layer in depth.items():
        layers[layer].append(name)
    ways: dict[Arrow, list[Node]] = {}
    for cause, effect in arrows:
        joints = [Joint(cause, effect, at) for at in range(depth[cause] + 1, depth[effect])]
        for joint in joints:
            layers[joint.layer].append(joint)
        ways[cause, effect] = [cause, *joints, effect]
    steps = [step for way in ways.values() for step in itertools.pairwise(way)]
    return _untangled(layers, steps), ways


def _depths(arrows: Sequence[Arrow]) -> dict[str, int]:
    """Return the layer of each box: its longest way down; a first cause stands above its effect."""
    causes: dict[str, list[str]] = {}
    for cause, effect in arrows:
        causes.setdefault(cause, [])
        causes.setdefault(effect, []).append(cause)
    try:
        order = list(graphlib.TopologicalSorter(causes).static_order())
    except graphlib.CycleError as error:
        round_trip = ", ".join(error.args[1])
        raise InputError(f"The causes go round in a circle: {round_trip}.") from error
    depth: dict[str, int] = {}
    for name in order:
        depth[name] = max((depth[cause] + 1 for cause in causes[name]), default=0)
    for name in order:
        if not causes[name]:
            depth[name] = min(depth[effect] for cause, effect in arrows if cause == name) - 1
    return {name: depth[name] for name in causes}


def _untangled(layers: list[list[Node]], steps: list[tuple[Node, Node]]) -> list[list[Node]]:
    """Order each layer by the mean place of the neighbours, down and up; keep the best order."""
    above: dict[Node, list[Node]] = {}
    below: dict[Node, list[Node]] = {}
    for upper, lower in steps:
        above.setdefault(lower, []).append(upper)
        below.setdefault(upper, []).append(lower)
    best = [list(layer) for layer in layers]
    for sweep in range(_SWEEPS):
        downwards = sweep % 2 == 0
        for layer in layers if downwards else reversed(layers):
            places = _places(layers)
            neighbours = above if downwards else below
            layer.sort(key=lambda node: _mean(node, neighbours, places))
        if _crossings(layers, steps) < _crossings(best, steps):
            best = [list(layer) for layer in layers]
    return best


def _places(layers: list[list[Node]]) -> dict[Node, float]:
    """Return how far across each node stands, from 0 to 1."""
    return {
        node: (place + 0.5) / len(layer) for layer in layers for place, node in enumerate(layer)
    }


def _mean(node: Node, neighbours: Mapping[Node, list[Node]], places: Mapping[Node, float]) -> float:
    """Return the mean place of a node's neighbours, its own where it has none."""
    found = [places[other] for other in neighbours.get(node, ())] or [places[node]]
    return sum(found) / len(found)


def _crossings(layers: list[list[Node]], steps: list[tuple[Node, Node]]) -> int:
    """Count how often arrows cross."""
    places = _places(layers)
    rank = {node: number for number, layer in enumerate(layers) for node in layer}
    drawn = [(rank[upper], places[upper], places[lower]) for upper, lower in steps]
    return sum(
        one[0] == other[0] and (one[1] - other[1]) * (one[2] - other[2]) < 0
        for number, one in enumerate(drawn)
        for other in drawn[:number]
    )
