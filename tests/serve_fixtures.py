"""`alskg serve` as a user starts it: a process of its own, at a free port, gone after the test."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

BOMBS = Path(__file__).parent / "fixtures" / "hostile" / "bombs"
PATIENCE = 60.0


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401
        """Return the body, read as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Served:
    """A server that runs."""

    url: str
    process: subprocess.Popen[str]
    words: str

    @property
    def place(self) -> tuple[str, int]:
        """Return host and port."""
        parts = urlsplit(self.url)
        return str(parts.hostname), int(parts.port or 0)

    def get(self, path: str, **headers: str) -> Answer:
        """Return the answer to a GET."""
        return self.request("GET", path, headers=headers)

    def ask(self, query: str, accept: str = "application/sparql-results+json") -> Answer:
        """Return the answer to a query."""
        return self.get(f"/sparql?query={quote(query, safe='')}", Accept=accept)

    def post(self, query: str, accept: str = "*/*") -> Answer:
        """Return the answer to a query that may be long."""
        kind = "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind, "Accept": accept}
        return self.request("POST", "/sparql", urlencode({"query": query}).encode(), headers)

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Return the answer to a request."""
        with contextlib.closing(HTTPConnection(*self.place, timeout=PATIENCE)) as connection:
            connection.request(method, path, body, headers or {})
            found = connection.getresponse()
            fields = {name.lower(): value for name, value in found.getheaders()}
            return Answer(found.status, fields, found.read())

    def connect(self) -> socket.socket:
        """Return a bare connection."""
        return socket.create_connection(self.place, timeout=PATIENCE)

    @property
    def health(self) -> Any:  # noqa: ANN401
        """Return what the server says of itself."""
        return self.get("/-/health").json

    def workers(self) -> list[int]:
        """Return the process ids of the workers."""
        return [worker for nurse in children(self.process.pid) for worker in children(nurse)]

    def stop(self) -> int:
        """Stop it as a service manager does, and return its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@contextlib.contextmanager
def serving(*options: str) -> Iterator[Served]:
    """Run a server until the end of the block."""
    command = [sys.executable, "-m", "alskg", "serve", "--port", "0", *options]
    environment = {**os.environ, "COLUMNS": "200"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stderr
            words = process.stderr.readline()
            while words and " Site http" not in words.splitlines()[-1]:
                line = process.stderr.readline()
                assert line, words
                words += line
            address = re.search(r"Site (http://\S+)", words)
            assert address, words
            yield Served(address[1].rstrip("/"), process, words)
        finally:
            process.kill()


def children(process: int) -> list[int]:
    """Return the process ids of what a process started and has not ended."""
    try:
        found = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(each) for each in found.split()]


def is_alive(process: int) -> bool:
    """Say whether a process runs, and is no zombie."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2]
    except OSError:
        return False
    return state.split()[0] not in {"Z", "X"}


def eventually(holds: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Say whether something comes to hold."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return holds()


def bomb(number: int) -> tuple[str, str]:
    """Return a query that is never answered, unlike any other, and the type of its answer."""
    files = sorted(BOMBS.glob("*.rq"))
    return _numbered(files[number % len(files)], number)


def endless(number: int = 1) -> tuple[str, str]:
    """Return a query that works until it is stopped, and the type of its answer.

    Of a Cartesian product the engine keeps one side, which side is chance: some end in memory.
    """
    return _numbered(BOMBS / "values_product.rq", number)


def _numbered(path: Path, number: int) -> tuple[str, str]:
    text = path.read_text(encoding="utf-8")
    accept = "text/turtle" if "CONSTRUCT" in text else "application/sparql-results+json"
    return f"{text}\n# {number}", accept
