"""The paper that charts are drawn on: text, lines, bars and marks at places in pixels.

One axes of matplotlib covers the whole figure, with the origin at the top left. The objects are
made directly, without pyplot, which would keep them all.
"""

import functools
import io
import itertools
import math
import re
import warnings
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final, Literal

from alskg.charts.style import FAMILY, INK, MUTED, PAPER, RULE, SIZE, WIDTH
from alskg.errors import MissingPart

__all__ = ["Fill", "Sheet", "measured", "need_matplotlib", "printable", "wrapped"]

Fill = Literal["solid", "hatched", "hollow"]
_POINTS: Final = 72
_LEADING: Final = 1.35
_NOT_IN_XML: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def need_matplotlib() -> None:
    """Raise MissingPart where matplotlib is not installed."""
    try:
        import_module("matplotlib")
    except ImportError as error:
        raise MissingPart(
            "Charts need matplotlib, which is not installed. Install it with: "
            'pip install "alskg[chart]"'
        ) from error


class Sheet:
    """A drawing that grows downwards; `finish` gives it its height."""

    def __init__(self) -> None:
        """Lay out an empty sheet. Raises MissingPart where matplotlib is not installed."""
        need_matplotlib()
        from matplotlib.figure import Figure  # noqa: PLC0415  (only who draws pays for it)

        self._figure = Figure(dpi=_POINTS)
        self._figure.patch.set_facecolor(PAPER)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._drawn = itertools.count(1)

    def text(  # noqa: PLR0913  (where, what, and how it looks)
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = SIZE,
        colour: str = INK,
        bold: bool = False,
        italic: bool = False,
        align: Literal["left", "center", "right"] = "left",
    ) -> None:
        """Write one line; `y` is the line that letters stand on."""
        self._axes.text(
            x,
            y,
            printable(text),
            fontsize=size,
            color=colour,
            fontfamily=FAMILY,
            fontweight="bold" if bold else "normal",
            fontstyle="italic" if italic else "normal",
            ha=align,
            va="baseline",
            parse_math=False,
            zorder=next(self._drawn),
        )

    def paragraph(  # noqa: PLR0913  (as above)
        self,
        x: float,
        y: float,
        text: str,
        width: float,
        *,
        size: float = SIZE,
        colour: str = INK,
        bold: bool = False,
        italic: bool = False,
    ) -> float:
        """Write as many lines as it takes, and return where the next one would stand."""
        for line in wrapped(text, width, size, bold=bold):
            self.text(x, y, line, size=size, colour=colour, bold=bold, italic=italic)
            y += size * _LEADING
        return y

    def line(
        self,
        points: Sequence[tuple[float, float]],
        *,
        colour: str = RULE,
        width: float = 1,
        dashed: bool = False,
    ) -> None:
        """Draw a line through points."""
        from matplotlib.lines import Line2D  # noqa: PLC0415  (as above)

        self._axes.add_line(
            Line2D(
                [x for x, _ in points],
                [y for _, y in points],
                color=colour,
                linewidth=width,
                linestyle=(0, (4, 3)) if dashed else "solid",
                solid_capstyle="butt",
                zorder=next(self._drawn),
            )
        )

    def bar(  # noqa: PLR0913, PLR0917  (as above)
        self, x: float, y: float, width: float, height: float, colour: str, fill: Fill = "solid"
    ) -> None:
        """Draw a bar from its top left corner."""
        from matplotlib.patches import Rectangle  # noqa: PLC0415  (as above)

        self._add(Rectangle((x, y), width, height, **_look(colour, fill)))

    def dot(self, x: float, y: float, radius: float, colour: str, fill: Fill = "solid") -> None:
        """Draw a round mark."""
        from matplotlib.patches import Circle  # noqa: PLC0415  (as above)

        self._add(Circle((x, y), radius, **_look(colour, fill)))

    def box(self, x: float, y: float, width: float, height: float, colour: str = MUTED) -> None:
        """Draw the outline of a box with round corners, filled with paper."""
        from matplotlib.patches import FancyBboxPatch  # noqa: PLC0415  (as above)

        rounded = "round,pad=0,rounding_size=6"
        self._add(
            FancyBboxPatch(
                (x, y), width, height, boxstyle=rounded, facecolor=PAPER, edgecolor=colour
            )
        )

    def arrow(self, points: Sequence[tuple[float, float]], *, dashed: bool = False) -> None:
        """Draw an arrow down through points; it leaves and meets each of them straight down."""
        from matplotlib.patches import PathPatch, Polygon  # noqa: PLC0415  (as above)
        from matplotlib.path import Path  # noqa: PLC0415  (as above)

        x, y = points[-1]
        stops = [*points[:-1], (x, y - 6)]
        corners, codes = [stops[0]], [Path.MOVETO]
        for (x1, y1), (x2, y2) in itertools.pairwise(stops):
            middle = (y1 + y2) / 2
            corners += [(x1, middle), (x2, middle), (x2, y2)]
            codes += [Path.CURVE4] * 3
        style: Any = (0, (4, 3)) if dashed else "solid"
        way = Path(corners, codes)
        self._add(PathPatch(way, facecolor="none", edgecolor=MUTED, lw=1.3, linestyle=style))
        tip = [(x - 4, y - 8), (x + 4, y - 8), (x, y)]
        self._add(Polygon(tip, closed=True, facecolor=MUTED, edgecolor="none"))

    def finish(self, height: float) -> None:
        """Cut the sheet at a height, in whole pixels."""
        height = math.ceil(height)
        self._figure.set_size_inches(WIDTH / _POINTS, height / _POINTS)
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)

    def svg(self, salt: str) -> bytes:
        """Return the drawing as matplotlib's SVG, with text as text; the same bytes each time."""
        metadata = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        return self._saved("svg", salt, metadata=metadata)

    def png(self, dpi: float) -> bytes:
        """Return the drawing as PNG; at 72 dots an inch it is as wide as its units say."""
        return self._saved("png", "", dpi=dpi, metadata={"Software": None})

    def _saved(self, format_name: str, salt: str, **options: Any) -> bytes:  # noqa: ANN401
        """Return the drawing as matplotlib writes it, whatever the user's own settings are."""
        import matplotlib as mpl  # noqa: PLC0415  (as above)

        written = io.BytesIO()
        with mpl.rc_context(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph .* missing")  # a box stands for it
            mpl.rcdefaults()
            mpl.rcParams["hatch.linewidth"] = 1.6
            mpl.rcParams["svg.fonttype"] = "none"
            mpl.rcParams["svg.hashsalt"] = salt
            self._figure.savefig(written, format=format_name, **options)
        return written.getvalue()

    def _add(self, patch: Any) -> None:  # noqa: ANN401  (matplotlib's patches)
        """Put a shape on the sheet."""
        patch.set_zorder(next(self._drawn))  # what is drawn later lies above
        self._axes.add_patch(patch)


def _look(colour: str, fill: Fill) -> dict[str, Any]:
    """Return how a shape is filled: what is not said firmly can be told without its colour."""
    inside = colour if fill == "solid" else "none" if fill == "hatched" else PAPER
    return {
        "facecolor": inside,
        "edgecolor": colour,
        "linewidth": 1.6,
        "hatch": "////" if fill == "hatched" else None,
    }


def printable(text: str) -> str:
    """Return a text in which a sign stands for each character that XML cannot hold."""
    return _NOT_IN_XML.sub("\ufffd", text)


def wrapped(text: str, width: float, size: float = SIZE, *, bold: bool = False) -> list[str]:
    """Break a text into lines of a width in pixels; a word that is wider is broken too."""
    lines = [""]
    for word in text.split():
        for part in _parts(word, width, size, bold=bold):
            longer = f"{lines[-1]} {part}".lstrip()
            if lines[-1] and measured(longer, size, bold) > width:
                lines.append(part)
            else:
                lines[-1] = longer
    return lines


def _parts(word: str, width: float, size: float, *, bold: bool) -> list[str]:
    """Return a word in parts that fit into a width."""
    whole = measured(word, size, bold)
    if whole <= width:
        return [word]
    most = max(int(len(word) * width / whole), 1)
    return [word[start : start + most] for start in range(0, len(word), most)]


@functools.cache
def measured(text: str, size: float = SIZE, bold: bool = False) -> float:  # noqa: FBT001, FBT002
    """Return the width of a text in pixels."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415  (as above)
    from matplotlib.textpath import TextToPath  # noqa: PLC0415  (as above)

    text = printable(text)
    font = FontProperties(family=FAMILY, weight="bold" if bold else "normal", size=size)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")
        width, _, _ = TextToPath().get_text_width_height_descent(text, font, ismath=False)
    return float(width)
