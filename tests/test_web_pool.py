"""The workers behind the endpoint: what they answer, what they may, and who goes first."""

import asyncio
import signal
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from serve_fixtures import Served, endless, eventually, serving

from alskg.compile import open_build
from alskg.engine import Rows, Term
from alskg.engine.embedded import EmbeddedEngine
from alskg.errors import (
    AlskgError,
    MissingPart,
    QueryMemoryExceeded,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
)
from alskg.web.workers.answering import Asked, Busy, ResultTooLarge, WorkerLost
from alskg.web.workers.limits import MB, Limits
from alskg.web.workers.nursery import Nursery
from alskg.web.workers.remote import RemoteAnswering
from alskg.web.workers.ticket import failure, needs_memory, why_it_died

linux_only = pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="workers are forked on Linux only"
)
FORMS = (
    ("SELECT ?g WHERE { ?g a alskg:Gene } ORDER BY ?g", "application/sparql-results+json", "json"),
    ("SELECT * WHERE { ?g a alskg:Gene } ORDER BY ?g", "text/csv", "csv"),
    ("ASK { gene:SOD1 a alskg:Gene }", "application/sparql-results+xml", "xml"),
    ("CONSTRUCT WHERE { gene:SOD1 ?p ?o }", "text/turtle", "turtle"),
    ("DESCRIBE gene:SOD1", "application/n-triples", "ntriples"),
)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """Run a server."""
    with serving("--workers", "2", "--query-memory", "500") as server:
        yield server


@linux_only
@pytest.mark.parametrize(("query", "accept", "name"), FORMS, ids=[one[2] for one in FORMS])
def test_a_worker_answers_as_the_engine_does(
    served: Served, query: str, accept: str, name: str
) -> None:
    """Byte for byte, in every form and format."""
    answer = served.ask(query, accept)

    assert answer.status == 200
    assert answer.body == EmbeddedEngine(open_build().path_nquads).evaluate(query, name)


@linux_only
def test_a_mistake_is_told_as_the_shell_tells_it(served: Served) -> None:
    """With its place: the worker has all that it needs for that, though it has no files."""
    answer = served.ask("SELECT ?s WHERE {\n  ?s ?p }")

    assert answer.status == 400
    assert (answer.json["line"], answer.json["column"]) == (2, 9)
    assert "Did you mean 'gene'?" in served.ask("ASK { ?s genes:x 1 }").json["detail"]


@linux_only
def test_a_worker_has_neither_files_nor_sockets(served: Served) -> None:
    """It keeps its channel and can open nothing else; the kernel refuses it sockets."""
    assert served.ask("ASK { ?s ?p ?o }").status == 200
    for worker in served.workers():
        files = [file.readlink().name for file in Path(f"/proc/{worker}/fd").iterdir()]
        assert sum(name.startswith("socket:") for name in files) == 1
        assert {name for name in files if not name.startswith("socket:")} <= {"null", "statm"}
        limits = Path(f"/proc/{worker}/limits").read_text(encoding="ascii")
        assert "Max open files            0 " in limits
        assert "\nSeccomp:\t2\n" in Path(f"/proc/{worker}/status").read_text(encoding="ascii")


@linux_only
def test_a_query_that_needs_much_memory_starts_anew_with_all_of_it(served: Served) -> None:
    """It begins with a quarter; its client sees nothing of that. Its worker is not used again."""
    doubled = " ".join(f"BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1})" for n in range(25))
    before = set(served.workers())

    answer = served.ask(f"SELECT (STRLEN(?a25) AS ?n) WHERE {{ BIND('aaaa' AS ?a0) {doubled} }}")

    assert answer.status == 200
    assert answer.json["results"]["bindings"][0]["n"]["value"] == str(4 << 25)
    assert eventually(lambda: len(served.workers()) >= 2)
    assert eventually(lambda: set(served.workers()) != before)


@linux_only
def test_a_long_query_lets_others_go_first() -> None:
    """Once it has used some time it is gentle: the kernel prefers everyone else."""
    with serving("--timeout", "600") as server, server.connect() as connection:
        query = endless()[0].encode()
        head = (
            f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            f"Content-Length: {len(query)}\r\n\r\n"
        )
        connection.sendall(head.encode() + query)
        assert eventually(lambda: any(niceness(worker) > 0 for worker in server.workers()))
        assert server.ask("ASK { ?s ?p ?o }").json["boolean"] is True
        assert any(niceness(worker) == 0 for worker in server.workers())


