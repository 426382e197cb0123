"""Causes and effects: a box for each thing, an arrow for each step, broken where it is not firm.

What hangs together is drawn together; small parts stand side by side below the large ones.
"""

from collections.abc import Mapping
from typing import Final

from alskg.catalogue.chart import Definition
from alskg.charts.layers import Arrow, Joint, Node, layered, parts
from alskg.charts.legend import MARGIN
from alskg.charts.sheet import Sheet, measured, wrapped
from alskg.charts.style import MUTED, SMALL, WIDTH
from alskg.charts.table import FIRM, records
from alskg.engine.results import Rows
from alskg.errors import InputError

__all__ = ["draw_flow"]

_GAP: Final = 14
_JOINT: Final = 12
_WIDEST: Final = 176
_NARROWEST: Final = 112
_PADDING: Final = 9
_LINE: Final = SMALL * 1.35
_BETWEEN: Final = 40
_ACROSS: Final = WIDTH - 2 * MARGIN

_Layers = list[list[Node]]
_Places = dict[Node, tuple[float, float, float, float]]


def draw_flow(
    sheet: Sheet, y: float, definition: Definition, rows: Rows
) -> tuple[float, list[str]]:
    """Draw the diagram, and return where it ends, with its notes.

    Raises InputError where causes go round in a circle, and where more things stand side by side
    than can be read.
    """
    found = records(definition, rows)
    firm: dict[Arrow, bool] = {}
    for record in found:
        arrow = (record["cause"], record["effect"])
        firm[arrow] = firm.get(arrow, False) or record.get("certainty", "") in FIRM
    y += 12
    for shelf in _shelves([layered(part) for part in parts(firm)]):
        x, below = float(MARGIN), y
        room = _ACROSS - sum(_needed(layers) for layers, _ in shelf)
        for layers, ways in shelf:
            width = _needed(layers) + room / len(shelf)
            places, end = _placed(layers, x, y, width)
            _draw_part(sheet, places, ways, firm)
            x, below = x + width, max(below, end)
        y = below + 26
    loose = sorted({record.get("certainty", "") for record in found} - FIRM)
    if loose:
        sheet.line([(MARGIN, y), (MARGIN + 34, y)], colour=MUTED, width=1.3, dashed=True)
        said = f"broken line: {' or '.join(loose)}; full line: asserted"
        sheet.text(MARGIN + 44, y + 4, said, size=SMALL, colour=MUTED)
        y += 26
    return y, []


_Part = tuple[_Layers, Mapping[Arrow, list[Node]]]


def _shelves(drawn: list[_Part]) -> list[list[_Part]]:
    """Put parts side by side as long as there is room. Raises InputError where one has too much."""
    shelves: list[list[_Part]] = []
    for part in drawn:
        if _needed(part[0]) > _ACROSS:
            raise InputError(
                "More things stand side by side in this diagram than can be read. "
                "Narrow the answer down with a parameter."
            )
        for shelf in shelves:
            if sum(_needed(layers) for layers, _ in [*shelf, part]) <= _ACROSS:
                shelf.append(part)
                break
        else:
            shelves.append([part])
    return shelves


def _needed(layers: _Layers) -> float:
    """Return how much room a part needs across."""
    return max(
        sum(_GAP + (_JOINT if isinstance(node, Joint) else _narrowest(node)) for node in layer)
        for layer in layers
    )


def _narrowest(text: str) -> float:
    """Return the least width of a box, into which its longest word fits."""
    longest = max((measured(word, SMALL) for word in text.split()), default=0)
    return max(_NARROWEST, longest + 2 * _PADDING)


def _placed(layers: _Layers, x: float, y: float, across: float) -> tuple[_Places, float]:
    """Return the place of each node of a part, and where the part ends."""
    places: _Places = {}
    for layer in layers:
        least = [_JOINT if isinstance(node, Joint) else _narrowest(node) for node in layer]
        boxes = sum(not isinstance(node, Joint) for node in layer)
        spare = across - sum(least) - _GAP * len(layer)
        more = min(spare / max(boxes, 1), _WIDEST - _NARROWEST)
        widths = [
            width + (0 if isinstance(node, Joint) else more)
            for node, width in zip(layer, least, strict=True)
        ]
        gap = (across - sum(widths)) / len(layer)
        lines = [
            len(_lines(node, width))
            for node, width in zip(layer, widths, strict=True)
            if not isinstance(node, Joint)
        ]
        height = 2 * _PADDING + _LINE * max(lines, default=1) - 3
        at = x + gap / 2
        for node, width in zip(layer, widths, strict=True):
            places[node] = (at, y, width, height)
            at += width + gap
        y += height + _BETWEEN
    return places, y - _BETWEEN


def _lines(text: str, width: float) -> list[str]:
    return wrapped(text, width - 2 * _PADDING, SMALL)


def _draw_part(
    sheet: Sheet, places: _Places, ways: Mapping[Arrow, list[Node]], firm: Mapping[Arrow, bool]
) -> None:
    """Draw the arrows, each through the layers that it crosses, and the boxes."""
    for arrow, way in ways.items():
        points = []
        for node in way:
            x, y, width, height = places[node]
            points += [(x + width / 2, y), (x + width / 2, y + height)]
        sheet.arrow(points[1:-1], dashed=not firm[arrow])
    for node, (x, y, width, height) in places.items():
        if isinstance(node, Joint):
            continue
        sheet.box(x, y, width, height)
        lines = _lines(node, width)
        at = y + height / 2 - _LINE * (len(lines) - 1) / 2 + SMALL * 0.36
        for line in lines:
            sheet.text(x + width / 2, at, line, size=SMALL, align="center")
            at += _LINE
