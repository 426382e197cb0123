"""Problem bodies: RFC 9457, and the page that a browser gets instead."""

import json

import pytest

from alskg.errors import (
    AlskgError,
    EndpointError,
    QueryError,
    QueryMemoryExceeded,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    UnknownTerm,
    UnsupportedFormat,
)
from alskg.web.protocol.problem import Problem, described, of
from alskg.web.workers.answering import Busy, ResultTooLarge, WorkerLost


@pytest.mark.parametrize(
    ("error", "status", "limit"),
    [
        (QuerySyntaxError("No."), 400, None),
        (QueryRefused("No."), 400, None),
        (UnknownTerm("No."), 404, None),
        (UnsupportedFormat("No."), 406, None),
        (QueryError("No."), 500, None),
        (AlskgError("No."), 500, None),
        (EndpointError("No."), 502, None),
        (QueryTimeout("No."), 503, "time"),
        (QueryMemoryExceeded("No."), 503, "memory"),
        (ResultTooLarge("No."), 503, "result size"),
        (WorkerLost("No."), 503, None),
        (Busy("No.", 7), 503, "queue"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_each_error_has_its_status_and_its_limit(
    error: AlskgError, status: int, limit: str | None
) -> None:
    """A fault of the client is 4xx, a limit of the server 503, and it says which."""
    problem = of(error)
    assert problem.status == status
    assert problem.detail == "No."
    assert problem.members.get("limit") == limit


def test_only_a_full_queue_says_when_to_come_back() -> None:
    """RFC 9110, 10.2.3: what takes too long now does so in a moment, too."""
    assert of(Busy("Full.", 7)).headers == {"Retry-After": "7"}
    assert of(QueryTimeout("Late.")).headers == {}


def test_the_place_of_a_mistake_is_a_member() -> None:
    """RFC 9457, 3.2: extension members, for editors that mark the place."""
    assert of(QuerySyntaxError("Line 3, column 14: no.")).members == {"line": 3, "column": 14}
    said = "The query is not valid SPARQL, at or before line 2, column 1."
    assert of(QuerySyntaxError(said)).members == {"line": 2, "column": 1}
    assert of(QueryTimeout("It ran into line 1, column 1.")).members == {"limit": "time"}


def test_the_members_are_those_of_the_specification() -> None:
    """RFC 9457, 3.1: all five members, the title as 4.2.1 wants it."""
    headers, body = described(Problem(413, "Too much."), "", "/sparql")
    assert headers["Content-Type"] == "application/problem+json"
    assert json.loads(body) == {
        "type": "about:blank",
        "title": "Content Too Large",
        "status": 413,
        "detail": "Too much.",
        "instance": "/sparql",
    }


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "application/problem+json"),
        ("*/*", "application/problem+json"),
        ("image/png", "application/problem+json"),
        ("application/sparql-results+xml", "application/problem+json"),
        ("application/json", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("text/html;q=0.1, application/problem+json", "application/problem+json"),
    ],
)
def test_a_browser_gets_a_page_and_everyone_else_json(accept: str, media_type: str) -> None:
    """RFC 9457, 3: a server may negotiate, and must not let Accept hide the problem."""
    headers, body = described(Problem(400, "No."), accept, "/sparql")
    assert headers["Content-Type"].partition(";")[0] == media_type
    assert body.startswith(b"<!DOCTYPE html>" if media_type == "text/html" else b"{")
    assert headers["Vary"] == "Accept"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_no_markup_of_the_request_gets_into_the_page() -> None:
    """What is quoted is escaped, and nothing could run anyway."""
    problem = Problem(400, "<script>alert(1)</script>", {"graphs": ['"><img src=x>', "&"]})
    headers, body = described(problem, "text/html", "/<b>")
    assert b"<script" not in body
    assert b"<img" not in body
    assert b"&lt;script&gt;" in body
    assert "script-src" not in headers["Content-Security-Policy"]
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_lone_surrogate_does_not_break_the_body() -> None:
    """It can come from an escape in a query."""
    problem = Problem(400, "a\ud800b")
    assert json.loads(described(problem, "", "/")[1])["detail"] == "a?b"
    assert b"a?b" in described(problem, "text/html", "/")[1]
