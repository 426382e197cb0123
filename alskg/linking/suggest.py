"""Candidates for what is not mapped yet: names that meet names."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from alskg import resources
from alskg.ledger import Answering, answers
from alskg.linking.links import Link
from alskg.ontologies import Ontology, Synonym, Term
from alskg.terms import compact, prefixes

__all__ = ["Suggestion", "Unlinked", "suggestions", "to_sssom", "unlinked"]

_NAMES: Final = """\
SELECT DISTINCT ?thing ?name ?label WHERE {
  ?thing a ?class ; rdfs:label ?label . ?class rdfs:subClassOf* ?kind .
  VALUES ?kind {
    alskg:Condition alskg:Gene alskg:Phenotype alskg:Anatomy alskg:Process
    alskg:InheritancePattern alskg:Population alskg:Factor
  }
  FILTER (STRSTARTS(STR(?thing), "https://w3id.org/alskg/"))
  { ?thing rdfs:label ?name } UNION
  { ?claim a alskg:NameClaim ; rdf:subject ?thing ; rdf:object ?name . FILTER (isLiteral(?name)) }
} ORDER BY ?thing ?name"""

# What a match says, and how much it is worth: by the field of ours, the field there, and its scope.
_PREDICATES: Final = {
    "exact": "skos:exactMatch",
    "broad": "skos:narrowMatch",  # its broad name is our name, so the term is the narrower one
    "narrow": "skos:broadMatch",
    "related": "skos:relatedMatch",
}
_WORTH: Final = {"exact": 0.9, "broad": 0.6, "narrow": 0.6, "related": 0.5}
_LABEL_BONUS: Final = 0.05
_SAME_WORDS: Final = 0.7
_WORD_BREAK: Final = re.compile(r"[\W_]+")
# What is no word: an abbreviation this short stands for too much to mean the same thing twice.
_SHORT: Final = 3
# Kinds of ours that another kind of term can still be related to, as a gene to its condition.
_RELATED_KINDS: Final = frozenset({"condition", "gene", "phenotype"})
_EMPTY_WORDS: Final = frozenset({"a", "an", "and", "in", "of", "or", "the", "to", "with"})
_PLURAL: Final = 4
_COLUMNS: Final = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "confidence",
    "subject_match_field",
    "object_match_field",
    "match_string",
)


@dataclass(frozen=True, slots=True)
class Unlinked:
    """A thing of ours without a mapping into an ontology: its label and all its names."""

    curie: str
    label: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A mapping that somebody may want to make, and what speaks for it."""

    subject: Unlinked
    predicate: str
    object_id: str
    object_label: str
    confidence: float
    subject_field: str
    object_field: str
    match: str


def unlinked(engine: Answering, links: Sequence[Link], prefix: str) -> tuple[Unlinked, ...]:
    """Return the things of ours that no mapping takes to a term with the prefix."""
    linked = {
        link.mapping.subject_id
        for link in links
        if link.prefix == prefix and not link.mapping.negative
    }
    names: dict[str, list[str]] = {}
    labels: dict[str, str] = {}
    for thing, name, label in answers(engine, _NAMES):
        curie = compact(thing)
        if curie not in linked:
            names.setdefault(curie, []).append(name)
            labels[curie] = label
    return tuple(
        Unlinked(curie, labels[curie], tuple(dict.fromkeys(known)))
        for curie, known in names.items()
    )


def suggestions(
    ontology: Ontology, things: Sequence[Unlinked], links: Sequence[Link]
) -> tuple[Suggestion, ...]:
    """Return candidates for things, the best first: at most one for each pair of thing and term.

    The same name in any case and punctuation counts most, that of two labels before any other; the
    same words in another order or number count less. A pair that a mapping denies is left out, and
    so is a term that is exactly another thing of ours already. A short abbreviation meets nothing.

    Where mappings say which kinds of ours the ontology has terms for, a gene, condition or
    phenotype of another kind is related to a term at most, and what else there is gets none.
    """
    kinds = _exact_kinds(links, ontology.prefix)
    denied = {(link.mapping.subject_id, link.mapping.object_id) for link in links}
    taken = {
        link.mapping.object_id
        for link in links
        if link.mapping.word == "exact" and not link.mapping.negative
    }
    by_text: dict[str, list[tuple[Term, Synonym, bool]]] = {}
    by_words: dict[AbstractSet[str], list[tuple[Term, Synonym, bool]]] = {}
    for found in ontology.names():
        if _is_short(found[1].text):
            continue
        by_text.setdefault(_folded(found[1].text), []).append(found)
        by_words.setdefault(_words(found[1].text), []).append(found)
    best: dict[tuple[str, str], Suggestion] = {}
    for thing in things:
        if kinds and _kind(thing.curie) not in kinds | _RELATED_KINDS:
            continue
        fits = not kinds or _kind(thing.curie) in kinds
        for name in (each for each in thing.names if not _is_short(each)):
            same = [(found, 1.0) for found in by_text.get(_folded(name), ())]
            near = [(found, _SAME_WORDS) for found in by_words.get(_words(name), ())]
            for found, closeness in (*same, *near):
                one = _made(thing, name, found, closeness, fits=fits)
                key = (thing.curie, one.object_id)
                own = one.object_id.partition(":")[0] == ontology.prefix
                if own and key not in denied and one.object_id not in taken:
                    best[key] = max(best.get(key, one), one, key=lambda each: each.confidence)
    return tuple(
        sorted(best.values(), key=lambda one: (-one.confidence, one.subject.curie, one.object_id))
    )


