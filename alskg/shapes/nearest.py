"""Which name was meant, where a finding is about one that nothing declares."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from alskg.errors import did_you_mean
from alskg.shapes.report import Finding
from alskg.terms import BASE, compact, prefixes

__all__ = ["with_suggestions"]

_MOST: Final = 100
"""Names that are looked up; who has more of them has more than slips of the pen."""


def with_suggestions(findings: Iterable[Finding], declared: Collection[str]) -> Iterator[Finding]:
    """Yield the findings, each with the near name where it is about a name that is not declared.

    `declared` are the IRIs that the graph says something about. Only names under our own prefix
    are compared, and only with names of the same kind.
    """
    known = {compact(iri) for iri in declared if iri.startswith(BASE)}
    looked_up: set[str] = set()

    @cache
    def suggestion(name: str) -> str:
        kind = name.partition(":")[0]
        return did_you_mean(name, (one for one in known if one.partition(":")[0] == kind))

    for finding in findings:
        unknown = [name for name in _names(finding) if name not in known]
        looked_up.update(unknown[: _MOST - len(looked_up)])
        hints = (suggestion(name) for name in unknown if name in looked_up)
        yield replace(finding, message=finding.message + next(filter(None, hints), ""))


def _names(finding: Finding) -> Iterator[str]:
    """Yield the names of ours that a finding has as its value and as its path."""
    value = finding.value.strip("<>")
    if value.startswith(BASE) and finding.value.startswith("<"):
        yield compact(value)
    prefix = finding.path.partition(":")[0]
    if prefixes().get(prefix, "").startswith(BASE) and "|" not in finding.path:
        yield finding.path
