"""The server around the application: clients on the clock, the log, health, and the end."""

import contextlib
import io
import os
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from serve_fixtures import Served, endless, eventually, is_alive, serving

from alskg.errors import InputError
from alskg.resources import version
from alskg.web.server.access import AccessLog, line
from alskg.web.server.listening import address, listening
from alskg.web.workers.limits import MB, Limits

linux_only = pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="workers are forked on Linux only"
)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """Run a server."""
    with serving() as server:
        yield server


@linux_only
def test_health_says_that_it_can_answer(served: Served) -> None:
    """For load balancers, and for people who wonder what is going on."""
    answer = served.get("/-/health")

    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json["state"] == "ok"
    assert answer.json["version"] == version()
    assert answer.json["waiting"] == 0
    assert answer.json["dataset"] == served.get("/-/version.json").json["dataset"]
    assert served.request("HEAD", "/-/health").body == b""
    refused = served.request("POST", "/-/health", b"")
    assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD")


@linux_only
def test_without_workers_health_is_503_and_queries_are_refused() -> None:
    """Whoever watches the server starts it anew; nothing hangs."""
    with serving() as server:
        (nurse,) = children_of(server)
        workers = server.workers()
        os.kill(nurse, signal.SIGKILL)

        assert eventually(lambda: server.get("/-/health").status == 503)
        assert server.get("/-/health").json["state"] == "down"
        assert server.ask("ASK { ?s ?p ?o }").status == 503
        assert eventually(lambda: not any(map(is_alive, workers)))


def children_of(server: Served) -> list[int]:
    """Return the processes that a server started itself."""
    text = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text("ascii")
    return [int(one) for one in text.split()]


@linux_only
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_in_peace_and_leaves_nothing(number: signal.Signals) -> None:
    """Exit status 0; the processes it started are gone."""
    with serving() as server:
        assert eventually(lambda: len(server.workers()) >= 2)
        started = [*children_of(server), *server.workers()]
        server.process.send_signal(number)

        assert server.process.wait(60) == 0
        assert server.process.stderr
        assert "Stopped." in server.process.stderr.read()
    assert eventually(lambda: not any(map(is_alive, started)))


@linux_only
def test_a_running_answer_ends_before_the_server_does() -> None:
    """A query that needs a moment has its answer; one that needs for ever does not hold it up."""
    slow = "SELECT (COUNT(*) AS ?n) WHERE { ?a a ?x . ?b a ?y . FILTER(?a != ?b) } LIMIT %d"
    with serving("--timeout", "600") as server, ThreadPoolExecutor(2) as clients:
        hopeless = clients.submit(server.post, *endless())
        assert eventually(lambda: server.health["answering"] == 1)
        finite = clients.submit(server.ask, slow % 1)
        assert eventually(lambda: server.health["answering"] == 2 or finite.done())
        assert server.stop() == 0

        assert finite.result().status in {200, 503}
        assert hopeless.result().status == 503


@linux_only
def test_many_requests_go_over_one_connection(served: Served) -> None:
    """Keep-alive and pipelining, in order."""
    with served.connect() as connection:
        one = b"GET /-/version.json HTTP/1.1\r\nHost: x\r\n\r\n"
        last = b"HEAD /-/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        connection.sendall(one * 3 + last)
        reply = b""
        while part := connection.recv(65536):
            reply += part

    assert reply.count(b"HTTP/1.1 200 OK") == 4
    assert reply.count(b'"name": "alskg"') == 3


@linux_only
def test_a_reader_that_stalls_loses_its_connection(tmp_path: Path) -> None:
    """What it asked for does not stay in memory for ever."""
    script = tmp_path / "large.py"
    script.write_text(_LARGE, encoding="utf-8")
    from test_web_abuse import serving_script  # noqa: PLC0415  (only here)

    with serving_script(script) as (place, process), contextlib.ExitStack() as opened:
        stalled = opened.enter_context(socket.create_connection(place, timeout=30))
        stalled.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert stalled.recv(10)
        assert eventually(lambda: sockets(process) == 2)
        assert eventually(lambda: sockets(process) == 1)
        stalled.close()
        connections = (socket.create_connection(place, timeout=30) for _ in range(4))
        others = [opened.enter_context(connection) for connection in connections]
        time.sleep(0.2)
        replies = [other.recv(1000) for other in others[3:]]
        assert all(reply.startswith(b"HTTP/1.1 503 ") for reply in replies)
        assert all(b"Retry-After: 5" in reply for reply in replies)


