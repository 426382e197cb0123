"""The pictures: every chart of the catalogue in the order of a story, each with its figures.

A picture never says more than the table under it: both are made of one answer.
"""

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alskg.catalogue import StoredQuery
from alskg.charts import charted
from alskg.errors import AlskgError
from alskg.web.questions import answers
from alskg.web.questions.cells import Table, table
from alskg.web.questions.parameters import filled
from alskg.web.response import page
from alskg.web.site import Site

__all__ = ["Picture", "routes"]

_STORY: Final = (
    "course_of_disease",
    "age_at_onset",
    "survival",
    "share_of_types",
    "gene_case_shares",
    "inheritance_compared",
    "mechanism_steps",
)
"""From what a patient meets to what happens in the cell; a chart that is not named here follows."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A question with its chart as inline SVG, empty if it cannot be drawn, and its answer."""

    query: StoredQuery
    chart: str
    answer: Table

    @property
    def files(self) -> list[tuple[str, str]]:
        """Return the files of the picture and its figures: address and name."""
        suffixes = {"svg": "SVG", "png": "PNG"} if self.chart else {}
        return [
            (f"/queries/{self.query.id}.{suffix}", name)
            for suffix, name in (suffixes | {"csv": "CSV", "json": "JSON"}).items()
        ]


def routes(site: Site) -> list[BaseRoute]:
    """Return the route of the page."""

    def shown(request: Request) -> Response:
        return page(site, request, "pictures.html", **_context(site))

    return [Route("/pictures", shown)]


def _context(site: Site) -> dict[str, Any]:
    """Return what the page shows."""
    return {
        "title": "Pictures",
        "heading": "ALS in pictures",
        "styles": ["queries.css"],
        "pictures": [found for query in _told() if (found := _picture(site, query))],
        "draws": find_spec("matplotlib") is not None,
    }


def _told() -> list[StoredQuery]:
    """Return the questions that have a chart, as a story."""

    def place(query: StoredQuery) -> tuple[int, str]:
        return (_STORY.index(query.id) if query.id in _STORY else len(_STORY), query.id)

    return sorted(charted(), key=place)


def _picture(site: Site, query: StoredQuery) -> Picture | None:
    """Return the picture of a question, or None where it cannot be asked here."""
    try:
        asked = filled(site, query, [])
        answer = answers.answer(site, query, asked.bindings)
        chart = answers.drawn(site, query, asked, "inline").decode()
    except AlskgError:
        return None
    return Picture(query, chart, table(site, answer, query.columns))
