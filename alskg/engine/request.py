"""One question to one SPARQL endpoint that the user has named: the only way out of this machine.

The address is resolved and judged first, and then that very address is connected to, so that a
name cannot lead elsewhere between the two. No redirect is followed, no proxy is asked, no cookie
or password is sent. An answer is SPARQL Query Results JSON, or no answer at all.
"""

import http.client
import io
import ipaddress
import socket
import ssl
import time
from typing import Final
from urllib.parse import urlencode

from alskg.engine.endpoint import Endpoint
from alskg.errors import QueryError, QueryRefused, QueryTimeout
from alskg.resources import version
from alskg.transport.address import plain

__all__ = ["MAX_ANSWER_BYTES", "ask"]

MAX_ANSWER_BYTES: Final = 16 << 20
_JSON: Final = "application/sparql-results+json"
_OK: Final = 200
_REDIRECTS: Final = range(300, 400)
_CHUNK: Final = 1 << 16
_TRANSLATED: Final = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address within

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def ask(endpoint: Endpoint, query: str, seconds: float) -> bytes:
    """Return what an endpoint answers to a query, as JSON that is not read yet.

    Raises QueryRefused where its name leads to an address that is not public (nor this machine,
    for a URL that says so), QueryTimeout, and QueryError for all else that can go wrong.
    """
    deadline = time.monotonic() + seconds
    try:
        connection = _Connection(endpoint, _addresses(endpoint), deadline)
        try:
            return _exchanged(connection, endpoint, query)
        finally:
            connection.close()
    except TimeoutError as error:
        raise QueryTimeout(
            f"The endpoint {endpoint.url} did not answer in time. "
            f"Ask it for less, or give it more time: --timeout, or timeout= in Python."
        ) from error
    except (OSError, UnicodeError, http.client.HTTPException) as error:
        said = plain(str(error)) or type(error).__name__
        raise QueryError(
            f"The endpoint {endpoint.url} cannot be reached: {said}. "
            f"Check the address, and whether it is up."
        ) from error


