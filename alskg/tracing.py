"""Trace claims to the sentences that support them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from alskg.ledger import Answering, answers
from alskg.page.layout import SECTIONS, section_rank
from alskg.page.passage import Page
from alskg.terms import ALSKG, BASE, compact

__all__ = ["Support", "TracedClaim", "figures", "is_vocabulary", "said", "trace", "with_text"]

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
_DEFINITION: Final = "http://www.w3.org/2004/02/skos/core#definition"


@dataclass(frozen=True, slots=True)
class Support:
    """A passage that supports a claim; `text` only where a copy of the page proved it."""

    passage: str
    section: str
    ordinal: int
    sha256: str
    link: str
    text: str = ""

    @property
    def place(self) -> str:
        """Section and number in words."""
        section = SECTIONS[self.section]
        return f"{section.label}, {section.noun} {self.ordinal}"


@dataclass(frozen=True, slots=True, repr=False)
class TracedClaim:
    """A claim in words, with the passages, or the reference sources, that it rests on."""

    iri: str
    label: str
    subject: str
    predicate: str
    object: str
    modality: str
    qualifiers: tuple[tuple[str, str], ...]
    definition: str
    supports: tuple[Support, ...]
    sources: tuple[str, ...]

    @property
    def curie(self) -> str:
        """Return the CURIE of the claim."""
        return compact(self.iri)

    @property
    def place(self) -> str:
        """Return where it stands, in words: its sentences, or its reference sources."""
        return "; ".join([*(support.place for support in self.supports), *self.sources])

    @property
    def stated(self) -> tuple[tuple[str, str], ...]:
        """Return the qualifiers that are for people, each with its value."""
        return tuple(one for one in self.qualifiers if one[0] not in _FOR_PROGRAMS)

    def __str__(self) -> str:
        """Return the claim in words, with how firmly it is made and for whom."""
        return f"{self.subject} {self.predicate} {self.object}; {said(self)}"

    def __repr__(self) -> str:
        """Show the short form."""
        return f"<{self.curie}: {self}; {self.place}>"


_VALUES: Final = """\
SELECT ?claim ?property ?propertyName ?value ?valueName WHERE {{
  {{ SELECT DISTINCT ?claim WHERE {{ {which} ?claim rdf:subject ?subject . }} }}
  ?claim ?property ?value .
  OPTIONAL {{ ?property rdfs:label ?propertyName }}
  OPTIONAL {{ ?value rdfs:label ?valueName }}
}}"""
_PASSAGES: Final = """\
SELECT ?passage ?section ?ordinal ?sha256 ?link WHERE {
  ?passage a alskg:Passage ; alskg:inSection ?section ; alskg:ordinal ?ordinal ;
    alskg:sha256 ?sha256 .
  OPTIONAL { ?passage alskg:textFragment ?link }
}"""

_Values = dict[str, list[tuple[str, str, str]]]  # property: (its name, value, the value's name)


def trace(engine: Answering, iri: str) -> tuple[TracedClaim, ...]:
    """Return a claim, or all claims that a thing is in: as subject, object or qualifier.

    A passage gives the claims that it supports, a term of the vocabulary none. They
    come in the order of the page, those of reference sources last. The IRI must be one
    that the graph holds (`naming.resolve`).
    """
    if is_vocabulary(iri):
        return ()
    which = f"VALUES ?claim {{ <{iri}> }}" if _is_claim(iri) else f"?claim ?role <{iri}> ."
    passages = _supports(engine)
    by_claim: dict[str, _Values] = {}
    for claim, key, key_name, value, name in answers(engine, _VALUES.format(which=which)):
        if claim.startswith(BASE):
            triple = (key_name or _words(key), value, name)
            found = by_claim.setdefault(claim, {}).setdefault(key, [])
            if triple not in found:
                found.append(triple)
    claims = [_claim(one, values, passages) for one, values in by_claim.items()]
    return tuple(sorted(claims, key=_page_order))


# Qualifiers for programs only: a Biolink qualifier that repeats what the class of a claim says.
_FOR_PROGRAMS: Final = frozenset({"subject form or variant qualifier"})


def said(claim: TracedClaim) -> str:
    """Return modality, figures and qualifiers for people: `asserted; figure: 15 to 20 percent`."""
    return "; ".join([claim.modality, *(f"{name}: {value}" for name, value in claim.stated)])


def is_vocabulary(iri: str) -> bool:
    """Say whether an IRI is a class, a property or a modality: no claim is about it."""
    return iri.startswith((ALSKG, f"{BASE}modality/"))


def _is_claim(iri: str) -> bool:
    return iri.startswith(f"{BASE}claim/")


def _supports(engine: Answering) -> dict[str, Support]:
    """Return every passage by IRI, without its text."""
    return {
        iri: Support(_slug(iri), _slug(section), int(ordinal), sha256, link)
        for iri, section, ordinal, sha256, link in answers(engine, _PASSAGES)
    }


def _page_order(claim: TracedClaim) -> tuple[int, int, str]:
    places = [(section_rank(one.section), one.ordinal) for one in claim.supports]
    return (*min(places, default=(len(SECTIONS) + 1, 0)), claim.iri)


_PLURALS: Final = {
    "year": "years",
    "copy": "copies",
    "chromosome": "chromosomes",
    "person": "people",
}
_FIGURES: Final = ("low", "high", "value", "outOf", "unit", "approximate", "each")
_NOT_QUALIFIERS: Final = frozenset(
    {f"{_RDF}{name}" for name in ("type", "subject", "predicate", "object")}
    | {f"{ALSKG}{name}" for name in ("modality", "statedIn", "accordingTo", "entails", *_FIGURES)}
    | {_RDFS_LABEL, _DEFINITION}
)


def _claim(iri: str, values: _Values, passages: Mapping[str, Support]) -> TracedClaim:
    """Put one claim in words."""
    qualifiers = [(values[key][0][0], _named(values, key)) for key in values]
    named = dict(zip(values, qualifiers, strict=True))
    shown = [named[key] for key in sorted(values) if key not in _NOT_QUALIFIERS]
    figure = figures(values)
    supports = [passages[one] for _, one, _ in values.get(f"{ALSKG}statedIn", ())]
    return TracedClaim(
        iri,
        label=_named(values, _RDFS_LABEL),
        subject=_named(values, f"{_RDF}subject"),
        predicate=_named(values, f"{_RDF}predicate"),
        object=_named(values, f"{_RDF}object"),
        modality=_named(values, f"{ALSKG}modality"),
        qualifiers=((("figure", figure),) if figure else ()) + tuple(shown),
        definition=_named(values, _DEFINITION),
        supports=tuple(sorted(supports, key=lambda one: (section_rank(one.section), one.ordinal))),
        sources=tuple(sorted(_name(one) for one in values.get(f"{ALSKG}accordingTo", ()))),
    )


def _named(values: _Values, key: str) -> str:
    """Return the values of a property in words."""
    return ", ".join(sorted(_name(one) for one in values.get(key, ())))


def _name(triple: tuple[str, str, str]) -> str:
    _, value, name = triple
    return name or (_words(value) if value.startswith(("http://", "https://")) else value)


def _words(iri: str) -> str:
    """Return an IRI without a label as readably as it goes: `cito:cites` as `cites`."""
    return compact(iri).rpartition(":")[2].replace("_", " ")


def figures(values: Mapping[str, Sequence[tuple[str, str, str]]]) -> str:
    """Return the quantity of a claim, such as `about 15 to 20 percent, each`; empty without one.

    `values` are, by IRI of a property: its name, the value as text, and the name of the value.
    """
    figure = {name: values[f"{ALSKG}{name}"][0] for name in _FIGURES if f"{ALSKG}{name}" in values}
    numbers = {name: _plain(one[1]) for name, one in figure.items()}
    amount = numbers.get("value") or " to ".join(
        numbers[end] for end in ("low", "high") if end in numbers
    )
    if not amount:
        return ""
    about = "about " if numbers.get("approximate") == "true" else ""
    whole = f" of {numbers['outOf']}" if "outOf" in numbers else ""
    counted = numbers.get("outOf", amount)
    unit = _name(figure["unit"]) if "unit" in figure else ""
    unit = f" {unit if counted == '1' else _PLURALS.get(unit, unit)}" if unit else ""
    return f"{about}{amount}{whole}{unit}" + (", each" if numbers.get("each") == "true" else "")


def _plain(number: str) -> str:
    """Write a decimal as people do: `30.0` as `30`."""
    return number.rstrip("0").rstrip(".") if "." in number else number


def with_text(
    claims: tuple[TracedClaim, ...], copy: Page
) -> tuple[tuple[TracedClaim, ...], tuple[str, ...]]:
    """Return the claims with the text of their passages, and the passages that lack it.

    A text is shown only where its digest is the recorded one: it is proved, not guessed.
    """
    texts = {(one.section, one.sha256): one.text for one in copy.passages}
    shown = tuple(
        replace(
            claim,
            supports=tuple(
                replace(one, text=texts.get((one.section, one.sha256), ""))
                for one in claim.supports
            ),
        )
        for claim in claims
    )
    lacking = {one.passage: None for claim in shown for one in claim.supports if not one.text}
    return shown, tuple(lacking)


def _slug(iri: str) -> str:
    return iri.rpartition("/")[2]
