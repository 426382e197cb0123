"""A query in a worker can be stopped, and dies without its caller."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from engine_fixtures import dataset, hostile

from alskg.engine import worker
from alskg.engine.embedded import EmbeddedEngine
from alskg.engine.results import Term
from alskg.errors import (
    DataError,
    QueryMemoryExceeded,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
)

T = TypeVar("T")
BOMBS = hostile("bombs")
KILLER = """
import os, signal, sys, time
time.sleep(0.6)
with open(f"/proc/{sys.argv[1]}/task/{sys.argv[1]}/children") as file:
    children = map(int, file.read().split())
for child in children:
    if child != os.getpid():
        os.kill(child, signal.SIGKILL)
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a dataset whose products are large."""
    return dataset(tmp_path_factory.mktemp("worker"), extra=3000)


@pytest.fixture(params=["forked", "spawned"])
def engine(
    request: pytest.FixtureRequest, path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[EmbeddedEngine]:
    """Return an engine whose workers start one way and the other."""
    if request.param == "spawned":
        monkeypatch.setattr("alskg.engine.job.can_fork", lambda: False)
    elif not worker.can_fork():
        pytest.skip("this process has several threads, and must not fork")
    yield EmbeddedEngine(path, memory=150 << 20)
    assert not _children(), "a worker outlived its query"


def _children() -> list[int]:
    """Return the processes that this one has started and that are still there."""
    return _children_of(os.getpid())


def test_a_worker_gives_the_answer_that_the_process_would(engine: EmbeddedEngine) -> None:
    """In every form, with graphs and parameters."""
    query = "SELECT ?o { ?s rdfs:label ?o }"
    bound = {"s": Term("iri", "http://e/a")}
    graphs = ["http://e/g2"]

    for form, text in (("tsv", query), ("turtle", "CONSTRUCT { ?s a ?o } { ?s rdfs:label ?o }")):
        here = engine.evaluate(text, form, bindings=bound, default_graphs=graphs)
        there = engine.evaluate(text, form, bindings=bound, default_graphs=graphs, timeout=10)
        assert here == there
        assert b"a thing" in there


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda path: path.stem)
def test_a_hostile_query_is_stopped(bomb: Path, engine: EmbeddedEngine) -> None:
    """By time or by memory, soon after its limit; the caller lives and asks the next query."""
    query = bomb.read_text(encoding="utf-8")
    form = "ntriples" if "CONSTRUCT" in query else "json"
    start = time.monotonic()

    with pytest.raises((QueryTimeout, QueryMemoryExceeded)):
        engine.evaluate(query, form, timeout=0.4)

    assert time.monotonic() - start < 0.4 + 1.5
    assert engine.evaluate("ASK { }", "csv", timeout=10) == b"true"


def test_the_reason_is_plain(engine: EmbeddedEngine) -> None:
    """Which limit it was, and what to do."""
    with pytest.raises(QueryTimeout, match=r"stopped after 0\.3 seconds\. .* --timeout"):
        engine.evaluate(_bomb("values_product"), "json", timeout=0.3)
    with pytest.raises(QueryTimeout, match=r"stopped after 1 second\. .* timeout= in Python"):
        engine.evaluate(_bomb("values_product"), "json", timeout=1)
    with pytest.raises(QueryMemoryExceeded, match="more than 150 MB of memory"):
        engine.evaluate(_bomb("string_doubling"), "json", timeout=10)


def _bomb(name: str) -> str:
    return next(path for path in BOMBS if path.stem == name).read_text(encoding="utf-8")


def test_errors_come_through_the_pipe(engine: EmbeddedEngine, tmp_path: Path) -> None:
    """A mistake is the same error, with the same words, wherever the query ran."""
    for query in ("SELECT * { ?s ?p ?o", "SELECT ?x (COUNT(*) AS ?n) { ?x ?p ?o }"):
        with pytest.raises(QuerySyntaxError) as here:
            engine.evaluate(query, "json")
        with pytest.raises(QuerySyntaxError) as there:
            engine.evaluate(query, "json", timeout=10)
        assert str(here.value) == str(there.value)
    with pytest.raises(QueryRefused):
        engine.evaluate("DROP ALL", "json", timeout=10)
    with pytest.raises(DataError, match="cannot be read"):
        EmbeddedEngine(tmp_path / "absent.nq").evaluate("ASK { }", "json", timeout=10)


def test_a_worker_that_is_killed_is_a_query_that_failed(engine: EmbeddedEngine) -> None:
    """Whoever kills it, such as a system out of memory: the caller gets an error."""
    killer = [sys.executable, "-c", KILLER, str(os.getpid())]
    with subprocess.Popen(killer), pytest.raises(QueryMemoryExceeded):
        engine.evaluate(_bomb("values_product"), "json", timeout=20)


@pytest.mark.skipif(not worker.can_fork(), reason="this process has several threads")
def test_a_second_thread_rules_out_a_fork() -> None:
    """A lock that the thread holds would stay locked in the child for ever."""
    release = threading.Event()
    thread = threading.Thread(target=release.wait)
    thread.start()
    try:
        assert not worker.can_fork()
    finally:
        release.set()
        thread.join()
    deadline = time.monotonic() + 5  # the system needs a moment to forget a thread
    while not worker.can_fork():
        assert time.monotonic() < deadline


@pytest.mark.parametrize("threads", [1, 2])
def test_an_interrupt_stops_the_worker_at_once(path: Path, threads: int) -> None:
    """Ctrl-C raises KeyboardInterrupt in the caller, and no process is left behind."""
    script = f"""
