"""The endpoint: queries over HTTP, as the SPARQL 1.1 Protocol has it.

It is a bare ASGI application. A GET that was answered before, word by word, is answered again from
memory, before anything of it is read; the dataset's digest is part of every key.
"""

import asyncio
import re
from collections.abc import Callable, Sized
from functools import partial
from typing import Final, NamedTuple, TypeVar

from starlette.types import Receive, Scope, Send

from alskg.engine.guard import MAX_BYTES
from alskg.web.protocol import cors
from alskg.web.protocol.exchange import answered
from alskg.web.protocol.memory import DEFAULT_BYTES, Memory
from alskg.web.protocol.negotiation import Offer
from alskg.web.protocol.operation import Operation, form_of, offered, operation
from alskg.web.protocol.problem import Problem
from alskg.web.protocol.received import (
    DEFAULT_SECONDS,
    content,
    fields,
    text,
    unless_gone,
)
from alskg.web.protocol.reply import (
    Headers,
    Reply,
    Shape,
    conditioned,
    field,
    remember,
    represented,
    sent,
    wanted_coding,
)
from alskg.web.protocol.service import Described
from alskg.web.workers.answering import Answering, Asked

__all__ = ["Endpoint"]

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"

_METHODS: Final = "GET, HEAD, POST, OPTIONS"
_ACCEPT_POST: Final = (b"accept-post", f"{FORM}, {QUERY}".encode())
_VOLATILE: Final = re.compile(
    r"\b(?:(?:NOW|RAND|UUID|STRUUID|BNODE)\s*+[(#]|SERVICE\b)", re.IGNORECASE
)
_SMALL: Final = 1 << 16
"""Bytes that are read, digested and zipped at once; what is larger is left to a thread."""

S = TypeVar("S", bound=Sized)
T = TypeVar("T")
Key = tuple[str, bytes, bytes, bytes]
Question = tuple[str, str, str, tuple[str, ...], tuple[str, ...]]


class _Answer(NamedTuple):
    """The bytes of an answer, and whether they may differ the next time."""

    body: bytes
    volatile: bool


class Endpoint:
    """`/sparql`: answers queries, describes itself, and refuses the rest."""

    def __init__(
        self,
        answering: Answering,
        described: Described,
        *,
        cross_origin: bool = True,
        memory: int = DEFAULT_BYTES,
        body_seconds: float = DEFAULT_SECONDS,
    ) -> None:
        """Take who answers and what describes the service.

        With `cross_origin` pages of other origins may ask; `memory` bytes of answers are kept; a
        body has to arrive within `body_seconds`.
        """
        self._answering: Final = answering
        self._described: Final = described
        self._shared: Final[Headers] = cors.ANSWER if cross_origin else ()
        self._preflight: Final[Headers] = cors.PREFLIGHT if cross_origin else ()
        self._seconds: Final = body_seconds
        self._replies: Final[Memory[Key, Reply]] = Memory(memory // 2)
        self._answers: Final[Memory[Question, bytes]] = Memory(memory // 2)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        method = scope["method"]
        if method not in ("GET", "HEAD"):
            await answered(self._other, scope, receive, send, self._shared)
            return
        accept = codings = b""
        plain, hosts = True, 0
        for name, value in scope["headers"]:
            if name == b"host":
                hosts += 1
            elif name == b"accept":
                accept = accept + b", " + value if accept else value
            elif name == b"accept-encoding":
                codings = codings + b", " + value if codings else value
            elif name in (b"if-none-match", b"if-match"):
                plain = False
        key = (self._answering.digest, scope["query_string"], accept, codings)
        reply = self._replies.get(key) if hosts == 1 else None
        if reply is None:
            await answered(partial(self._get, key=key), scope, receive, send, self._shared)
        elif plain:
            if method == "GET":
                remember(scope, reply)
            await sent(reply, scope, send)
        else:
            await sent(conditioned(reply, scope, self._shared), scope, send)

    async def _get(self, scope: Scope, receive: Receive, key: Key) -> Reply:
        """Answer a GET or HEAD that is not in memory (SPARQL 1.1 Protocol, 2.1.1)."""
        given = fields(scope["query_string"])
        if not {name for name, _ in given} - {"format", "output"}:
            wanted = next((value.lower() for _, value in given), "")
            return await self._service(scope, wanted)
        asked = operation(given)
        reply = await self._represented(asked, scope, receive)
        if reply.tag:
            size = len(reply.body) + sum(map(len, key))
            self._replies.put(key, reply, size)
        return conditioned(reply, scope, self._shared)

    async def _service(self, scope: Scope, wanted: str) -> Reply:
        """Describe the service (Service Description, 2), or lead a person to the editor."""
        page = await self._described.represented(scope, wanted, wanted_coding(scope), self._shared)
        return conditioned(page, scope, self._shared)

    async def _other(self, scope: Scope, receive: Receive) -> Reply:
        """Answer a request that is neither GET nor HEAD."""
        if scope["method"] == "POST":
            return await self._post(scope, receive)
        if scope["method"] == "OPTIONS":
            reply = cors.allowed(_METHODS, self._shared, self._preflight)
            return reply._replace(headers=(*reply.headers, _ACCEPT_POST))
        raise Problem(
            405, f"{scope['method'][:20]} is not allowed here.", headers={"Allow": _METHODS}
        )

    async def _post(self, scope: Scope, receive: Receive) -> Reply:
        """Answer a POST, of a form or of the query itself (SPARQL 1.1 Protocol, 2.1.2, 2.1.3)."""
        if field(scope, b"content-type").partition(";")[0].strip().lower() == UPDATE:
            raise Problem(403, "Updates are refused: the graph is read-only. Send a query.")
        received = await content(scope, receive, (FORM, QUERY), self._seconds)
        given = fields(scope["query_string"])
        if received.media_type == QUERY:
            given.append(("query", text(received.body)))
        else:
            given += await _in_thread_if_large(fields, received.body)
        return await self._represented(operation(given), scope, receive)

    async def _represented(self, asked: Operation, scope: Scope, receive: Receive) -> Reply:
        """Return the answer to an operation as the client wants it."""
        if len(asked.query) > MAX_BYTES:
            raise Problem(413, f"The query is larger than {MAX_BYTES:,} bytes.")
        wanted = wanted_coding(scope)
        form = await _in_thread_if_large(form_of, asked.query)
        offer = offered(form, asked.wanted, field(scope, b"accept"))
        answer = await self._answer(asked, offer, receive)
        shape = Shape(offer.media_type, wanted, self._shared, answer.volatile)
        if len(answer.body) <= _SMALL:
            return represented(answer.body, shape)
        return await asyncio.to_thread(represented, answer.body, shape)

    async def _answer(self, asked: Operation, offer: Offer, receive: Receive) -> _Answer:
        """Return the answer, from memory if it is there."""
        question = Asked(asked.query, offer.name, asked.default_graphs, asked.named_graphs)
        key = (
            self._answering.digest,
            asked.query,
            offer.name,
            asked.default_graphs,
            asked.named_graphs,
        )
        body = self._answers.get(key)
        if body is not None:
            return _Answer(body, volatile=False)
        body = await unless_gone(self._answering.answer(question), receive)
        volatile = not key[0] or _VOLATILE.search(asked.query) is not None
        if not volatile:
            self._answers.put(key, body, len(body) + len(asked.query))
        return _Answer(body, volatile)


async def _in_thread_if_large(function: Callable[[S], T], given: S) -> T:
    """Call a function of a text, in a thread where it could hold up everyone else."""
    if len(given) <= _SMALL:
        return function(given)
    return await asyncio.to_thread(function, given)
