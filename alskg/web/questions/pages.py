"""The pages of the questions, and their answers by address: `/queries/<id>[.csv]?gene=SOD1`."""

import hashlib
import json
import shlex
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from alskg import catalogue
from alskg.catalogue import AUDIENCES, TAGS, StoredQuery
from alskg.errors import AlskgError, MissingPart, UnknownQuery
from alskg.formats import FORMATS
from alskg.web.protocol import problem
from alskg.web.protocol.negotiation import Offer, chosen
from alskg.web.questions import answers
from alskg.web.questions.cells import table
from alskg.web.questions.parameters import Filled, filled
from alskg.web.response import SECURITY_HEADERS, page
from alskg.web.site import Site

__all__ = ["FILES", "routes", "sent"]

FILES: Final[Mapping[str, tuple[str, str]]] = {
    known.suffix[1:]: (known.name, known.media_type)
    for known in FORMATS
    if known.name in {"csv", "tsv", "json", "xml", "md", "jsonl"}
} | {
    "rq": ("sparql", "application/sparql-query"),
    "svg": ("svg", "image/svg+xml"),
    "png": ("png", "image/png"),
}
"""The files of an answer by suffix: the format, and its media type."""
_NAMES: Final = {
    "csv": "CSV", "tsv": "TSV", "json": "JSON", "xml": "XML", "md": "Markdown",
    "jsonl": "JSON Lines", "rq": "SPARQL", "svg": "SVG", "png": "PNG",
}  # fmt: skip
_PICTURES: Final[Mapping[str, answers.Form]] = {"svg": "svg", "png": "png"}
_HTML: Final = Offer("text/html", "html")
_OFFERS: Final = (
    _HTML,
    *(Offer(media_type, suffix, 0.9) for suffix, (_, media_type) in FILES.items()),
    Offer("application/json", "json", 0.9),
)
_LIST_OFFERS: Final = (_HTML, Offer("application/json", "json", 0.9))
_FOR_THE_SHELL: Final = " 'alskg queries' lists them all."


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of the catalogue and of each question."""

    def listed(request: Request) -> Response:
        return _catalogue(site, request)

    def as_json(request: Request) -> Response:
        return _as_json(request)

    def asked(request: Request) -> Response:
        return _question(site, request)

    return [
        Route("/queries", listed),
        Route("/queries.json", as_json),
        Route("/queries/{name}", asked),
    ]


def sent(
    request: Request, body: bytes, media_type: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Return data, which any page of the web may read, with a strong ETag (RFC 9110, 8.8.3)."""
    tag = f'"{hashlib.sha256(media_type.encode() + body).hexdigest()[:24]}"'
    fields = {
        **SECURITY_HEADERS,
        "Cache-Control": "no-cache",
        "Vary": "Accept, Accept-Encoding",
        "ETag": tag,
        "Access-Control-Allow-Origin": "*",
        **(headers or {}),
    }
    known = {one.strip() for one in request.headers.get("if-none-match", "").split(",")}
    if known & {tag, f"W/{tag}", "*"}:
        return Response(status_code=304, headers=fields)
    return Response(body, headers=fields, media_type=media_type)


def _catalogue(site: Site, request: Request, missing: str = "") -> Response:
    """Return the catalogue, narrowed down by what the address asks; `missing` is an error."""
    if not missing and _wanted(request, _LIST_OFFERS) == "json":
        return _as_json(request)
    given = request.query_params
    wish = answers.Wish(given.get("q", ""), given.get("for", ""), given.get("tag", ""))
    wish = answers.Wish() if missing else wish
    found = answers.found(wish)
    return page(
        site,
        request,
        "queries.html",
        status=404 if missing else 200,
        links={"/queries.json": 'rel="alternate"; type="application/json"'},
        title="Questions",
        heading="There is no such question" if missing else "Questions that the graph answers",
        styles=["queries.css"],
        scripts=["queries.js"],
        missing=missing,
        wish=wish,
        groups=answers.grouped(found),
        total=len(found),
        audiences=AUDIENCES,
        tags=TAGS,
        formats=[("/queries.json", "JSON"), ("/.well-known/sparql-examples", "RDF (examples)")],
    )


def _as_json(request: Request) -> Response:
    """Return the catalogue for programs."""
    found = [answers.described(query) for query in answers.found(answers.Wish())]
    body = json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n"
    return sent(request, body, "application/json", {"Content-Location": "/queries.json"})


