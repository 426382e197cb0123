"""The shapes of things, by the names that Cytoscape has for them."""

import math
from typing import Final

__all__ = ["glyph"]

_CORNERS: Final = {"triangle": 3, "diamond": 4, "pentagon": 5, "hexagon": 6, "octagon": 8}
_TURNED: Final = {"hexagon": 0.0, "octagon": math.pi / 8}
"""Where the first corner of a regular shape is; elsewhere it is at the top."""


def glyph(shape: str, x: float, y: float, size: float) -> str:
    """Return a shape around a point, `size` units from its middle to its rim, as SVG."""
    if shape == "ellipse":
        return f'<circle class="glyph" cx="{x:g}" cy="{y:g}" r="{size:g}"/>'
    if shape in ("rectangle", "round-rectangle"):
        side = size * 0.88
        corner = "" if shape == "rectangle" else f' rx="{side / 2:g}"'
        return (
            f'<rect class="glyph" x="{x - side:g}" y="{y - side:g}" width="{2 * side:g}" '
            f'height="{2 * side:g}"{corner}/>'
        )
    points = " ".join(f"{px:.4g},{py:.4g}" for px, py in _corners(shape, x, y, size))
    return f'<polygon class="glyph" points="{points}"/>'


def _corners(shape: str, x: float, y: float, size: float) -> list[tuple[float, float]]:
    """Return the corners of a shape."""
    if shape == "tag":
        half = size * 0.8
        return [
            (x - size, y - half),
            (x + size * 0.3, y - half),
            (x + size, y),
            (x + size * 0.3, y + half),
            (x - size, y + half),
        ]
    count = _CORNERS[shape]
    first = _TURNED.get(shape, -math.pi / 2)
    turns = (first + 2 * math.pi * number / count for number in range(count))
    return [(x + size * math.cos(turn), y + size * math.sin(turn)) for turn in turns]
