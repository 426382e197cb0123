"""Answers that are sent in one piece, and requests that came before, answered without being read.

The same bytes ask for the same thing, so a whole GET in one piece is looked up as it arrived. What
is remembered was answered by an application that says so: it finds a function in the scope, as an
extension of ASGI, and calls it with a reply that holds until the server ends. With another one it
has the connection write headers and body at once.
"""

from functools import partial
from typing import Any, ClassVar, Final

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from alskg.web.protocol.memory import Memory
from alskg.web.protocol.reply import REPEATED, WHOLE, Headers, Reply
from alskg.web.server.connection import Connection

__all__ = ["repeating"]

_BYTES: Final = 16 << 20
_LONGEST: Final = 16 * 1024
_END: Final = b"\r\n\r\n"
_CLOSING: Final = ((b"connection", b"close"),)


def repeating(kind: type[Connection]) -> type[Connection]:
    """Return a kind of connection that remembers, with one memory for all of them."""
    memory: Memory[bytes, bytes] = Memory(_BYTES)
    return type("RepeatingConnection", (_Repeating, kind), {"memory": memory})


class _Repeating(Connection):
    """A connection that looks up what arrives before it parses it."""

    memory: ClassVar[Memory[bytes, bytes]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  (uvicorn's own)
        """Take what uvicorn gives."""
        super().__init__(*args, **kwargs)
        self._arrived = b""

    def data_received(self, data: bytes) -> None:
        """Answer a request that came before, or parse it."""
        known = self.memory.get(data) if self._is_idle() else None
        if known:
            self._repeat(known)
            return
        self._arrived = data if self._is_between else b""
        super().data_received(data)
        if self._has_part():
            self._arrived = b""  # the rest of this request is still to come

    def _is_idle(self) -> bool:
        """Say that all requests were answered, and that an answer can be written at once."""
        cycle: RequestResponseCycle | None = self.cycle
        is_done = cycle is None or cycle.response_complete
        return (
            is_done
            and self._is_between
            and not (self.flow.write_paused or self.transport.is_closing())
        )

    def _has_part(self) -> bool:
        """Say that a request has begun to arrive and is not whole."""
        return not self._is_between

    def on_headers_complete(self) -> None:
        """Go on, and let the application say whether its answer can be remembered."""
        super().on_headers_complete()
        extensions: dict[str, Any] = {WHOLE: partial(self._send, self.cycle)}
        self.scope["extensions"] = extensions
        data = self._arrived
        whole = data.startswith(b"GET ") and data.find(_END) == len(data) - len(_END)
        if whole and len(data) <= _LONGEST:
            extensions[REPEATED] = partial(self._remember, data)

    def _send(self, cycle: RequestResponseCycle, reply: Reply) -> bool:
        """Send a reply of status 200 and complete its cycle; say whether that could be done."""
        if self.flow.write_paused or cycle.response_started or cycle.disconnected:
            return False
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        closing = () if cycle.keep_alive else _CLOSING
        cycle.transport.write(self._begun() + _written((*reply.headers, *closing)) + reply.body)
        cycle.message_event.set()
        if not cycle.keep_alive:
            cycle.transport.close()
        cycle.on_response()
        return True

    def _remember(self, data: bytes, reply: Reply) -> None:
        """Remember the reply to what arrived, if that was one whole request and nothing came since.

        A connection that is to be closed needs other words, so its reply is not remembered.
        """
        if self._arrived is data and self.cycle.keep_alive:
            wire = _written(reply.headers) + reply.body
            self.memory.put(data, wire, len(data) + len(wire))

    def _repeat(self, known: bytes) -> None:
        """Send what was remembered, under the date of now."""
        self._stop()
        self.transport.write(self._begun() + known)
        self.on_response_complete()

    def _begun(self) -> bytes:
        """Return the status line, and the headers that are the server's own, such as the date."""
        fields = (b"%s: %s\r\n" % header for header in self.server_state.default_headers)
        return b"HTTP/1.1 200 OK\r\n" + b"".join(fields)


def _written(headers: Headers) -> bytes:
    """Return headers as they are sent, and the empty line after them."""
    return b"".join([b"%s: %s\r\n" % header for header in headers]) + b"\r\n"
