"""The server: it listens, keeps every client within limits, writes its log, and stops gently."""

import asyncio
import contextlib
import errno
import gc
import logging
import signal
import socket
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from alskg.errors import InputError
from alskg.web.server.connection import bounded
from alskg.web.server.repeated import repeating
from alskg.web.workers.limits import Limits

if TYPE_CHECKING:
    from alskg.web.server.access import AccessLog

__all__ = ["DEFAULT_HOST", "DEFAULT_PORT", "Running", "address", "listening", "run"]

DEFAULT_HOST: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8000

_BACKLOG: Final = 256
_ALLOCATED: Final = 20_000  # objects before a collection: some hundred requests
_GONE: Final = 499  # what nginx logs for a client that went away
_STOPPING: Final = b'{"type":"about:blank","title":"Service Unavailable","status":503}\n'


class Running:
    """What stands behind an application, and is started and closed with the server."""

    def start(self) -> None:
        """Begin, in the event loop."""

    async def close(self) -> None:
        """End."""


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes any that is free.

    Raises InputError where that address cannot be had.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, place = found[0]
        ours = _bound(socket.socket(family, kind, protocol), place)
    except socket.gaierror as error:
        raise InputError(f"There is no address of the name '{host}': {error.strerror}.") from error
    except OSError as error:
        raise InputError(_cannot_listen(host, port, error)) from error
    ours.setblocking(False)  # noqa: FBT003  (a socket's own words)
    return ours


def _bound(ours: socket.socket, place: Any) -> socket.socket:  # noqa: ANN401  (as sockets take it)
    """Have a socket listen at a place, or close it."""
    try:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        ours.bind(place)
        ours.listen(_BACKLOG)
    except OSError:
        ours.close()
        raise
    return ours


def _cannot_listen(host: str, port: int, error: OSError) -> str:
    """Return why an address cannot be listened at."""
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} of {host} is in use: something listens there already, perhaps another "
            f"'alskg serve'. Take another one with --port {port + 1}, or any that is free with "
            f"--port 0."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is for privileged users. Take one above 1023, such as --port 8000."
    return f"The server cannot listen at {host}, port {port}: {error.strerror}."


def address(listener: socket.socket) -> str:
    """Return the URL of what a socket listens at, with the slash at its end."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def run(  # noqa: PLR0913  (what a server is made of)
    application: ASGIApp,
    listener: socket.socket,
    limits: Limits,
    *,
    log: "AccessLog | None" = None,
    behind: Running | None = None,
    started: Callable[[], None] = lambda: None,
) -> None:
    """Serve until SIGTERM or SIGINT, then let running answers end for some seconds, and return.

    `behind` is started in the event loop and closed at the end; `started` is called once requests
    are taken.
    """
    config = uvicorn.Config(
        _Guarded(application, log),
        # A request that is not read is not logged either.
        http=bounded(limits) if log else repeating(bounded(limits)),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=int(limits.idle_seconds),
        timeout_graceful_shutdown=limits.stopping_seconds,
    )
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # what clients get wrong is no news
    server = _Server(config, started)

    async def serve() -> None:
        if behind:
            behind.start()
        try:
            await server.serve(sockets=[listener])
        finally:
            if behind:
                await behind.close()

    gc.collect()
    gc.freeze()  # what is there stays: a collection need not look at it
    gc.set_threshold(_ALLOCATED)
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(serve())


class _Server(uvicorn.Server):
    """uvicorn's server, which says when it has started, and ends in peace when told to."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        self._announce()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at a signal. uvicorn would raise it once more at the end: a status of failure."""
        before = {each: signal.signal(each, self.handle_exit) for each in _SIGNALS}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class _Guarded:
    """The application with its log; a request whose client is gone ends without words."""

    def __init__(self, application: ASGIApp, log: "AccessLog | None") -> None:
        self._application = application
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if self._log is None:
            await self._answer(scope, receive, send)
            return
        began, status, size = time.perf_counter(), _GONE, 0

        async def counted(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self._answer(scope, receive, counted)
        except BaseException:
            status = 500 if status == _GONE else status
            raise
        finally:
            self._log.write(scope, status, size, began)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, unless this task is cancelled: the client has left, or the server stops."""
        try:
            await self._application(scope, receive, send)
        except asyncio.CancelledError:
            with contextlib.suppress(RuntimeError):  # an answer has begun: it ends unfinished
                await _say_stopping(send)


async def _say_stopping(send: Send) -> None:
    """Tell a client that the server stops; to one that has left, nothing is sent."""
    headers: list[Any] = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(_STOPPING)).encode()),
        (b"retry-after", b"5"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": _STOPPING})
