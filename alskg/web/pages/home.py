"""The first page: what ALS is in figures, questions to begin with, and what the graph holds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alskg import catalogue
from alskg.catalogue import StoredQuery
from alskg.errors import UnknownQuery
from alskg.export import REGISTRY
from alskg.ledger import answers
from alskg.terms import BASE, prefix_header
from alskg.web.entity import structured
from alskg.web.entity.representation import RDF, accepted
from alskg.web.linked import wellknown
from alskg.web.pages.citing import citation
from alskg.web.pages.standing import standing
from alskg.web.pages.told import Told, question, told
from alskg.web.protocol.negotiation import Offer, chosen
from alskg.web.response import page
from alskg.web.site import Site

__all__ = ["routes"]

_VOID: Final = "/.well-known/void"
_OFFERS: Final = (Offer("text/html", "html"), *RDF)
_ALS: Final = f"{BASE}condition/als"
_FAMILIAL: Final = f"{BASE}condition/familial-als"
_DIVISION: Final = (f"{BASE}condition/sporadic-als", _FAMILIAL)
_CLAIMS: Final = """\
VALUES ?kind { alskg:EpidemiologyClaim alskg:CaseShareClaim alskg:OnsetClaim alskg:SurvivalClaim }
    ?claim a ?kind ; alskg:statedIn ?passage ; alskg:low|alskg:high|alskg:value ?number ."""
_COUNTS: Final = """\
SELECT ?kind (COUNT(DISTINCT ?thing) AS ?count) WHERE {
  { VALUES ?kind { alskg:Passage alskg:Mapping alskg:Gene alskg:Phenotype } ?thing a ?kind }
  UNION { BIND (alskg:question AS ?kind) ?gap alskg:question ?thing }
} GROUP BY ?kind"""
_CLAIM_COUNT: Final = """\
SELECT (COUNT(DISTINCT ?claim) AS ?all) (COUNT(DISTINCT ?ours) AS ?stated) WHERE {
  ?claim rdf:subject ?subject ; alskg:modality ?modality .
  OPTIONAL { ?claim alskg:statedIn ?passage . BIND (?claim AS ?ours) }
}"""
_COUNTED: Final = (
    ("Passage", "passages of the page", "/coverage", "every sentence and list item"),
    ("question", "open questions", "/gaps", "what the page says is not known"),
    ("Mapping", "mappings", "/mappings", "to MONDO, HPO, HGNC, OMIM and others"),
    ("Gene", "genes", "/gene", "each with what is said of it"),
    ("Phenotype", "signs and symptoms", "/phenotype", "as the page names them"),
)
_QUESTIONS: Final = (
    "running_in_families",
    "earliest_symptoms",
    "course_of_disease",
    "inheritance_compared",
    "mechanism_paths",
    "hedged_claims",
)
_DOWNLOADS: Final = ("tables", "trig", "kgx", "sssom")


@dataclass(frozen=True, slots=True)
class Figure:
    """A question that a family asks first, the stored question behind it, and its answers."""

    title: str
    query: str
    claims: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which claims answer a question."""

    title: str
    query: str
    kind: str
    fits: Callable[[Told], bool]
    ranked: bool = False
    """Whether the largest figure comes first, rather than what the page says first."""


_WANTED: Final = (
    _Wanted(
        "How common is it?", "how_common", "EpidemiologyClaim", lambda one: one.subject == _ALS
    ),
    _Wanted(
        "Does it run in families?",
        "share_of_types",
        "CaseShareClaim",
        lambda one: one.subject in _DIVISION and one.object == _ALS,
    ),
    _Wanted(
        "When does it begin?", "age_at_onset", "OnsetClaim", lambda one: one.subject in _DIVISION
    ),
    _Wanted(
        "How long do people live with it?",
        "survival",
        "SurvivalClaim",
        lambda one: one.subject == _ALS,
    ),
    _Wanted(
        "Which genes stand behind familial ALS?",
        "gene_case_shares",
        "CaseShareClaim",
        lambda one: one.object == _FAMILIAL and one.subject.startswith(f"{BASE}gene/"),
        ranked=True,
    ),
)


def routes(site: Site) -> list[BaseRoute]:
    """Return the route of the first page; programs get the description of the dataset there."""
    described = next(
        route.endpoint
        for route in wellknown.routes(site)
        if isinstance(route, Route) and route.path == _VOID
    )

    def home(request: Request) -> Response:
        form = chosen(accepted(request), _OFFERS)
        if form is not None and form.name == "html":
            return page(site, request, "home.html", links=_LINKS, **_context(site))
        answer: Response = described(request)
        answer.headers["Content-Location"] = _VOID
        return answer

    return [Route("/", home)]


_LINKS: Final = {
    _VOID: 'rel="describedby"; type="text/turtle"',
    "/.well-known/sparql-examples": 'rel="help"; type="text/turtle"',
    "/sparql": 'rel="service"',
    "/about#licence": 'rel="license"',
}


def _context(site: Site) -> dict[str, Any]:
    """Return what the page shows."""
    query = question(_CLAIMS)
    state = standing(site)
    return {
        "title": "ALS, sentence by sentence",
        "body_class": "home",
        "styles": ["overview.css"],
        "figures": tuple(_figures(told(site, query))),
        "counts": tuple(_counts(site)),
        "claims": _claims(site),
        "questions": _stored(_QUESTIONS),
        "total": len(catalogue.names("answers")),
        "state": state,
        "report": state.report,
        "downloads": [one for one in REGISTRY if one.name in _DOWNLOADS],
        "citation": citation(site),
        "embedded": structured.dataset(site),
        "formats": [(_VOID, "VoID and DCAT"), ("/.well-known/sparql-examples", "questions in RDF")],
        "behind": [query],
    }


def _figures(claims: Iterable[Told]) -> Iterable[Figure]:
    """Yield the questions that the graph has figures for."""
    known = tuple(claims)
    for wanted in _WANTED:
        found = [one for one in known if wanted.kind in one.kinds and wanted.fits(one)]
        if wanted.ranked:
            found.sort(key=_size, reverse=True)
        if found:
            yield Figure(wanted.title, wanted.query, tuple(found))


def _size(one: Told) -> Decimal:
    """Return the upper end of a figure, or the figure."""
    return max(
        Decimal(number) for name in ("high", "value", "low") for number in one.values.get(name, ())
    )


def _claims(site: Site) -> tuple[int, int]:
    """Return how many claims there are, and how many of them the page makes."""
    ((whole, stated),) = answers(site.kg.engine, _CLAIM_COUNT)
    return int(whole), int(stated)


def _counts(site: Site) -> Iterable[tuple[int, str, str, str]]:
    """Yield what there is: how many, of what, where it is shown, and a word about it."""
    text = prefix_header(_COUNTS) + _COUNTS
    found = {kind.rpartition("#")[2]: int(count) for kind, count in answers(site.kg.engine, text)}
    for kind, name, path, about in _COUNTED:
        yield found.get(kind, 0), name, path, about


def _stored(names: Iterable[str]) -> tuple[StoredQuery, ...]:
    """Return stored questions by name, those that there are."""
    found = []
    for name in names:
        try:
            found.append(catalogue.get(name))
        except UnknownQuery:
            continue
    return tuple(found)
