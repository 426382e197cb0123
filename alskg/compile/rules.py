"""The rules as they are written: the files of `ontology/rules` and what their headers say."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from alskg.compile.nodes import about, english, node
from alskg.errors import DataError

__all__ = ["Rule", "read_rules"]

_LAYERS: Final = ("page", "reference", "joint")
_KEYS: Final = ("title", "summary", "layers", "order")


@dataclass(frozen=True, slots=True)
class Rule:
    """A CONSTRUCT query with what its header says; `layers` are the ones it writes to."""

    name: str
    title: str
    summary: str
    layers: tuple[str, ...]
    order: int
    text: str

    def description(self) -> set[ox.Triple]:
        """Return the triples that describe the rule; they belong to the vocabulary, once."""
        return about(
            node(f"rule:{self.name}"),
            ("rdf:type", node("alskg:Rule")),
            ("rdfs:label", english(self.title)),
            ("skos:definition", english(self.summary)),
        )


def read_rules(folder: Path) -> list[Rule]:
    """Return the rules of a folder by their order, then name.

    Raises DataError where a header lacks a key, names an unknown layer or gives no number.
    """
    rules = [_read_rule(path) for path in folder.glob("*.rq")]
    return sorted(rules, key=lambda rule: (rule.order, rule.name))


def _read_rule(path: Path) -> Rule:
    """Read one rule; its header lines are `#+ key: value`."""
    text = path.read_text(encoding="utf-8")
    lines = [line.removeprefix("#+ ") for line in text.splitlines() if line.startswith("#+ ")]
    header = {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}
    if tuple(header) != _KEYS:
        wanted = ", ".join(_KEYS)
        message = f"rules/{path.name}: the header must have the keys {wanted}, in this order."
        raise DataError(message)
    layers = tuple(f"inferred-{layer}" for layer in header["layers"].split())
    if (
        not header["order"].isdecimal()
        or not layers
        or not set(header["layers"].split()) <= set(_LAYERS)
    ):
        message = (
            f"rules/{path.name}: 'order' must be a number, and 'layers' some of "
            f"{', '.join(_LAYERS)}."
        )
        raise DataError(message)
    return Rule(path.stem, header["title"], header["summary"], layers, int(header["order"]), text)
