"""Check mutants: a check query with one condition dropped, which an example or the project notices.

What can be dropped: a FILTER, a HAVING, and a branch of a UNION. Without a FILTER or a HAVING a
check finds more, without a branch less.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import check_examples as examples

from alskg import shapes
from alskg.shapes.checks import Check
from mutants.listed_mutants import ListedMutant, World

__all__ = ["CheckMutant", "check_mutants", "survives"]

CONDITION: Final = re.compile(
    r"\b(FILTER\s+NOT\s+EXISTS|FILTER\s+EXISTS|FILTER|HAVING)\b\s*(?:[A-Z]+\s*)?(?=[({])"
)
UNION: Final = re.compile(r"\bUNION\b")
CLOSING: Final = {"(": ")", "{": "}"}
TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|<[^<>\s]*>|[(){}]')


@dataclass(frozen=True, slots=True)
class CheckMutant:
    """A check without one of its conditions."""

    check: Check
    change: str

    @property
    def name(self) -> str:
        """Return what tables call it: `query:cycles: branch 3 of UNION dropped`."""
        return f"query:{self.check.id}: {self.change}"


def check_mutants() -> list[CheckMutant]:
    """Return every check query with one condition dropped, in the order of their texts."""
    return [
        CheckMutant(replace(check, text=text), change)
        for check in shapes.read_checks()
        for change, text in _without(check.text)
    ]


def _without(text: str) -> Iterator[tuple[str, str]]:
    """Yield a text without each of its conditions, with what was dropped."""
    counted: dict[str, int] = {}
    for match in CONDITION.finditer(text):
        end = _closed(text, match.end())
        kind = " ".join(match[1].split())
        counted[kind] = counted.get(kind, 0) + 1
        yield f"{kind} {counted[kind]} dropped", text[: match.start()] + text[end:]
    for number, match in enumerate(UNION.finditer(text), start=1):
        opening = text.index("{", match.end())
        end = _closed(text, opening)
        yield f"branch after UNION {number} dropped", text[: match.start()] + text[end:]
        start = _opened(text, match.start())
        yield f"branch before UNION {number} dropped", text[:start] + text[opening:]


def _closed(text: str, start: int) -> int:
    """Return where the bracket at `start` is closed, exclusive."""
    open_, close = text[start], CLOSING[text[start]]
    depth = 0
    for token in TOKEN.finditer(text, start):
        depth += (token[0] == open_) - (token[0] == close)
        if depth == 0:
            return token.end()
    raise ValueError(f"a bracket is not closed: {text[start : start + 40]}")


def _opened(text: str, end: int) -> int:
    """Return where the group that ends before `end` is opened."""
    openings = [token.start() for token in TOKEN.finditer(text, 0, end) if token[0] == "{"]
    return next(one for one in reversed(openings) if text[_closed(text, one) : end].strip() == "")


@cache
def _example(check: str) -> shapes.Layers:
    """Return the example of a check, read once."""
    return examples.layers_of(examples.example(check))


def survives(mutant: CheckMutant, world: World, listed: Iterable[ListedMutant]) -> bool:
    """Say whether neither examples, nor the project, nor the listed faults would notice."""
    check = mutant.check
    wanted = examples.expected(examples.example(check.id))
    found = shapes.run_checks(_example(check.id), [check], world.exemptions)
    if {one.focus for one in found} != wanted:
        return False
    if check.severity != "info" and world.found(check):
        return False
    faults = [one for one in listed if one.target == f"query:{check.id}"]
    return not any(
        world.survives(fault, node, check) for fault in faults for node in world.nodes(fault, 1)
    )
