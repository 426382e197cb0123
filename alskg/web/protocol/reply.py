"""What the protocols send for a request: status, headers and a whole body.

Nothing is sent before all of it is there, so a query that fails never looks like an answer.
"""

import gzip
import hashlib
import re
from typing import Final, NamedTuple

from starlette.types import Scope, Send

from alskg.web.protocol.negotiation import Coding, coding
from alskg.web.protocol.problem import Problem, described

__all__ = [
    "REPEATED",
    "WHOLE",
    "Headers",
    "Reply",
    "Shape",
    "conditioned",
    "field",
    "is_named",
    "remember",
    "represented",
    "sent",
    "told",
    "wanted_coding",
]

REPEATED: Final = "alskg.repeated"
"""The extension of ASGI by which a connection takes a reply that holds until the server ends."""
WHOLE: Final = "alskg.whole"
"""The extension of ASGI by which a connection takes headers and body at once, if it can now."""
Headers = tuple[tuple[bytes, bytes], ...]

_OK: Final = 200
_NO_CONTENT: Final = 204
_VARY: Final = (b"vary", b"Accept, Accept-Encoding")
_WORTH_ZIPPING: Final = 200
_LEVEL: Final = 5
_TAG: Final = re.compile(rb'(W/)?("[^"\x00-\x20\x7f]*")')
_KEPT_IN_304: Final = frozenset({b"vary", b"cache-control", b"etag"})


class Reply(NamedTuple):
    """A response that is ready to be sent; `tag` is its ETag, if it has one."""

    status: int
    headers: Headers
    body: bytes
    tag: bytes = b""


class Shape(NamedTuple):
    """How a representation is written: its media type, its coding, and headers that all share.

    A `volatile` one, such as the answer to a query that uses NOW(), is not to be stored.
    """

    media_type: str
    coding: Coding
    shared: Headers = ()
    volatile: bool = False


def represented(body: bytes, shape: Shape) -> Reply:
    """Return the reply that carries a representation, with its strong ETag (RFC 9110, 8.8.3).

    The tag is a digest of the bytes with their type and coding, so that it differs wherever they
    do. A body that gzip would hardly make smaller stays as it is.
    """
    coding: Coding = "identity"
    if shape.coding == "gzip" and len(body) >= _WORTH_ZIPPING:
        body, coding = gzip.compress(body, _LEVEL, mtime=0), "gzip"
    kind = shape.media_type
    kind += "; charset=utf-8" if kind.startswith("text/") else ""
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        _VARY,
        (b"x-content-type-options", b"nosniff"),
        *shape.shared,
    ]
    if coding == "gzip":
        headers.append((b"content-encoding", b"gzip"))
    if shape.volatile:
        return Reply(_OK, (*headers, (b"cache-control", b"no-store")), body)
    digest = hashlib.sha256(f"{kind}\n{coding}\n".encode() + body).hexdigest()
    tag = f'"{digest[:32]}"'.encode()
    return Reply(_OK, (*headers, (b"cache-control", b"no-cache"), (b"etag", tag)), body, tag)


def told(problem: Problem, scope: Scope, shared: Headers = ()) -> Reply:
    """Return the reply that tells of a problem."""
    instance = scope.get("raw_path", b"").decode("ascii", "replace")
    headers, body = described(problem, field(scope, b"accept"), instance)
    fields = ((name.lower().encode(), value.encode()) for name, value in headers.items())
    length = (b"content-length", str(len(body)).encode())
    return Reply(problem.status, (*fields, length, *shared), body)


def field(scope: Scope, name: bytes) -> str:
    """Return a header of a request; several lines are one list (RFC 9110, 5.3)."""
    return b", ".join(value for key, value in scope["headers"] if key == name).decode("latin-1")


def wanted_coding(scope: Scope) -> Coding:
    """Return how the client wants the body coded. Raises Problem (406) where we cannot do it."""
    wanted = coding(field(scope, b"accept-encoding"))
    if wanted is None:
        raise Problem(
            406,
            "Nothing that Accept-Encoding names can be sent. There is gzip, and no coding at all.",
            {"available": ["gzip", "identity"]},
        )
    return wanted


def conditioned(reply: Reply, scope: Scope, shared: Headers = ()) -> Reply:
    """Return what to send for a conditional GET: the reply, 304 or 412 (RFC 9110, 13.2.2).

    If-Match asks for a strong comparison, If-None-Match for a weak one. What cannot be ranges over
    time is passed over, for nothing here has a time of last modification.
    """
    if reply.status != _OK or not reply.tag:
        return reply
    wanted = field(scope, b"if-match")
    if wanted and not is_named(wanted, reply.tag, weak=False):
        problem = Problem(412, "What If-Match names is not what the server has now. Fetch it anew.")
        return told(problem, scope, shared)
    known = field(scope, b"if-none-match")
    if known and is_named(known, reply.tag):
        kept = tuple(header for header in reply.headers if header[0] in _KEPT_IN_304)
        return Reply(304, (*kept, *shared), b"", reply.tag)
    return reply


def is_named(tags: str, tag: bytes, *, weak: bool = True) -> bool:
    """Say whether a list of entity tags names one, by weak or strong comparison (8.8.3.2)."""
    if tags.strip() == "*":
        return True
    return any(
        one == tag and (weak or not is_weak)
        for is_weak, one in _TAG.findall(tags.encode("latin-1"))
    )


async def sent(reply: Reply, scope: Scope, send: Send) -> None:
    """Send a reply; to HEAD without its body (RFC 9110, 9.3.2)."""
    headless = scope["method"] == "HEAD" or reply.status == _NO_CONTENT
    extensions = scope.get("extensions")
    at_once = extensions.get(WHOLE) if extensions and reply.status == _OK and not headless else None
    if at_once and at_once(reply):
        return
    await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
    await send({"type": "http.response.body", "body": b"" if headless else reply.body})


def remember(scope: Scope, reply: Reply) -> None:
    """Have the connection of a request answer its like with this reply, if it can do that."""
    extensions = scope.get("extensions")
    if extensions and REPEATED in extensions:
        extensions[REPEATED](reply)
