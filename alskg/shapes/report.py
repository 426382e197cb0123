"""What a validation finds, as values.

A finding is data, never an exception. It comes from a SHACL shape or from a check query, and
says the same in both cases: which node, which property, which value, what to do, and where.
"""

import html
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["SEVERITIES", "Finding", "Report", "Severity"]

Severity = Literal["violation", "warning", "info"]

SEVERITIES: Final[tuple[Severity, ...]] = ("violation", "warning", "info")
"""From the gravest to the mildest."""

_SHOWN: Final = 50  # findings in a notebook


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong, or worth knowing.

    `focus` is an IRI or a blank node (`_:b0`); `path` a property path as SPARQL writes it, with
    CURIEs; `value` a term as N-Triples writes it; `shape` the CURIE of the shape, or of the check
    query (`query:cycles`). What is not known is the empty string, and line 0.
    """

    focus: str
    path: str
    value: str
    message: str
    severity: Severity
    shape: str
    component: str
    focus_label: str = ""
    file: str = ""
    line: int = 0

    @property
    def place(self) -> str:
        """Return file and line, as far as they are known: `data/page/genes.ttl:6`."""
        return f"{self.file}:{self.line}" if self.file and self.line else self.file


@dataclass(frozen=True, slots=True)
class Report:
    """The findings, the gravest first."""

    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> "Report":
        """Return a report of these findings, each once, in an order that never changes."""
        ranked = sorted(set(findings), key=lambda one: (SEVERITIES.index(one.severity), one))
        return cls(tuple(ranked))

    @property
    def conforms(self) -> bool:
        """Say whether nothing is wrong: a warning asks for a second look, info tells of a gap."""
        return not self.fails("violation")

    def fails(self, level: Severity) -> bool:
        """Say whether a finding is as grave as this level or graver."""
        limit = SEVERITIES.index(level)
        return any(SEVERITIES.index(finding.severity) <= limit for finding in self.findings)

    def count(self, severity: Severity) -> int:
        """Return how many findings have this severity."""
        return sum(finding.severity == severity for finding in self.findings)

    def _repr_html_(self) -> str:
        """Show the answer and the first findings in a notebook."""
        answer = "Conforms" if self.conforms else "Does not conform"
        counts = ", ".join(f"{each}: {self.count(each)}" for each in SEVERITIES)
        rows = "".join(
            f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in cells)}</tr>\n"
            for one in self.findings[:_SHOWN]
            for cells in [(one.severity, one.focus_label or one.focus, one.message, one.place)]
        )
        rest = len(self.findings) - _SHOWN
        more = f"<p>{rest:,} more findings</p>\n" if rest > 0 else ""
        return f"<p><strong>{answer}</strong> ({counts})</p>\n<table>{rows}</table>\n{more}"
