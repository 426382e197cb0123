"""What people do to servers: endless queries, floods, crawling clients, broken requests."""

import contextlib
import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from serve_fixtures import Answer, Served, bomb, endless, eventually, is_alive, serving

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="workers are forked on Linux only"
)

HOSTILE = Path(__file__).parent / "fixtures" / "hostile"
CHEAP = "SELECT ?gene WHERE { ?gene a alskg:Gene } LIMIT 3"
SECONDS = 3
MEMORY = 128
SLACK = 15  # seconds that a machine with other work may take


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """Run a server with tight limits."""
    limits = ("--timeout", str(SECONDS), "--query-memory", str(MEMORY), "--max-result", "1")
    with serving(*limits, "--workers", "2") as server:
        yield server


def answers_cheaply(served: Served) -> bool:
    """Say whether a small query has its answer."""
    answer = served.ask(f"{CHEAP} # {time.monotonic_ns()}")
    return answer.status == 200 and len(answer.json["results"]["bindings"]) == 3


def memory(process: int) -> int:
    """Return the bytes that a process alone holds."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    lines = [line for line in text.splitlines() if line.startswith("Private_")]
    return sum(int(line.split()[1]) for line in lines) * 1024


def test_twenty_bombs_at_once_leave_the_server_to_others(served: Served) -> None:
    """Each ends at a limit; small queries and pages are answered meanwhile; memory stays small."""
    most = 0
    with ThreadPoolExecutor(20) as clients:
        began = time.monotonic()
        running = [clients.submit(served.post, *bomb(number)) for number in range(20)]
        cheap = 0
        while not all(each.done() for each in running):
            assert answers_cheaply(served)
            assert served.get("/-/health").status == 200
            cheap += 1
            most = max(most, sum(map(memory, served.workers())))
            time.sleep(0.05)
        took = time.monotonic() - began
        answers = [each.result() for each in running]

    assert cheap > 5
    assert took < SECONDS + SLACK
    assert {answer.status for answer in answers} == {503}
    assert {answer.json["limit"] for answer in answers} <= {"time", "memory", "queue"}
    assert most < 26 * (MEMORY << 20)
    assert eventually(lambda: served.health["answering"] == 0)


@pytest.mark.parametrize("number", range(8))
def test_no_bomb_outlives_its_limits(served: Served, number: int) -> None:
    """Whatever it burns, it is stopped and told why, and the next query has its worker."""
    answer = served.post(*bomb(number))

    assert answer.status == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["limit"] in {"time", "memory"}
    assert answers_cheaply(served)


def test_a_client_that_leaves_frees_its_worker(served: Served) -> None:
    """What works for nobody is stopped long before its deadline."""
    with serving("--timeout", "600") as patient:
        query, _ = endless()
        body = query.encode()
        head = (
            f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        with patient.connect() as connection:
            connection.sendall(head.encode() + body)
            assert eventually(lambda: patient.health["answering"] == 1)
        assert eventually(lambda: patient.health["answering"] == 0)
        assert answers_cheaply(patient)
    assert answers_cheaply(served)


def test_an_answer_over_the_limit_is_refused_whole(served: Served) -> None:
    """No status of success stands before an answer that is cut."""
    answer = served.ask("SELECT * WHERE { ?s ?p ?o }")

    assert answer.status == 503
    assert answer.json["limit"] == "result size"
    assert "1,048,576" in answer.json["detail"]


@pytest.mark.parametrize(
    "deep",
    [
        "SELECT * WHERE " + "{" * 5_000 + "}" * 5_000,
        "SELECT * WHERE { FILTER(" + "(" * 10_000 + "1" + ")" * 10_000 + ") }",
        "SELECT * WHERE { FILTER(" + "!" * 20_000 + "true) }",
        "SELECT * WHERE { BIND(" + "1+" * 50_000 + "1 AS ?x) }",
        "SELECT * WHERE { " + "OPTIONAL { ?s ?p ?o } " * 10_000 + "}",
        "SELECT * WHERE { ?s " + "/".join(["<http://e/p>"] * 20_000) + " ?o }",
        "\x00" * 1_000,
        "{" * 900_000,
        "SELECT * WHERE { ?s ?p '" + "\\u0041" * 100_000 + "' }",
    ],
    ids=["braces", "parentheses", "nots", "sums", "optionals", "paths", "zeros", "open", "escapes"],
)
def test_deep_and_broken_texts_are_refused_and_kill_nothing(served: Served, deep: str) -> None:
    """They overflow the stack of the engine's parser, which is never shown them."""
    answer = served.post(deep)

    assert answer.status in {200, 400, 413}
    assert answers_cheaply(served)


