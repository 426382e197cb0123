"""Ask servers over HTTP, the same questions of the same data, in one run and in turns.

A question that is repeated can come from a memory of answers; one that was never asked before
cannot. Each side is started with the compiled graph, its answers are compared with the others', and
then `wrk` asks it with eight connections for some seconds a turn. What counts is the median turn.

Run it from the checkout: `python benchmarks/serving.py [--turns N] [--seconds S]`. It prints
Markdown. It needs wrk (apt-get install wrk); a server that is not installed is left out.

Exit status 1 says that a bar was missed, 2 that the answers differ, 3 that wrk is missing.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

import requests

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from machine import machine
from server_fixtures import installed, running  # type: ignore[import-not-found]

from alskg.compile import open_build
from alskg.engine.results import differences, from_json

REPEATED_BAR: Final = 2.0
FRESH_BAR: Final = 0.4
OURS: Final = "alskg serve"
BAR: Final = "oxigraph serve-read-only"

_HOST: Final = "127.0.0.1"
_FIRST_PORT: Final = 18_700
_TRIES: Final = 300
_PAUSE: Final = 0.1
_CONNECTIONS: Final = 8
_LABEL: Final = "<http://www.w3.org/2000/01/rdf-schema#label>"
QUESTIONS: Final = {
    "one thing": "SELECT ?p ?o WHERE { GRAPH ?g { <https://w3id.org/alskg/gene/SOD1> ?p ?o } }",
    "twenty labels": f"SELECT ?s ?label WHERE {{ GRAPH <https://w3id.org/alskg/graph/page> "
    f"{{ ?s a <https://w3id.org/alskg/ontology#Gene> ; {_LABEL} ?label }} }} "
    f"ORDER BY ?s LIMIT 20",
    "a join": "SELECT ?gene ?label WHERE { GRAPH <https://w3id.org/alskg/graph/page> "
    "{ ?claim a <https://w3id.org/alskg/ontology#CauseClaim> ; "
    "<http://www.w3.org/1999/02/22-rdf-syntax-ns#subject> ?gene . "
    f"?gene {_LABEL} ?label }} }} ORDER BY ?gene LIMIT 20",
}
_SCRIPT: Final = """\
local path, number = "%s", 0
wrk.path = path
if %s then
  request = function()
    number = number + 1
    return wrk.format("GET", path .. "%%20%%23%s-" .. number)
  end
end
wrk.headers["Accept"] = "application/sparql-results+json"
done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format("\\n[%%d,%%d,%%d,%%d,%%d]\\n", summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
"""


@dataclass(slots=True)
class Side:
    """A server that runs: its address, and what each turn of each kind of question gave."""

    url: str
    rates: dict[str, list[float]] = field(default_factory=dict)
    latencies: dict[str, list[tuple[float, float]]] = field(default_factory=dict)


def main() -> int:
    """Measure, print the tables, and say whether the bars are met."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--turns", type=int, default=5, help="counted turns of each [5]")
    parser.add_argument("--seconds", type=int, default=3, help="seconds a turn [3]")
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        print("wrk is not installed. Install it: apt-get install wrk", file=sys.stderr)
        return 3
    dataset = open_build().path_nquads
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        sides = dict(_sides(stack, dataset, Path(folder)))
        if not _agree(sides):
            return 2
        for turn in range(options.turns + 1):  # the first one warms up
            for name, question in QUESTIONS.items():
                for kind in ("repeated", "never asked before"):
                    for side in sides.values():
                        _ask(side, f"{name}, {kind}", question, turn, options.seconds)
    print(
        f"{machine()}; {_CONNECTIONS} connections, {options.turns} turns of {options.seconds} s\n"
    )
    _print_table(sides)
    return int(not _bars_met(sides))


def _sides(stack: ExitStack, dataset: Path, folder: Path) -> Iterator[tuple[str, Side]]:
    """Start each server that is installed, with the data, and yield it by name."""
    ports = iter(range(_FIRST_PORT, _FIRST_PORT + 9))
    bin_folder = Path(sys.executable).parent
    port = next(ports)
    ours = [sys.executable, "-m", "alskg", "serve", "--port", str(port)]
    yield OURS, stack.enter_context(_started(ours, f"http://{_HOST}:{port}/sparql"))
    port = next(ports)
    oxigraph, location = str(bin_folder / "oxigraph"), ["--location", str(folder / "oxigraph")]
    load = [oxigraph, "load", *location, "--file", str(dataset), "--format", "nq"]
    subprocess.run(load, check=True, capture_output=True)
    serve = [oxigraph, "serve-read-only", *location, "--bind", f"{_HOST}:{port}"]
    yield BAR, stack.enter_context(_started(serve, f"http://{_HOST}:{port}/query"))
    port = next(ports)
    endpoint = bin_folder / "rdflib-endpoint"
    if endpoint.is_file():
        command = [str(endpoint), "serve", "--host", _HOST, "--port", str(port), str(dataset)]
        yield "rdflib-endpoint", stack.enter_context(_started(command, f"http://{_HOST}:{port}/"))
    if installed("virtuoso"):
        server = stack.enter_context(running("virtuoso", _made(folder / "virtuoso")))
        server.load(dataset)
        yield "Virtuoso", Side(server.query_url)


