"""The door to charts: a definition and rows become a picture."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from alskg.catalogue.chart import Definition
from alskg.charts import svg
from alskg.charts.axis import draw_axis
from alskg.charts.flow import draw_flow
from alskg.charts.legend import foot, head
from alskg.charts.matrix import draw_matrix
from alskg.charts.shares import draw_shares
from alskg.charts.sheet import Sheet
from alskg.charts.stages import draw_stages
from alskg.charts.style import WIDTH
from alskg.engine.results import Rows
from alskg.errors import InputError

__all__ = ["Chart", "draw", "titled"]

MOST_ROWS: Final = 200
_POINTS: Final = 72
_SCREEN: Final = 144  # dots an inch: two for each unit, as screens of today have them
_DRAWN_BY: Final[Mapping[str, Callable[..., tuple[float, list[str]]]]] = MappingProxyType(
    {
        "ranges": draw_axis,
        "intervals": draw_axis,
        "shares": draw_shares,
        "stages": draw_stages,
        "matrix": draw_matrix,
        "flow": draw_flow,
    }
)


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of an answer; `table()` gives the same as text."""

    name: str
    title: str
    definition: Definition
    rows: Rows
    _sheet: Sheet = field(repr=False)

    def svg(self, *, inline: bool = False, width: int = 0) -> bytes:
        """Return the picture as SVG whose text is text; the same bytes for the same answer.

        With `inline` it is for pasting into a web page: as wide as its container, coloured by the
        page. `width` in pixels is that of a file; 0 stands for 800.
        """
        drawn = self._sheet.svg(self.name)
        return svg.finished(
            drawn, self.name, self.title, self._read_aloud(), inline=inline, width=width
        )

    def png(self, dpi: float = _SCREEN) -> bytes:
        """Return the picture as PNG: 800 pixels wide at 72 dots an inch, 1,600 at 144."""
        return self._sheet.png(dpi)

    def table(self) -> list[dict[str, str]]:
        """Return what is drawn as rows of text by column: for those who do not see the picture."""
        names = [name for role in self.definition.columns.values() for name in role]
        shown = [(place, name) for place, name in enumerate(self.rows.variables) if name in names]
        rows = [{name: row[place] for place, name in shown} for row in self.rows.texts()]
        return list({tuple(row.values()): row for row in rows}.values())

    def _read_aloud(self) -> str:
        """Return what a screen reader says: every row, in words."""
        lines = [
            ", ".join(f"{name.replace('_', ' ')} {cell}" for name, cell in row.items() if cell)
            for row in self.table()
        ]
        return ". ".join(lines) + "." if lines else "The answer is empty."

    def _repr_svg_(self) -> str:
        """Show the picture in a notebook."""
        return self.svg().decode()

    def _repr_png_(self) -> bytes:
        """Show the picture where a notebook takes no SVG."""
        return self.png()


def draw(
    definition: Definition, rows: Rows, *, title: str = "", name: str = "chart", source: str = ""
) -> Chart:
    """Draw the answer to a query. `source` is the last line, which says where it comes from.

    Without a `title` it is that of the definition. Raises MissingPart where matplotlib is not
    installed, InputError where the rows do not fit the definition.
    """
    if len(rows) > MOST_ROWS:
        raise InputError(
            f"The answer has {len(rows):,} rows, and a chart of more than {MOST_ROWS} cannot be "
            f"read. Narrow it down with a parameter."
        )
    written = title or definition.setting("title")
    sheet = Sheet()
    y = head(sheet, written, definition.setting("subtitle"))
    if rows.rows:
        y, notes = _DRAWN_BY[definition.kind](sheet, y, definition, rows)
    else:
        sheet.paragraph(24, y + 16, "The answer is empty: there is nothing to draw.", WIDTH - 48)
        y, notes = y + 48, []
    sheet.finish(foot(sheet, y, [*notes, definition.setting("note")], source))
    return Chart(_identifier(name), written, definition, rows, sheet)


def titled(title: str, parameters: Mapping[str, object]) -> str:
    """Return a title that says which parameters were set.

    >>> titled("What share has each gene?", {"population": "Europe"})
    'What share has each gene? (population: Europe)'
    """
    said = ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in parameters.items())
    return f"{title} ({said})" if said else title


def _identifier(name: str) -> str:
    """Return a name that can start an id in HTML and be named in CSS."""
    return "chart-" + re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")
