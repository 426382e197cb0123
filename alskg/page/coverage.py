"""Hold a page and its claims against each other: the ledger, and the cues of each sentence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from alskg.page.compare import differences
from alskg.page.cues import cues
from alskg.page.exceptions import Exemption
from alskg.page.layout import SECTIONS
from alskg.page.meeting import StatedClaim, meets, unmet
from alskg.page.passage import Anchor, Page

__all__ = ["Entry", "Finding", "check_copy", "check_ledger"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A recorded passage with the claims stated in it, or the reason why there are none."""

    anchor: Anchor
    claims: tuple[StatedClaim, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that keeps the coverage from being complete.

    `is_change` where a copy of the page differs from the record.
    """

    passage: str
    message: str
    is_change: bool = False

    def __str__(self) -> str:
        """Name the passage first."""
        return f"{self.passage}: {self.message}"


def check_ledger(entries: Iterable[Entry]) -> tuple[Finding, ...]:
    """Return the passages that have neither claims nor a reason, or a reason wrongly."""
    return tuple(
        Finding(entry.anchor.slug, message) for entry in entries for message in _entry_faults(entry)
    )


def _entry_faults(entry: Entry) -> Iterator[str]:
    boilerplate = SECTIONS[entry.anchor.section].boilerplate
    if entry.reason and entry.claims:
        yield "has claims, and a reason for having none"
    elif entry.reason and not boilerplate:
        yield "has a reason instead of claims, which only disclaimers and navigation may have"
    elif not entry.reason and not entry.claims:
        yield "has no claim" + (" and no reason" if boilerplate else "")


def check_copy(
    copy: Page,
    entries: Sequence[Entry],
    genes: Mapping[str, str],
    places: Mapping[str, str],
    exemptions: Iterable[Exemption],
) -> tuple[Finding, ...]:
    """Return what keeps a copy of the page from being covered.

    First the passages that are not as recorded, then each cue that no claim of its passage meets
    and no exemption excuses, then each exemption that excuses nothing. `genes` and `places` are
    labels by IRI.
    """
    changed = differences((entry.anchor for entry in entries), copy)
    findings = [
        Finding(one.slug, str(one).removeprefix(f"{one.slug} "), is_change=True) for one in changed
    ]
    by_digest = {(one.section, one.sha256): one.text for one in copy.passages}
    excused = {(one.passage, one.cue): one for one in exemptions}
    stale = dict(excused)
    for entry in entries:
        text = by_digest.get((entry.anchor.section, entry.anchor.sha256), "")
        prose = SECTIONS[entry.anchor.section].kind == "prose" and not entry.reason
        for cue in cues(text, genes, places) if prose else ():
            if any(meets(claim, cue) for claim in entry.claims):
                continue
            if stale.pop((entry.anchor.slug, str(cue)), None) is None:
                findings.append(Finding(entry.anchor.slug, unmet(cue)))
    return (*findings, *_stale(stale, {one.slug for one in changed}, copy))


def _stale(
    unused: Mapping[tuple[str, str], Exemption], changed: set[str], copy: Page
) -> Iterator[Finding]:
    """Give the exemptions that excuse nothing, of the passages that the copy could show."""
    for exemption in unused.values():
        section = exemption.passage.rpartition("-")[0]
        unseen = copy.partial and section not in copy.sections
        if not unseen and exemption.passage not in changed:
            message = f"the exception for '{exemption.cue}' is not needed: take it out"
            yield Finding(exemption.passage, message)
