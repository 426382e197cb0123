"""Lists of things: one page for each kind, with all there is of it, and a page of the kinds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from alskg.engine.results import Term
from alskg.kg.entity import kind_of
from alskg.terms import BASE, compact
from alskg.web.entity.behind import Behind
from alskg.web.entity.kinds import KINDS, Kind
from alskg.web.entity.links import Links
from alskg.web.entity.relations import order
from alskg.web.response import page
from alskg.web.site import Site

__all__ = ["Column", "Line", "routes"]

_LISTED: Final = """\
SELECT DISTINCT ?thing ?label ?type ?definition WHERE {
  ?thing rdfs:label ?label ; a ?type .
  FILTER (STRSTARTS(STR(?thing), "@START@") && !CONTAINS(STR(?thing), "#"))
  OPTIONAL { ?thing skos:definition ?definition }
}"""
_CLAIMS: Final = """\
SELECT ?thing (COUNT(DISTINCT ?claim) AS ?claims) WHERE {
  ?claim rdf:subject ?subject ; ?role ?thing .
  FILTER (STRSTARTS(STR(?thing), "@START@"))
} GROUP BY ?thing"""
_COUNTS: Final = """\
SELECT ?kind (COUNT(DISTINCT ?thing) AS ?things) WHERE {
  ?thing rdfs:label ?label .
  FILTER (STRSTARTS(STR(?thing), "https://w3id.org/alskg/") && !CONTAINS(STR(?thing), "#"))
  BIND (STRBEFORE(STRAFTER(STR(?thing), "https://w3id.org/alskg/"), "/") AS ?kind)
} GROUP BY ?kind"""


@dataclass(frozen=True, slots=True)
class Column:
    """A further column of a list: its heading, and what asks for `?thing` and `?value`."""

    heading: str
    query: str


_MODALITY: Final = Column(
    "Certainty", "SELECT ?thing ?value WHERE { ?thing alskg:modality ?value }"
)
_COLUMNS: Final[Mapping[str, tuple[Column, ...]]] = {
    "claim": (
        Column(
            "Sentence or source",
            "SELECT ?thing ?value WHERE { ?thing alskg:statedIn|alskg:accordingTo ?value }",
        ),
        _MODALITY,
    ),
    "gene": (
        Column(
            "Approved name",
            "SELECT ?thing ?value WHERE { ?claim rdf:subject ?thing ; "
            "rdf:predicate alskg:approvedName ; rdf:object ?value }",
        ),
        Column(
            "Place in the genome",
            "SELECT ?thing ?value WHERE { ?claim rdf:subject ?thing ; "
            "rdf:predicate alskg:cytoband ; rdf:object ?value }",
        ),
        Column(
            "Share of cases",
            "SELECT ?thing ?value WHERE { ?claim a alskg:CaseShareClaim ; rdf:subject ?thing ; "
            "skos:definition ?value }",
        ),
    ),
    "group": (Column("Members", "SELECT ?thing ?value WHERE { ?thing alskg:namesGene ?value }"),),
    "mapping": (
        Column("Relation", "SELECT ?thing ?value WHERE { ?thing sssom:predicate_id ?value }"),
        Column("Term", "SELECT ?thing ?value WHERE { ?thing sssom:object_id ?value }"),
    ),
    "passage": (
        Column(
            "No claims because",
            "SELECT ?thing ?value WHERE { ?thing alskg:notModelledBecause ?value }",
        ),
    ),
    "edge": (
        Column("Rule", "SELECT ?thing ?value WHERE { ?thing alskg:derivedBy ?value }"),
    ),
}  # fmt: skip
_COUNTED: Final = frozenset(KINDS) - {"claim", "mapping", "edge", "rule", "query", "graph"}


@dataclass(frozen=True, slots=True)
class Line:
    """A thing in a list: its type in words, the values of further columns, its claims."""

    iri: str
    label: str
    type: str
    definition: str
    cells: tuple[tuple[Term, ...], ...]
    claims: int


def routes(site: Site) -> Sequence[BaseRoute]:
    """Return a route for each kind, and `/browse` for all of them."""

    def browse(request: Request) -> Response:
        return _all_kinds(site, request)

    def listed(request: Request) -> Response:
        slug = request.url.path.strip("/")
        if request.url.path.endswith("/"):
            return RedirectResponse(f"/{slug}", 308)
        return _one_kind(site, request, KINDS[slug])

    ours = [kind.index for kind in KINDS.values() if not kind.path]
    kinds = [Route(f"{path}{end}", listed) for path in ours for end in ("", "/")]
    return [Route("/browse", browse), *kinds]


def _one_kind(site: Site, request: Request, kind: Kind) -> Response:
    """Return the list of all things of a kind."""
    lines, texts = _lines(site, kind.slug)
    columns = _COLUMNS.get(kind.slug, ())
    return page(
        site,
        request,
        "browse.html",
        title=kind.plural,
        styles=("entity.css",),
        kind=kind,
        lines=lines,
        columns=tuple(one.heading for one in columns),
        typed=len({line.type for line in lines}) > 1,
        defined=any(line.definition for line in lines),
        counted=kind.slug in _COUNTED,
        show=Links(site),
        formats=tuple(
            (f"/sparql?query={quote(texts[0])}&format={name}", shown)
            for name, shown in (("csv", "CSV"), ("json", "JSON"))
        ),
        behind=texts,
    )


@lru_cache(maxsize=64)
def _lines(site: Site, slug: str) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """Return the lines of a list, and the queries that gave them; the graph does not change."""
    start = f"{BASE}{slug}/"
    behind = Behind(site, start)
    rows = behind.ask(_LISTED.replace("@START@", start))
    columns = [_by_thing(behind, one.query, start) for one in _COLUMNS.get(slug, ())]
    claims: dict[str, str] = {}
    if slug in _COUNTED:
        for thing, number in behind.ask(_CLAIMS.replace("@START@", start)):
            if thing and number:
                claims[thing.value] = number.value
    things: dict[str, tuple[str, set[str], str]] = {}
    for thing, label, type_, definition in rows:
        if thing and label and type_:
            entry = (label.value, set[str](), definition.value if definition else "")
            things.setdefault(thing.value, entry)[1].add(kind_of(compact(type_.value)))
    lines = [
        Line(
            iri,
            label,
            ", ".join(sorted(types)),
            definition,
            tuple(column.get(iri, ()) for column in columns),
            int(claims.get(iri, "0")),
        )
        for iri, (label, types, definition) in things.items()
    ]
    return tuple(sorted(lines, key=_order)), tuple(behind.texts)


def _by_thing(behind: Behind, query: str, start: str) -> dict[str, tuple[Term, ...]]:
    """Return the values of a column by thing."""
    found: dict[str, list[Term]] = {}
    for thing, value in behind.ask(query):
        if thing and value and thing.value.startswith(start):
            found.setdefault(thing.value, []).append(value)
    return {iri: tuple(dict.fromkeys(values)) for iri, values in found.items()}


def _order(line: Line) -> tuple[tuple[int, int], str, str]:
    """Order passages as on the page, all else by label."""
    return order(line.iri), line.label.casefold(), line.iri


def _all_kinds(site: Site, request: Request) -> Response:
    """Return the page of the kinds, with how many things there are of each."""
    behind = Behind(site, BASE)
    counts = {
        kind.value: int(number.value) for kind, number in behind.ask(_COUNTS) if kind and number
    }
    return page(
        site,
        request,
        "kinds.html",
        title="Everything in the graph",
        styles=("entity.css",),
        kinds=tuple((one, counts[one.slug]) for one in KINDS.values() if one.slug in counts),
        behind=tuple(behind.texts),
    )
