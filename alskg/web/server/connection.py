"""One connection of a client, which can neither dawdle nor send without end.

uvicorn has limits on idle connections only. This adds one on the time and size of a request's head,
on the time and size of its body, and on the time that a client takes to read. When a client goes
away, whatever still works on its request is cancelled.
"""

import asyncio
import json
from http import HTTPStatus
from typing import Any, ClassVar, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from alskg.web.workers.limits import Limits

__all__ = ["Connection", "bounded"]

_MOST_HEADERS: Final = 200
_LINGER: Final = 2.0
_BODY_GRACE: Final = 5.0  # an application that reads a body says 408 itself, before
_SAID: Final = {
    400: "This is no HTTP request.",
    408: "The request did not arrive in time.",
    413: "The body of the request is larger than this server takes.",
    414: "The address is longer than this server takes: send a long query with POST.",
    431: "The header fields of the request are larger than this server takes.",
    503: "There are more connections than this server takes. Try again in a moment.",
}


def bounded(limits: Limits) -> type["Connection"]:
    """Return the protocol of connections under these limits."""
    return type("BoundedConnection", (Connection,), {"limits": limits})


class Connection(HttpToolsProtocol):
    """uvicorn's connection, with limits."""

    limits: ClassVar[Limits] = Limits()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  (uvicorn's own)
        """Take what uvicorn gives."""
        super().__init__(*args, **kwargs)
        self._clock: asyncio.TimerHandle | None = None
        self._reading: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._has_head = False
        self._is_between = True
        self._is_lingering = False
        self._size = 0  # of a head that is not whole yet, or of a body
        self._fields = 0
        self._status = 400

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock, or refuse the connection where there are too many."""
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            self._refuse(503)
            return
        self._start(self.limits.header_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clocks, and whatever works for a client that went away."""
        self._stop()
        if self._reading:
            self._reading.cancel()
        super().connection_lost(exc)
        if self._task and not self._task.done():
            self._task.cancel()

    def data_received(self, data: bytes) -> None:
        """Take what arrives. A request that is not whole by then is on the clock."""
        if self._is_lingering:
            self._drop(len(data))
            return
        if self.transport.is_closing():
            return
        if not self._has_head:
            self._size += len(data)
        super().data_received(data)
        most = self.limits.header_bytes + self.limits.url_bytes
        if not self._has_head and self._size > most and not self.transport.is_closing():
            self._refuse(431)
        if self._clock is None and self._is_waiting():
            body = self.limits.body_seconds + _BODY_GRACE
            self._start(body if self._has_head else self.limits.header_seconds)

    def _is_waiting(self) -> bool:
        """Say that the client has to send something, for nothing is being answered to it."""
        if self._is_lingering or self.transport.is_closing():
            return False
        cycle: RequestResponseCycle | None = self.cycle
        return not self._is_between or cycle is None or cycle.response_complete

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self._has_head, self._is_between, self._size, self._fields = False, False, 0, 0

    def on_url(self, url: bytes) -> None:
        """Take a part of the address."""
        super().on_url(url)
        if len(self.url) > self.limits.url_bytes:
            self._give_up(414)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header field."""
        super().on_header(name, value)
        self._fields += len(name) + len(value)
        if len(self.headers) > _MOST_HEADERS or self._fields > self.limits.header_bytes:
            self._give_up(431)

    def on_headers_complete(self) -> None:
        """Go on to the body, which has a clock of its own."""
        self._stop()
        self._has_head, self._size = True, 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._size += len(body)
        if self._size > self.limits.body_bytes:
            self._give_up(413)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request."""
        self._stop()
        self._has_head, self._is_between, self._size = False, True, 0
        super().on_message_complete()

    def pause_writing(self) -> None:
        """Watch a client that does not read what it is sent."""
        super().pause_writing()
        self._watch(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        """Stop watching."""
        super().resume_writing()
        if self._reading:
            self._reading.cancel()
            self._reading = None

    def send_400_response(self, msg: str) -> None:
        """Refuse a request that cannot be read, or that is over a limit."""
        del msg
        self._refuse(self._status)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # noqa: ANN401
        """Start to work on a request, and remember what does."""
        cycle.transport = _Gentle(self)  # type: ignore[assignment]  # as much of one as it uses
        self._task = self.loop.create_task(cycle.run_asgi(app))
        self._task.add_done_callback(self.tasks.discard)
        self.tasks.add(self._task)

    def _give_up(self, status: int) -> None:
        """Have the parser stop, so that `send_400_response` tells why."""
        self._status = status
        raise ValueError(status)

    def _refuse(self, status: int) -> None:
        """Answer with a problem (RFC 9457), unless an answer has begun, and close."""
        self._stop()
        if self._is_silent():
            problem = {
                "type": "about:blank",
                "title": HTTPStatus(status).phrase,
                "status": status,
                "detail": _SAID[status],
            }
            body = json.dumps(problem).encode()
            retry = "Retry-After: 5\r\n" if status == HTTPStatus.SERVICE_UNAVAILABLE else ""
            head = (
                f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n{retry}"
                f"Content-Type: application/problem+json\r\nContent-Length: {len(body)}\r\n"
                f"Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
                f"Connection: close\r\n\r\n"
            )
            self.transport.write(head.encode() + body)
        self.linger()

    def linger(self) -> None:
        """Close for writing, and read on for a moment.

        Whoever still sends would have its connection reset otherwise, and lose the answer that it
        has not read yet (RFC 9112, 9.6).
        """
        if self._is_lingering or self.transport.is_closing():
            return
        self._stop()
        self._is_lingering = True
        self.flow.resume_reading()
        self.transport.write_eof()
        self.loop.call_later(_LINGER, self.transport.close)

    def _drop(self, size: int) -> None:
        """Take no notice of what arrives, for as long as it is not too much."""
        self._size += size
        if self._size > self.limits.body_bytes:
            self.transport.close()

    def _is_silent(self) -> bool:
        """Say that no answer is under way."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is None or not cycle.response_started or cycle.response_complete

    def _start(self, seconds: float) -> None:
        self._stop()
        self._clock = self.loop.call_later(seconds, self._late)

    def _stop(self) -> None:
        if self._clock:
            self._clock.cancel()
            self._clock = None

    def _late(self) -> None:
        """Close a connection whose request does not arrive; one that sent nothing gets no words."""
        self._clock = None
        if self._size and not (self._has_head and self.cycle.response_complete):
            self._refuse(408)
        else:
            self.transport.close()

    def _watch(self, left: int) -> None:
        if self._reading:
            self._reading.cancel()
        self._reading = self.loop.call_later(self.limits.stalled_seconds, self._stalled, left)

    def _stalled(self, before: int) -> None:
        """Be rid of a client that read nothing since; let one go on that did."""
        left = self.transport.get_write_buffer_size()
        if left >= before:
            self.transport.abort()
        else:
            self._watch(left)


class _Gentle:
    """The transport as a request's answer uses it: it is not closed while its body arrives."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.write: Final = connection.transport.write
        self.is_closing: Final = connection.transport.is_closing

    def close(self) -> None:
        """Close, at once if the whole request is there."""
        connection = self._connection
        if connection.cycle.more_body:
            connection.linger()
        else:
            connection.transport.close()
