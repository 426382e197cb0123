"""Time the SHACL validation of the whole graph against plain pyshacl, as whole processes.

Both read the same two files, everything that the graph holds and all shapes, and print their
results one a line. They do so twice: for the graph as it is, where there is nothing to report, and
for one in which statements are missing here and there, where the two reports must be the same. The
processes take turns. Beside them stands `alskg validate`, which does more: it validates the curated
layers one by one as well and runs the check queries.

Run it from the checkout: `python benchmarks/validate.py [--runs N]`. Exit status 1 says that the
bar was missed, 2 that the reports differ.
"""

import argparse
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from alskg import shapes
from alskg.compile import open_build

AT_LEAST_FASTER: Final = 5.0
EVERY_NTH_IS_MISSING: Final = 97

OURS: Final = """\
import sys
from pathlib import Path
from alskg.shapes import run
data, rules = (Path(name).read_text(encoding="utf-8") for name in sys.argv[1:])
for one in run("shacl", data, rules):
    print(one.focus.strip("<>"), one.shape, one.component, one.message, sep="\\t")
"""
PLAIN_PYSHACL: Final = """\
import sys
import pyshacl
import rdflib
data = rdflib.Graph().parse(sys.argv[1], format="nt")
rules = rdflib.Graph().parse(sys.argv[2], format="turtle")
_, report, _ = pyshacl.validate(data, shacl_graph=rules)
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
names = ("focusNode", "sourceShape", "sourceConstraintComponent", "resultMessage")
for one in report.objects(None, SH.result):
    cells = [str(report.value(one, SH[name])).removeprefix(SH) for name in names]
    print(*cells, sep="\\t")
"""


def main() -> int:
    """Measure, print the figures and the ratio, and say whether the bar is met."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=3, help="counted runs of each [3]")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        whole, damaged, rules = _files(Path(folder))
        found = {name: _lines(name, damaged, rules) for name in ("ours", "pyshacl")}
        if found["ours"] != found["pyshacl"]:
            print("The two reports on the damaged graph differ.", file=sys.stderr)
            return 2
        print(f"Same report on a damaged graph: {len(found['ours'])} results")
        times: dict[str, list[float]] = {"ours": [], "pyshacl": [], "alskg validate": []}
        for _ in range(options.runs):
            for name, seconds in times.items():
                start = time.perf_counter()
                _lines(name, whole, rules)
                seconds.append(time.perf_counter() - start)
    return int(not _bar_met(times))


def _files(folder: Path) -> tuple[Path, Path, Path]:
    """Write down the graph, the graph with statements missing, and the shapes."""
    layers = shapes.read_layers(open_build().path_nquads)
    triples = set[ox.Triple]().union(*layers.values())
    lines = sorted((ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").splitlines())
    kept = [line for number, line in enumerate(lines) if number % EVERY_NTH_IS_MISSING]
    whole, damaged, rules = (folder / name for name in ("all.nt", "damaged.nt", "shapes.ttl"))
    whole.write_bytes(b"\n".join(lines) + b"\n")
    damaged.write_bytes(b"\n".join(kept) + b"\n")
    rules.write_text(shapes.shapes_text(), encoding="utf-8")
    print(f"{len(lines)} triples, {shapes.shapes_text().count(' a sh:')} shapes")
    return whole, damaged, rules


def _lines(name: str, data: Path, rules: Path) -> list[str]:
    """Run one of the processes on a graph and return its results, sorted."""
    files = [str(data), str(rules)]
    commands = {
        "ours": [sys.executable, "-c", OURS, *files],
        "pyshacl": [sys.executable, "-W", "ignore", "-c", PLAIN_PYSHACL, *files],
        "alskg validate": [str(Path(sys.executable).with_name("alskg")), "validate"],
    }
    printed = subprocess.run(commands[name], check=True, capture_output=True, text=True).stdout
    return sorted(printed.splitlines())


def _bar_met(times: dict[str, list[float]]) -> bool:
    """Print the figures and the ratio of the medians, and say whether the bar is met."""
    runs = len(times["ours"])
    print(f"Python {platform.python_version()}, {runs} runs of each, in turns, in seconds")
    for name, seconds in times.items():
        best, middle, worst = min(seconds), statistics.median(seconds), max(seconds)
        print(f"  {name:15} median {middle:7.2f}  from {best:.2f} to {worst:.2f}")
    ratio = statistics.median(times["pyshacl"]) / statistics.median(times["ours"])
    print(f"{ratio:.0f} x faster than plain pyshacl (bar: at least {AT_LEAST_FASTER:.0f})")
    return ratio >= AT_LEAST_FASTER


if __name__ == "__main__":
    sys.exit(main())
