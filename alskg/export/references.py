"""The works that the page cites, as CSV and as BibTeX. Keys are the permanent slugs."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from alskg.export.contents import Contents, contents_of
from alskg.export.snapshot import Snapshot
from alskg.terms import BASE, compact

__all__ = ["references"]

_KINDS: Final = ("alskg:JournalArticle", "alskg:BookChapter", "alskg:OrganisationPage")
_ERRATUM: Final = "alskg:Erratum"
_COLUMNS: Final = {
    "authors": "alskg:authors",
    "title": "dcterms:title",
    "published_in": "alskg:publishedIn",
    "year": "dcterms:issued",
    "modified": "dcterms:modified",
    "volume": "bibo:volume",
    "issue": "bibo:issue",
    "pages": "bibo:pages",
    "editors": "alskg:editors",
    "publisher": "dcterms:publisher",
    "doi": "bibo:doi",
    "pmid": "bibo:pmid",
    "erratum_of": "alskg:erratumOf",
}
_LINKED: Final = {"pmcid": "PMC", "nbk": "NBK"}  # known by their links alone
_ENTRY: Final = {
    "alskg:JournalArticle": ("article", "journal"),
    "alskg:BookChapter": ("incollection", "booktitle"),
    "alskg:OrganisationPage": ("misc", "howpublished"),
}
_INITIALS: Final = re.compile(r"[A-Z]+")
_SPECIAL: Final = {ord(character): f"\\{character}" for character in "&%$#_{}"} | {
    ord("\\"): r"\textbackslash{}",
    ord("~"): r"\textasciitilde{}",
    ord("^"): r"\textasciicircum{}",
}


def references(snapshot: Snapshot) -> dict[str, bytes]:
    """Return `references.csv`, with errata in rows of their own, and `references.bib`."""
    contents = contents_of(snapshot)
    works = [_work(contents, iri) for iri in contents.subjects(*_KINDS, _ERRATUM)]
    errata = {work["erratum_of"]: work for work in works if work["erratum_of"]}
    text = io.StringIO()
    writer = csv.DictWriter(text, works[0] if works else ["key"])  # RFC 4180
    writer.writeheader()
    writer.writerows({**work, "type": work["type"].removeprefix("alskg:")} for work in works)
    entries = [_entry(work, errata.get(work["key"])) for work in works if work["type"] != _ERRATUM]
    return {
        "references.csv": text.getvalue().encode(),
        "references.bib": "\n".join(entries).encode(),
    }


def _work(contents: Contents, iri: str) -> dict[str, str]:
    """Return what is known of one work, by column."""
    work = {"key": _key(iri), "type": contents.kind(iri)}
    work |= {column: contents.text(iri, name) for column, name in _COLUMNS.items()}
    work["erratum_of"] = _key(work["erratum_of"])
    work["title"] = work["title"] or contents.label(iri)
    links = dict(compact(link).partition(":")[::2] for link in contents.texts(iri, "rdfs:seeAlso"))
    for column, prefix in _LINKED.items():
        work[column] = prefix + links[prefix] if prefix in links else ""
    return work


def _key(iri: str) -> str:
    """Return the slug of a citation."""
    return iri.removeprefix(BASE + "citation/")


def _entry(work: dict[str, str], erratum: dict[str, str] | None) -> str:
    """Return one BibTeX entry; its fields in a fixed order, only those that are known."""
    kind, container = _ENTRY[work["type"]]
    names = _names if kind != "misc" else _literally
    fields = {
        "author": names(work["authors"]),
        "title": _literally(work["title"]),
        container: _escaped(work["published_in"]),
        "editor": _names(work["editors"]),
        "publisher": _escaped(work["publisher"]),
        "year": work["year"],
        "volume": work["volume"],
        "number": work["issue"],
        "pages": work["pages"].replace("-", "--"),
        "doi": work["doi"],
        "pmid": work["pmid"],
        "pmcid": work["pmcid"],
        "note": "; ".join(_notes(work, erratum)),
    }
    written = (f"  {name:<12} = {{{text}}}" for name, text in fields.items() if text)
    return f"@{kind}{{{work['key']},\n" + ",\n".join(written) + "\n}\n"


def _notes(work: dict[str, str], erratum: dict[str, str] | None) -> Iterator[str]:
    """Yield what has no field of its own."""
    if work["nbk"]:
        yield f"NCBI Bookshelf {work['nbk']}"
    if work["modified"]:
        yield f"updated {work['modified']}"
    if erratum:
        place = f"{erratum['volume']}({erratum['issue']}):{erratum['pages'].replace('-', '--')}"
        journal = _escaped(erratum["published_in"])
        yield f"erratum: {journal} {erratum['year']};{place}, doi:{erratum['doi']}"


def _names(authors: str) -> str:
    """Return names as BibTeX reads them: the family name, a comma, the initials."""
    return " and ".join(_name(author) for author in re.split("[,;] ", authors) if author)


def _name(author: str) -> str:
    """Return one name; what ends in no initials stays in one piece.

    >>> _name("De Vos KJ"), _name("ALS Association")
    ('De Vos, K. J.', '{ALS Association}')
    """
    family, _, initials = author.rpartition(" ")
    if family and _INITIALS.fullmatch(initials):
        return f"{_escaped(family)}, {' '.join(f'{letter}.' for letter in initials)}"
    return _literally(author)


def _literally(text: str) -> str:
    """Return a text that keeps its capitals."""
    return f"{{{_escaped(text)}}}" if text else ""


def _escaped(text: str) -> str:
    """Return a text in which nothing is a command to TeX."""
    return text.translate(_SPECIAL)
