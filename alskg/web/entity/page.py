"""The page of a thing: key facts, claims with their sentences, edges, mappings, uses, formats."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from alskg.engine.results import Term
from alskg.kg.entity import kind_of
from alskg.terms import ALSKG, BASE, compact
from alskg.web.entity import structured
from alskg.web.entity.behind import Behind
from alskg.web.entity.claims import claim_context
from alskg.web.entity.keyfacts import keyfacts
from alskg.web.entity.kinds import KINDS, Kind
from alskg.web.entity.links import Links
from alskg.web.entity.passages import passage_context
from alskg.web.entity.relations import about, edges, facts, targets, uses
from alskg.web.entity.statements import grouped, statements, statements_of_types
from alskg.web.network.drawing import neighbourhood_svg
from alskg.web.response import page as respond
from alskg.web.site import Site

__all__ = ["page"]

_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
_DEFINITION: Final = "http://www.w3.org/2004/02/skos/core#definition"
_FORMATS: Final = (
    (".ttl", "Turtle"),
    (".jsonld", "JSON-LD"),
    (".nt", "N-Triples"),
    (".rdf", "RDF/XML"),
    (".json", "JSON"),
)
_UNTOLD: Final = frozenset({"modality"})
"""Kinds that nearly every claim names: their pages count the claims, and show none in full."""


def page(site: Site, request: Request, iri: str) -> Response:
    """Return the page of a thing that the graph holds; raises UnknownTerm for what is no IRI."""
    behind = Behind(site, iri)
    kind = kind_name(iri)
    template, context = "entity.html", _context(behind, kind)
    if kind == "claim" and context["statements"]:
        template = "claim.html"
        context |= claim_context(behind, context["statements"])
    elif kind == "passage":
        template = "passage.html"
        context |= passage_context(behind, context["known"])
    return respond(site, request, template, **context, behind=tuple(behind.texts))


def kind_name(iri: str) -> str:
    """Return the kind of one of our things as its IRI says it, such as `gene`."""
    return iri.removeprefix(BASE).partition("/")[0]


def _context(behind: Behind, kind: str) -> dict[str, Any]:
    """Return what the page of any thing shows."""
    site, iri = behind.site, behind.iri
    known = about(behind)
    found = () if kind in _UNTOLD else statements(behind)
    typed = statements_of_types(behind) if kind == "condition" else ()
    mapped = targets(behind)
    groups = () if kind == "claim" else grouped(behind, found)
    skipped = {"mapping", "edge"} | ({"claim"} if found else set())
    used, all_told = uses(behind, {"mapping"} if kind in ("rule", "claim") else skipped)
    label = _first(known, _LABEL) or compact(iri)
    return {
        "title": label,
        "styles": ("entity.css", "network.css"),
        "iri": iri,
        "kind": kind,
        "index": KINDS.get(kind) or Kind(kind, "Everything", path="/browse"),
        "types": tuple((one.value, _type(one.value)) for one in known.get(_TYPE, ())),
        "definition": _first(known, _DEFINITION),
        "known": known,
        "facts": facts(known),
        "statements": found,
        "groups": groups,
        "layers": {one.layer for one in found},
        "keyfacts": keyfacts(kind, iri, found, typed, mapped),
        "edges": edges(behind),
        "targets": mapped,
        "uses": used,
        "all_told": all_told,
        "picture": neighbourhood_svg(site, iri),
        "embedded": structured.embedded(site, iri),
        "show": Links(site, "" if kind in ("claim", "passage") else iri),
        "formats": tuple((f"{site.path(iri)}{suffix}", name) for suffix, name in _FORMATS),
    }


def _type(iri: str) -> str:
    """Return a class of ours in words, another's as its CURIE."""
    return kind_of(compact(iri)) if iri.startswith(ALSKG) else compact(iri)


def _first(known: Mapping[str, tuple[Term, ...]], key: str) -> str:
    """Return the first value of a property as text, or the empty string."""
    values = known.get(key, ())
    return values[0].value if values else ""
