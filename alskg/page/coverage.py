"""Hold a page and its claims against each other: the ledger, and the cues of each sentence."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from alskg.page.compare import differences
from alskg.page.cues import Cue, cues
from alskg.page.exceptions import Exemption
from alskg.page.layout import SECTIONS
from alskg.page.passage import Anchor, Page
from alskg.terms import ALSKG, BASE

__all__ = ["Entry", "Finding", "StatedClaim", "check_copy", "check_ledger"]

Interval = tuple[Decimal | None, Decimal | None]


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


@dataclass(frozen=True, slots=True)
class Entry:
    """A recorded passage with the claims stated in it, or the reason why there are none."""

    anchor: Anchor
    claims: tuple[StatedClaim, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that keeps the coverage from being complete."""

    passage: str
    message: str

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
    findings = [Finding(one.slug, str(one).removeprefix(f"{one.slug} ")) for one in changed]
    by_digest = {(one.section, one.sha256): one.text for one in copy.passages}
    excused = {(one.passage, one.cue): one for one in exemptions}
    stale = dict(excused)
    for entry in entries:
        text = by_digest.get((entry.anchor.section, entry.anchor.sha256), "")
        prose = SECTIONS[entry.anchor.section].kind == "prose" and not entry.reason
        for cue in cues(text, genes, places) if prose else ():
            if any(_meets(claim, cue) for claim in entry.claims):
                continue
            if stale.pop((entry.anchor.slug, str(cue)), None) is None:
                findings.append(Finding(entry.anchor.slug, _unmet(cue)))
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


_GAP: Final = ALSKG + "KnowledgeGapClaim"
_NEGATED: Final = BASE + "modality/negated"
_MEETING: Final = {
    "may": (BASE + "quantifier/sometimes", BASE + "modality/possible"),
    "can": (BASE + "quantifier/sometimes", BASE + "modality/possible"),
    "thought": (BASE + "modality/probable",),
    "probably": (BASE + "modality/probable",),
    "likely": (BASE + "modality/probable",),
    "estimated": (BASE + "modality/estimated",),
}


def _meets(claim: StatedClaim, cue: Cue) -> bool:
    """Say whether a claim answers for a cue."""
    match cue.kind:
        case "number" if cue.unit == "per":
            return any(cue.low in _figures(unit) for unit in claim.units)
        case "number":
            fits = not cue.unit or cue.unit in claim.units
            return fits and cue.low in claim.numbers
        case "age":
            return any(_shares_end(cue, interval) for interval in claim.intervals)
        case "gene" | "place":
            return not cue.things.isdisjoint(claim.things)
        case "doubt":
            return not claim.things.isdisjoint(_MEETING[cue.text])
        case "negation":
            return claim.negates or _NEGATED in claim.things or _GAP in claim.kinds
        case "ignorance":
            return _GAP in claim.kinds


def _shares_end(cue: Cue, interval: Interval) -> bool:
    """Say whether an interval begins or ends where the words for an age do."""
    low, high = interval
    return (low is not None and low == cue.low) or (high is not None and high == cue.high)


def _figures(label: str) -> set[Decimal]:
    """Return the numbers in the label of a unit, such as `per 100,000`."""
    return {Decimal(figure.replace(",", "")) for figure in re.findall(r"\d[\d,]*", label)}


def _unmet(cue: Cue) -> str:
    """Say what is missing."""
    match cue.kind:
        case "number" if cue.unit == "per":
            return f"{cue} is in the unit of no claim"
        case "number" if cue.unit:
            return f"{cue} ({cue.unit}) is in no claim"
        case "doubt" if cue.text in {"may", "can"}:
            return f"{cue}: no claim has the quantifier sometimes or is possible"
        case "doubt":
            modality = _MEETING[cue.text][0].rpartition("/")[2]
            return f"{cue}: no claim is {modality}"
        case "negation":
            return f"{cue}: no claim is negated or a knowledge gap, or has a negated concept"
        case "ignorance":
            return f"{cue}: no claim is a knowledge gap"
        case _:
            return f"{cue} is in no claim"