import sys, threading, time
from pathlib import Path
from alskg.engine.embedded import EmbeddedEngine
if {threads} > 1:
    threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
query = Path(sys.argv[2]).read_text()
print("asked", flush=True)
try:
    EmbeddedEngine(sys.argv[1]).evaluate(query, "json", timeout=60)
except KeyboardInterrupt:
    tasks = Path("/proc/self/task").iterdir()
    print("left:", [(task / "children").read_text() for task in tasks], flush=True)
"""
    bomb = next(each for each in BOMBS if each.stem == "values_product")
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path), str(bomb)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "asked\n"
        time.sleep(0.6)
        process.send_signal(signal.SIGINT)
        start = time.monotonic()
        assert process.stdout.readline().replace("''", "").strip("\n, ") in (
            "left: []",
            "left: [, ]",
        )
        assert time.monotonic() - start < 1.0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the promise is Linux's")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("threads", [1, 2])
def test_a_worker_dies_with_its_caller(path: Path, threads: int, ending: signal.Signals) -> None:
    """Whatever ends the caller, a signal that it cannot even see included."""
    script = f"""
import sys, threading, time
from alskg.engine.embedded import EmbeddedEngine
if {threads} > 1:
    threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
EmbeddedEngine(sys.argv[1]).evaluate(sys.argv[2], "json", timeout=60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path), _bomb("values_product")]
    ) as process:
        (child,) = _eventually(lambda: _children_of(process.pid))
        _eventually(lambda: _seconds_used(child) > 0.5)
        process.send_signal(ending)
        process.wait()

        assert _eventually(lambda: not _is_running(child))


def _eventually(found: Callable[[], T]) -> T:
    """Return what is found once there is something, or what there is after ten seconds."""
    deadline = time.monotonic() + 10
    while not (value := found()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return value


def _children_of(caller: int) -> list[int]:
    """Return the processes that another one has started."""
    tasks = Path(f"/proc/{caller}/task")
    return [int(pid) for task in tasks.iterdir() for pid in (task / "children").read_text().split()]


def _status(process: int) -> list[str]:
    """Return the fields behind the name of a process, from its state on; none once it is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _seconds_used(process: int) -> float:
    """Return how long a process has computed."""
    fields = _status(process)
    return int(fields[11]) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def _is_running(process: int) -> bool:
    """Say whether a process is there, and not a zombie."""
    return _status(process)[:1] not in ([], ["Z"])
