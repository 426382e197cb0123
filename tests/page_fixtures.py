"""The invented page of `tests/fixtures/page`: its copies, its record, its claims as an engine."""

from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pyoxigraph

from alskg.page.items import Known
from alskg.page.passage import Page, Passage
from alskg.page.read import read_page
from alskg.page.record import turtle

FOLDER: Final = Path(__file__).parent / "fixtures" / "page"
TEXT, HTML, JSON = (FOLDER / f"mini.{suffix}" for suffix in ("txt", "html", "json"))

# What a first reading of the flattened text must be told, for its lists have no separators.
NAMES: Final = Known(
    names={
        "genes": frozenset({"ABC1", "XYZ2"}),
        "ncbi-genes": frozenset({"QRS3"}),
        "other-names": frozenset({"MF", "Marble hand", "Marble hand with rings"}),
        "omim": frozenset({"MARBLE FINGERS 1; MF1", "MARBLE FINGERS 2; MF2"}),
        "references": frozenset({"Institute of Inventions"}),
    }
)


def copy(path: Path = HTML) -> Page:
    """Return the invented page as one of its copies gives it."""
    return read_page(path, NAMES)


def passages(page: Page) -> dict[str, Passage]:
    """Return the passages of a page by slug."""
    return {passage.slug: passage for passage in page.passages}


class GraphEngine:
    """Answers over Turtle texts, as the engines of the package do over the compiled dataset."""

    def __init__(self, turtles: Iterable[str]) -> None:
        """Load the texts into one graph."""
        self._store = pyoxigraph.Store()
        for text in turtles:
            self._store.load(text.encode(), format=pyoxigraph.RdfFormat.TURTLE)

    def rows(self, query: str) -> Any:  # noqa: ANN401  (as the protocol has it)
        """Return the rows of a SELECT query."""
        solutions = self._store.query(query)
        assert isinstance(solutions, pyoxigraph.QuerySolutions)
        return SimpleNamespace(rows=[tuple(one) for one in solutions])


def engine(*more: str, without: str = "") -> GraphEngine:
    """Return an engine over the record and the claims; `without` is taken out of the claims."""
    claims = (FOLDER / "mini-claims.ttl").read_text(encoding="utf-8")
    assert without in claims
    return GraphEngine([turtle(copy(), "mini"), claims.replace(without, ""), *more])
