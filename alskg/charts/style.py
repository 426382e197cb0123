"""Colours and sizes: one small palette, which people with colour-blindness can tell apart.

The four colours are of Okabe and Ito's set; each has a contrast of three to one at the least with
white paper and with a dark page (WCAG 2.2, 1.4.11). No meaning hangs on a colour alone.
"""

from typing import Final

__all__ = ["FAMILY", "INK", "MUTED", "PAPER", "RULE", "SERIES", "SIZE", "SMALL", "WIDTH"]

WIDTH: Final = 800  # units of the drawing: pixels where it is shown at its own size
INK: Final = "#1f2933"
MUTED: Final = "#52606d"
RULE: Final = "#d3dae1"
PAPER: Final = "#fefefe"
SERIES: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")

SIZE: Final = 14
SMALL: Final = 12.5
FAMILY: Final = "DejaVu Sans"  # comes with matplotlib; Verdana is as wide, where that is absent