def niceness(process: int) -> int:
    """Return how gentle a process is."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return 0
    return int(stat.rpartition(")")[2].split()[16])


@linux_only
def test_service_is_refused_unless_its_endpoint_is_allowed(served: Served) -> None:
    """By default no query leaves; an endpoint that is allowed is asked by the server itself."""
    query = "SELECT * WHERE { SERVICE <%s/sparql> { gene:SOD1 a ?kind } }"
    assert served.ask(query % served.url).status == 400
    with serving("--allow-service", f"{served.url}/sparql") as server:
        answer = server.ask(query % served.url)
        other = server.ask(query % "http://127.0.0.1:9")

    assert answer.status == 200
    kinds = {row["kind"]["value"] for row in answer.json["results"]["bindings"]}
    assert "https://w3id.org/alskg/ontology#Gene" in kinds
    assert other.status == 400
    assert "not allowed" in other.json["detail"]


@linux_only
def test_a_store_on_disk_is_answered_from_by_many_workers(tmp_path: Path) -> None:
    """Each worker opens it for itself, and reaches no network all the same."""
    data = tmp_path / "mine.ttl"
    data.write_text("<http://e/a> <http://e/p> 1 .\n", encoding="utf-8")
    with serving("--only", str(data), "--store", str(tmp_path / "store")) as server:
        answer = server.ask("SELECT ?s WHERE { ?s <http://e/p> 1 }")
        assert server.ask("SELECT ?s WHERE { ?s ?p }").status == 400
        for worker in server.workers():
            status = Path(f"/proc/{worker}/status").read_text(encoding="ascii")
            assert "\nSeccomp:\t2\n" in status

    assert answer.json["results"]["bindings"] == [{"s": {"type": "uri", "value": "http://e/a"}}]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (-signal.SIGALRM, QueryTimeout),
        (-signal.SIGXCPU, QueryTimeout),
        (-signal.SIGABRT, QueryMemoryExceeded),
        (-signal.SIGKILL, WorkerLost),
        (-signal.SIGSEGV, WorkerLost),
        (1, WorkerLost),
    ],
)
def test_each_death_of_a_worker_has_its_meaning(code: int, kind: type[AlskgError]) -> None:
    """The limit that was reached is named."""
    error = why_it_died(code, Limits(seconds=7, memory=99 * MB))

    assert type(error) is kind
    if kind is QueryTimeout:
        assert "after 7 seconds" in str(error)
    if kind is QueryMemoryExceeded:
        assert "99 MB" in str(error)


def test_what_a_worker_reports_becomes_the_same_error() -> None:
    """Its name and words cross the channel."""
    limits = Limits(result=1000)

    assert type(failure(b"QuerySyntaxError\nLine 1", limits)) is QuerySyntaxError
    assert str(failure(b"QueryRefused\nLine 1:\n  two", limits)) == "Line 1:\n  two"
    assert "5,000 bytes" in str(failure(b"ResultTooLarge\n5000", limits))
    assert type(failure(b"WorkerLost\npanic", limits)) is WorkerLost
    assert needs_memory(b"QueryMemoryExceeded\n")
    assert not needs_memory(b"QueryRefused\n")


def test_workers_are_not_forked_beside_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock that another thread holds would stay locked in them for ever."""
    monkeypatch.setattr("alskg.web.workers.nursery.can_fork", lambda: False)

    with pytest.raises(MissingPart, match="before any thread"):
        Nursery(EmbeddedEngine(open_build().path_nquads), Limits())


class _Elsewhere:
    """An engine that answers at once, or waits until it is told to go on."""

    name = "remote"

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.blocks = [b"an", b"swer"]

    def stream(self, query: str, format_name: str, **options: Any) -> Iterator[bytes]:  # noqa: ANN401
        """Yield an answer in blocks."""
        self.asked.append((query, {"format_name": format_name, **options}))
        yield from self.blocks

    def evaluate(self, query: str, format_name: str, **options: Any) -> bytes:  # noqa: ANN401
        """Return it whole."""
        return b"".join(self.stream(query, format_name, **options))

    def rows(self, query: str, **options: Any) -> Rows:  # noqa: ANN401
        """Return none."""
        raise NotImplementedError(query, options)


def _answered(answering: RemoteAnswering, *asked: Asked) -> Sequence[bytes | BaseException]:
    """Return what comes of questions that are asked together."""

    async def all_of_them() -> Sequence[bytes | BaseException]:
        found = await asyncio.gather(
            *(answering.answer(one) for one in asked), return_exceptions=True
        )
        await answering.close()
        return found

    return asyncio.run(all_of_them())


def test_an_endpoint_is_asked_for_what_the_request_says() -> None:
    """With its graphs, its parameters and the time limit of the server."""
    engine = _Elsewhere()
    terms: Mapping[str, Term] = {"g": Term("iri", "http://e/g")}
    asked = Asked("SELECT ?g { ?g ?p ?o }", "json", ("http://e/1",), ("http://e/2",), terms)

    assert _answered(RemoteAnswering(engine, Limits(seconds=9), "d"), asked) == [b"answer"]
    ((query, options),) = engine.asked
    assert query == asked.query
    assert options["timeout"] == 9
    assert options["default_graphs"] == ("http://e/1",)
    assert options["bindings"] == terms


def test_an_answer_from_elsewhere_is_cut_nowhere_and_refused_where_too_large() -> None:
    """Nothing of it is sent."""
    engine = _Elsewhere()
    engine.blocks = [b"x" * 600, b"x" * 600]

    (error,) = _answered(RemoteAnswering(engine, Limits(result=1000), "d"), Asked("ASK {}", "json"))

    assert isinstance(error, ResultTooLarge)


def test_service_over_an_endpoint_is_refused_unless_allowed() -> None:
    """The server elsewhere would follow it."""
    asked = Asked("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "json")
    allowed = ("http://127.0.0.1:8/",)

    (error,) = _answered(RemoteAnswering(_Elsewhere(), Limits(), "d", allowed), asked)

    assert isinstance(error, QueryRefused)


def test_more_questions_than_may_wait_are_refused() -> None:
    """With the seconds after which to try again."""
    asked = [Asked("ASK {}", "json")] * 30

    found = _answered(RemoteAnswering(_Elsewhere(), Limits(queue=2), "d"), *asked)

    refused = [one for one in found if isinstance(one, Busy)]
    assert len(refused) == 30 - 8 - 2
    assert all(one.retry_after > 0 for one in refused)
