"""What `chart:` in the header of a query may say: a kind of chart, and which column is what in it.

`chart: {kind: ranges, label: gene, low: low, high: high, group: population, unit: "%"}`
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from alskg.errors import did_you_mean

__all__ = ["KINDS", "Definition", "Kind", "faults", "from_header"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of chart: the columns that it needs, those that it can use, and its settings.

    A role takes the name of a column; one in `many` takes a list of them as well.
    """

    summary: str
    needed: frozenset[str]
    usable: frozenset[str]
    settings: frozenset[str] = frozenset()
    many: frozenset[str] = frozenset({"words"})

    @property
    def roles(self) -> frozenset[str]:
        """Return all roles that a column can have."""
        return self.needed | self.usable


_SETTINGS: Final = frozenset({"kind", "title", "subtitle", "note"})
_OF_NUMBERS: Final = frozenset({"about", "words", "certainty", "implied"})
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "ranges": Kind(
            "figures and ranges on one axis, in groups that are not to be added",
            frozenset({"label", "low", "high"}),
            _OF_NUMBERS | {"group", "of"},
            frozenset({"unit"}),
        ),
        "intervals": Kind(
            "spans on one axis, such as ages in years",
            frozenset({"label", "low", "high"}),
            _OF_NUMBERS | {"group", "of"},
            frozenset({"unit"}),
        ),
        "shares": Kind(
            "parts of a whole, each as a bar of 100 %; the parts in 'stack' share one bar",
            frozenset({"label", "low", "high", "of"}),
            _OF_NUMBERS,
            frozenset({"stack"}),
        ),
        "stages": Kind(
            "what comes when, from the first stage to the last",
            frozenset({"stage", "item"}),
            frozenset({"words"}),
            frozenset({"unplaced"}),
        ),
        "matrix": Kind(
            "a row for each thing that is compared, a column for each property",
            frozenset({"label", "cells"}),
            frozenset({"filled", "out_of"}),
            many=frozenset({"cells"}),
        ),
        "flow": Kind(
            "causes and effects as boxes in layers, joined by arrows",
            frozenset({"cause", "effect"}),
            frozenset({"certainty"}),
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Definition:
    """How the rows of a query are drawn: which columns have which role, and the settings.

    `described` says what each column holds.
    """

    kind: str
    columns: Mapping[str, tuple[str, ...]]
    settings: Mapping[str, Any]
    described: Mapping[str, str]

    def setting(self, name: str) -> str:
        """Return a setting, the empty string where it is not given."""
        return str(self.settings.get(name, ""))


def from_header(given: Mapping[str, Any], described: Mapping[str, str]) -> Definition:
    """Return the definition that a header gives, in which `faults` has found nothing.

    `described` says what each column of the query holds.
    """
    roles = KINDS[given["kind"]].roles
    columns = {name: _listed(value) for name, value in given.items() if name in roles}
    settings = {name: value for name, value in given.items() if name not in roles}
    return Definition(given["kind"], columns, settings, described)


def faults(given: object, columns: Collection[str]) -> list[tuple[str, str]]:
    """Return what is wrong with a definition: the key at fault, and what is wrong with it.

    `columns` are those of the query.
    """
    if not isinstance(given, dict) or "kind" not in given:
        names = ", ".join(KINDS)
        return [("chart", f"'chart' has to be {{kind: …}} with one of the kinds {names}")]
    kind = KINDS.get(str(given["kind"]))
    if kind is None:
        suggestion = did_you_mean(str(given["kind"]), KINDS)
        known = f"it is one of {', '.join(KINDS)}"
        return [("kind", f"there is no chart of the kind '{given['kind']}': {known}.{suggestion}")]
    found = [
        ("kind", f"a chart of the kind '{given['kind']}' needs '{role}' with the name of a column")
        for role in sorted(kind.needed - given.keys())
    ]
    for key, value in given.items():
        found += [(str(key), text) for text in _key_faults(str(key), value, kind, columns)]
    return found


def _key_faults(key: str, value: object, kind: Kind, columns: Collection[str]) -> list[str]:
    """Return what is wrong with one key of a definition."""
    if key in _SETTINGS or (key in kind.settings and key != "stack"):
        return [] if isinstance(value, str) else [f"'{key}' of a chart has to be a text"]
    if key == "stack" and key in kind.settings:
        fits = isinstance(value, list) and all(isinstance(each, str) for each in value)
        return [] if fits else ["'stack' of a chart has to be a list of labels"]
    if key not in kind.roles:
        known = sorted(kind.roles | kind.settings | _SETTINGS)
        return [f"a chart of this kind has no key '{key}'.{did_you_mean(key, known)}"]
    named = _listed(value)
    if len(named) != 1 and key not in kind.many:
        return [f"'{key}' of a chart takes one column"]
    return [
        f"'{key}' of the chart is '{name}', which is no column.{did_you_mean(name, columns)}"
        for name in named
        if name not in columns
    ]


def _listed(value: object) -> tuple[str, ...]:
    """Return the columns that a role names, one or more."""
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)
