"""Figures on one axis: ranges as two dots and a line, spans as bars, else words.

A range is drawn from end to end and never as its middle. Figures for different groups stand apart,
each group under its name. The lines of the axis stop before a text and go on behind it.
"""

import itertools
from typing import Final

from alskg.catalogue.chart import Definition
from alskg.charts.legend import MARGIN, marks_of, notes_on, starred
from alskg.charts.sheet import Fill, Sheet, measured, wrapped
from alskg.charts.style import MUTED, SERIES, SIZE, SMALL, WIDTH
from alskg.charts.table import Figure, figures
from alskg.engine.results import Rows

__all__ = ["draw_axis"]

_LEFT: Final = 236
_LABEL: Final = 196
_ASIDE: Final = 13
_RIGHT: Final = WIDTH - 190
_ROW: Final = 32
_LINE: Final = 19
_TICKS: Final = 5
_NOT_SAID: Final = "not said"


def draw_axis(
    sheet: Sheet, y: float, definition: Definition, rows: Rows
) -> tuple[float, list[str]]:
    """Draw ranges or intervals, and return where the drawing ends, with its notes."""
    found = figures(definition, rows)
    ticks = _ticks(max((figure.high or 0 for figure in found), default=0))
    top = y + 6
    lanes, end = _lanes(found, definition, top)
    taken: list[_Span] = []
    for at, heading, lane in lanes:
        sheet.text(MARGIN, at, heading, size=SMALL, colour=MUTED, bold=True)
        taken.append((MARGIN, MARGIN + measured(heading, SMALL, bold=True), at))
        before = ""
        for at_row, figure in lane:
            _label(sheet, at_row, figure, before)
            taken.append(_figure(sheet, at_row, figure, ticks[-1], definition))
            before = figure.label
    for tick in ticks:
        x = _place(tick, ticks[-1])
        _tick_line(sheet, x, (top, end), [at for start, stop, at in taken if start <= x <= stop])
        sheet.text(x, end + 18, f"{tick:,g}", size=SMALL, colour=MUTED, align="center")
    unit = definition.setting("unit")
    sheet.text(_place(ticks[-1], ticks[-1]) + 22, end + 18, unit, size=SMALL, colour=MUTED)
    bars = definition.kind == "intervals"
    return marks_of(sheet, end + 46, found, bars=bars), notes_on(found)


def _tick_line(sheet: Sheet, x: float, ends: tuple[float, float], texts: list[float]) -> None:
    """Draw a line down at a place of the axis, but not through what stands there."""
    top, end = ends
    for text in sorted(texts):
        if text - 15 > top:
            sheet.line([(x, top), (x, text - 15)])
        top = max(top, text + 7)
    if end > top:
        sheet.line([(x, top), (x, end)])


_Span = tuple[float, float, float]
Lane = tuple[float, str, list[tuple[float, Figure]]]


def _lanes(found: list[Figure], definition: Definition, y: float) -> tuple[list[Lane], float]:
    """Return each group with its heading and its figures at their heights, and where they end."""
    lanes: list[Lane] = []
    order = list(dict.fromkeys((figure.of, figure.group) for figure in found))
    by_group = sorted(found, key=lambda figure: order.index((figure.of, figure.group)))
    for (of, group), members in itertools.groupby(by_group, key=lambda f: (f.of, f.group)):
        heading = _heading(of, group, definition)
        y += 20 if heading else 0
        at, lane, before = y, [], ""
        for figure in members:
            y += _ROW
            lane.append((y - 9, figure))
            lines = 1 if figure.label == before else len(_label_lines(figure))
            y += _LINE * (lines - 1)
            before = figure.label
        y += 10
        lanes.append((at, heading, lane))
    return lanes, y


def _heading(of: str, group: str, definition: Definition) -> str:
    """Return what a group is counted over and for whom; what is not said is said to be so."""
    if group == _NOT_SAID:
        group = f"{definition.columns['group'][0]} {group}".replace("_", " ")
    return " \u00b7 ".join(filter(None, (of and f"of {of}", group)))


def _label_lines(figure: Figure) -> list[str]:
    """Return the name of a row as it is broken into lines."""
    return wrapped(starred(figure, figure.label), _LABEL)


def _label(sheet: Sheet, y: float, figure: Figure, before: str) -> None:
    """Write the name of a row, once for rows of the same name."""
    if figure.label != before:
        sheet.paragraph(MARGIN, y, starred(figure, figure.label), _LABEL)


def _figure(sheet: Sheet, y: float, figure: Figure, most: float, definition: Definition) -> _Span:
    """Draw one figure with its number beside it, or the words that stand for it.

    Returns from where to where that reaches, and how far down it stands.
    """
    middle = y - SIZE * 0.36
    start, x = _LEFT + 6.0, 0.0
    amount = figure.amount(definition.setting("unit")) or "no figure"
    if figure.low is not None and figure.high is not None:
        start, x = _place(figure.low, most), _place(figure.high, most)
        if definition.kind == "intervals":
            fill: Fill = "solid" if figure.is_firm else "hatched"
            sheet.bar(start, middle - 7, max(x - start, 3), 14, SERIES[0], fill)
        else:
            _range(sheet, (start, x), middle, figure)
        sheet.text(x + 14, y, amount, bold=True)
        x += 14 + measured(amount, SIZE, bold=True) + 10
    else:
        sheet.text(start, y, amount, size=_ASIDE, colour=MUTED, italic=True)
        x = start + measured(amount, _ASIDE) + 10
    if figure.words:
        sheet.paragraph(
            x, y, figure.words, WIDTH - MARGIN - x, size=_ASIDE, colour=MUTED, italic=True
        )
        x += measured(figure.words, _ASIDE)
    return start - 6, x, y


def _range(sheet: Sheet, ends: tuple[float, float], y: float, figure: Figure) -> None:
    """Draw a line between two ends, each with a mark; a single figure is one mark."""
    start, end = ends
    if end > start:
        sheet.line([(start, y), (end, y)], colour=SERIES[0], width=4)
    for x in dict.fromkeys(ends):
        sheet.dot(x, y, 5.5, SERIES[0], "solid" if figure.is_firm else "hollow")


def _place(number: float, most: float) -> float:
    """Return where a number stands on the axis, which begins at zero."""
    return _LEFT + (number / most) * (_RIGHT - _LEFT)


def _ticks(most: float) -> list[float]:
    """Return round numbers from zero to the first one that is not below the greatest figure."""
    if most <= 0:
        return [0, 1]
    magnitude = 10.0
    while magnitude > most:
        magnitude /= 10
    while magnitude * 10 <= most:
        magnitude *= 10
    steps = [magnitude * part for part in (0.1, 0.2, 0.25, 0.5, 1, 2)]
    step = next(step for step in steps if most <= step * (_TICKS + 1))
    count = -int(-most // step)
    return [step * place for place in range(count + 1)]
