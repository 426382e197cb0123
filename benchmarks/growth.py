"""Ask thirteen questions of ever larger datasets, of our engines and of others, side by side.

The datasets are made up (see generated.py) and are removed afterwards. At each size every engine
loads the same file and is asked the same questions: twice to warm up, then in 3 to 15 turns, as
many as fit in two seconds, of up to 20 calls in a row, as many as fit in a hundredth of a second.
What counts is the median of all calls. The answers of all engines are compared. Above three million
triples not all engines fit in memory together: there those that keep everything in memory are
measured one by one, and the others together.

Run it from the checkout: `python benchmarks/growth.py [--sizes 10000,100000]`. It prints Markdown.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final

import generated
from machine import machine
from questions import QUESTIONS, Found, Question
from servers import SERVERS
from sides import CAP, IN_PYTHON, Answer, Loaded, Side, in_python

SIDES: Final = {**dict.fromkeys(IN_PYTHON, in_python), **SERVERS}
"""What opens each engine, by name."""
SIZES: Final = (10_000, 100_000, 1_000_000, 10_000_000)
RDFLIB_UP_TO: Final = 100_000
_TOGETHER_UP_TO: Final = 3_000_000
_ALONE: Final = "alskg, memory", "pyoxigraph", "rdflib"
_WARM: Final = 2
_FEWEST: Final = 3
_TURNS: Final = 15
_SECONDS: Final = 2.0
_CALLS: Final = 20
_BATCH: Final = 0.01
_MILLION: Final = 1_000_000
_MB: Final = 1_000_000


@dataclass(slots=True)
class Measured:
    """What one engine needed at one size: medians in seconds by kind, and what it found."""

    loaded: Loaded
    memory: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    found: dict[str, Found | None] = field(default_factory=dict)


@dataclass(slots=True)
class Size:
    """A dataset: its triples, the bytes of the file, and what each engine needed."""

    triples: int
    file: int
    sides: dict[str, Measured] = field(default_factory=dict)


_LOADING: Final[dict[str, Callable[[Measured], str]]] = {
    "Seconds to load": lambda one: f"{one.loaded.seconds:.2f}",
    "Peak memory while loading, MB": lambda one: f"{one.loaded.memory / _MB:,.0f}",
    "Peak memory after all questions, MB": lambda one: f"{one.memory / _MB:,.0f}",
    "Size on disk, MB": lambda one: (
        f"{one.loaded.size / _MB:,.1f}" if one.loaded.size else "in memory"
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print the tables. Exit status 1 says that our own engines find otherwise."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="triples, by commas")
    parser.add_argument("--sides", default="", help=f"engines, by semicolons: {'; '.join(SIDES)}")
    parser.add_argument("--rdflib-up-to", type=int, default=RDFLIB_UP_TO, help="[%(default)s]")
    parser.add_argument("--turns", type=int, default=_TURNS, help="at most [%(default)s]")
    options = parser.parse_args(arguments)
    names = [name.strip() for name in options.sides.split(";") if name.strip()] or installed()
    sizes = []
    for at_least in map(int, options.sizes.split(",")):
        chosen = [name for name in names if name != "rdflib" or at_least <= options.rdflib_up_to]
        sizes.append(measure(at_least, chosen, options.turns))
    print(report(sizes, names))
    return int(any(line.startswith("- alskg") for line in differences(sizes)))


def installed() -> list[str]:
    """Return the engines that this machine has."""
    has = {"Virtuoso": shutil.which("virtuoso-t") and shutil.which("isql-vt")}
    beside = Path(sys.executable).with_name("oxigraph")
    has["Oxigraph server"] = str(beside) if beside.is_file() else shutil.which("oxigraph")
    return [name for name in SIDES if has.get(name, "yes")]


def measure(at_least: int, names: Sequence[str], most: int = _TURNS) -> Size:
    """Make a dataset, and measure engines on it, in so many turns at most."""
    with tempfile.TemporaryDirectory(prefix="alskg-growth-") as folder:
        dataset = Path(folder) / "generated.nq"
        size = Size(generated.write(dataset, at_least), 0)
        size.file = dataset.stat().st_size
        for group in _groups(size.triples, names):
            with ExitStack() as stack:
                open_sides: dict[str, Side] = {}
                for name in group:
                    own = Path(tempfile.mkdtemp(dir=folder))
                    _say(f"{size.triples:,} triples: loading into {name}")
                    open_sides[name] = stack.enter_context(SIDES[name](name, dataset, own))
                    size.sides[name] = Measured(open_sides[name].loaded)
                _ask_all(open_sides, size.sides, most)
    return size


def _groups(triples: int, names: Sequence[str]) -> Iterator[list[str]]:
    """Yield the engines that are open at the same time."""
    if triples <= _TOGETHER_UP_TO:
        yield list(names)
        return
    yield from ([name] for name in names if name in _ALONE)
    yield [name for name in names if name not in _ALONE]


def _ask_all(sides: dict[str, Side], measured: dict[str, Measured], most: int) -> None:
    """Ask every engine every question, in turns, and keep the medians."""
    for question in QUESTIONS:
        _say(f"  {question.kind}")
        plans: dict[str, tuple[int, int]] = {}
        times: dict[str, list[float]] = {}
        for name, side in sides.items():
            first = side.ask(question, _WARM)
            measured[name].found[question.kind] = first.found
            plans[name] = _planned(first, most)
            times[name] = [] if plans[name][0] else [first.seconds[-1]]
        for turn in range(most):
            for name, side in sides.items():
                turns, calls = plans[name]
                if turn < turns:
                    times[name] += side.ask(question, calls).seconds
        for name, seconds in times.items():
            measured[name].seconds[question.kind] = statistics.median(seconds)
    for name, side in sides.items():
        measured[name].memory = side.memory()


def _planned(first: Answer, most: int) -> tuple[int, int]:
    """Return how many turns an engine has, and how many calls each, by its first answer."""
    if first.found is None:
        return 0, 0
    turns = min(max(int(_SECONDS / first.seconds[-1]), _FEWEST), most)
    return turns, min(max(int(_BATCH / first.seconds[-1]), 1), _CALLS)


def report(sizes: Sequence[Size], names: Sequence[str]) -> str:
    """Return all tables as Markdown."""
    named = [name for name in SIDES if name in names]
    parts = [machine(), ""]
    for title, cell in _LOADING.items():
        parts += _by_size(title, sizes, named, cell)
    parts += _linearity(sizes, named)
    for size in sizes:
        parts += _times(size, [name for name in named if name in size.sides])
    parts += _flatness(sizes, named)
    return "\n".join([*parts, "Answers that differ:", "", *(differences(sizes) or ["none."])])


def _by_size(
    title: str, sizes: Sequence[Size], names: Sequence[str], cell: Callable[[Measured], str]
) -> list[str]:
    """Return a table with a column for each size."""
    head = [title, *(f"{size.triples:,}" for size in sizes)]
    lines = _head(head)
    if title.startswith("Size"):
        lines.append(_row(["the file itself", *(f"{size.file / _MB:,.1f}" for size in sizes)]))
    for name in names:
        cells = [cell(size.sides[name]) if name in size.sides else "-" for size in sizes]
        lines.append(_row([name, *cells]))
    return [*lines, ""]


def _linearity(sizes: Sequence[Size], names: Sequence[str]) -> list[str]:
    """Return what a million triples more cost at each step: the same where growth is linear."""
    steps = list(pairwise(sizes))
    head = [f"from {less.triples:,} to {more.triples:,}" for less, more in steps]
    lines = _head(["A million triples more cost", *head])
    for name in names:
        lines.append(_row([name, *(_per_million(less, more, name) for less, more in steps)]))
    return [*lines, ""]


def _per_million(less: Size, more: Size, name: str) -> str:
    if name not in less.sides or name not in more.sides:
        return "-"
    small, large = less.sides[name].loaded, more.sides[name].loaded
    millions = (more.triples - less.triples) / _MILLION
    seconds, memory = large.seconds - small.seconds, large.memory - small.memory
    return f"{seconds / millions:.1f} s, {memory / _MB / millions:,.0f} MB"


def _times(size: Size, names: Sequence[str]) -> list[str]:
    """Return the medians at one size."""
    lines = _head([f"ms, of {size.triples:,} triples", "rows", *names])
    for question in QUESTIONS:
        found = [size.sides[name].found[question.kind] for name in names]
        rows = next((f"{one[0]:,}" for one in found if one), "")
        times = [_milliseconds(size.sides[name].seconds[question.kind]) for name in names]
        lines.append(_row([question.kind, rows, *times]))
    return [*lines, ""]


def _milliseconds(seconds: float) -> str:
    if seconds >= CAP:
        return f"> {CAP} s" if seconds == CAP else f"{seconds * 1e3:,.0f}"
    ms = seconds * 1e3
    return f"{ms:,.0f}" if ms >= 10 else f"{ms:.2g}"  # noqa: PLR2004  (two digits that count)


def _flatness(sizes: Sequence[Size], names: Sequence[str]) -> list[str]:
    """Return how much longer a look-up takes in the largest dataset than in the smallest."""
    first, last = sizes[0], sizes[-1]
    both = [name for name in names if name in first.sides and name in last.sides]
    title = f"Look-ups: time at {last.triples:,} over time at {first.triples:,}"
    lines = _head([title, *both])
    for question in QUESTIONS:
        if not question.scans:
            cells = [f"{_ratio(first, last, name, question):.1f}" for name in both]
            lines.append(_row([question.kind, *cells]))
    return [*lines, ""]


def _ratio(first: Size, last: Size, name: str, question: Question) -> float:
    kind = question.kind
    return last.sides[name].seconds[kind] / first.sides[name].seconds[kind]


def differences(sizes: Sequence[Size]) -> list[str]:
    """Say which engines find something else than most of them do."""
    lines = []
    for size in sizes:
        for question in QUESTIONS:
            answers = {name: one.found[question.kind] for name, one in size.sides.items()}
            given = [found for found in answers.values() if found]
            usual = statistics.mode(given)
            for name, found in answers.items():
                if found and found != usual:
                    rows = f"{found[0]:,} rows, not {usual[0]:,}"
                    what = rows if found[0] != usual[0] else "as many rows, with other values"
                    lines.append(f"- {name}, {size.triples:,} triples, {question.kind}: {what}")
    return lines


def _head(cells: Sequence[str]) -> list[str]:
    return [_row(cells), "|---" + "|---:" * (len(cells) - 1) + "|"]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
