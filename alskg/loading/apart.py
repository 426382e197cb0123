"""Load files in this process: `python -m alskg.loading.apart CALLER`, the job on standard input.

CALLER is the process id of whoever asks. Each line of standard output is a message in JSON: how far
a file is read, and at the end what was loaded or why it was not.
"""

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from alskg.engine.worker import die_with
from alskg.errors import AlskgError, InputError
from alskg.loading.files import GRAPHS
from alskg.loading.stream import Stream

__all__: list[str] = []

_FORMATS: Final = {
    "ntriples": (ox.RdfFormat.N_TRIPLES, "N-Triples"),
    "nquads": (ox.RdfFormat.N_QUADS, "N-Quads"),
    "turtle": (ox.RdfFormat.TURTLE, "Turtle"),
    "trig": (ox.RdfFormat.TRIG, "TriG"),
    "rdfxml": (ox.RdfFormat.RDF_XML, "RDF/XML"),
    "jsonld": (ox.RdfFormat.JSON_LD, "JSON-LD without a context elsewhere"),
}
_PAUSE: Final = 0.1
_CHUNK: Final = 1 << 20


class _Load:
    """One file on its way: its statements, and what is learnt of it."""

    def __init__(self, number: int, file: dict[str, Any], *, only: bool) -> None:
        """Open the file. Raises InputError."""
        self._number = number
        self._path = Path(file["path"])
        self._graph = ox.NamedNode(file["graph"])
        self._only = only
        self._told = 0.0
        self._before = self._path.stat()
        self._stream = Stream(self._path, file["syntax"], packed=file["packed"], moved=self._tell)
        self.statements = 0

    def quads(self) -> Iterator[ox.Quad]:
        """Yield what the file says, each statement in the graph where it belongs."""
        syntax, name = _FORMATS[self._stream.syntax]
        try:
            for quad in ox.parse(
                self._stream,  # type: ignore[arg-type]  # it reads, and that is all that is asked
                format=syntax,
                base_iri=self._graph.value,
                rename_blank_nodes=True,
            ):
                self.statements += 1
                yield quad if self._only else self._placed(quad)
            _say({"doing": f"writing what {self._path.name} says"})
        except (SyntaxError, ValueError) as error:
            number = getattr(error, "lineno", None)
            line = f", line {number}" if number else ""
            what = str(getattr(error, "msg", None) or error).strip().splitlines()[-1].strip(" =.")
            raise InputError(
                f"{self._path}{line}: this is not {name}, or it was cut off or damaged: {what}. "
                f"Nothing was loaded."
            ) from error

    def _placed(self, quad: ox.Quad) -> ox.Quad:
        """Put a statement without a graph into the file's; keep those of the project apart."""
        graph = quad.graph_name
        if isinstance(graph, ox.DefaultGraph):
            return ox.Quad(quad.subject, quad.predicate, quad.object, self._graph)
        if isinstance(graph, ox.NamedNode) and graph.value.startswith(GRAPHS):
            raise InputError(
                f"{self._path} has statements in the graph <{graph.value}>. Graphs named "
                f"{GRAPHS}… are the project's own, and nothing is added to them: rename it, or ask "
                f"the file alone with --only."
            )
        return quad

    def finished(self) -> dict[str, Any]:
        """Return what is known of the file. Raises InputError where it changed meanwhile."""
        digest = self._stream.finish()
        after = self._path.stat()
        if (after.st_size, after.st_mtime_ns) != (self._before.st_size, self._before.st_mtime_ns):
            raise InputError(f"{self._path} was changed while it was read. Load it again.")
        return {"sha256": digest, "statements": self.statements}

    def _tell(self, read: int) -> None:
        now = time.monotonic()
        if now - self._told > _PAUSE:
            self._told = now
            _say({"file": self._number, "read": read})


def _loaded(job: dict[str, Any]) -> list[dict[str, Any]]:
    """Load all that a job says. Raises InputError and OSError."""
    into = Path(job["into"])
    if job["disk"]:
        store = ox.Store(str(into))
        if job["base"]:
            store.bulk_load(path=job["base"], format=ox.RdfFormat.N_QUADS, lenient=True)
        loaded = []
        for load in _loads(job):
            store.bulk_extend(load.quads())
            loaded.append(load.finished())
        _say({"doing": "putting the store in order"})
        store.optimize()
        store.flush()
        del store
        _sync(into)
        return loaded
    loaded = []
    with into.open("wb") as target:
        if job["base"]:
            with Path(job["base"]).open("rb") as base:
                while chunk := base.read(_CHUNK):
                    target.write(chunk)
        for load in _loads(job):
            ox.serialize(load.quads(), target, format=ox.RdfFormat.N_QUADS)
            loaded.append(load.finished())
    return loaded


def _loads(job: dict[str, Any]) -> Iterator[_Load]:
    for number, file in enumerate(job["files"]):
        yield _Load(number, file, only=job["base"] is None)


def _sync(folder: Path) -> None:
    """Wait until the files of a folder, and their names, are on disk."""
    for path in (*folder.iterdir(), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _main() -> None:
    """Read the job, do it, and say how it went."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asked ends this process
    die_with(int(sys.argv[1]))
    job = json.loads(sys.stdin.buffer.read())
    resource.setrlimit(resource.RLIMIT_AS, (job["memory"], job["memory"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        _say({"loaded": _loaded(job)})
    except AlskgError as error:
        _say({"error": str(error)})
    except OSError as error:
        _say({"system": error.strerror or str(error), "errno": error.errno})
    except MemoryError:
        os.abort()
    except BaseException as error:  # noqa: BLE001  (a panic of the parser derives from this only)
        _say({"error": f"The parser broke down: {error}. Nothing was loaded."})
    os._exit(0)


if __name__ == "__main__":
    _main()