def _addresses(endpoint: Endpoint) -> list[str]:
    """Return the addresses of the host. Raises QueryRefused unless each may be connected to."""
    found = socket.getaddrinfo(endpoint.host, endpoint.port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not _is_allowed(ipaddress.ip_address(address), endpoint):
            raise QueryRefused(
                f"The endpoint {endpoint.url} is refused: {endpoint.host} leads to {address}, "
                f"which is no public address. Only a URL that says localhost or 127.0.0.1 "
                f"itself may lead to this machine, and none to a private network."
            )
    return addresses


def _is_allowed(address: _Address, endpoint: Endpoint) -> bool:
    """Say whether an address is public, or loopback where the URL says so."""
    if _is_here(endpoint):
        return address.is_loopback
    inner = [address]
    if isinstance(address, ipaddress.IPv6Address):
        translated = address in _TRANSLATED
        embedded = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if translated else None
        tunnels = address.teredo or ()
        inner += [each for each in (address.ipv4_mapped, address.sixtofour, embedded) if each]
        inner += tunnels
    return all(
        each.is_global
        and not each.is_multicast
        and not (each.is_reserved and each not in _TRANSLATED)
        for each in inner
    )


def _is_here(endpoint: Endpoint) -> bool:
    """Say whether the URL itself names this machine: localhost, 127.0.0.1 and the like."""
    try:
        return endpoint.host == "localhost" or ipaddress.ip_address(endpoint.host).is_loopback
    except ValueError:
        return False


class _Connection(http.client.HTTPConnection):
    """A connection to addresses that were judged, where every step keeps to one deadline."""

    def __init__(self, endpoint: Endpoint, addresses: list[str], deadline: float) -> None:
        super().__init__(endpoint.host, endpoint.port)
        self._endpoint = endpoint
        self._addresses = addresses
        self._deadline = deadline

    def connect(self) -> None:
        """Connect to the first address that accepts, and never to any other."""
        failed: OSError = OSError("it has no address")
        for address in self._addresses:
            try:
                plain = socket.create_connection(
                    (address, self._endpoint.port), _remaining(self._deadline)
                )
            except OSError as error:
                failed = error
                continue
            self.sock = _Timed(self._secured(plain), self._deadline)
            return
        raise failed

    def _secured(self, plain: socket.socket) -> socket.socket:
        """Return the socket, over TLS with a certificate that was checked where it is https."""
        if self._endpoint.scheme == "http":
            return plain
        try:
            context = ssl.create_default_context()
            return context.wrap_socket(plain, server_hostname=self._endpoint.host)
        except BaseException:
            plain.close()
            raise


class _Timed:
    """What http.client needs of a socket, where no step outlasts the deadline."""

    def __init__(self, wrapped: socket.socket, deadline: float) -> None:
        self._socket = wrapped
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        """Send all of the data."""
        self._socket.settimeout(_remaining(self._deadline))
        self._socket.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return a stream of what arrives, which outlives this object as that of a socket does."""
        return io.BufferedReader(_Arriving(self._socket, self._deadline))

    def close(self) -> None:
        """Close the socket, once its stream is closed as well."""
        self._socket.close()


class _Arriving(io.RawIOBase):
    """The bytes that arrive at a socket; such as drip in cannot outlast the deadline."""

    def __init__(self, source: socket.socket, deadline: float) -> None:
        self._socket = source
        self._stream = source.makefile("rb", buffering=0)
        self._deadline = deadline

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Read what arrives in the time that is left."""
        self._socket.settimeout(_remaining(self._deadline))
        return self._stream.readinto(buffer) or 0

    def close(self) -> None:
        """Close the stream."""
        self._stream.close()
        super().close()


def _remaining(deadline: float) -> float:
    """Return the seconds until the deadline. Raises TimeoutError behind it."""
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise TimeoutError
    return remaining


def _exchanged(connection: _Connection, endpoint: Endpoint, query: str) -> bytes:
    """Send the query (SPARQL 1.1 Protocol, 2.1.2) and return the body of the answer."""
    headers = {
        "Accept": _JSON,
        "Accept-Encoding": "identity",
        "Connection": "close",
        "Content-Type": "application/x-www-form-urlencoded",
        "User-Agent": f"alskg/{version()}",
    }
    body = urlencode({"query": query})
    connection.request("POST", endpoint.target, body, headers)
    with connection.getresponse() as answer:
        return _read(answer, endpoint)


def _read(answer: http.client.HTTPResponse, endpoint: Endpoint) -> bytes:
    """Return the body of an answer. Raises QueryError unless it is what was asked for."""
    if answer.status in _REDIRECTS:
        where = plain(answer.getheader("Location", "")) or "nowhere"
        raise QueryError(
            f"The endpoint {endpoint.url} redirects to {where}, which is not followed. "
            f"Name the address that answers itself."
        )
    if answer.status != _OK:
        excerpt = plain(answer.read(_CHUNK).decode(errors="replace"))
        said = f"{answer.status} {plain(answer.reason)}"
        raise QueryError(f"The endpoint {endpoint.url} answered {said}. It says: {excerpt or '-'}")
    media_type = answer.getheader("Content-Type", "").partition(";")[0].strip().lower()
    encoding = answer.getheader("Content-Encoding", "identity").lower()
    if media_type != _JSON or encoding != "identity":
        given = plain(f"{media_type or 'nothing'} {encoding.replace('identity', '')}")
        raise QueryError(f"The endpoint {endpoint.url} answered {given}, but only {_JSON} is read.")
    return _body(answer, endpoint)


def _body(answer: http.client.HTTPResponse, endpoint: Endpoint) -> bytes:
    """Return the body, up to the cap. Raises QueryError where it is larger or cut short."""
    chunks: list[bytes] = []
    size = 0
    while size <= MAX_ANSWER_BYTES:
        chunk = answer.read(min(_CHUNK, MAX_ANSWER_BYTES + 1 - size))
        if not chunk:
            if answer.length:
                raise http.client.IncompleteRead(b"", answer.length)
            return b"".join(chunks)
        size += len(chunk)
        chunks.append(chunk)
    raise QueryError(
        f"The endpoint {endpoint.url} answered more than {MAX_ANSWER_BYTES >> 20} MB. "
        f"Ask it for less: put a LIMIT or VALUES inside the SERVICE."
    )
