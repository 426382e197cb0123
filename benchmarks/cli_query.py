"""Time a query from the shell, as a whole process, against two bare Python scripts.

Each script loads the same compiled file, asks the same query and prints the same rows: one with
pyoxigraph, one with rdflib. The three take turns, so that whatever else the machine does falls on
all of them. Run it from the checkout: `python benchmarks/cli_query.py [NAME] [--runs N]`.

Exit status 1 says that a bar was missed, 2 that the answers differ.
"""

import argparse
import csv
import io
import platform
import statistics
import subprocess
import sys
import time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from alskg import catalogue
from alskg.compile import open_build

AT_MOST_SLOWER_THAN_PYOXIGRAPH: Final = 3.0
AT_LEAST_FASTER_THAN_RDFLIB: Final = 5.0

BARE_PYOXIGRAPH: Final = """\
import sys
import pyoxigraph
store = pyoxigraph.Store()
store.load(path=sys.argv[1], format=pyoxigraph.RdfFormat.N_QUADS)
with open(sys.argv[2]) as file:
    rows = store.query(file.read(), use_default_graph_as_union=True)
sys.stdout.buffer.write(rows.serialize(format=pyoxigraph.QueryResultsFormat.CSV))
"""
BARE_RDFLIB: Final = """\
import sys
import rdflib
dataset = rdflib.Dataset(default_union=True)
dataset.parse(sys.argv[1], format="nquads")
with open(sys.argv[2]) as file:
    rows = dataset.query(file.read())
sys.stdout.buffer.write(rows.serialize(format="csv"))
"""


def main() -> int:
    """Measure, print the figures and the two ratios, and say whether the bars are met."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("name", nargs="?", default="gene_case_shares", help="a stored query")
    parser.add_argument("--runs", type=int, default=15, help="counted runs of each [15]")
    options = parser.parse_args()
    commands = _commands(options.name)
    answers = {name: _rows(_output(command)) for name, command in commands.items()}
    if len({tuple(rows) for rows in answers.values()}) != 1:
        print("The three do not give the same rows.", file=sys.stderr)
        return 2
    times = _times(commands, options.runs)
    rows = len(answers["alskg"])
    _print_times(f"alskg query {options.name} (piped, {rows} lines)", times)
    return int(not _bars_met(times))


def _commands(name: str) -> dict[str, list[str]]:
    """Return the three commands."""
    files = [str(open_build().path_nquads), str(catalogue.get(name).path)]
    shell = str(Path(sys.executable).with_name("alskg"))
    return {
        "alskg": [shell, "query", name, "-f", "csv"],
        "bare pyoxigraph": [sys.executable, "-c", BARE_PYOXIGRAPH, *files],
        "bare rdflib": [sys.executable, "-W", "ignore", "-c", BARE_RDFLIB, *files],
    }


def _output(command: list[str]) -> bytes:
    """Run a command and return what it prints."""
    return subprocess.run(command, check=True, capture_output=True).stdout


def _rows(printed: bytes) -> list[tuple[str, ...]]:
    """Return the rows of CSV in one order, numbers by value: `30` and `30.0` are the same."""

    def cell(text: str) -> str:
        try:
            return f"{Decimal(text).normalize():f}"
        except InvalidOperation:
            return text

    return sorted(tuple(map(cell, row)) for row in csv.reader(io.StringIO(printed.decode())))


def _times(commands: dict[str, list[str]], runs: int) -> dict[str, list[float]]:
    """Return the seconds of each run, the commands taking turns."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            start = time.perf_counter()
            _output(command)
            times[name].append(time.perf_counter() - start)
    return times


def _print_times(title: str, times: dict[str, list[float]]) -> None:
    """Print a line for each command."""
    print(title)
    print(
        f"Python {platform.python_version()}, {len(times['alskg'])} runs of each, in turns, in ms"
    )
    for name, seconds in times.items():
        best, middle, worst = min(seconds), statistics.median(seconds), max(seconds)
        print(f"  {name:16} median {middle * 1e3:6.0f}  from {best * 1e3:.0f} to {worst * 1e3:.0f}")


def _bars_met(times: dict[str, list[float]]) -> bool:
    """Print the two ratios of the medians, and say whether both bars are met."""
    ours, oxigraph, rdflib = (statistics.median(seconds) for seconds in times.values())
    slower, faster = ours / oxigraph, rdflib / ours
    print(
        f"{slower:.1f} x a bare pyoxigraph script (bar: at most {AT_MOST_SLOWER_THAN_PYOXIGRAPH})"
    )
    print(f"{faster:.1f} x faster than with rdflib (bar: at least {AT_LEAST_FASTER_THAN_RDFLIB})")
    within = slower <= AT_MOST_SLOWER_THAN_PYOXIGRAPH
    return within and faster >= AT_LEAST_FASTER_THAN_RDFLIB


if __name__ == "__main__":
    sys.exit(main())