def _made(folder: Path) -> Path:
    """Return a folder, once it is there."""
    folder.mkdir()
    return folder


@contextmanager
def _started(command: list[str], url: str) -> Iterator[Side]:
    """Run a server for as long as the block lasts."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as process:
        try:
            _wait(url, lambda: process.poll() is None)
            yield Side(url)
        finally:
            process.terminate()


def _wait(url: str, is_alive: Callable[[], bool]) -> None:
    """Wait until a server answers. Raises RuntimeError where it ends."""
    for _ in range(_TRIES):
        try:
            if requests.get(url, params={"query": "ASK {}"}, timeout=5).ok:
                return
        except requests.RequestException:
            pass
        if not is_alive():
            break
        time.sleep(_PAUSE)
    message = f"The server at {url} does not answer."
    raise RuntimeError(message)


def _agree(sides: dict[str, Side]) -> bool:
    """Say whether all sides give the same answers."""
    agreed = True
    for name, question in QUESTIONS.items():
        answers = {}
        for side_name, side in sides.items():
            response = requests.get(
                side.url,
                params={"query": question},
                headers={"Accept": "application/sparql-results+json"},
                timeout=60,
            )
            answers[side_name] = from_json(response.content)
        expected = answers[OURS]
        for side_name, found in answers.items():
            if isinstance(expected, bool) or isinstance(found, bool):
                continue
            if len(expected) == 0 or differences(expected, found):
                print(f"{side_name} gives another answer to {name}.", file=sys.stderr)
                agreed = False
    return agreed


def _ask(side: Side, kind: str, question: str, turn: int, seconds: int) -> None:
    """Ask for some seconds, and note the rate and the latencies; the first turn is not noted."""
    url, _, path = side.url.partition(f"{_HOST}:")
    host, _, path = path.partition("/")
    target = f"/{path}?query={quote(question, safe='')}"
    fresh = "true" if "never" in kind else "false"
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_SCRIPT % (target, fresh, f"{kind[:4].strip()}{turn}".replace(" ", "")))
        script.flush()
        command = ["wrk", "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s", "-s", script.name]
        done = subprocess.run(
            [*command, f"{url}{_HOST}:{host}"], check=True, capture_output=True, text=True
        )
    count, micros, errors, middle, high = json.loads(done.stdout.strip().splitlines()[-1])
    if errors:
        print(f"{side.url}: {errors} of {count} requests failed ({kind}).", file=sys.stderr)
    if turn:
        side.rates.setdefault(kind, []).append((count - errors) / micros * 1e6)
        side.latencies.setdefault(kind, []).append((middle / 1e3, high / 1e3))


def _print_table(sides: dict[str, Side]) -> None:
    """Print the medians as Markdown."""
    print("| question | server | requests/s | p50 ms | p99 ms | against Oxigraph |")
    print("|---|---|---|---|---|---|")
    for kind in sides[OURS].rates:
        bar = statistics.median(sides[BAR].rates[kind])
        for name, side in sides.items():
            rate = statistics.median(side.rates[kind])
            middle, high = (
                statistics.median(column) for column in zip(*side.latencies[kind], strict=True)
            )
            ratio = f"{rate / bar:.2f}"
            print(f"| {kind} | {name} | {rate:,.0f} | {middle:.2f} | {high:.2f} | {ratio} |")


def _bars_met(sides: dict[str, Side]) -> bool:
    """Print the lowest ratio of each kind, and say whether both bars are met."""
    met = True
    for kind, bar in (("repeated", REPEATED_BAR), ("never asked before", FRESH_BAR)):
        ratios = [
            statistics.median(rates) / statistics.median(sides[BAR].rates[question])
            for question, rates in sides[OURS].rates.items()
            if question.endswith(kind)
        ]
        print(f"\n{kind}: at least {min(ratios):.2f} x {BAR} (bar: {bar})")
        met = met and min(ratios) >= bar
    return met


if __name__ == "__main__":
    sys.exit(main())
