"""What the page of a passage shows besides what every page does."""

from collections.abc import Mapping
from typing import Any, Final

from alskg.engine.results import Term
from alskg.terms import ALSKG
from alskg.web.entity.behind import Behind

__all__ = ["passage_context"]

_BESIDE: Final = """\
SELECT ?passage ?section ?rank ?ordinal WHERE {
  <iri> alskg:inSection ?own .
  ?own alskg:ordinal ?place .
  ?section alskg:ordinal ?rank .
  FILTER (ABS(?rank - ?place) <= 1)
  ?passage alskg:inSection ?section ; alskg:ordinal ?ordinal .
} ORDER BY ?rank ?ordinal"""


def passage_context(behind: Behind, known: Mapping[str, tuple[Term, ...]]) -> dict[str, Any]:
    """Return where a passage stands, its digest and offsets, and its neighbours on the page."""
    order = [row[0].value for row in behind.ask(_BESIDE) if row[0]]
    place = order.index(behind.iri) if behind.iri in order else -1

    def text(name: str) -> str:
        values = known.get(f"{ALSKG}{name}", ())
        return values[0].value if values else ""

    return {
        "live": text("textFragment"),
        "section": text("inSection"),
        "ordinal": text("ordinal"),
        "digest": text("sha256"),
        "start": text("start"),
        "end": text("end"),
        "reason": text("notModelledBecause"),
        "previous": order[place - 1] if place > 0 else "",
        "following": order[place + 1] if 0 <= place < len(order) - 1 else "",
    }
