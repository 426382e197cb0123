"""A difference for people: a line of counts, then what was added, removed and changed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from alskg.difference.comparison import PLACE, Changed, Difference, Part
from alskg.difference.review import DIGEST
from alskg.difference.tables import LABEL, Thing
from alskg.difference.wording import Wording, clean
from alskg.terms import ALSKG, expand

__all__ = ["markdown", "summary", "text"]

_TRIPLE: Final = tuple(expand(f"rdf:{name}") for name in ("subject", "predicate", "object"))
_TYPE: Final = expand("rdf:type")
_MODALITY: Final = f"{ALSKG}modality"
_SAID_ALREADY: Final = frozenset(
    {*_TRIPLE, _TYPE, LABEL, _MODALITY, expand("skos:definition"), f"{ALSKG}biolinkAssociation"}
)
_STATED: Final = frozenset({f"{ALSKG}statedIn", f"{ALSKG}accordingTo"})
_MARKED_UP: Final = re.compile(r"([\\`*_<\[|#])")


@dataclass(frozen=True, slots=True)
class _Item:
    """One thing: a mark (+, - or ~), its name, and the lines below it."""

    mark: str
    name: str
    details: list[str] = field(default_factory=list)


def summary(difference: Difference) -> str:
    """Return what changed in one line of counts, or that nothing did."""
    if difference.same:
        counts = [f"{part.unchanged} {kind}" for kind, part in difference.parts.items()]
        says = (
            f"no difference in {', '.join(counts)}" if counts else "no difference: both are empty"
        )
    else:
        says = "; ".join(
            f"{kind} {_counts(part)}" for kind, part in difference.parts.items() if not part.same
        )
    written = sum(len(one.changes) for one in difference.lexical)
    rewritten = f" Written differently only: {written}." if written else ""
    return clean(f"{difference.old} → {difference.new}: {says}.{rewritten}")


def _counts(part: Part) -> str:
    """Return `1 added, 2 changed`, without what is nought."""
    moved = sum(one.only_moved for one in part.changed)
    counts = {
        "added": len(part.added),
        "removed": len(part.removed),
        "changed": len(part.changed) - moved,
        "moved": moved,
    }
    return ", ".join(f"{number} {word}" for word, number in counts.items() if number)


def text(difference: Difference, *, lexical: bool = False) -> str:
    """Return a difference for a terminal; with `lexical` also what is only written differently."""
    lines = [summary(difference)]
    for title, items in _sections(difference, lexical=lexical):
        lines += ["", title]
        for item in items:
            lines.append(f"  {item.mark} {item.name}")
            lines += [f"      {detail}" for detail in item.details]
    return "\n".join(lines) + "\n"


def markdown(difference: Difference, *, lexical: bool = False) -> str:
    """Return a difference as Markdown, for release notes."""
    lines = [_escaped(summary(difference))]
    for title, items in _sections(difference, lexical=lexical):
        lines += ["", f"## {title}", ""]
        for item in items:
            lines.append(f"- {_escaped(item.name)}")
            lines += [f"  - {_escaped(detail)}" for detail in item.details]
    return "\n".join(lines) + "\n"


def _escaped(words: str) -> str:
    """Return a text that Markdown shows as it is."""
    return _MARKED_UP.sub(r"\\\1", words)


def _sections(difference: Difference, *, lexical: bool) -> Iterator[tuple[str, list[_Item]]]:
    """Yield each list that is not empty, under its title."""
    wording = Wording(difference.labels)
    for kind, part in difference.parts.items():
        changed = [one for one in part.changed if not one.only_moved]
        lists = {
            "added": [_whole("+", thing, kind, difference) for thing in part.added],
            "removed": [_whole("-", thing, kind, difference) for thing in part.removed],
            "changed": [_changed(one, difference) for one in changed],
        }
        for word, items in lists.items():
            if items:
                yield f"{kind.capitalize()} {word}", items
    if lexical and difference.lexical:
        items = [_Item("~", wording.thing(one.new), _written(one)) for one in difference.lexical]
        yield "Written differently, with the same meaning", items


def _written(one: Changed) -> list[str]:
    """Return values that mean the same as each side writes them."""
    wording = Wording({})
    return [
        clean(f"{wording.property(change.property)}: {_terms(change.old)} → {_terms(change.new)}")
        for change in one.changes
    ]


def _terms(terms: Iterable[object]) -> str:
    """Return terms as in N-Triples."""
    return ", ".join(map(str, terms))


def _whole(mark: str, thing: Thing, kind: str, difference: Difference) -> _Item:
    """Return a thing that one side lacks: a claim with all that it says, else its kind."""
    wording = Wording(difference.labels)
    details = []
    if kind == "claims":
        parts = [wording.values(thing.values.get(name, ())) for name in (*_TRIPLE, _MODALITY)]
        details.append(" | ".join(parts[:3]) + (f"; {parts[3]}" if parts[3] else ""))
        details.append(_qualifiers(thing, wording))
    elif kind == "entities":
        details.append(wording.values(thing.values.get(_TYPE, ())))
    details += _look(thing.iri, difference) if mark == "-" else []
    return _Item(mark, wording.thing(thing.iri), [line for line in details if line])


def _qualifiers(thing: Thing, wording: Wording) -> str:
    """Return the qualifiers of a claim in one line, then where it stands."""
    names = [name for name in thing.values if name not in _SAID_ALREADY]
    names.sort(key=lambda name: (name in _STATED, name))
    return "; ".join(
        f"{wording.property(name)}: {wording.values(thing.values[name])}" for name in names
    )


def _changed(one: Changed, difference: Difference) -> _Item:
    """Return a thing that both sides know, with what changed of it."""
    wording = Wording(difference.labels)
    details: list[str] = []
    if any(change.property == DIGEST for change in one.changes):
        home = difference.homes.get(one.new)
        details.append(
            f"it has the sentence that was {wording.thing(home)}"
            if home
            else "the sentence changed"
        )
    told = {*PLACE, DIGEST} | ({LABEL} if one.old != one.new else set())
    for change in one.changes:
        if change.property not in told:
            details += wording.change(change)
    if one.old != one.new:
        details.append(f"was {wording.thing(one.old)}")
    return _Item("~", wording.thing(one.new), [*details, *_look(one.new, difference)])


def _look(iri: str, difference: Difference) -> list[str]:
    """Return the claims that need another look because of a passage."""
    wording = Wording(difference.labels)
    return [f"look again at {wording.thing(claim)}" for claim in difference.review.get(iri, ())]
