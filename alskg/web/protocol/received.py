"""What arrives with a request, read with care: the body, its type, and the fields of a form."""

import asyncio
import re
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import unquote_to_bytes

from starlette.types import Receive, Scope

from alskg.engine.guard import MAX_BYTES
from alskg.web.protocol.problem import Problem
from alskg.web.protocol.reply import field

__all__ = [
    "DEFAULT_SECONDS",
    "MAX_FIELDS",
    "MAX_URL",
    "ClientGone",
    "Content",
    "checked",
    "content",
    "fields",
    "text",
    "unless_gone",
]

T = TypeVar("T")

MAX_FIELDS: Final = 1_000
MAX_URL: Final = 64 * 1024
DEFAULT_SECONDS: Final = 30.0

_CLOSE: Final = {"Connection": "close"}
_TYPE: Final = re.compile(r"([!#$%&'*+.^_`|~\w-]+/[!#$%&'*+.^_`|~\w-]+)\s*(;.*)?", re.ASCII)
_CHARSET: Final = re.compile(r';\s*charset\s*=\s*"?([^\s;"]*)"?', re.IGNORECASE)
_UTF8: Final = frozenset({"utf-8", "utf8"})
_PATIENCE: Final = 0.05
_DIGITS: Final = re.compile(r"[0-9]{1,18}")


class ClientGone(Exception):
    """The client closed the connection before it had its answer."""


@dataclass(frozen=True, slots=True)
class Content:
    """The body of a request, and its media type in small letters without parameters."""

    media_type: str
    body: bytes


def checked(scope: Scope) -> None:
    """Raise Problem for a request that no server may answer, whatever it asks for.

    Exactly one Host belongs to HTTP/1.1 (RFC 9112, 3.2). The URL may have 64 kB.
    """
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if len(hosts) > 1 or (not hosts and scope.get("http_version") == "1.1"):
        raise Problem(400, "A request of HTTP/1.1 has exactly one Host header.")
    if len(scope["query_string"]) > MAX_URL:
        raise Problem(
            414, f"The URL is longer than {MAX_URL:,} bytes. Send the query in the body of a POST."
        )


async def content(
    scope: Scope, receive: Receive, accepted: tuple[str, ...], seconds: float = DEFAULT_SECONDS
) -> Content:
    """Return the content of a POST of one of the accepted media types, read in so many seconds.

    Raises Problem: 415 for another type, charset or any content coding (RFC 9110, 15.5.16), 413
    beyond 1 MB, 408 where the body does not arrive in time. Raises ClientGone.
    """
    media_type = _media_type(scope, accepted)
    codings = field(scope, b"content-encoding").strip().lower()
    if codings not in ("", "identity"):
        raise Problem(
            415,
            "The body has a content coding. Send it as it is.",
            headers={"Accept-Encoding": "identity"},
        )
    declared = field(scope, b"content-length")
    if _DIGITS.fullmatch(declared) and int(declared) > MAX_BYTES:
        raise _too_large()
    try:
        async with asyncio.timeout(seconds):
            return Content(media_type, await _body(receive))
    except TimeoutError as error:
        raise Problem(
            408, f"The body did not arrive within {seconds:g} seconds.", headers=_CLOSE
        ) from error


def _media_type(scope: Scope, accepted: tuple[str, ...]) -> str:
    """Return the media type of the body. Raises Problem where it is not accepted."""
    headers = {"Accept-Post": ", ".join(accepted)}
    names = [value for name, value in scope["headers"] if name == b"content-type"]
    given = field(scope, b"content-type").strip()
    found = _TYPE.fullmatch(given) if len(names) == 1 else None
    media_type = found[1].lower() if found else ""
    if media_type not in accepted:
        said = f"The type of the body is {given[:80]!r}." if names else "The body has no type."
        raise Problem(
            415,
            f"{said} Send it with a Content-Type of {' or '.join(accepted)}.",
            {"accepted": list(accepted)},
            headers,
        )
    charsets = {one.lower() for one in _CHARSET.findall((found and found[2]) or "")}
    if charsets - _UTF8:
        raise Problem(415, "The body is not declared as UTF-8. Send it in UTF-8.", {}, headers)
    return media_type


async def _body(receive: Receive) -> bytes:
    """Return the whole body. Raises Problem beyond 1 MB, and ClientGone."""
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > MAX_BYTES:
            raise _too_large()
        chunks.append(chunk)
        if not message.get("more_body"):
            return b"".join(chunks)


def _too_large() -> Problem:
    return Problem(
        413, f"The body is larger than {MAX_BYTES:,} bytes. Ask for less at once.", headers=_CLOSE
    )


def fields(form: bytes) -> list[tuple[str, str]]:
    """Return the fields of a URL's query or a form, in their order; escapes are undone once.

    `+` is a space (WHATWG URL, 5.1). Raises Problem for more than 1,000, and what is not UTF-8.
    """
    if form.count(b"&") >= MAX_FIELDS:
        raise Problem(400, f"There are more than {MAX_FIELDS:,} parameters.")
    pairs = (part.partition(b"=") for part in form.split(b"&") if part)
    return [(_unescaped(name), _unescaped(value)) for name, _, value in pairs]


def _unescaped(part: bytes) -> str:
    if b"+" in part:
        part = part.replace(b"+", b" ")
    return text(unquote_to_bytes(part) if b"%" in part else part)


def text(data: bytes) -> str:
    """Return bytes as text. Raises Problem where they are not UTF-8."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Problem(400, "The request is not in UTF-8, the only encoding of SPARQL.") from error


async def unless_gone(work: Coroutine[Any, Any, T], receive: Receive) -> T:
    """Return what some work gives. Cancels it, and raises ClientGone, once nobody waits for it.

    Most work is done before it is worth watching the connection. The body has been read.
    """
    watch = _Watch(asyncio.current_task(), receive)
    later = asyncio.get_running_loop().call_later(_PATIENCE, watch.begin)
    try:
        return await work
    except asyncio.CancelledError:
        if watch.saw_it_go:
            raise ClientGone from None
        raise
    finally:
        later.cancel()
        watch.end()


class _Watch:
    """An eye on a connection, which cancels a task when the client closes it."""

    def __init__(self, task: asyncio.Task[Any] | None, receive: Receive) -> None:
        self.saw_it_go = False
        self._task = task
        self._receive = receive
        self._watching: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Begin to watch."""
        self._watching = asyncio.create_task(self._watch())

    def end(self) -> None:
        """Stop watching."""
        if self._watching:
            self._watching.cancel()

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        if self._task:
            self.saw_it_go = True
            self._task.cancel()
