"""What the tests of publishing share: small releases, and a store that fails when it is told to."""

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox

from alskg.publish import Release, ReleaseGraph, Targets
from alskg.publish.values import Contents, contents

GRAPHS: Final = "https://w3id.org/alskg/graph/"
BYSTANDER: Final = "http://e/somebody-elses"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"

Judge = Callable[[int, str, str], tuple[int, str, bytes] | None]
"""Takes the number, method and path of a request; returns status, type and body, or None."""

AWKWARD: Final = "".join(
    f"<http://e/a> <http://e/p{number}> {term} .\n"
    for number, term in enumerate(
        (
            f'"30.0"^^<{_XSD}decimal>',
            f'"0.10"^^<{_XSD}decimal>',
            f'"01"^^<{_XSD}integer>',
            f'"5"^^<{_XSD}nonNegativeInteger>',
            f'"1"^^<{_XSD}boolean>',
            f'"false"^^<{_XSD}boolean>',
            f'"1.5E0"^^<{_XSD}double>',
            f'"2020-01-02T03:04:05+00:00"^^<{_XSD}dateTime>',
            f'"2020-01-02T03:04:05.500+02:00"^^<{_XSD}dateTime>',
            f'"2020-01-02"^^<{_XSD}date>',
            f'"2020-05"^^<{_XSD}gYearMonth>',
            f'"http://e/x"^^<{_XSD}anyURI>',
            '"plain"',
            '""',
            '"Gr\u00f6\u00dfe \u2013 \U0001d49c \\"q\\" \\\\ tab\\t line\\n return\\r end"@en',
            "<http://e/caf\u00e9>",
        )
    )
)
"""Values that one store or another writes in its own way, as N-Triples."""


def graph(name: str, body: str) -> ReleaseGraph:
    """Make a graph of a release from N-Triples."""
    quads = ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
    return ReleaseGraph(GRAPHS + name, body.encode(), contents(quad.triple for quad in quads))


def release(version: str, **more: str) -> Release:
    """Make a release of three graphs, a third of which stays the same in every version."""
    bodies = {
        "page": "".join(
            f'<http://e/s{n}> <http://e/p> "{n if n % 3 else version + str(n)}"@en .\n'
            for n in range(90)
        ),
        "empty": "",
        **more,
        "dataset": f'<http://e/dataset> <http://e/version> "{version}" .\n',
    }
    graphs = tuple(graph(name, body) for name, body in bodies.items())
    return Release(version, version * 64, graphs)


class FakeStore:
    """A graph store in memory behind HTTP, with Oxigraph's addresses and transactions."""

    def __init__(self) -> None:
        """Start to serve on a free port."""
        self.dataset = ox.Store()
        self.requests: list[tuple[str, str]] = []
        self.judge: Judge = lambda *_: None
        self.answer_lost = False
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def handled(self) -> None:
                with contextlib.suppress(OSError):
                    fake.handle(self)

            do_PUT = do_POST = do_DELETE = handled  # noqa: N815  (http.server's names)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.root = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.targets = Targets.of(f"{self.root}/store")
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def changes(self) -> list[tuple[str, str]]:
        """Return the requests that change something: method and path."""
        return [each for each in self.requests if each[1] != "/query"]

    def reset(self, quads: Iterable[ox.Quad]) -> None:
        """Hold these statements, and nothing else."""
        self.judge = lambda *_: None
        self.requests.clear()
        self.dataset.clear()
        self.dataset.extend(quads)

    def names(self) -> set[str]:
        """Return the IRIs of the graphs that hold something."""
        return {quad.graph_name.value for quad in self.dataset}

    def holds(self, one: Release) -> bool:
        """Say whether each graph of a release is there, and nothing else under its IRI."""
        return all(self._contents(each.iri) == each.contents for each in one.graphs)

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer a request, unless the judge has it otherwise."""
        data = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        url = urlsplit(handler.path)
        self.requests.append((handler.command, url.path))
        verdict = self.judge(len(self.requests), handler.command, url.path)
        done = None
        if verdict is None or self.answer_lost:
            done = self._done(handler.command, url.path, url.query, data)
        status, kind, body = verdict or done or (500, "text/plain", b"")
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def _contents(self, iri: str) -> Contents:
        """Return what a graph holds."""
        quads = self.dataset.quads_for_pattern(None, None, None, ox.NamedNode(iri))
        return contents(quad.triple for quad in quads)

    def _done(self, method: str, path: str, query: str, data: bytes) -> tuple[int, str, bytes]:
        """Do as a request says."""
        if path == "/query":
            return self._answered(parse_qs(data.decode())["query"][0])
        if path == "/update":
            self.dataset.update(parse_qs(data.decode())["update"][0])
            return 204, "text/plain", b""
        graph = ox.NamedNode(parse_qs(query)["graph"][0])
        if method != "POST":
            self.dataset.remove_graph(graph)
        if data:
            self.dataset.load(data, format=ox.RdfFormat.N_TRIPLES, to_graph=graph)
        return 201, "text/plain", b""

    def _answered(self, text: str) -> tuple[int, str, bytes]:
        """Answer a query."""
        result = self.dataset.query(text)
        if isinstance(result, ox.QueryTriples):
            body = result.serialize(format=ox.RdfFormat.N_TRIPLES)
            return 200, "application/n-triples", body or b""
        assert isinstance(result, ox.QuerySolutions)
        body = result.serialize(format=ox.QueryResultsFormat.JSON)
        return 200, "application/sparql-results+json", body or b""


@contextmanager
def fake_store() -> Iterator[FakeStore]:
    """Serve for as long as the block lasts."""
    serving = FakeStore()
    try:
        yield serving
    finally:
        serving.close()
