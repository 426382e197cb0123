"""What a check found, and which of it is trouble."""

from collections import Counter
from dataclasses import dataclass
from typing import Final, Literal

from alskg.linking.exceptions import Acceptance

__all__ = ["STATUSES", "Finding", "LinkReport", "Status"]

Status = Literal[
    "as pinned",
    "found",
    "label changed",
    "obsolete",
    "not found",
    "below",
    "not below",
    "not below here",
]
STATUSES: Final[dict[Status, str]] = {
    "as pinned": "the term has the label that the mapping pins",
    "found": "the term is there; the mapping pins no label",
    "label changed": "the term has another label now",
    "obsolete": "the term is obsolete",
    "not found": "there is no such term",
    "below": "our narrower thing is below the other there as well",
    "not below": "our narrower thing is not below the other there",
    "not below here": "the ontology has one below the other, and we do not",
}
"""Every status with its meaning."""

_FINE: Final = frozenset({"as pinned", "found", "below"})


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one mapping, or about one pair of mapped things.

    `subject` and `object` are CURIEs; of a pair, both are ours. `reason` is that of the written
    exception which accepts the finding.
    """

    ontology: str
    status: Status
    subject: str
    object: str
    detail: str = ""
    place: str = ""
    denied: bool = False
    reason: str = ""

    @property
    def is_trouble(self) -> bool:
        """Say whether somebody has to do something about it.

        Where a mapping is denied, an obsolete target is one more reason to deny it.
        """
        fine = self.status in _FINE or (self.denied and self.status == "obsolete")
        return not fine and not self.reason


@dataclass(frozen=True, slots=True)
class LinkReport:
    """All findings, and the written exceptions that nothing needs any more."""

    findings: tuple[Finding, ...]
    stale: tuple[Acceptance, ...] = ()

    @property
    def troubles(self) -> tuple[Finding, ...]:
        """Return the findings that somebody has to do something about."""
        return tuple(finding for finding in self.findings if finding.is_trouble)

    @property
    def explained(self) -> tuple[Finding, ...]:
        """Return the findings that a written exception accepts."""
        return tuple(finding for finding in self.findings if finding.reason)

    @property
    def fine(self) -> bool:
        """Say whether there is no trouble; an exception that is not needed is one."""
        return not self.troubles and not self.stale

    @property
    def counts(self) -> Counter[str]:
        """Return the number of findings by status."""
        return Counter(finding.status for finding in self.findings)
