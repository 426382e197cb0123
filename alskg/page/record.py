"""What the project stores of a page: `data/source/<page>.ttl`, with anchors and without text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alskg.errors import DataError
from alskg.page.fragment import directives
from alskg.page.items import Known
from alskg.page.layout import SECTIONS, section_rank
from alskg.page.passage import Anchor, Page, Passage, page_digest
from alskg.terms import ALSKG, BASE

__all__ = ["Record", "anchor_from_values", "known_items", "read_record", "turtle"]

_PASSAGE: Final = BASE + "passage/"
_PUBLISHER: Final = "National Library of Medicine (US)"
_HEADER: Final = """\
# The page, its sections and its passages: where each stands and what its text hashes to,
# never the text itself. `alskg ingest` writes this file from a copy of the page; what is
# decided by hand about a passage stands in not-modelled.ttl.
PREFIX alskg:   <https://w3id.org/alskg/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX page:    <https://w3id.org/alskg/page/>
PREFIX passage: <https://w3id.org/alskg/passage/>
PREFIX rdfs:    <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema:  <https://schema.org/>
PREFIX section: <https://w3id.org/alskg/section/>
PREFIX xsd:     <http://www.w3.org/2001/XMLSchema#>
"""


@dataclass(frozen=True, slots=True)
class Record:
    """The recorded anchors of a page, by section and place, and the recorded page digest."""

    anchors: tuple[Anchor, ...]
    sha256: str


def turtle(page: Page, slug: str) -> str:
    """Return the Turtle that records a page under `page:<slug>`; the same page, the same bytes."""
    links = directives(page)
    blocks = [_page_block(page, slug)]
    blocks += [_section_block(section, slug) for section in page.sections]
    for passage in page.passages:
        link = links.get(passage.slug)
        blocks.append(_passage_block(passage, f"{page.url}{link}" if link else ""))
    return _HEADER + "".join(f"\n{block}" for block in blocks)


def _page_block(page: Page, slug: str) -> str:
    rows = [
        ("rdfs:label", f"{_quoted(page.title)}@en"),
        ("dcterms:title", f"{_quoted(page.title)}@en"),
        ("dcterms:publisher", _quoted(_PUBLISHER)),
        ("schema:url", f"{_quoted(page.url)}^^xsd:anyURI"),
        ("alskg:sha256", _quoted(page.sha256)),
    ]
    if page.modified:
        rows.insert(3, ("dcterms:modified", f"{_quoted(page.modified)}^^xsd:date"))
    return _block(f"page:{slug}", "alskg:Page", rows)


def _section_block(section: str, page_slug: str) -> str:
    rows = [
        ("rdfs:label", f"{_quoted(SECTIONS[section].label)}@en"),
        ("alskg:partOfPage", f"page:{page_slug}"),
        ("alskg:ordinal", str(section_rank(section))),
    ]
    return _block(f"section:{section}", "alskg:Section", rows)


def _passage_block(passage: Passage, link: str) -> str:
    rows = [
        ("rdfs:label", f"{_quoted(passage.label)}@en"),
        ("alskg:inSection", f"section:{passage.section}"),
        ("alskg:ordinal", str(passage.ordinal)),
        ("alskg:start", str(passage.start)),
        ("alskg:end", str(passage.end)),
        ("alskg:sha256", _quoted(passage.sha256)),
    ]
    rows += [(f"alskg:{flag}", "true") for flag in passage.flags]
    if link:
        rows.append(("alskg:textFragment", f"{_quoted(link)}^^xsd:anyURI"))
    return _block(f"passage:{passage.slug}", "alskg:Passage", rows)


def _block(subject: str, kind: str, rows: list[tuple[str, str]]) -> str:
    """Lay out one subject, its objects aligned."""
    width = max(len(predicate) for predicate, _ in rows)
    lines = [f"    {predicate:<{width}} {value}" for predicate, value in rows]
    return f"{subject} a {kind} ;\n" + " ;\n".join(lines) + " .\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def read_record(path: Path) -> Record | None:
    """Return what a record file holds, or None where there is no such file.

    Raises DataError where it is no Turtle, lacks an anchor's value, or where its page digest is
    not that of its own passages (somebody edited it by hand).
    """
    if not path.is_file():
        return None
    values: dict[str, dict[str, str]] = {}
    for subject, predicate, value in _triples(path):
        values.setdefault(subject, {})[predicate] = value
    try:
        anchors = [
            anchor_from_values(subject, known)
            for subject, known in values.items()
            if subject.startswith(_PASSAGE) and f"{ALSKG}sha256" in known
        ]
    except (KeyError, ValueError) as error:
        message = f"{path} lacks or garbles {error} of a passage. Write it anew with alskg ingest."
        raise DataError(message) from error
    anchors.sort(key=lambda one: (section_rank(one.section), one.ordinal))
    recorded = next(
        (known.get(f"{ALSKG}sha256", "") for key, known in values.items() if "/page/" in key), ""
    )
    if recorded != page_digest(anchors):
        message = (
            f"The page digest in {path} is not that of its passages, so the file was changed by "
            f"hand. Take it back from version control, or write it anew with alskg ingest."
        )
        raise DataError(message)
    return Record(tuple(anchors), recorded)


def anchor_from_values(iri: str, values: dict[str, str]) -> Anchor:
    """Return the anchor of a passage from its property values, keyed by predicate IRI.

    Raises KeyError for a value that is missing and ValueError for one that is no number.
    """
    slug = iri.removeprefix(_PASSAGE)
    section, _, ordinal = slug.rpartition("-")
    if section not in SECTIONS:
        raise KeyError(slug)
    return Anchor(
        slug,
        section,
        int(ordinal),
        int(values[f"{ALSKG}start"]),
        int(values[f"{ALSKG}end"]),
        values[f"{ALSKG}sha256"],
    )


# The kinds of things whose names and titles stand in each list of the page.
_NAMED: Final = {
    "genes": ("gene",),
    "ncbi-genes": ("gene",),
    "other-names": ("condition", "claim"),
    "resources": ("resource", "claim"),
    "omim": ("condition", "claim"),
    "pubmed": ("resource", "claim"),
    "references": ("citation",),
    "related-topics": ("resource", "claim"),
}
_NAMING: Final = frozenset(
    {
        "http://www.w3.org/2000/01/rdf-schema#label",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#object",
    }
)


def known_items(recorded_anchors: Iterable[Anchor], named: Iterable[Path] = ()) -> Known:
    """Return what helps to find list items: recorded anchors, and the names in files of data.

    A name is a label, what follows the colon in that of a resource (`Health topic: Hands`), or the
    object of a name claim. Raises DataError where one of the files is no Turtle.
    """
    recorded: dict[str, tuple[tuple[int, str], ...]] = {}
    for anchor in recorded_anchors:
        item = (anchor.end - anchor.start, anchor.sha256)
        recorded[anchor.section] = (*recorded.get(anchor.section, ()), item)
    names: dict[str, set[str]] = {}
    for path in named:
        for subject, predicate, value in _triples(path):
            if predicate in _NAMING:
                kind = subject.removeprefix(BASE).partition("/")[0]
                topic = value.partition(": ")[2] if kind == "resource" else ""
                names.setdefault(kind, set()).update({value, topic} - {""})
    by_section = {
        section: frozenset().union(*(names.get(kind, set()) for kind in kinds))
        for section, kinds in _NAMED.items()
    }
    return Known(recorded, by_section)


def _triples(path: Path) -> Iterator[tuple[str, str, str]]:
    """Give the triples of a Turtle file as plain strings."""
    import pyoxigraph  # noqa: PLC0415  (only the commands that read such a file pay for it)

    try:
        for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE):
            if isinstance(quad.subject, pyoxigraph.NamedNode):
                yield quad.subject.value, quad.predicate.value, getattr(quad.object, "value", "")
    except (OSError, SyntaxError) as error:
        message = f"{path} cannot be read as Turtle: {error}."
        raise DataError(message) from error
