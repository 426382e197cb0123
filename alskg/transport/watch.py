"""A deadline that no server can outlast, however slowly its bytes drip.

The time limits of an HTTP client hold for one read at a time. So a thread watches the clock, and
shuts the sockets of a request down when its time is over: whatever reads from them ends at once.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any, Final

import urllib3
from requests.adapters import HTTPAdapter

__all__ = ["Watch", "WatchedAdapter"]


class Watch:
    """The clock of one request, which runs until `close`."""

    def __init__(self, seconds: float) -> None:
        """Start the clock."""
        self.seconds: Final = seconds
        self._ends = time.monotonic() + seconds
        self._done = threading.Event()
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self.is_over = False
        self._thread = threading.Thread(target=self._run, name="alskg-deadline", daemon=True)
        self._thread.start()

    @property
    def remaining(self) -> float:
        """Return the seconds that are left, which may be less than none."""
        return self._ends - time.monotonic()

    def add(self, used: socket.socket) -> None:
        """Watch over a socket as well, by a handle of its own: TLS takes the first one over."""
        handle = socket.fromfd(used.fileno(), used.family, used.type)
        with self._lock:
            self._sockets.append(handle)
            if self.is_over:
                _shut(handle)

    def pause(self, seconds: float) -> None:
        """Wait before the next attempt."""
        self._done.wait(seconds)

    def close(self) -> None:
        """Stop watching; the sockets stay as they are."""
        self._done.set()
        self._thread.join()
        for handle in self._sockets:
            handle.close()

    def _run(self) -> None:
        """Wait for the end, and shut the sockets down."""
        if self._done.wait(self.remaining):
            return
        with self._lock:
            self.is_over = True
            for handle in self._sockets:
                _shut(handle)


def _shut(handle: socket.socket) -> None:
    """End a connection for every handle of it."""
    with contextlib.suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)


_watch: ContextVar[Watch | None] = ContextVar("_watch", default=None)


def _seen(used: object) -> None:
    """Put a socket under the watch of the request that is being made."""
    watch = _watch.get()
    if watch and isinstance(used, socket.socket):
        watch.add(used)


class _Connection(urllib3.connection.HTTPConnection):
    """A connection whose socket is watched, be it new or from the pool."""

    def _new_conn(self) -> socket.socket:
        used = super()._new_conn()
        _seen(used)
        return used

    def request(self, *given: Any, **named: Any) -> None:  # noqa: ANN401  (as urllib3 has it)
        """Send a request."""
        _seen(self.sock)
        super().request(*given, **named)


class _SecureConnection(urllib3.connection.HTTPSConnection):
    """The same over TLS."""

    def _new_conn(self) -> socket.socket:
        used = super()._new_conn()
        _seen(used)
        return used

    def request(self, *given: Any, **named: Any) -> None:  # noqa: ANN401  (as above)
        """Send a request."""
        _seen(self.sock)
        super().request(*given, **named)


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class WatchedAdapter(HTTPAdapter):
    """Sends requests over watched connections."""

    @contextlib.contextmanager
    def under(self, watch: Watch) -> Iterator[None]:
        """Say which clock holds for the requests that are sent now."""
        token = _watch.set(watch)
        try:
            yield
        finally:
            _watch.reset(token)

    def init_poolmanager(self, *given: Any, **named: Any) -> None:  # noqa: ANN401  (as requests has it)
        """Make the pools for direct connections."""
        super().init_poolmanager(*given, **named)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}

    def proxy_manager_for(self, proxy: str, **named: Any) -> Any:  # noqa: ANN401  (as above)
        """Make the pools for connections through an HTTP proxy."""
        manager = super().proxy_manager_for(proxy, **named)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
        return manager
