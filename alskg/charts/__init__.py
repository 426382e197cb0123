"""Pictures of answers: what is better seen than read, as SVG and PNG."""

from alskg.charts.drawing import Chart, draw, titled
from alskg.charts.source import source_line
from alskg.charts.stored import charted, definition_of, named, picture

__all__ = [
    "Chart",
    "charted",
    "definition_of",
    "draw",
    "named",
    "picture",
    "source_line",
    "titled",
]