def _exact_kinds(links: Sequence[Link], prefix: str) -> frozenset[str]:
    """Return the kinds of our things that mappings say to be exactly terms with the prefix."""
    return frozenset(
        _kind(link.mapping.subject_id)
        for link in links
        if link.prefix == prefix and link.mapping.word == "exact" and not link.mapping.negative
    )


def _kind(curie: str) -> str:
    """Return the kind of a thing of ours, which is what its prefix says."""
    return curie.partition(":")[0]


def _made(
    thing: Unlinked,
    name: str,
    found: tuple[Term, Synonym, bool],
    closeness: float,
    *,
    fits: bool,
) -> Suggestion:
    """Return the suggestion that one name meeting another makes; `fits` says of the same kind."""
    term, synonym, is_label = found
    ours = name == thing.label
    scope = synonym.scope if fits else "related"
    worth = (_WORTH[scope] + _LABEL_BONUS * (ours + is_label) - 0.01) * closeness
    exact = closeness == 1.0
    return Suggestion(
        thing,
        _PREDICATES[scope] if exact or not fits else "skos:closeMatch",
        compact(term.iri),
        term.label,
        round(worth, 3),
        "rdfs:label" if ours else "skos:altLabel",
        "rdfs:label" if is_label else f"oboInOwl:has{synonym.scope.capitalize()}Synonym",
        _folded(name) if exact else " ".join(sorted(_words(name))),
    )


def _folded(text: str) -> str:
    """Return a name as it is compared: any case, any punctuation."""
    return _WORD_BREAK.sub(" ", text.casefold()).strip()


def _is_short(name: str) -> bool:
    """Say whether a name is an abbreviation too short to be compared.

    >>> [_is_short(name) for name in ("ALS", "A.L.S.", "C9", "SOD1", "arm", "Arm")]
    [True, True, True, False, False, False]
    """
    letters = _WORD_BREAK.sub("", name)
    return len(letters) <= _SHORT and not letters[1:].islower()


def _words(text: str) -> AbstractSet[str]:
    """Return the words of a name that mean something, in the singular; an acronym stays whole."""
    words = (
        word[:-1] if len(word) >= _PLURAL and word.endswith("s") and word[-2] != "s" else word
        for word in _WORD_BREAK.sub(" ", text).split()
    )
    return frozenset(word.casefold() for word in words) - _EMPTY_WORDS


def to_sssom(ontology: Ontology, found: Sequence[Suggestion]) -> str:
    """Return suggestions as an SSSOM file, to be looked at one by one."""
    text = io.StringIO()
    text.writelines(f"#{line}\n" for line in _metadata(ontology, found))
    table = csv.writer(text, delimiter="\t", lineterminator="\n")
    table.writerow(_COLUMNS)
    for one in found:
        table.writerow(
            [
                one.subject.curie,
                one.subject.label,
                one.predicate,
                one.object_id,
                one.object_label,
                "semapv:LexicalMatching",
                one.confidence,
                one.subject_field,
                one.object_field,
                one.match,
            ]
        )
    return text.getvalue()


def _metadata(ontology: Ontology, found: Sequence[Suggestion]) -> Iterator[str]:
    """Yield the metadata of the file, one slot a line."""
    used = {ontology.prefix, *(one.subject.curie.partition(":")[0] for one in found)}
    yield "curie_map:"
    yield "  oboInOwl: http://www.geneontology.org/formats/oboInOwl#"
    for prefix in sorted(used | {"rdfs", "skos"}):
        if prefix in prefixes():
            yield f"  {prefix}: {prefixes()[prefix]}"
    yield f"mapping_set_id: https://w3id.org/alskg/suggestions/{ontology.prefix}"
    yield f"mapping_set_version: {resources.version()}"
    yield f"mapping_set_title: Candidates for mappings into {ontology.prefix}"
    yield "mapping_set_description: Found by comparing names; none of them has been reviewed."
    yield "license: https://creativecommons.org/licenses/by/4.0/"
    if ontology.version:
        yield f"object_source_version: {ontology.version}"
