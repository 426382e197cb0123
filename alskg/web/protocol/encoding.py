"""Pages and files as the client wants them coded, each coding with an ETag of its own.

The protocols do this for themselves (`reply`). This wraps the rest of the application.
"""

import asyncio
import gzip
import hashlib
import re
from base64 import b64encode
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from alskg.web.protocol.memory import Memory
from alskg.web.protocol.negotiation import coding
from alskg.web.protocol.reply import field, is_named

__all__ = ["Encoded"]

_OK: Final = 200
_LEVEL: Final = 6
_WORTH_ZIPPING: Final = 200
_LARGEST: Final = 8 << 20
_MEMORY: Final = 16 << 20
_TEXT: Final = re.compile(
    r"text/.*|image/svg\+xml|application/(?:.*\+(?:json|xml)|json|jsonl|xml|javascript|trig|"
    r"n-triples|n-quads|sparql-query|schema\+json)"
)
_DIGESTS: Final = ("Repr-Digest", "Content-Digest")

Key = tuple[str, bytes, str]


class Encoded:
    """An application whose texts are zipped for those who accept it (RFC 9110, 8.4 and 12.5.3)."""

    def __init__(self, application: ASGIApp) -> None:
        """Take the application. Its responses may have ETags; such as have none get one."""
        self._application: Final = application
        self._zipped: Final[Memory[Key, bytes]] = Memory(_MEMORY)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._application(scope, receive, send)
            return
        known = field(scope, b"if-none-match")
        wants_zip = coding(field(scope, b"accept-encoding")) == "gzip"
        # What is known is compared with the tag of the coded form, which is made here.
        headers = [header for header in scope["headers"] if header[0] != b"if-none-match"]
        outgoing = _Outgoing(scope, send, known, self._zipped if wants_zip else None)
        await self._application({**scope, "headers": headers}, receive, outgoing)


class _Outgoing:
    """One response on its way out: kept until it is whole if it is text, else passed on."""

    def __init__(
        self, scope: Scope, send: Send, known: str, zipped: Memory[Key, bytes] | None
    ) -> None:
        """Take where to send it, the tags that the client has, and what was zipped before."""
        self._scope = scope
        self._send = send
        self._known = known
        self._zipped = zipped
        self._start: Message | None = None
        self._body: list[bytes] = []
        self._size = 0
        self._is_silent = False

    async def __call__(self, message: Message) -> None:
        """Take one message of the application."""
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self._is_silent:
            return
        elif self._start is None:
            await self._send(message)
        else:
            await self._take(message)

    async def _begin(self, start: Message) -> None:
        """Keep the head of a text back; pass on any other, as 304 where the client has it."""
        headers = MutableHeaders(raw=list(start["headers"]))
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        whole = start["status"] == _OK and "content-encoding" not in headers
        # What is sent with a digest of its bytes, or in parts, says so (RFC 9111, 5.2.2.6).
        whole = whole and "no-transform" not in headers.get("cache-control", "")
        if whole and _TEXT.fullmatch(kind) and int(headers.get("content-length", 0)) <= _LARGEST:
            self._start = start
            return
        if start["status"] == _OK and self._has(headers.get("etag", "")):
            await self._unmodified(headers)
            return
        await self._send(start)

    def _has(self, tag: str) -> bool:
        """Say whether the client has the representation of a tag."""
        return bool(tag and self._known) and is_named(self._known, tag.encode("latin-1"))

    async def _unmodified(self, headers: MutableHeaders) -> None:
        """Send 304, and nothing of the body that is still to come (RFC 9110, 15.4.5)."""
        for name in ("content-length", "content-type", "content-encoding"):
            del headers[name]
        self._is_silent, self._start = True, None
        await self._send({"type": "http.response.start", "status": 304, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": b""})

    async def _take(self, message: Message) -> None:
        """Keep a part of the body; send all once it is whole, or too large to be kept."""
        body = message.get("body", b"")
        self._body.append(body)
        self._size += len(body)
        if not message.get("more_body"):
            await self._finish()
        elif self._size > _LARGEST:
            start, self._start = self._start, None
            await self._send(start or {})
            await self._send({**message, "body": b"".join(self._body)})

    async def _finish(self) -> None:
        """Send the whole response, zipped if that is wanted and worth it."""
        start, body = self._start or {}, b"".join(self._body)
        headers = MutableHeaders(raw=list(start["headers"]))
        length = int(headers.get("content-length", len(body)))
        headless = not body and length > 0  # a file that is asked for by HEAD is not read
        if "etag" not in headers and not headless:
            headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        varies = headers.get("vary", "")
        if "accept-encoding" not in varies.lower():
            headers["Vary"] = f"{varies}, Accept-Encoding".removeprefix(", ")
        if self._zipped is not None and length >= _WORTH_ZIPPING:
            tag = headers.get("etag", "")
            headers["Content-Encoding"] = "gzip"
            if tag:
                headers["ETag"] = f'{tag[:-1]}-gzip"'
            body = b"" if headless else await self._zip(tag, body)
            _digest_anew(headers, body)
        if self._has(headers.get("etag", "")):
            await self._unmodified(headers)
            return
        if headless and "content-encoding" in headers:
            del headers["content-length"]
        elif not headless:
            headers["Content-Length"] = str(len(body))
        await self._send({**start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body})

    async def _zip(self, tag: str, body: bytes) -> bytes:
        """Return a body zipped, from memory if it was zipped before."""
        if self._zipped is None:
            return body
        key = self._scope["path"], self._scope["query_string"], tag
        zipped = self._zipped.get(key)
        if zipped is None:
            zipped = await asyncio.to_thread(gzip.compress, body, _LEVEL, mtime=0)
            self._zipped.put(key, zipped, len(zipped))
        return zipped


def _digest_anew(headers: MutableHeaders, body: bytes) -> None:
    """Have digests be those of the coded body (RFC 9530, 2 and 3), or leave them out."""
    for name in _DIGESTS:
        if name in headers:
            del headers[name]
            if body:
                digest = b64encode(hashlib.sha256(body).digest()).decode()
                headers[name] = f"sha-256=:{digest}:"
