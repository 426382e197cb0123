"""Things compared: a row for each, a column for each property, and circles for a count."""

from typing import Final

from alskg.catalogue.chart import Definition
from alskg.charts.legend import MARGIN
from alskg.charts.sheet import Fill, Sheet, wrapped
from alskg.charts.style import MUTED, SERIES, SIZE, SMALL, WIDTH
from alskg.charts.table import records
from alskg.engine.results import Rows

__all__ = ["draw_matrix"]

_LABEL: Final = 190
_LINE: Final = SIZE * 1.35
_NOTHING: Final = "\u2013"
_MOST_CIRCLES: Final = 6


def draw_matrix(
    sheet: Sheet, y: float, definition: Definition, rows: Rows
) -> tuple[float, list[str]]:
    """Draw the rows, and return where the drawing ends, with its notes."""
    properties = list(definition.columns["cells"])
    counted = definition.columns.get("filled", ("",))[0]
    width = (WIDTH - 2 * MARGIN - _LABEL) / max(len(properties), 1)
    y += 16
    y = max(
        sheet.paragraph(
            MARGIN + _LABEL + place * width,
            y,
            definition.described.get(name) or name.replace("_", " "),
            width - 12,
            size=SMALL,
            colour=MUTED,
            bold=True,
        )
        for place, name in enumerate(properties)
    )
    y -= 6
    before = ""
    for record in records(definition, rows):
        if record["label"] != before:
            sheet.line([(MARGIN, y), (WIDTH - MARGIN, y)])
            sheet.paragraph(MARGIN, y + 24, record["label"], _LABEL - 14, bold=True)
        cells = dict(zip(properties, record["cells"].split("\n"), strict=True))
        for place, name in enumerate(properties):
            x = MARGIN + _LABEL + place * width
            out_of = record.get("out_of", "")
            if name == counted and cells[name]:
                _count(sheet, x, y + 24, cells[name], out_of)
            else:
                said = cells[name] or _NOTHING
                colour = {"colour": MUTED, "italic": True} if not cells[name] else {}
                sheet.paragraph(x, y + 24, said, width - 12, **colour)  # type: ignore[arg-type]
        lines = [len(wrapped(text, width - 12)) for text in cells.values()]
        own = len(wrapped(record["label"], _LABEL - 14, bold=True))
        y += 18 + _LINE * max(1, *lines, own)
        before = record["label"]
    return y + 8, [f"{_NOTHING}: this answer does not say."]


def _count(sheet: Sheet, x: float, y: float, filled: str, out_of: str) -> None:
    """Draw so many full circles out of so many, with the number beside them."""
    text = f"{filled} of {out_of}" if out_of else filled
    if filled.isdecimal() and (out_of or filled).isdecimal():
        circles = int(out_of or filled)
        if int(filled) <= circles <= _MOST_CIRCLES:
            for place in range(circles):
                fill: Fill = "solid" if place < int(filled) else "hollow"
                sheet.dot(x + 7 + 18 * place, y - 5, 6, SERIES[0], fill)
            x += 18 * circles + 8
    sheet.text(x, y, text)
