"""What in a claim answers for a cue of its sentence."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from alskg.page.cues import Cue, Kind
from alskg.terms import ALSKG, BASE

__all__ = ["Interval", "StatedClaim", "meets", "unmet"]

Interval = tuple[Decimal | None, Decimal | None]

_GAP: Final = ALSKG + "KnowledgeGapClaim"
_NEGATED: Final = BASE + "modality/negated"
_OCCURRENCE: Final = (BASE + "quantifier/sometimes", BASE + "modality/possible")
_PROBABLE: Final = (BASE + "modality/probable",)
_DOUBT: Final[Mapping[str, tuple[str, ...]]] = {
    "may": _OCCURRENCE,
    "can": _OCCURRENCE,
    "thought": _PROBABLE,
    "probably": _PROBABLE,
    "likely": _PROBABLE,
    "estimated": (BASE + "modality/estimated",),
}


@dataclass(frozen=True, slots=True)
class StatedClaim:
    """What a claim states, as far as a cue can be met by it.

    `things` are the IRIs among its values and the members of groups among these; `numbers` its
    figures; `units` the labels of its units; `intervals` its own and those of its stages;
    `negates` says that one of its concepts denies another.
    """

    iri: str
    kinds: frozenset[str] = frozenset()
    things: frozenset[str] = frozenset()
    numbers: frozenset[Decimal] = frozenset()
    units: frozenset[str] = frozenset()
    intervals: frozenset[Interval] = frozenset()
    negates: bool = False


def meets(claim: StatedClaim, cue: Cue) -> bool:
    """Say whether a claim answers for a cue."""
    return _CHECKS[cue.kind](claim, cue)


def unmet(cue: Cue) -> str:
    """Say what is missing where no claim answers for a cue."""
    if cue.kind == "number" and cue.unit:
        unit = "a unit of that base" if cue.unit == "per" else f"the unit {cue.unit}"
        return f"{cue} is in no claim with {unit}"
    if cue.kind == "doubt":
        wanted = " or ".join(one.removeprefix(BASE).replace("/", " ") for one in _DOUBT[cue.text])
        return f"{cue}: no claim has the {wanted}"
    if cue.kind == "negation":
        return f"{cue}: no claim is negated or a knowledge gap, or has a concept that denies"
    if cue.kind == "ignorance":
        return f"{cue}: no claim is a knowledge gap"
    return f"{cue} is in no claim"


def _number(claim: StatedClaim, cue: Cue) -> bool:
    """Want the figure, in the unit that the sentence gives it; a base is in the unit's name."""
    if cue.unit == "per":
        return any(cue.low in _figures(unit) for unit in claim.units)
    return cue.low in claim.numbers and (not cue.unit or cue.unit in claim.units)


def _figures(label: str) -> set[Decimal]:
    """Return the numbers in the label of a unit, such as `per 100,000`."""
    return {Decimal(figure.replace(",", "")) for figure in re.findall(r"\d[\d,]*", label)}


def _age(claim: StatedClaim, cue: Cue) -> bool:
    """Want an interval that begins or ends where the words for the age do."""
    return any(
        (low is not None and low == cue.low) or (high is not None and high == cue.high)
        for low, high in claim.intervals
    )


def _thing(claim: StatedClaim, cue: Cue) -> bool:
    return not cue.things.isdisjoint(claim.things)


def _doubt(claim: StatedClaim, cue: Cue) -> bool:
    return not claim.things.isdisjoint(_DOUBT[cue.text])


def _negation(claim: StatedClaim, _cue: Cue) -> bool:
    return claim.negates or _NEGATED in claim.things or _GAP in claim.kinds


def _ignorance(claim: StatedClaim, _cue: Cue) -> bool:
    return _GAP in claim.kinds


_CHECKS: Final[Mapping[Kind, Callable[[StatedClaim, Cue], bool]]] = {
    "number": _number,
    "age": _age,
    "gene": _thing,
    "place": _thing,
    "doubt": _doubt,
    "negation": _negation,
    "ignorance": _ignorance,
}
