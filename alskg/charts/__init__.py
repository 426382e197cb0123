"""Pictures of answers: what is better seen than read, as SVG and PNG."""

from alskg.charts.drawing import Chart, draw, titled
from alskg.charts.source import source_line

__all__ = ["Chart", "draw", "source_line", "titled"]
