"""Time `kg.query(...).to_json()` against the engine below it, in one process.

Both sides hold the same dataset in memory and give the same document: ours checks the query, binds
its parameters and picks the graphs; the other is `pyoxigraph.Store.query(...).serialize(...)`. They
take turns, a batch of calls each; what counts is the median. rdflib answers the same, a few times.

Run it from the checkout: `python benchmarks/inprocess.py [--runs N]`. Exit status 1 says that a bar
was missed, 2 that the answers differ.
"""

import argparse
import json
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox
import rdflib
from machine import machine

import alskg
from alskg import catalogue
from alskg.kg import KnowledgeGraph
from alskg.terms import prefixes

AT_MOST_SLOWER: Final = 1.2
_BATCH: Final = 0.01
_RDFLIB_RUNS: Final = 3

STORED: Final = (
    "gene_case_shares",
    "causes_of_als",
    "earliest_symptoms",
    "mechanism_steps",
    "names",
    "numbered_conditions",
    "references_cited",
    "claims_by_kind",
)
"""Stored questions that need no value; the answers have from 4 rows to hundreds."""
_PREFIXES: Final = """\
PREFIX alskg: <https://w3id.org/alskg/ontology#>
PREFIX condition: <https://w3id.org/alskg/condition/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
AD_HOC: Final = {
    "a look-up": "SELECT ?label { condition:als rdfs:label ?label }",
    "a join": "SELECT ?gene ?label { ?gene alskg:causes ?type . ?type rdfs:label ?label }",
    "a path": "SELECT ?type { ?type alskg:subtypeOf+ condition:als }",
    "a path with a star": "SELECT ?type { ?type alskg:subtypeOf* condition:familial-als }",
}
"""Queries as a user writes them."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The medians of one question, in seconds, and its rows.

    `ratio` is the median over the turns: what disturbs a turn disturbs both of its sides.
    """

    title: str
    rows: int
    ours: float
    bare: float
    ratio: float
    rdflib: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print a table, and say whether the bar is met."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=25, help="counted batches of each [25]")
    options = parser.parse_args(arguments)
    kg = alskg.load()
    store = ox.Store()
    store.load(path=kg.build.path_nquads, format=ox.RdfFormat.N_QUADS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's reader warns of itself
        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(kg.build.path_nquads, format="nquads")
    questions = {name: (name, catalogue.get(name).text) for name in STORED}
    questions |= {title: (_PREFIXES + text,) * 2 for title, text in AD_HOC.items()}
    figures = []
    for title, (asked, text) in questions.items():
        sides = _sides(kg, store, dataset, asked, text)
        answers = [_rows(side()) for side in sides]
        if any(answer != answers[0] for answer in answers):
            print(f"{title}: the answers differ.", file=sys.stderr)
            return 2
        turns = _turns(sides[0], sides[1], options.runs)
        ours, bare = (statistics.median(times) for times in zip(*turns, strict=True))
        ratio = statistics.median(one / other for one, other in turns)
        slow = statistics.median(_seconds(sides[2], 1) for _ in range(_RDFLIB_RUNS))
        figures.append(Figures(title, len(answers[0]), ours, bare, ratio, slow))
    return int(not bar_met(figures, options.runs))


def _sides(
    kg: KnowledgeGraph, store: ox.Store, dataset: rdflib.Dataset, asked: str, text: str
) -> list[Callable[[], str | bytes]]:
    """Return what answers a question: ours, pyoxigraph and rdflib."""
    known = prefixes()
    json_format: Any = ox.QueryResultsFormat.JSON

    def bare() -> bytes:
        answer = store.query(text, use_default_graph_as_union=True)
        return bytes(answer.serialize(format=json_format) or b"")

    def slow() -> bytes:
        return dataset.query(text, initNs=known).serialize(format="json") or b""

    return [lambda: kg.query(asked).to_json(), bare, slow]


def _rows(answer: str | bytes) -> list[str]:
    """Return the rows in one order; numbers count by value."""
    document = json.loads(answer)
    names = document["head"]["vars"]
    rows = document["results"]["bindings"]
    return sorted(" ".join(_value(row.get(name)) for name in names) for row in rows)


def _value(cell: dict[str, str] | None) -> str:
    """Return a text that equal values share: rdflib keeps 30.0, the store writes 30."""
    text = cell["value"] if cell else "-"
    return text.removesuffix(".0")


def _turns(
    ours: Callable[[], object], bare: Callable[[], object], runs: int
) -> list[tuple[float, float]]:
    """Return the seconds of a call of each side, turn by turn; each side begins every other."""
    count = max(1, int(_BATCH / max(_seconds(bare, 3), 1e-6)))
    turns = []
    for turn in range(runs):
        if turn % 2:
            last = _seconds(bare, count)
            turns.append((_seconds(ours, count), last))
        else:
            first = _seconds(ours, count)
            turns.append((first, _seconds(bare, count)))
    return turns


def _seconds(side: Callable[[], object], count: int) -> float:
    """Return the seconds of a call, the mean of a batch."""
    start = time.perf_counter()
    for _ in range(count):
        side()
    return (time.perf_counter() - start) / count


def bar_met(figures: Sequence[Figures], runs: int) -> bool:
    """Print the table, and say whether every ratio is within the bar."""
    print(f"{machine()}\n")
    print(
        f"Medians of {runs} batches in turns, in microseconds; rdflib's of {_RDFLIB_RUNS} calls.\n"
    )
    print("| question | rows | kg.query | pyoxigraph | ratio | rdflib | rdflib / ours |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for one in figures:
        ours, bare, slow = (f"{each * 1e6:,.0f}" for each in (one.ours, one.bare, one.rdflib))
        faster = f"{one.rdflib / one.ours:,.0f}"
        print(
            f"| {one.title} | {one.rows} | {ours} | {bare} | {one.ratio:.2f} | {slow} | {faster} |"
        )
    worst = max(figures, key=lambda one: one.ratio)
    print(
        f"\nAt worst {worst.ratio:.2f} x pyoxigraph, {worst.title} (bar: at most {AT_MOST_SLOWER})"
    )
    return worst.ratio <= AT_MOST_SLOWER


if __name__ == "__main__":
    sys.exit(main())