def sockets(process: int) -> int:
    """Return how many TCP sockets a process has: the one that listens, and its clients."""
    inodes = set()
    for table in ("tcp", "tcp6"):
        rows = Path(f"/proc/net/{table}").read_text(encoding="ascii").splitlines()[1:]
        inodes |= {row.split()[9] for row in rows}
    held = []
    for file in Path(f"/proc/{process}/fd").iterdir():
        try:
            held.append(str(file.readlink()))
        except OSError:
            continue
    return sum(name.startswith("socket:[") and name[8:-1] in inodes for name in held)


_LARGE = """
from alskg.web.workers.limits import Limits
from alskg.web.server.listening import address, listening, run

async def application(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"x" * 50_000_000})

listener = listening("127.0.0.1", 0)
port = address(listener).rstrip("/").rpartition(":")[2]
limits = Limits(stalled_seconds=0.5, connections=3)
run(application, listener, limits, started=lambda: print(port, flush=True))
"""


def test_a_port_that_is_taken_is_named_with_a_way_out() -> None:
    """Both ways."""
    with listening("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        assert address(taken) == f"http://127.0.0.1:{port}/"
        with pytest.raises(
            InputError, match=rf"Port {port} .* in use.*--port {port + 1}.*--port 0"
        ):
            listening("127.0.0.1", port)


def test_a_host_that_is_none_is_named() -> None:
    """Nothing is looked up but the name itself."""
    with pytest.raises(InputError, match="no address of the name 'no host'"):
        listening("no host", 0)
    with pytest.raises(InputError, match=r"cannot listen at 203\.0\.113\.7"):
        listening("203.0.113.7", 0)


SCOPE = {
    "type": "http",
    "method": "GET",
    "http_version": "1.1",
    "raw_path": b"/sparql",
    "query_string": b"query=ASK",
    "client": ("127.0.0.1", 5),
}


def test_the_log_has_a_line_for_each_request() -> None:
    """Who, when, what, its status, bytes and milliseconds."""
    stream = io.StringIO()
    AccessLog(stream).write(SCOPE, 200, 12, time.perf_counter())

    who, rest = stream.getvalue().split(" - - [")
    assert who == "127.0.0.1"
    assert '] "GET /sparql?query=ASK HTTP/1.1" 200 12 ' in rest
    assert rest.endswith("ms\n")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        (b'a"\n\x1b[2J\\', "a\\x22\\x0a\\x1b[2J\\x5c"),
        (b"access_token=s3cret&x=1", "access_token=***&x=1"),
        (b"x=1&api_key=s3cret", "x=1&api_key=***"),
        (
            b"query=SERVICE%20%3Chttps%3A%2F%2Fme%3As3cret%40host%2F%3E",
            "https%3A%2F%2F***%40host%2F",
        ),
        (b"u=https://me:s3cret@host/", "https://***@host/"),
        (b"u=https://host/a?mail=me@host", "u=https://host/a?mail=me@host"),
    ],
)
def test_the_log_holds_no_control_characters_and_no_passwords(query: bytes, shown: str) -> None:
    """Whatever a client sends, a line stays a line."""
    written = line({**SCOPE, "query_string": query}, 200, 0, 0.0)

    assert shown in written
    assert "s3cret" not in written
    assert written.isprintable()


def test_the_log_cuts_what_is_long() -> None:
    """A line has at most two thousand characters of an address."""
    assert len(line({**SCOPE, "query_string": b"a" * 60_000}, 200, 0, 0.0)) < 2_200


def test_the_limits_are_sane_by_default() -> None:
    """No time is without end, and all long queries together leave the machine its memory."""
    limits = Limits()

    assert limits.workers >= 2
    assert 0 < limits.seconds <= 60
    assert limits.young_memory < limits.memory <= 1024 * MB
    assert limits.long < limits.processes
    assert Limits(memory=16 * MB).young_memory == 16 * MB
