"""Parts of a whole as bars of 100 %: up to the lower end full, hatched up to the upper end.

Parts that make up the whole together share one bar, in which the place of the border between them
is as open as their ranges leave it.
"""

from typing import Final, Literal

from alskg.catalogue.chart import Definition
from alskg.charts.legend import MARGIN, notes_on, starred
from alskg.charts.sheet import Sheet
from alskg.charts.style import MUTED, RULE, SERIES, SMALL, WIDTH
from alskg.charts.table import Figure, figures
from alskg.engine.results import Rows

__all__ = ["draw_shares"]

_WHOLE: Final = 100.0
_ACROSS: Final = WIDTH - 2 * MARGIN
_STACK: Final = 34
_BAR: Final = 16
_PAIR: Final = 2
_ALIGNED: Final[dict[int, Literal["left", "right"]]] = {0: "left", 100: "right"}


def draw_shares(
    sheet: Sheet, y: float, definition: Definition, rows: Rows
) -> tuple[float, list[str]]:
    """Draw the bars, and return where the drawing ends, with its notes."""
    found = [figure for figure in figures(definition, rows) if _fits(figure)]
    stack = _stack(found, definition)
    if stack:
        y = _draw_stack(sheet, y + 10, stack)
    for figure in _merged(found):
        if figure not in stack:
            y = _draw_part(sheet, y + 12, figure)
    y = _draw_scale(sheet, y + 4)
    notes = ["Hatched: between the lower and the upper end of a range."]
    return y, notes + notes_on(found)


def _fits(figure: Figure) -> bool:
    """Leave out what cannot be a share of a whole."""
    return figure.low is None or (figure.low >= 0 and (figure.high or 0) <= _WHOLE)


def _merged(found: list[Figure]) -> list[Figure]:
    """Leave out words on a part of which there is a number: they add nothing to be drawn."""
    counted = {(figure.label, figure.of) for figure in found if figure.low is not None}
    return [f for f in found if f.low is not None or (f.label, f.of) not in counted]


def _stack(found: list[Figure], definition: Definition) -> list[Figure]:
    """Return the two parts that share a bar, where both have numbers and are of one whole."""
    wanted = definition.settings.get("stack", [])
    parts = [
        next((f for f in found if f.label == label and f.low is not None), None) for label in wanted
    ]
    known = [part for part in parts if part is not None]
    if len(known) != _PAIR or len({part.of for part in known}) != 1:
        return []
    return known


def _draw_stack(sheet: Sheet, y: float, stack: list[Figure]) -> float:
    """Draw two parts in one bar: each is full as far as its lower end, hatched in between."""
    first, second = stack
    sheet.text(MARGIN, y + 6, f"of {first.of}", size=SMALL, colour=MUTED, bold=True)
    y += 30
    sheet.text(MARGIN, y, _words(first), bold=True)
    sheet.text(WIDTH - MARGIN, y, _words(second), bold=True, align="right")
    y += 10
    left, right = _across(first.low or 0), _across(second.low or 0)
    sheet.bar(MARGIN, y, left, _STACK, SERIES[0])
    sheet.bar(MARGIN + left, y, max(_ACROSS - right - left, 0), _STACK, MUTED, "hatched")
    sheet.bar(WIDTH - MARGIN - right, y, right, _STACK, SERIES[1])
    return y + _STACK + 16


def _draw_part(sheet: Sheet, y: float, figure: Figure) -> float:
    """Draw one part in a bar of its own, with what it is a part of."""
    y += 18
    sheet.text(MARGIN, y, starred(figure, figure.label))
    sheet.text(WIDTH - MARGIN, y, f"of {figure.of}", size=SMALL, colour=MUTED, align="right")
    y += 9
    sheet.bar(MARGIN, y, _ACROSS, _BAR, RULE, "hollow")
    low, high = figure.low, figure.high
    if low is None or high is None:
        text = f"no figure: {figure.words}" if figure.words else "no figure"
        sheet.text(MARGIN + 10, y + _BAR - 4, text, size=SMALL, colour=MUTED, italic=True)
        return y + _BAR
    sheet.bar(MARGIN, y, _across(low), _BAR, SERIES[0])
    if high > low:
        sheet.bar(MARGIN + _across(low), y, _across(high - low), _BAR, SERIES[0], "hatched")
    sheet.text(MARGIN + _across(high) + 10, y + _BAR - 3, _amount(figure), bold=True)
    return y + _BAR


def _draw_scale(sheet: Sheet, y: float) -> float:
    """Write the scale below the bars."""
    for percent in (0, 25, 50, 75, 100):
        x = MARGIN + _across(percent)
        sheet.line([(x, y + 4), (x, y + 10)], colour=MUTED)
        sheet.text(
            x,
            y + 25,
            f"{percent}\u202f%",
            size=SMALL,
            colour=MUTED,
            align=_ALIGNED.get(percent, "center"),
        )
    return y + 54


def _across(percent: float) -> float:
    return percent / _WHOLE * _ACROSS


def _amount(figure: Figure) -> str:
    """Return the range, and how firmly it is said where that is not firm."""
    return figure.amount("%") + ("" if figure.is_firm else f" ({figure.certainty})")


def _words(figure: Figure) -> str:
    return f"{starred(figure, figure.label)}  {_amount(figure)}"
