"""Endpoints on the loopback for tests of federation: a real one, and some that misbehave."""

import contextlib
import json
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

JSON = "application/sparql-results+json"
REMOTE = """\
@prefix e: <http://e/> .
e:a e:weight 7 ; e:called "alpha"@en , "al \\"quoted\\" \\\\u0041 {?x}" ; e:near _:b .
e:b e:weight 9 ; e:called "beta" .
e:z e:weight 1 .
_:b e:called "nameless" .
"""


def oxigraph() -> str | None:
    """Return the path of the `oxigraph` server, if it is installed."""
    beside = Path(sys.executable).with_name("oxigraph")
    return str(beside) if beside.is_file() else shutil.which("oxigraph")


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Run a real endpoint over a few triples, and give the URL of it."""
    data = folder / "remote.ttl"
    data.write_text(REMOTE, encoding="utf-8")
    command = oxigraph() or "oxigraph"
    location = ["--location", str(folder / "store")]
    subprocess.run(
        [command, "load", *location, "--file", str(data)], check=True, capture_output=True
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    bind = ["--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(
        [command, "serve-read-only", *location, *bind],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait(port)
            yield f"http://127.0.0.1:{port}/query"
        finally:
            process.kill()


def _wait(port: int) -> None:
    """Wait until a server listens."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/"):
            return
        time.sleep(0.05)
    raise TimeoutError


Answer = Callable[[BaseHTTPRequestHandler], None]


class Fake:
    """An HTTP server that answers every POST by one function, and remembers what it was sent."""

    def __init__(self, answer: Answer) -> None:
        """Start to serve on a free port."""
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []

        def post(handler: BaseHTTPRequestHandler) -> None:
            size = int(handler.headers.get("Content-Length", 0))
            self.bodies.append(handler.rfile.read(size))
            self.headers.append(dict(handler.headers))
            with contextlib.suppress(OSError):
                answer(handler)

        quiet = {"do_POST": post, "log_message": lambda *_: None}
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Handler", (BaseHTTPRequestHandler,), quiet)
        )
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/sparql"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def fake(answer: Answer) -> Iterator[Fake]:
    """Serve for as long as the block lasts."""
    serving = Fake(answer)
    try:
        yield serving
    finally:
        serving.close()


def says(
    body: bytes, media_type: str = JSON, status: int = 200, headers: dict[str, str] | None = None
) -> Answer:
    """Return the function of a server that always says the same."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", media_type)
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def document(*rows: Mapping[str, object], names: tuple[str, ...] = ("x",)) -> bytes:
    """Return an answer as an endpoint writes it."""
    return json.dumps({"head": {"vars": names}, "results": {"bindings": rows}}).encode()
