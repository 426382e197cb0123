"""The rows of an answer as a page shows them: labels as links, numbers flush right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from alskg.engine.results import Rows, Term, is_number
from alskg.kg import KnowledgeGraph
from alskg.terms import ALSKG, BASE, compact
from alskg.web.site import Site

__all__ = ["Cell", "Column", "Table", "table"]

_LAYERS: Final = frozenset({"page", "reference", "mapping", "derived"})
_MODALITIES: Final = frozenset(
    {"asserted", "probable", "possible", "estimated", "unknown", "negated"}
)
_STYLES: Final[Mapping[str, tuple[str, frozenset[str]]]] = {
    "layer": ("layer", _LAYERS),
    "modality": ("modality", _MODALITIES),
    "certainty": ("modality", _MODALITIES),
}
"""The columns whose words have a look of their own, wherever they stand on the site."""
_WEB: Final = ("https://", "http://")
_named: Final[WeakKeyDictionary[KnowledgeGraph, Mapping[str, str]]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, where it leads, what is said of it, and the classes that give its look."""

    text: str
    href: str = ""
    title: str = ""
    look: str = ""
    language: str = ""

    @property
    def is_external(self) -> bool:
        """Say whether the link leads away from the site."""
        return self.href.startswith(_WEB)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its variable, what it holds, and whether that is numbers."""

    name: str
    meaning: str
    is_numeric: bool

    @property
    def heading(self) -> str:
        """Return its name in words."""
        return self.name.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Table:
    """What is shown of an answer: `total` counts the rows of which `rows` are the first."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    total: int


def table(site: Site, answer: Rows, meanings: Mapping[str, str], most: int = 500) -> Table:
    """Return the table of an answer; `meanings` say what a column holds, by its variable.

    A text that is the label of exactly one thing of the graph leads there, too. Of more rows than
    `most` the rest is left to the files.
    """
    things = _things(site.kg)
    shown = answer.rows[:most]
    columns = tuple(
        Column(name, meanings.get(name, ""), _numeric([row[place] for row in shown]))
        for place, name in enumerate(answer.variables)
    )
    rows = tuple(
        tuple(
            None if term is None else _cell(site, term, name, things)
            for term, name in zip(row, answer.variables, strict=True)
        )
        for row in shown
    )
    return Table(columns, rows, len(answer))


def _numeric(terms: list[Term | None]) -> bool:
    """Say whether a column has numbers, and nothing else."""
    there = [term for term in terms if term is not None]
    return bool(there) and all(map(is_number, there))


def _cell(site: Site, term: Term, name: str, things: Mapping[str, str]) -> Cell:
    """Return the cell of a term."""
    if term.kind == "iri":
        return _of_iri(site, term.value)
    if term.kind != "literal":
        return Cell(term.text)
    kind, words = _STYLES.get(name, ("", frozenset()))
    if term.value in words:
        return Cell(term.value, look=f"{kind} {kind}-{term.value}")
    if term.value.startswith(_WEB) and " " not in term.value:
        return Cell(term.value, href=term.value)
    thing = things.get(term.value, "") if not term.datatype else ""
    href = site.path(thing) if thing else ""
    return Cell(term.value, href, compact(thing) if thing else "", language=term.language)


def _of_iri(site: Site, iri: str) -> Cell:
    """Return the cell of a thing: its label, with a link where it has an address of the web."""
    path = site.path(iri)
    here = path.startswith("/") and not path.startswith("//")  # that would be another host
    href = path if here or path.startswith(_WEB) else ""
    return Cell(site.label(iri), href, compact(iri))


def _things(kg: KnowledgeGraph) -> Mapping[str, str]:
    """Return the one thing of ours that has a label, by label; terms of the vocabulary aside."""
    known = _named.get(kg)
    if known is None:
        counted: dict[str, list[str]] = {}
        for iri, label in kg.labels.items():
            if iri.startswith(BASE) and not iri.startswith(ALSKG):
                counted.setdefault(label, []).append(iri)
        known = {label: iris[0] for label, iris in counted.items() if len(iris) == 1}
        _named[kg] = known
    return known
