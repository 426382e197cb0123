"""The editor: a form that asks SPARQL, and what makes it more than that where scripts run.

Opening the page never runs a query, so a link to a query is harmless; the button does. Where
`make web` has put Yasgui into `static/vendor`, it takes the place of the form in browsers that
run scripts.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alskg import catalogue
from alskg.engine.preparation import prepared
from alskg.engine.results import Rows, from_json
from alskg.engine.triple_rows import triple_rows
from alskg.errors import AlskgError, UnknownQuery
from alskg.terms import BASE, compact, prefix_header, prefixes
from alskg.web.protocol import problem
from alskg.web.questions import answers
from alskg.web.questions.cells import Table, table
from alskg.web.questions.pages import sent
from alskg.web.response import EDITOR_POLICY, page
from alskg.web.site import STATIC, Site
from alskg.web.workers.answering import Asked

__all__ = ["routes"]

_FIRST: Final = """\
# Which genes does the page tie to which condition, how firmly, and where does it say so?
SELECT ?gene ?condition ?certainty ?sentence WHERE {
  ?claim a alskg:CauseClaim ;
         rdf:subject ?gene ;
         rdf:object ?condition ;
         alskg:modality ?certainty ;
         alskg:statedIn ?sentence .
  ?gene a alskg:Gene .
}
ORDER BY ?gene ?sentence
"""
_SECONDS: Final = 10.0  # where no workers stand ready, as in a program that mounts the pages
_MOST_TRIPLES: Final = 500
_ROW_FILES: Final = (("csv", "CSV"), ("tsv", "TSV"), ("json", "JSON"), ("xml", "XML"))
_GRAPH_FILES: Final = (
    ("turtle", "Turtle"), ("ntriples", "N-Triples"), ("jsonld", "JSON-LD"), ("rdfxml", "RDF/XML"),
)  # fmt: skip
_CLASSES: Final = """\
SELECT ?term (COUNT(DISTINCT ?thing) AS ?uses) WHERE { ?thing a ?term } GROUP BY ?term"""
_PROPERTIES: Final = """\
SELECT ?term (COUNT(*) AS ?uses) WHERE { ?thing ?term ?value } GROUP BY ?term"""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came of a query: a table, yes or no, or an error with its place in the text."""

    status: int = 200
    table: Table | None = None
    truth: bool | None = None
    message: str = ""
    line: int = 0
    column: int = 0
    files: Sequence[tuple[str, str]] = field(default=())


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of the editor and of what it fetches."""

    async def editor(request: Request) -> Response:
        return await _editor(site, request)

    def terms(request: Request) -> Response:
        return sent(request, _terms(site), "application/json")

    def labels(request: Request) -> Response:
        body = json.dumps(dict(site.labels), ensure_ascii=False).encode()
        return sent(request, body, "application/json")

    return [
        Route("/editor", editor),
        Route("/api/terms.json", terms),
        Route("/api/labels.json", labels),
    ]


async def _editor(site: Site, request: Request) -> Response:
    """Return the page, with the answer where the button was pressed."""
    given = request.query_params
    query, missing = given.get("query", ""), ""
    if not query and "question" in given:
        try:
            query = answers.text(catalogue.get(given["question"]), {})
        except UnknownQuery as error:
            missing = str(error).partition(" 'alskg queries'")[0]
    query = prefix_header(query) + query  # declared, it can be taken to any other endpoint
    answer = _Answer(status=404 if missing else 200, message=missing)
    if query.strip() and given.get("run"):
        answer = await _answered(site, query)
    return await run_in_threadpool(_page, site, request, query, answer)


def _page(site: Site, request: Request, query: str, answer: _Answer) -> Response:
    """Return the page with a query and what came of it."""
    vendor = (STATIC / "vendor" / "yasgui.min.js").is_file()
    styles = ["queries.css", *(["vendor/yasgui.min.css"] if vendor else []), "editor.css"]
    scripts = [*(["vendor/yasgui.min.js"] if vendor else []), "editor.js"]
    more: dict[str, Any] = {"formats": answer.files} if answer.files else {}
    return page(
        site,
        request,
        "editor.html",
        status=answer.status,
        policy=EDITOR_POLICY,
        title="SPARQL editor",
        body_class="editor",
        styles=styles,
        scripts=scripts,
        given=query,
        query=query or prefix_header(_FIRST) + _FIRST,
        answer=answer,
        base=BASE,
        groups=answers.grouped(answers.found(answers.Wish())),
        **more,
    )


async def _answered(site: Site, query: str) -> _Answer:
    """Run a query within the limits of the server."""
    try:
        form = prepared(query)[0].form
        is_graph = form in ("CONSTRUCT", "DESCRIBE")
        answer = await _run(site, query, "ntriples" if is_graph else "json")
        found = triple_rows(answer, _MOST_TRIPLES) if is_graph else from_json(answer)
    except AlskgError as error:
        told = problem.of(error)
        line, column = told.members.get("line", 0), told.members.get("column", 0)
        message = told.detail.partition("\n")[0] if line else told.detail  # the page shows the line
        return _Answer(told.status, message=message, line=line, column=column)
    names = _GRAPH_FILES if is_graph else _ROW_FILES
    asked = quote(query, safe="")
    files = [(f"{site.endpoint}?query={asked}&format={name}", text) for name, text in names]
    if isinstance(found, Rows):
        shown = await run_in_threadpool(table, site, found, {})
        return _Answer(table=shown, files=files)
    return _Answer(truth=found, files=files)


async def _run(site: Site, query: str, format_name: str) -> bytes:
    """Return the answer of the workers behind the endpoint, or of one made for this query."""
    if site.answering is not None:
        return await site.answering.answer(Asked(query, format_name))
    engine = site.kg.engine
    return await asyncio.to_thread(engine.evaluate, query, format_name, timeout=_SECONDS)


@lru_cache(maxsize=2)
def _terms(site: Site) -> bytes:
    """Return what a query can be made of, as JSON: prefixes, classes and properties by use."""
    known = {
        "prefixes": dict(prefixes()),
        "classes": _counted(site, _CLASSES),
        "properties": _counted(site, _PROPERTIES),
    }
    return json.dumps(known, ensure_ascii=False, separators=(",", ":")).encode()


def _counted(site: Site, query: str) -> list[dict[str, Any]]:
    """Return terms with their labels and how often they are used, the most used first."""
    rows = site.kg.engine.rows(query).rows
    counted = [(int(uses.value), term.value) for term, uses in rows if term and uses]
    return [
        {"iri": iri, "curie": compact(iri), "label": site.labels.get(iri, ""), "uses": uses}
        for uses, iri in sorted(counted, key=lambda one: (-one[0], one[1]))
    ]
