"""The catalogue of questions as the site shows it, and the answer to one of them.

A stored question is answered within the server's own process, not by the workers behind the
endpoint: each is bounded, for its text is ours and what a visitor gives is bound as a term (all
together take a quarter of a second), and so a page never waits for the queries of others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any, Final, Literal

from alskg import catalogue
from alskg.catalogue import AUDIENCES, TOPICS, StoredQuery
from alskg.engine import Term
from alskg.engine.binding import bind
from alskg.engine.preparation import ROW_FORMATS
from alskg.engine.results import Rows, rows_from_json, to_jsonl, to_markdown
from alskg.errors import InputError, MissingPart
from alskg.terms import prefix_header
from alskg.web.questions.parameters import Filled
from alskg.web.site import Site

__all__ = [
    "Form",
    "Group",
    "Wish",
    "answer",
    "described",
    "drawn",
    "found",
    "grouped",
    "text",
    "written",
]

Form = Literal["inline", "svg", "png"]
"""How a chart is drawn: for a page, which colours it, or as a file."""
_DRAWING: Final = Lock()  # matplotlib shares its fonts among all figures
_DRAWN: Final = 64


@dataclass(frozen=True, slots=True)
class Wish:
    """Which questions are wanted: with these words, for this audience, with this tag."""

    words: str = ""
    audience: str = ""
    tag: str = ""

    def fits(self, query: StoredQuery) -> bool:
        """Say whether a question is one of them."""
        text = f"{query.id} {query.title} {query.summary} {' '.join(query.tags)}".casefold()
        return (
            (not self.audience or self.audience in query.audience)
            and (not self.tag or self.tag in query.tags)
            and all(word in text for word in self.words.casefold().split())
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Questions on one topic: the first tag of each."""

    topic: str
    title: str
    queries: tuple[StoredQuery, ...]


@lru_cache(maxsize=1)
def _all() -> tuple[StoredQuery, ...]:
    """Return the questions, whose headers are read once."""
    return catalogue.all("answers")


def found(wish: Wish) -> tuple[StoredQuery, ...]:
    """Return the questions that fit a wish, by name."""
    return tuple(query for query in _all() if wish.fits(query))


def grouped(queries: Iterable[StoredQuery]) -> list[Group]:
    """Return questions by topic, in the order of the topics."""
    by_topic: dict[str, list[StoredQuery]] = {}
    for query in queries:
        by_topic.setdefault(query.tags[0] if query.tags else "", []).append(query)
    order = [*TOPICS, *sorted(by_topic.keys() - TOPICS.keys())]
    return [
        Group(topic, TOPICS.get(topic, "Others"), tuple(by_topic[topic]))
        for topic in order
        if topic in by_topic
    ]


def described(query: StoredQuery) -> dict[str, Any]:
    """Return what a program wants to know of a question, as JSON has it."""
    return {
        "id": query.id,
        "title": query.title,
        "summary": query.summary,
        "tags": list(query.tags),
        "for": {name: AUDIENCES.get(name, "") for name in query.audience},
        "needs": list(query.needs),
        "parameters": [
            {
                "name": parameter.name,
                "type": parameter.type,
                "class": parameter.class_name or None,
                "default": parameter.default,
                "example": parameter.example,
                "text": parameter.text or None,
            }
            for parameter in query.parameters
        ],
        "columns": dict(query.columns),
        "chart": query.chart.kind if query.chart else None,
        "answer": f"/queries/{query.id}",
    }


def answer(site: Site, query: StoredQuery, bindings: Mapping[str, Term]) -> Rows:
    """Return the rows of a question. Raises MissingPart where it needs what is not loaded."""
    return rows_from_json(_evaluated(site, query, bindings, "json"))


def written(
    site: Site, query: StoredQuery, bindings: Mapping[str, Term], format_name: str
) -> bytes:
    """Return the answer to a question in a format of `alskg.formats`. Raises MissingPart."""
    if format_name in ROW_FORMATS:
        return _evaluated(site, query, bindings, format_name)
    rows = answer(site, query, bindings)
    if format_name == "jsonl":
        return to_jsonl(rows).encode()
    return to_markdown(rows.named(site.label)).encode()


def text(query: StoredQuery, bindings: Mapping[str, Term]) -> str:
    """Return the SPARQL of a question with its parameters bound, ready for any endpoint."""
    lines = [line for line in query.text.splitlines() if not line.startswith("#+")]
    bare = "\n".join(lines).strip() + "\n"
    asked = bind(bare, bindings)
    return prefix_header(asked) + asked


def drawn(site: Site, query: StoredQuery, asked: Filled, form: Form) -> bytes:
    """Return the chart of an answer, drawn once for each answer and form.

    It is empty where the question has none, where matplotlib is not installed, and where the
    answer cannot be drawn.
    """
    if query.chart is None:
        return b""
    given = tuple(sorted(asked.given.items()))
    with _DRAWING:
        return _picture(site, query.id, tuple(asked.bindings.items()), given, form)


@lru_cache(maxsize=_DRAWN)
def _picture(
    site: Site,
    name: str,
    bindings: tuple[tuple[str, Term], ...],
    given: tuple[tuple[str, str], ...],
    form: Form,
) -> bytes:
    """Draw the chart of an answer."""
    from alskg import charts  # noqa: PLC0415  (only who draws pays for it)

    query = catalogue.get(name)
    rows = answer(site, query, dict(bindings))
    if not rows.rows:
        return b""
    try:
        chart = charts.picture(query, rows, site.kg.engine, dict(given))
        return chart.png() if form == "png" else chart.svg(inline=form == "inline")
    except (MissingPart, InputError):
        return b""


def _evaluated(
    site: Site, query: StoredQuery, bindings: Mapping[str, Term], format_name: str
) -> bytes:
    """Return the engine's answer. Raises MissingPart, or AlskgError from an endpoint."""
    if query.needs:
        from alskg.ontologies.needs import check_needs  # noqa: PLC0415  (few queries need any)

        check_needs(query.id, query.needs, site.kg.engine)
    answered: bytes = site.kg.engine.evaluate(query.text, format_name, bindings=dict(bindings))
    return answered
