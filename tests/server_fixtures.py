"""Real SPARQL servers on the loopback: Oxigraph's, and Virtuoso, another code altogether.

`oxigraph_server` and `virtuoso_server` start once a process and end with it, whatever becomes of
it. `running` starts any of the two outside of a test.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest
import requests
from requests.auth import HTTPDigestAuth

__all__ = ["SERVERS", "Server", "oxigraph_server", "running", "virtuoso_server"]

SERVERS: Final = {
    "oxigraph": "pip install oxigraph",
    "virtuoso": "apt-get install virtuoso-opensource",
}
"""The servers by name, with the line that installs each."""

_HOST: Final = "127.0.0.1"
_ENDS_WITH_US: Final = ("setpriv", "--pdeathsig", "KILL")
_TRIES: Final = 600
_PAUSE: Final = 0.1
_CONFIGURATION: Final = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
MaxCheckpointRemap = 2000
[Parameters]
ServerPort = {host}:{sql_port}
DisableUnixSocket = 1
DirsAllowed = {folder}
CheckpointInterval = 0
MaxClientConnections = 20
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
ThreadsPerQuery = 2
[HTTPServer]
ServerPort = {host}:{http_port}
ServerRoot = {folder}
ServerThreads = 10
MaxKeepAlives = 10
KeepAliveTimeout = 10
DefaultMailServer = localhost:25
[SPARQL]
ResultSetMaxRows = 10000000
MaxQueryCostEstimationTime = 600
MaxQueryExecutionTime = 60
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: what it is, where it answers, and who may write."""

    name: str
    query_url: str
    update_url: str
    store_url: str
    process: int = 0
    credentials: tuple[str, str] | None = None
    sql_port: int | None = None

    @property
    def authentication(self) -> HTTPDigestAuth | None:
        """Return the credentials as `requests` takes them."""
        return HTTPDigestAuth(*self.credentials) if self.credentials else None

    def load(self, path: Path) -> list[str]:
        """Put each named graph of an N-Quads file into the store, and return their IRIs."""
        graphs: defaultdict[str, list[ox.Triple]] = defaultdict(list)
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS):
            graphs[quad.graph_name.value].append(quad.triple)
        for iri, triples in graphs.items():
            requests.put(
                self.store_url,
                params={"graph": iri},
                data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES),
                headers={"Content-Type": "application/n-triples"},
                auth=self.authentication,
                timeout=600,
            ).raise_for_status()
        return sorted(graphs)

    def drop(self, graphs: Sequence[str]) -> None:
        """Take graphs out of the store again."""
        for iri in graphs:
            requests.delete(
                self.store_url, params={"graph": iri}, auth=self.authentication, timeout=60
            )


def installed(name: str) -> str | None:
    """Return the path of the program of a server, if it is installed."""
    if name == "virtuoso":
        return shutil.which("virtuoso-t")
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.is_file() else shutil.which(name)


@contextmanager
def running(
    name: str, folder: Path, *, port: int | None = None, buffers: int = 20_000
) -> Iterator[Server]:
    """Run a server that keeps its data in a folder, for as long as the block lasts.

    `buffers` are pages of 8 kB that Virtuoso may hold in memory.
    """
    start = _oxigraph if name == "oxigraph" else _virtuoso
    command, server = start(folder, port or _free_port(), buffers)
    if shutil.which(_ENDS_WITH_US[0]):
        command = [*_ENDS_WITH_US, *command]
    with (
        (folder / "server.log").open("wb") as log,
        subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=os.environ) as process,
    ):
        try:
            _wait(server, process, folder / "server.log")
            yield replace(server, process=process.pid)
        finally:
            process.send_signal(signal.SIGKILL)


def _oxigraph(folder: Path, port: int, _: int) -> tuple[list[str], Server]:
    """Return how Oxigraph's server is started, and where it answers."""
    root = f"http://{_HOST}:{port}"
    location = ["--location", str(folder / "store"), "--bind", f"{_HOST}:{port}"]
    server = Server("oxigraph", f"{root}/query", f"{root}/update", f"{root}/store")
    return [installed("oxigraph") or "oxigraph", "serve", *location], server


def _virtuoso(folder: Path, port: int, buffers: int) -> tuple[list[str], Server]:
    """Return how Virtuoso is started, and where it answers; a new one has the password `dba`."""
    root, sql_port = f"http://{_HOST}:{port}", _free_port()
    (folder / "virtuoso.ini").write_text(
        _CONFIGURATION.format(
            host=_HOST,
            folder=folder,
            http_port=port,
            sql_port=sql_port,
            buffers=buffers,
            dirty=buffers * 3 // 4,
        )
    )
    server = Server(
        name="virtuoso",
        query_url=f"{root}/sparql",
        update_url=f"{root}/sparql-auth",
        store_url=f"{root}/sparql-graph-crud-auth",
        credentials=("dba", "dba"),
        sql_port=sql_port,
    )
    program = installed("virtuoso") or "virtuoso-t"
    return [program, "+foreground", "+configfile", "virtuoso.ini"], server


def _free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.create_server((_HOST, 0)) as listener:
        return int(listener.getsockname()[1])


def _wait(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server answers a query. Raises RuntimeError with its words where it ends."""
    asked = {"query": "ASK {}"}
    for _ in range(_TRIES):
        if process.poll() is not None:
            break
        try:
            if requests.get(server.query_url, params=asked, timeout=5).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(_PAUSE)
    raise RuntimeError(f"{server.name} does not answer. It says: {log.read_text()[-2000:]}")


def _started(name: str, factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a server for the tests; skip, or fail on the build server, where it is not installed."""
    if installed(name) is None:
        message = f"{name} is not installed. Install it: {SERVERS[name]}"
        if os.environ.get("CI", "").casefold() in {"1", "true", "yes"}:
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    with running(name, factory.mktemp(name)) as server:
        yield server


@pytest.fixture(scope="session")
def oxigraph_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run Oxigraph's server, empty, for as long as the tests last."""
    yield from _started("oxigraph", tmp_path_factory)


@pytest.fixture(scope="session")
def virtuoso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run Virtuoso, empty, for as long as the tests last."""
    yield from _started("virtuoso", tmp_path_factory)
