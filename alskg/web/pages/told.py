"""Claims in short: what is said, the figure in it, how surely, and the sentence behind it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from alskg.ledger import answers
from alskg.page.layout import SECTIONS, section_rank
from alskg.terms import ALSKG, BASE, prefix_header
from alskg.tracing import figures
from alskg.web.site import Site

__all__ = ["Sentence", "Told", "passage_place", "question", "sentences", "told"]

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE, _SUBJECT, _OBJECT = (f"{_RDF}{name}" for name in ("type", "subject", "object"))
_DEFINITION: Final = "http://www.w3.org/2004/02/skos/core#definition"
_VALUES: Final = """\
SELECT DISTINCT ?claim ?property ?value WHERE {{
  {{ SELECT DISTINCT ?claim WHERE {{ {which} }} }}
  ?claim ?property ?value .
  FILTER (?property != alskg:entails)
}}"""
_LINKS: Final = "SELECT ?passage ?link WHERE { ?passage alskg:textFragment ?link }"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or item of the source page: its passage, and where it stands on the live page.

    `link` is empty where the page cannot be opened at it.
    """

    passage: str
    link: str


@dataclass(frozen=True, slots=True)
class Told:
    """A claim in short; `text` is in our own words, `figure` is empty where there is none."""

    iri: str
    text: str
    figure: str
    modality: str
    kinds: frozenset[str]
    subject: str
    object: str
    sentences: tuple[Sentence, ...]
    values: Mapping[str, Sequence[str]]
    """All values by property, those of the vocabulary without its namespace."""

    @property
    def certainty(self) -> str:
        """Return the modality without its namespace, such as `asserted`."""
        return self.modality.rpartition("/")[2]

    @property
    def layer(self) -> str:
        """Return `page` or `reference`: a claim has sentences or sources, never both."""
        return "page" if self.sentences else "reference"

    def first(self, name: str) -> str:
        """Return a value of a property of the vocabulary, or the empty string."""
        return next(iter(self.values.get(name, ())), "")


def question(which: str) -> str:
    """Return the query for all values of the claims that a graph pattern on ?claim picks."""
    text = _VALUES.format(which=which)
    return prefix_header(text) + text


def told(site: Site, query: str) -> tuple[Told, ...]:
    """Return the claims that a query from `question` finds, in the order of the page."""
    values: dict[str, dict[str, list[str]]] = {}
    for claim, key, value in answers(site.kg.engine, query):
        values.setdefault(claim, {}).setdefault(key, []).append(value)
    links = sentences(site) if values else {}
    found = (_told(site, iri, known, links) for iri, known in values.items())
    return tuple(sorted(found, key=_page_order))


def sentences(site: Site) -> Mapping[str, str]:
    """Return where each passage opens on the live page, by its IRI."""
    return {passage: link for passage, link in answers(site.kg.engine, _LINKS)}  # noqa: C416  (rows of two)


def passage_place(iri: str) -> tuple[int, int]:
    """Return where a passage stands on the page: the rank of its section, its number."""
    section, _, ordinal = iri.rpartition("/")[2].rpartition("-")
    known = section in SECTIONS and ordinal.isdecimal()
    return (section_rank(section), int(ordinal)) if known else (len(SECTIONS) + 1, 0)


def _told(
    site: Site, iri: str, known: Mapping[str, Sequence[str]], links: Mapping[str, str]
) -> Told:
    """Put one claim together."""
    named = {
        key: [("", one, site.labels.get(one, "") if one.startswith(BASE) else "") for one in found]
        for key, found in known.items()
    }
    passages = sorted(known.get(f"{ALSKG}statedIn", ()), key=passage_place)
    return Told(
        iri,
        text=_first(known.get(_DEFINITION, ())) or site.label(iri),
        figure=figures(named),
        modality=_first(known.get(f"{ALSKG}modality", ())),
        kinds=frozenset(one.removeprefix(ALSKG) for one in known.get(_TYPE, ())),
        subject=_first(known.get(_SUBJECT, ())),
        object=_first(known.get(_OBJECT, ())),
        sentences=tuple(Sentence(one, links.get(one, "")) for one in passages),
        values={key.removeprefix(ALSKG): sorted(found) for key, found in known.items()},
    )


def _first(found: Iterable[str]) -> str:
    return next(iter(found), "")


def _page_order(one: Told) -> tuple[tuple[int, int], str]:
    """Order claims as the page does, those of reference sources last."""
    return min((passage_place(each.passage) for each in one.sentences), default=(99, 0)), one.iri
