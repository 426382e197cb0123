"""The examples of the shapes, minimal pairs of right and wrong, and how one is judged."""

from functools import cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from alskg import shapes
from alskg.formats import by_name
from alskg.terms import compact

__all__ = [
    "BAD",
    "EXAMPLES",
    "GOOD",
    "background",
    "blames",
    "expected",
    "found",
    "is_anchored",
    "ntriples",
    "read",
]

ROOT: Final = Path(__file__).resolve().parent.parent
EXAMPLES: Final = ROOT / "tests" / "fixtures" / "shapes"
BAD: Final = sorted(EXAMPLES.glob("*/bad-*.ttl"))
GOOD: Final = sorted(EXAMPLES.glob("*/good.ttl"))
SEVERITIES: Final = {"violates": "violation", "warns": "warning"}


@cache
def read(path: Path) -> frozenset[ox.Triple]:
    """Return the triples of a Turtle file."""
    return frozenset(shapes.read_rdf(path.read_bytes(), by_name("turtle"), str(path)))


def background() -> set[ox.Triple]:
    """Return the vocabulary and the small valid world of the examples."""
    return set(read(ROOT / "ontology" / "alskg.ttl") | read(EXAMPLES / "background.ttl"))


@cache
def ntriples(path: Path | None = None) -> str:
    """Return an example on its background as an engine takes it; without one, the background."""
    triples = background() | (read(path) if path else frozenset())
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


@cache
def expected(path: Path) -> tuple[str, str]:
    """Return the shape that a bad example breaks and how grave that is: its first line says so."""
    first = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    word, _, shape = first.partition(": ")
    return shape, SEVERITIES[word]


def found(path: Path | None, rules: str) -> list[shapes.Result]:
    """Return what shapes, as Turtle, find in an example."""
    return shapes.run("shacl", ntriples(path), rules)


def blames(path: Path, rules: str) -> list[tuple[str, str]]:
    """Return the shapes that an example breaks, with the severity, one for each constraint."""
    broken = {(compact(one.shape), one.component, one.severity) for one in found(path, rules)}
    return [(shape, severity) for shape, _, severity in sorted(broken)]


def is_anchored(pattern: str) -> bool:
    """Say whether a pattern speaks of a whole value: SHACL's may match anywhere in it."""
    return pattern.startswith("^") and pattern.endswith("$")
