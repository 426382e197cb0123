"""Servers on the loopback that say what a test wants, byte by byte, well-behaved or not."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Saying = Callable[[socket.socket, bytes], None]
OK = b"HTTP/1.1 200 OK\r\n"
JSON = b"Content-Type: application/sparql-results+json\r\n"
HTML = b"Content-Type: text/html; charset=utf-8\r\n"
NOBODY = "http://127.0.0.1:1/query"
"""An address where nothing listens."""


class Serving:
    """A server that answers each request in its turn; the last answer is repeated."""

    def __init__(self, *sayings: Saying) -> None:
        """Listen on a free port."""
        self.requests: list[bytes] = []
        self._sayings = sayings
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open = True
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/sparql"
        self._threads = [threading.Thread(target=self._serve, daemon=True)]
        self._threads[0].start()

    def _serve(self) -> None:
        while self._open:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._answer, args=(connection,), daemon=True)
            thread.start()

    def _answer(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            request = _request(connection)
            self.requests.append(request)
            number = min(len(self.requests), len(self._sayings)) - 1
            self._sayings[number](connection, request)

    def close(self) -> None:
        """Stop listening."""
        self._open = False
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


def _request(connection: socket.socket) -> bytes:
    """Read one request, head and body."""
    read = b""
    while b"\r\n\r\n" not in read:
        part = connection.recv(65536)
        read += part
        if not part or read.startswith(b"\x16"):  # the first byte of TLS
            return read
    head, _, body = read.partition(b"\r\n\r\n")
    length = next(
        (
            int(line.partition(b":")[2])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        ),
        0,
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def serving(*sayings: Saying) -> Iterator[Serving]:
    """Serve for as long as the block lasts."""
    server = Serving(*sayings)
    try:
        yield server
    finally:
        server.close()


def says(data: bytes) -> Saying:
    """Return what sends some bytes and closes."""
    return lambda connection, _: connection.sendall(data)


def answers(body: bytes, head: bytes = OK + JSON) -> Saying:
    """Return what sends a head with its length, and a body."""
    return says(head + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body)


def status(line: bytes, *headers: bytes, body: bytes = b"") -> Saying:
    """Return what answers with a status and headers."""
    head = b"HTTP/1.1 " + line + b"\r\n" + b"".join(each + b"\r\n" for each in headers)
    return answers(body, head)


def silent(connection: socket.socket, _: bytes) -> None:
    """Say nothing until the other side goes away."""
    connection.recv(1)


def dripping(start: bytes) -> Saying:
    """Return what sends some bytes and then one now and then, for ever."""

    def drip(connection: socket.socket, _: bytes) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(b"x")
            time.sleep(0.02)

    return drip


def endless(connection: socket.socket, _: bytes) -> None:
    """Send a body that has no end, as fast as it is read."""
    connection.sendall(OK + JSON + b"\r\n")
    while True:
        connection.sendall(b" " * 65536)
