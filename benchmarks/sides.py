"""What is measured: engines that load a file of N-Quads and answer; here those in Python.

Each runs in a process of its own, which is this file as a script, so that its peak memory is its
own. It measures its time itself. The others are in servers.py.
"""

import json
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import pyoxigraph as ox
from questions import Found, Question, found_in_graph, found_in_rows

__all__ = ["CAP", "IN_PYTHON", "Answer", "Loaded", "Side", "in_python", "peak_memory", "size"]

CAP: Final = 20
"""Seconds after which a question is given up, where the engine can be stopped."""


Ask = Callable[[str, bool], bytes]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading took: seconds, the peak memory of it in bytes, and bytes on disk afterwards."""

    seconds: float
    memory: int
    size: int


@dataclass(frozen=True, slots=True)
class Answer:
    """How long each of some answers took, in seconds, and what they hold; None if given up."""

    seconds: tuple[float, ...]
    found: Found | None


class Side(Protocol):
    """An engine that has loaded a dataset."""

    loaded: Loaded

    def ask(self, question: Question, times: int = 1) -> Answer:
        """Answer a question so many times in a row."""
        ...

    def memory(self) -> int:
        """Return the peak memory of what answers, in bytes."""
        ...


def peak_memory(process: int | str = "self") -> int:
    """Return the largest memory that a process has had, in bytes (VmHWM of Linux)."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024
    return 0


def size(folder: Path) -> int:
    """Return the bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


class InPython:
    """An engine in a process of its own that talks in lines of JSON."""

    def __init__(self, name: str, dataset: Path, folder: Path) -> None:
        """Start it, and wait until it has loaded."""
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", __file__, name, str(dataset), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.loaded = Loaded(**self._read())

    def ask(self, question: Question, times: int = 1) -> Answer:
        """Answer a question there, so many times in a row."""
        asked = {"query": question.text, "graph": question.gives_graph, "times": times}
        said = self._talk(asked)
        return Answer(tuple(said["seconds"]), tuple(said["found"]) if said["found"] else None)

    def memory(self) -> int:
        """Return the peak memory of that process."""
        return peak_memory(self._process.pid)

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()

    def _talk(self, message: dict[str, Any]) -> dict[str, Any]:
        if self._process.stdin:
            self._process.stdin.write(json.dumps(message) + "\n")
            self._process.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise RuntimeError(f"The engine ended early, with status {self._process.wait()}.")
        said: dict[str, Any] = json.loads(line)
        return said


@contextmanager
def in_python(name: str, dataset: Path, folder: Path) -> Iterator[Side]:
    """Open the engine of a name on a file, with a folder of its own, for as long as the block."""
    with closing(InPython(name, dataset, folder)) as side:
        yield side


def _embedded(dataset: Path, _folder: Path) -> Ask:
    from alskg.engine.embedded import EmbeddedEngine  # noqa: PLC0415  (each side imports its own)

    engine = EmbeddedEngine(dataset)
    _ = engine.store
    return lambda query, graph: engine.evaluate(query, "ntriples" if graph else "json")


def _disk(dataset: Path, folder: Path) -> Ask:
    from alskg.engine.disk import DiskEngine  # noqa: PLC0415  (as above)
    from alskg.loading import open_store, planned  # noqa: PLC0415  (as above)

    engine = DiskEngine(open_store(folder / "store", planned([dataset], None)))
    _ = engine.store
    return lambda query, graph: engine.evaluate(query, "ntriples" if graph else "json")


def _pyoxigraph(dataset: Path, _: Path) -> Ask:
    store = ox.Store()
    store.load(path=dataset, format=ox.RdfFormat.N_QUADS)

    def ask(query: str, graph: bool) -> bytes:  # noqa: FBT001  (as all of them)
        answer: Any = store.query(query, use_default_graph_as_union=True)
        syntax: Any = ox.RdfFormat.N_TRIPLES if graph else ox.QueryResultsFormat.JSON
        return bytes(answer.serialize(format=syntax))

    return ask


def _rdflib(dataset: Path, _: Path) -> Ask:
    import rdflib  # noqa: PLC0415  (as above)

    held = rdflib.Dataset(default_union=True)
    held.parse(dataset, format="nquads")
    return lambda query, graph: bytes(
        held.query(query).serialize(format="nt" if graph else "json", encoding="utf-8") or b""
    )


IN_PYTHON: Final[dict[str, Callable[[Path, Path], Ask]]] = {
    "alskg, memory": _embedded,
    "alskg, disk": _disk,
    "pyoxigraph": _pyoxigraph,
    "rdflib": _rdflib,
}
"""What runs in Python, by name, with what loads it."""


def _give_up(*_: object) -> None:
    raise TimeoutError


def _serve(name: str, dataset: Path, folder: Path) -> None:
    """Load, say so, and answer what comes on standard input. Only rdflib can be given up."""
    if name == "rdflib":
        signal.signal(signal.SIGALRM, _give_up)
    start = time.perf_counter()
    ask = IN_PYTHON[name](dataset, folder)
    seconds = time.perf_counter() - start
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    memory = max(peak_memory(), children)
    print(json.dumps({"seconds": seconds, "memory": memory, "size": size(folder)}), flush=True)
    for line in sys.stdin:
        print(json.dumps(_answered(ask, can_stop=name == "rdflib", **json.loads(line))), flush=True)


def _answered(
    ask: Ask, *, query: str, graph: bool, times: int, can_stop: bool
) -> dict[str, object]:
    """Answer a question some times, and return the seconds of each and what was found."""
    seconds = []
    for _ in range(times):
        signal.alarm(CAP if can_stop else 0)
        start = time.perf_counter()
        try:
            answer = ask(query, graph)
        except TimeoutError:
            return {"seconds": [CAP], "found": None}
        seconds.append(time.perf_counter() - start)
        signal.alarm(0)
    found = found_in_graph(answer, ox.RdfFormat.N_TRIPLES) if graph else found_in_rows(answer)
    return {"seconds": seconds, "found": found}


if __name__ == "__main__":
    _serve(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
