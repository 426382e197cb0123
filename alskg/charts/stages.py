"""What comes when: stages from the first to the last down a line, each with what belongs to it."""

from typing import Final

from alskg.catalogue.chart import Definition
from alskg.charts.legend import MARGIN
from alskg.charts.sheet import Sheet
from alskg.charts.style import MUTED, SERIES, SMALL, WIDTH
from alskg.charts.table import records
from alskg.engine.results import Rows

__all__ = ["draw_stages"]

_SPINE: Final = MARGIN + 8
_ITEMS: Final = 190
_COLUMNS: Final = 2
_COLUMN: Final = (WIDTH - MARGIN - _ITEMS) / _COLUMNS


def draw_stages(
    sheet: Sheet, y: float, definition: Definition, rows: Rows
) -> tuple[float, list[str]]:
    """Draw the stages, and return where the drawing ends, with its notes."""
    found = records(definition, rows)
    unplaced = definition.setting("unplaced")
    names = list(dict.fromkeys(record["stage"] for record in found))
    y += 18
    nodes = []
    for name in names:
        nodes.append((y, name))
        items = [
            (record["item"], ", ".join(filter(None, record.get("words", "").split("\n"))))
            for record in found
            if record["stage"] == name
        ]
        y = _draw_items(sheet, y, items) + 18
    placed = [at for at, name in nodes if name != unplaced]
    if placed:
        sheet.line([(_SPINE, placed[0] - 5), (_SPINE, placed[-1] - 5)], colour=SERIES[0], width=3)
    for at, name in nodes:
        if name == unplaced:
            sheet.dot(_SPINE, at - 5, 7, MUTED, "hollow")
        else:
            sheet.dot(_SPINE, at - 5, 7, SERIES[0])
        text = f"time {name}" if name == unplaced else name
        sheet.paragraph(_SPINE + 20, at, text, _ITEMS - _SPINE - 30, bold=True)
    notes = ["The order of the stages is given, their length is not: the line is not to scale."]
    return y + 4, notes


def _draw_items(sheet: Sheet, y: float, items: list[tuple[str, str]]) -> float:
    """Write the items of a stage side by side, and return where the lowest ends."""
    for first in range(0, len(items), _COLUMNS):
        pair = items[first : first + _COLUMNS]
        y = max(_draw_item(sheet, _ITEMS + n * _COLUMN, y, item) for n, item in enumerate(pair))
    return y


def _draw_item(sheet: Sheet, x: float, y: float, item: tuple[str, str]) -> float:
    """Write one item, and below it how often it comes."""
    text, words = item
    below = sheet.paragraph(x, y, text, _COLUMN - 24)
    if words:
        below = sheet.paragraph(
            x, below - 1, words, _COLUMN - 24, size=SMALL, colour=MUTED, italic=True
        )
    return below + 4
