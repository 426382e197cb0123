"""The servers that are measured: each loads a file of N-Quads and is asked over HTTP.

A connection stays open for all questions. Both run on the loopback, in a folder that goes with them
(see tests/server_fixtures.py).
"""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import generated
import pyoxigraph as ox
from questions import Question, found_in_graph, found_in_rows
from sides import CAP, Answer, Loaded, Side, peak_memory, size

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

__all__ = ["SERVERS"]

_JSON: Final = "application/sparql-results+json"


class Served:
    """A server that has loaded a dataset, asked over one connection."""

    def __init__(self, url: str, process: int, loaded: Loaded, more: dict[str, Any]) -> None:
        """Take its address for queries, its process, and what goes with every question."""
        address = urlsplit(url)
        host, port = address.hostname or "", address.port
        self._path = address.path
        self._connection = http.client.HTTPConnection(host, port, timeout=CAP)
        self._process = process
        self._more = more
        self.loaded = loaded

    def ask(self, question: Question, times: int = 1) -> Answer:
        """Ask it, and read the whole answer each time. Raises RuntimeError where it refuses."""
        seconds = []
        for _ in range(times):
            start = time.perf_counter()
            try:
                syntax, answer = self._read(question)
            except TimeoutError:
                self.close()  # the next question opens it anew
                return Answer((CAP,), None)
            seconds.append(time.perf_counter() - start)
        if not question.gives_graph:
            return Answer(tuple(seconds), found_in_rows(answer))
        turtle = ox.RdfFormat.TURTLE if "turtle" in syntax else ox.RdfFormat.N_TRIPLES
        return Answer(tuple(seconds), found_in_graph(answer, turtle))

    def _read(self, question: Question) -> tuple[str, bytes]:
        """Return the media type of an answer, and the answer."""
        wanted = "application/n-triples, text/turtle;q=0.5" if question.gives_graph else _JSON
        given = urlencode({"query": question.text, **self._more}, doseq=True)
        self._connection.request("GET", f"{self._path}?{given}", headers={"Accept": wanted})
        response = self._connection.getresponse()
        answer = response.read()
        if response.status != http.client.OK:
            raise RuntimeError(f"{question.kind}: {response.status} {answer[:500]!r}")
        return response.headers.get("Content-Type", ""), answer

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def memory(self) -> int:
        """Return the peak memory of the server."""
        return peak_memory(self._process)


@contextmanager
def _oxigraph(_: str, dataset: Path, folder: Path) -> Iterator[Side]:
    from server_fixtures import installed, running  # noqa: PLC0415  (only servers need it)

    program = installed("oxigraph") or "oxigraph"
    start = time.perf_counter()
    where = ["--location", str(folder / "store")]
    memory = _run([program, "load", *where, "--file", str(dataset)])
    _run([program, "optimize", *where])
    loaded = Loaded(time.perf_counter() - start, memory, size(folder))
    with running("oxigraph", folder) as server:
        union = {"union-default-graph": "true"}
        with closing(Served(server.query_url, server.process, loaded, union)) as side:
            yield side


@contextmanager
def _virtuoso(_: str, dataset: Path, folder: Path) -> Iterator[Side]:
    from server_fixtures import running  # noqa: PLC0415  (as above)

    inside = folder / "dataset.nq"
    inside.hardlink_to(dataset)
    pages = max(20_000, dataset.stat().st_size // 9_000)
    load = f"ld_dir('{folder}', '*.nq', 'urn:none'); rdf_loader_run(); checkpoint;"
    with running("virtuoso", folder, buffers=pages) as server:
        start = time.perf_counter()
        _run(["isql-vt", f"127.0.0.1:{server.sql_port}", "dba", "dba", f"exec={load}"])
        seconds = time.perf_counter() - start
        written = (folder / "virtuoso.db").stat().st_size
        loaded = Loaded(seconds, peak_memory(server.process), written)
        graphs = {"default-graph-uri": list(generated.GRAPHS)}
        with closing(Served(server.query_url, server.process, loaded, graphs)) as side:
            yield side


def _run(command: list[str]) -> int:
    """Run a program, and return its peak memory in bytes."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with status {process.returncode}.")
    return usage.ru_maxrss * 1024


SERVERS: Final[dict[str, Callable[[str, Path, Path], AbstractContextManager[Side]]]] = {
    "Oxigraph server": _oxigraph,
    "Virtuoso": _virtuoso,
}
"""What opens each server, by name: it is given the name, the file, and a folder of its own."""