def _question(site: Site, request: Request) -> Response:
    """Return the page of a question, or its answer as a file."""
    name, dot, suffix = request.path_params["name"].partition(".")
    if dot and suffix not in FILES:
        message = f"There is no '.{suffix}' of an answer. There is .{', .'.join(FILES)}."
        return problem.response(request, problem.Problem(404, message))
    try:
        query = catalogue.get(name)
    except UnknownQuery as error:
        return _unknown(site, request, error, is_file=bool(dot))
    if query.id != name:
        target = f"/queries/{query.id}{dot}{suffix}"
        asked_for = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(target + asked_for, 308)
    try:
        return _answered(site, request, query, suffix or _wanted(request, _OFFERS))
    except AlskgError as error:
        return problem.response(request, problem.of(error))


def _unknown(site: Site, request: Request, error: UnknownQuery, *, is_file: bool) -> Response:
    """Say that there is no such question: to a person with the catalogue."""
    said = str(error).removesuffix(_FOR_THE_SHELL)
    if is_file or _wanted(request, _OFFERS) != "html":
        return problem.response(request, problem.Problem(404, said))
    return _catalogue(site, request, said)


def _answered(site: Site, request: Request, query: StoredQuery, wanted: str) -> Response:
    """Return the page of a question, or a file. Raises AlskgError where the graph is silent."""
    asked = filled(site, query, request.query_params.multi_items())
    if wanted == "html":
        return _page(site, request, query, asked)
    return _file(site, request, query, asked, wanted)


def _wanted(request: Request, offers: tuple[Offer, ...]) -> str:
    """Return what the client would rather have, a page where nothing else will do."""
    offer = chosen(", ".join(request.headers.getlist("accept")), offers)
    return offer.name if offer else "html"


def _file(site: Site, request: Request, query: StoredQuery, asked: Filled, suffix: str) -> Response:
    """Return an answer as a file, or the problem with it."""
    format_name, media_type = FILES[suffix]
    if asked.problem:
        return problem.response(request, problem.Problem(asked.status, asked.message))
    try:
        if suffix == "rq":
            body = answers.text(query, asked.bindings).encode()
        elif suffix in _PICTURES:
            body = answers.drawn(site, query, asked, _PICTURES[suffix])
        else:
            body = answers.written(site, query, asked.bindings, format_name)
    except MissingPart as error:
        return problem.response(request, problem.Problem(503, str(error)))
    if not body and suffix in _PICTURES:
        message = f"There is no picture of the answer to '{query.id}'. Its rows are there: .csv."
        return problem.response(request, problem.Problem(404, message))
    location = _address(query, asked.given, suffix)
    return sent(request, body, media_type, {"Content-Location": location})


def _page(site: Site, request: Request, query: StoredQuery, asked: Filled) -> Response:
    """Return the page of a question: its form and, unless something is wrong, its answer."""
    answer, chart, lacks = None, "", False
    if not asked.problem:
        try:
            answer = table(site, answers.answer(site, query, asked.bindings), query.columns)
            chart = answers.drawn(site, query, asked, "inline").decode()
        except MissingPart:
            lacks = True
    suffixes = [suffix for suffix in FILES if suffix not in _PICTURES or chart]
    files = [(_address(query, asked.given, suffix), _NAMES[suffix]) for suffix in suffixes]
    more: dict[str, Any] = {"formats": files} if answer else {}
    if not asked.problem:
        more["behind"] = [answers.text(query, asked.bindings)]
    media = {_address(query, asked.given, suffix): FILES[suffix][1] for suffix in suffixes}
    return page(
        site,
        request,
        "query.html",
        status=asked.status,
        links={target: f'rel="alternate"; type="{kind}"' for target, kind in media.items()},
        title=query.title,
        styles=["queries.css"],
        query=query,
        fields=asked.fields,
        message=asked.message,
        answer=answer,
        chart=chart,
        lacks=lacks,
        audiences=AUDIENCES,
        topics=TAGS,
        command=shlex.join(["alskg", "query", query.id, *_options(asked.given)]),
        **more,
    )


def _options(given: Mapping[str, str]) -> list[str]:
    """Return the parameters as the shell takes them."""
    return [word for name, value in given.items() for word in ("-p", f"{name}={value}")]


def _address(query: StoredQuery, given: Mapping[str, str], suffix: str) -> str:
    """Return where the answer stands as a file."""
    asked = urlencode(sorted(given.items()))
    return f"/queries/{query.id}.{suffix}" + (f"?{asked}" if asked else "")