@pytest.mark.parametrize(
    "file", sorted(HOSTILE.glob("[asu]*/*.rq")), ids=lambda file: f"{file.parent.name}-{file.stem}"
)
def test_hostile_texts_are_refused(served: Served, file: Path) -> None:
    """SERVICE in any spelling, every update, and what reads in two ways."""
    answer = served.post(file.read_bytes().decode("utf-8", "surrogateescape"))

    assert 400 <= answer.status < 500


def test_a_huge_body_is_refused(served: Served) -> None:
    """The refusal does not wait until all of it has arrived."""
    with served.connect() as connection:
        connection.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: 9000000000\r\n\r\n"
        )
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_body_without_end_is_cut_off(served: Served) -> None:
    """It gives no length, so it is counted as it arrives."""
    with served.connect() as connection:
        connection.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        chunk = b"10000\r\n" + b"#" * 0x10000 + b"\r\n"
        with contextlib.suppress(OSError):  # the server closes once it has said so
            for _ in range(1_000):
                connection.sendall(chunk)
            pytest.fail("the server took 64 MB")
    assert answers_cheaply(served)


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (b"GET /sparql?query=" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"414"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-Big: " + b"a" * 70_000 + b"\r\n\r\n", b"431"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 400 + b"\r\n", b"431"),
        (b"NONSENSE\r\n\r\n", b"400"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"400"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"400"),
    ],
    ids=["address", "field", "fields", "words", "encrypted", "chunk"],
)
def test_requests_over_the_limits_are_refused(
    served: Served, request_line: bytes, status: bytes
) -> None:
    """Each is told why, and its connection closed."""
    with served.connect() as connection:
        connection.sendall(request_line)
        reply = b""
        with contextlib.suppress(OSError):
            while part := connection.recv(65536):
                reply += part

    assert b"HTTP/1.1 " + status in reply
    assert answers_cheaply(served)


def test_a_flood_of_clients_is_answered_or_told_to_come_again(served: Served) -> None:
    """None is left without a status."""

    def client(number: int) -> Answer:
        return served.ask(f"{CHEAP} # flood {number}")

    with ThreadPoolExecutor(64) as clients:
        answers = list(clients.map(client, range(300)))

    assert {answer.status for answer in answers} <= {200, 503}
    assert sum(answer.status == 200 for answer in answers) > 100
    assert all("retry-after" in answer.headers for answer in answers if answer.status == 503)


def test_a_full_queue_says_when_to_come_again() -> None:
    """What cannot run and may not wait is refused at once."""
    with (
        serving("--timeout", "20", "--queue", "0", "--workers", "1") as server,
        ThreadPoolExecutor(40) as clients,
    ):
        for number in range(40):
            clients.submit(server.post, *endless(number))
        assert eventually(lambda: server.health["answering"] >= 20, 15)
        refused = [server.post(*endless(number)) for number in range(100, 104)]
        busy = [answer for answer in refused if answer.json.get("limit") == "queue"]
        server.process.kill()

    assert busy
    assert all(answer.status == 503 for answer in busy)
    assert all(int(answer.headers["retry-after"]) > 0 for answer in busy)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_the_death_of_a_worker_is_told_and_hurts_nobody_else(
    number: signal.Signals,
) -> None:
    """Its query gets 503; another worker takes its place."""
    with serving("--timeout", "60") as server, ThreadPoolExecutor(1) as clients:
        idle = set(server.workers())
        running = clients.submit(server.post, *endless())
        assert eventually(lambda: server.health["answering"] == 1)
        assert eventually(lambda: any(map(works, server.workers())))
        for worker in filter(works, server.workers()):
            os.kill(worker, number)
        answer = running.result()

        assert answer.status == 503
        assert answers_cheaply(server)
        assert eventually(lambda: len(server.workers()) >= len(idle))


