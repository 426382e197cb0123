"""The examples of the check queries: data with a fault, and the things that are to blame for it."""

from pathlib import Path
from typing import Final

import pyoxigraph as ox

from alskg import shapes
from alskg.terms import BASE, expand

__all__ = ["EXAMPLES", "example", "expected", "layers_of"]

ROOT: Final = Path(__file__).resolve().parent.parent
EXAMPLES: Final = ROOT / "tests" / "fixtures" / "checks"


def example(check: str) -> Path:
    """Return the example of a check."""
    return EXAMPLES / f"{check}.trig"


def expected(path: Path) -> set[str]:
    """Return the things that an example blames, which its first line names."""
    first = path.read_text(encoding="utf-8").splitlines()[0]
    return {expand(name.strip("<>")) for name in first.removeprefix("# finds: ").split()}


def layers_of(path: Path) -> shapes.Layers:
    """Return the layers of an example, on the vocabulary."""
    ontology = (ROOT / "ontology" / "alskg.ttl").read_bytes()
    found = {
        "ontology": {quad.triple for quad in ox.parse(ontology, format=ox.RdfFormat.TURTLE)},
    }
    for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TRIG):
        assert isinstance(quad.graph_name, ox.NamedNode)
        layer = quad.graph_name.value.removeprefix(f"{BASE}graph/")
        found.setdefault(layer, set()).add(quad.triple)
    return found
