"""What changed between two releases or files: claim by claim, qualifier by qualifier.

`read_side` reads either, `compare` finds what differs, `text`, `markdown` and `to_json` write it.
"""

from alskg.difference.comparison import Change, Changed, Difference, Part, compare
from alskg.difference.json_form import to_json
from alskg.difference.render import markdown, text
from alskg.difference.sides import Side, is_derived, read_side
from alskg.difference.tables import KINDS, Thing

__all__ = [
    "KINDS",
    "Change",
    "Changed",
    "Difference",
    "Part",
    "Side",
    "Thing",
    "compare",
    "is_derived",
    "markdown",
    "read_side",
    "text",
    "to_json",
]
