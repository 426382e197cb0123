"""The box of key facts at the top of a page: each with its layer and its sentence."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from alskg.engine.results import Term
from alskg.web.entity.relations import Target
from alskg.web.entity.statements import Statement

__all__ = ["Item", "KeyFact", "keyfacts"]

_MANY: Final = 8
_FREQUENCIES: Final = (
    "all",
    "most",
    "many",
    "some",
    "sometimes",
    "less-frequently",
    "small-proportion",
    "rarely",
    "very-rarely",
)


@dataclass(frozen=True, slots=True)
class Item:
    """One value of a key fact: a text, or a term that is linked, with the claim behind it.

    `after` are words after it, `of` is whom it is about where that is not the thing of the page.
    A mapping has no claim, but a `mapping`.
    """

    value: Term
    claim: Statement | None = None
    after: str = ""
    of: Term | None = None
    mapping: str = ""


@dataclass(frozen=True, slots=True)
class KeyFact:
    """A line of the box; where many values stand in a row, `more` is where their claims are."""

    name: str
    items: tuple[Item, ...]
    inline: bool = False
    more: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """How a line comes about: from claims of a kind, in which the thing is subject or object."""

    name: str
    kind: str
    show: Callable[[Statement], Item]
    subject: bool = True
    predicate: str = ""
    by_frequency: bool = False


def _in_words(one: Statement) -> Item:
    """Show the claim in the words of its definition."""
    return Item(Term("literal", one.definition or one.label), one)


def _object(one: Statement) -> Item:
    """Show the object, with how often or how surely."""
    return Item(one.object, one, after=_how(one))


def _subject(one: Statement) -> Item:
    """Show the subject, with how often or how surely."""
    return Item(one.subject, one, after=_how(one))


def _how(one: Statement) -> str:
    """Return what has to be said with a name that is not simply so."""
    often = [_slug(value).replace("-", " ") for value in one.values("quantifier")]
    unsure = [] if one.certainty == "asserted" else [one.certainty]
    return ", ".join([*unsure, *often])


_NAMES: Final = _Line("Also known as", "NameClaim", _object)
_LINES: Final[Mapping[str, Sequence[_Line]]] = {
    "condition": (
        _NAMES,
        _Line("How common", "EpidemiologyClaim", _in_words),
        _Line("Begins at", "OnsetClaim", _in_words),
        _Line("Survival", "SurvivalClaim", _in_words),
        _Line("Inheritance", "InheritanceClaim", _object, by_frequency=True),
        _Line("A type of", "SubtypeClaim", _object),
        _Line("Genes, as listed by the page", "ListingClaim", _subject, subject=False,
              predicate="listedFor"),
        _Line("Causes", "CauseClaim", _subject, subject=False),
        _Line("Gene, by reference sources", "GeneConditionClaim", _object),
    ),
    "gene": (
        _Line("Approved symbol", "AttributeClaim", _object, predicate="approvedSymbol"),
        _Line("Approved name", "AttributeClaim", _object, predicate="approvedName"),
        _Line("Place in the genome", "AttributeClaim", _object, predicate="cytoband"),
        _NAMES,
        _Line("Share of cases", "CaseShareClaim", _in_words),
        _Line("Causes", "CauseClaim", _object),
        _Line("Numbered conditions", "GeneConditionClaim", _subject, subject=False),
    ),
    "phenotype": (
        _NAMES,
        _Line("In conditions", "PhenotypeClaim", _in_words, subject=False),
        _Line("Help needed", "CareNeedClaim", _in_words, subject=False),
        _Line("Cause of death", "CauseOfDeathClaim", _in_words, subject=False),
    ),
    "inheritance": (
        _NAMES,
        _Line("Conditions", "InheritanceClaim", _subject, subject=False),
        _Line("How it is passed on", "TransmissionClaim", _in_words),
    ),
    "population": (_NAMES, _Line("Place", "PopulationClaim", _object)),
    "anatomy": (
        _NAMES,
        _Line("Body and cells", "AnatomyClaim", _in_words),
        _Line("Function", "FunctionClaim", _in_words),
    ),
}  # fmt: skip
_OTHERS: Final = (_NAMES,)


def keyfacts(
    kind: str,
    iri: str,
    found: Iterable[Statement],
    of_types: Iterable[Statement],
    mapped: Iterable[Target],
) -> tuple[KeyFact, ...]:
    """Return the lines of the box for a thing of a kind, such as `gene`; empty ones left out.

    `of_types` are claims about types of a condition that are worth knowing of the condition too.
    """
    known, typed = tuple(found), tuple(of_types)
    lines = (
        fact
        for one in _LINES.get(kind, _OTHERS)
        for fact in _by_layer(one, _items(one, iri, known, typed))
    )
    exact = tuple(Item(Term("iri", one.object), mapping=one.mapping) for one in mapped if one.exact)
    box = [*lines, KeyFact("Identifiers", exact, inline=True)]
    return tuple(one for one in box if one.items)


def _items(
    line: _Line, iri: str, known: Iterable[Statement], typed: Iterable[Statement]
) -> tuple[Item, ...]:
    """Return the values of a line from the claims that fit it, each once, the page's first."""
    items: dict[tuple[str, str, str], Item] = {}
    for one in sorted(known, key=lambda one: one.layer):
        ours = one.subject if line.subject else one.object
        if ours.value == iri and _fits(line, one):
            item = line.show(one)
            items.setdefault((item.value.value, "", one.layer), item)
    for one in typed:
        if line.subject and _fits(line, one):
            item = replace(line.show(one), of=one.subject)
            items.setdefault((item.value.value, one.subject.value, one.layer), item)
    return tuple(sorted(items.values(), key=_rarity) if line.by_frequency else items.values())


def _by_layer(line: _Line, items: Sequence[Item]) -> Iterator[KeyFact]:
    """Yield a line, or one for each layer where there are many values: a row has one badge."""
    if len(items) <= _MANY:
        yield KeyFact(line.name, tuple(items))
        return
    for layer, name in (("page", line.name), ("reference", f"{line.name}, by reference sources")):
        some = tuple(one for one in items if one.claim and one.claim.layer == layer)
        inline = len(some) > _MANY
        yield KeyFact(name, some, inline, f"#claims-{line.kind}" if inline else "")


def _rarity(item: Item) -> int:
    """Return how rare the source says a value is; what it says nothing of comes last."""
    said = item.claim.values("quantifier") if item.claim else ()
    ranks = (_FREQUENCIES.index(one) for value in said if (one := _slug(value)) in _FREQUENCIES)
    return min(ranks, default=len(_FREQUENCIES))


def _slug(value: Term) -> str:
    """Return the last part of an IRI."""
    return value.value.rpartition("/")[2]


def _fits(line: _Line, one: Statement) -> bool:
    """Say whether a claim belongs in a line."""
    named = not line.predicate or one.predicate.endswith(f"#{line.predicate}")
    return named and line.kind in one.kinds
