"""Requests that came before, byte for byte: what is repeated, and what must never be."""

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from serve_fixtures import Served, serving

ASK = "ASK { ?s ?p ?o }"
SELECT = "SELECT ?s WHERE { ?s a <https://w3id.org/alskg/ontology#Gene> } ORDER BY ?s"

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="workers are forked on Linux only"
)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """Run a server."""
    with serving() as server:
        yield server


def request(query: str, *headers: str, method: str = "GET") -> bytes:
    """Return the bytes of a request that asks a query."""
    lines = (f"{method} /sparql?query={quote(query)} HTTP/1.1", "Host: x", *headers, "", "")
    return "\r\n".join(lines).encode()


def read(connection: socket.socket, *, headless: bool = False) -> tuple[bytes, bytes]:
    """Return the head and the body of one response."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        assert byte, head
        head += byte
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
    body = b""
    while len(body) < length and not headless:
        body += connection.recv(length - len(body))
    return head, body


def undated(head: bytes) -> list[bytes]:
    """Return the lines of a head without its date, which there has to be."""
    lines = [line for line in head.split(b"\r\n") if line]
    assert [line for line in lines if line.lower().startswith(b"date: ")]
    return sorted(line for line in lines if not line.lower().startswith(b"date: "))


@pytest.mark.parametrize(
    "headers", [(), ("Accept: text/csv",), ("Accept-Encoding: gzip",), ("If-None-Match: *",)]
)
def test_each_time_the_answer_is_the_same(served: Served, headers: tuple[str, ...]) -> None:
    """On one connection and on others; the date alone goes on."""
    found = []
    for _ in range(2):
        with served.connect() as connection:
            for _ in range(4):
                connection.sendall(request(SELECT, *headers))
                head, body = read(connection)
                found.append((undated(head), body))
    assert all(one == found[0] for one in found)


def test_other_methods_and_headers_have_other_answers(served: Served) -> None:
    """A request that differs in a byte is another one."""
    with served.connect() as connection:
        for _ in range(3):
            connection.sendall(request(SELECT))
            head, body = read(connection)
            assert b"sparql-results+json" in head
            connection.sendall(request(SELECT, "Accept: text/csv"))
            assert b"text/csv" in read(connection)[0]
            connection.sendall(request(SELECT, method="HEAD"))
            assert f"content-length: {len(body)}".encode() in read(connection, headless=True)[0]
            connection.sendall(request(SELECT, "Host: y"))
            assert b" 400 " in read(connection)[0]
            connection.sendall(request(SELECT, method="PUT"))
            assert b" 405 " in read(connection)[0]


def test_several_requests_at_once_are_answered_in_their_order(served: Served) -> None:
    """RFC 9112, 9.3.2: pipelining."""
    first, second = request(ASK), request(SELECT)
    with served.connect() as connection:
        for _ in range(3):
            connection.sendall(first)
            assert b'"boolean"' in read(connection)[1]
        connection.sendall(second + first + second + first)
        kinds = [b'"boolean"' in read(connection)[1] for _ in range(4)]
        assert kinds == [False, True, False, True]
        connection.sendall(request("ASK { ?s ?p 'never asked before' }"))
        connection.sendall(first)
        assert [b"true" in read(connection)[1] for _ in range(2)] == [False, True]


def test_a_body_that_looks_like_a_request_is_none(served: Served) -> None:
    """RFC 9112, 11.2: what is known is not looked for in the middle of another request."""
    known = request(ASK)
    with served.connect() as connection:
        for _ in range(3):
            connection.sendall(known)
            read(connection)
        lines = (
            "POST /sparql HTTP/1.1",
            "Host: x",
            "Content-Type: application/sparql-query",
            f"Content-Length: {len(known)}",
            "",
            "",
        )
        connection.sendall("\r\n".join(lines).encode())
        connection.sendall(known)
        assert b" 400 " in read(connection)[0]
        connection.sendall(known)
        assert b"true" in read(connection)[1]


def test_a_get_with_a_body_is_read_to_its_end(served: Served) -> None:
    """What follows the body is the next request, and nothing of the body is."""
    with_body = request(ASK, "Content-Length: 4")
    with served.connect() as connection:
        for _ in range(4):
            connection.sendall(with_body)
            connection.sendall(b"GET ")
            assert b"true" in read(connection)[1]


def test_a_request_in_pieces_is_answered_once(served: Served) -> None:
    """Known or not."""
    known = request(ASK)
    with served.connect() as connection:
        for at in (1, 10, len(known) - 2, 30):
            connection.sendall(known[:at])
            connection.sendall(known[at:])
            assert b"true" in read(connection)[1]


def test_a_connection_that_is_to_be_closed_is(served: Served) -> None:
    """RFC 9112, 9.6; and one of HTTP/1.0 as well."""
    closing = request(ASK, "Connection: close")
    old = request(ASK).replace(b"HTTP/1.1", b"HTTP/1.0").replace(b"Host: x\r\n", b"")
    for asked in (closing, old):
        for _ in range(3):
            with served.connect() as connection:
                connection.sendall(asked)
                head, body = read(connection)
                assert b" 200 " in head
                assert b"true" in body
                assert connection.recv(1) == b""


def test_what_is_volatile_is_asked_anew(served: Served) -> None:
    """An answer that no cache may store is stored nowhere."""
    volatile = request("SELECT (UUID() AS ?x) {}")
    with served.connect() as connection:
        found = set()
        for _ in range(4):
            connection.sendall(volatile)
            found.add(read(connection)[1])
    assert len(found) == 4