def works(process: int) -> bool:
    """Say whether a process has used much processor time."""
    try:
        fields = (
            Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        )
    except OSError:
        return False
    return int(fields[11]) + int(fields[12]) > 20


def test_slow_clients_hold_nothing_up() -> None:
    """Heads and bodies that crawl are cut off; others are served meanwhile."""
    from alskg.web.workers.limits import Limits  # noqa: PLC0415  (to see that the defaults are sane)

    assert Limits().header_seconds <= 15
    assert Limits().body_seconds <= 30
    script = Path(__file__).with_name("slow_clients.py")
    with serving_script(script) as (place, process):
        crawling = [socket.create_connection(place, timeout=30) for _ in range(20)]
        for number, connection in enumerate(crawling):
            connection.sendall(b"GET / HTTP/1.1\r\n" if number % 2 else b"POST / HTTP/1.1\r\n")
        body = socket.create_connection(place, timeout=30)
        body.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")
        with socket.create_connection(place, timeout=30) as quick:
            quick.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert quick.recv(100).startswith(b"HTTP/1.1 200")
        stop = threading.Event()
        dripping = threading.Thread(target=drip, args=(crawling, stop))
        dripping.start()
        try:
            assert all(ended(connection) for connection in [*crawling, body])
        finally:
            stop.set()
            dripping.join()
        assert process


def drip(connections: list[socket.socket], stop: threading.Event) -> None:
    """Send a header field now and then, for as long as it is taken."""
    while not stop.wait(0.2):
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.sendall(b"X-a: b\r\n")


def ended(connection: socket.socket) -> bool:
    """Say whether the server closes a connection, whatever it says before."""
    with contextlib.suppress(ConnectionError), connection:
        while connection.recv(1000):
            pass
    return True


@contextlib.contextmanager
def serving_script(script: Path) -> Iterator[tuple[tuple[str, int], int]]:
    """Run a server of a script that prints its port, until the end of the block."""
    import subprocess  # noqa: PLC0415  (only here)
    import sys  # noqa: PLC0415  (as above)

    command = [sys.executable, str(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield ("127.0.0.1", int(process.stdout.readline())), process.pid
        finally:
            process.kill()


def test_nothing_is_left_when_the_server_is_killed() -> None:
    """No worker outlives it, not one that is in the middle of a query."""
    with serving("--timeout", "600") as server, ThreadPoolExecutor(2) as clients:
        for number in range(2):
            clients.submit(server.post, *endless(number))
        assert eventually(lambda: server.health["answering"] == 2)
        assert eventually(lambda: len(server.workers()) >= 2)
        workers = server.workers()
        server.process.kill()
        server.process.wait()

        assert eventually(lambda: not any(map(is_alive, workers)))


def test_an_injected_header_goes_nowhere(served: Served) -> None:
    """What a client sends never becomes a header or markup of the answer."""
    answer = served.get("/sparql?query=%0d%0aX-Evil:%20yes", Accept="text/html")

    assert "x-evil" not in answer.headers
    hostile = served.get("/sparql?query=%3Cscript%3Ealert(1)%3C/script%3E", Accept="text/html")
    assert b"<script>alert" not in hostile.body
    assert json.loads(served.get("/-/health").body)["state"] == "ok"
