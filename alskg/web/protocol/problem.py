"""What went wrong with a request, for programs (RFC 9457) and for people with a browser."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from http import HTTPStatus
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from alskg.errors import (
    AlskgError,
    EndpointError,
    QueryMemoryExceeded,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    UnknownTerm,
    UnsupportedFormat,
)
from alskg.web.protocol.negotiation import Offer, chosen
from alskg.web.workers.answering import Busy, ResultTooLarge, WorkerLost

__all__ = ["Problem", "described", "of", "response"]

_OFFERS: Final = (
    Offer("application/problem+json", "json"),
    Offer("application/json", "json", 0.9),
    Offer("text/html", "html"),
)
_TITLES: Final = {413: "Content Too Large", 414: "URI Too Long"}
"""Where Python's table has the words of an older specification."""
_PLACE: Final = re.compile(r"\bline (\d+), column (\d+)", re.IGNORECASE)
_STATUS: Final[Mapping[type[AlskgError], int]] = {
    QuerySyntaxError: 400,
    QueryRefused: 400,
    UnsupportedFormat: 406,
    UnknownTerm: 404,
    EndpointError: 502,
    QueryTimeout: 503,
    QueryMemoryExceeded: 503,
    ResultTooLarge: 503,
    WorkerLost: 503,
    Busy: 503,
}
_LIMITS: Final[Mapping[type[AlskgError], str]] = {
    QueryTimeout: "time",
    QueryMemoryExceeded: "memory",
    ResultTooLarge: "result size",
    Busy: "queue",
}
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Vary": "Accept",
    "X-Content-Type-Options": "nosniff",
}
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_PAGE: Final = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="/static/site.css">
</head>
<body>
<main id="main">
<h1>{title}</h1>
<pre>{detail}</pre>
{members}<p><a href="/">Home</a> · <a href="/editor">Query editor</a></p>
</main>
</body>
</html>
"""


@dataclass(eq=False)
class Problem(Exception):
    """Why a request is not answered as it asks.

    `detail` is for the person: what is wrong, and what to do. `members` are further members of the
    problem object, such as `line` and `column` of a mistake, or the `limit` that was reached.
    """

    status: int
    detail: str
    members: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Return the phrase of the status: what RFC 9457 (4.2.1) wants where the type is blank."""
        return _TITLES.get(self.status) or HTTPStatus(self.status).phrase


def of(error: AlskgError) -> Problem:
    """Return the problem that an error is to a client: its fault (4xx), or our limits (5xx)."""
    status = next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)
    members: dict[str, Any] = {}
    place = (
        _PLACE.search(str(error)) if isinstance(error, QuerySyntaxError | QueryRefused) else None
    )
    if place:
        members |= {"line": int(place[1]), "column": int(place[2])}
    limit = next((_LIMITS[kind] for kind in type(error).__mro__ if kind in _LIMITS), "")
    if limit:
        members["limit"] = limit
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, Busy) else {}
    return Problem(status, str(error), members, headers)


def described(problem: Problem, accept: str, instance: str) -> tuple[dict[str, str], bytes]:
    """Return the headers and the body of a problem; `instance` is the path that was asked for.

    A browser gets a page. Whoever accepts neither gets JSON all the same (RFC 9110, 15.5.7).
    """
    offer = chosen(accept, _OFFERS) or _OFFERS[0]
    headers = {**_HEADERS, **problem.headers}
    if offer.name == "html":
        headers |= {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": _POLICY}
        return headers, _as_html(problem)
    members = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": instance,
        **problem.members,
    }
    body = json.dumps(members, ensure_ascii=False, indent=2) + "\n"
    # A lone surrogate in what is quoted from a request has no UTF-8.
    return headers | {"Content-Type": offer.media_type}, body.encode(errors="replace")


def response(request: Request, problem: Problem) -> Response:
    """Return the response with which a page tells of a problem."""
    accept = ", ".join(request.headers.getlist("accept"))
    instance = request.scope.get("raw_path", b"").decode("ascii", "replace")
    headers, body = described(problem, accept, instance)
    return Response(body, problem.status, headers)


def _as_html(problem: Problem) -> bytes:
    """Return a problem as a page that needs nothing but the style sheet."""
    rows = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(_shown(value))}</dd>\n"
        for name, value in problem.members.items()
    )
    return _PAGE.format(
        title=escape(f"{problem.status} {problem.title}"),
        detail=escape(problem.detail),
        members=f"<dl>\n{rows}</dl>\n" if rows else "",
    ).encode(errors="replace")


def _shown(value: object) -> str:
    """Return a member of a problem as text."""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
