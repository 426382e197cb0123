"""What this is, how it was made, how to read it, how to cite it, and under which terms it is."""

import platform
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alskg.errors import AlskgError
from alskg.ledger import answers
from alskg.terms import prefix_header
from alskg.web.pages.citing import citation
from alskg.web.response import page
from alskg.web.site import STATIC, Site

__all__ = ["Library", "Source", "libraries", "routes"]

_SOURCES: Final = """\
SELECT ?source ?title ?release ?url ?about ?licence ?rights WHERE {
  ?source a alskg:Source ; dcterms:title ?title .
  OPTIONAL { ?source alskg:release ?release }
  OPTIONAL { ?source schema:url ?url }
  OPTIONAL { ?source skos:definition ?about }
  OPTIONAL { ?source dcterms:license ?licence }
  OPTIONAL { ?source dcterms:rights ?rights }
} ORDER BY LCASE(?title) ?release"""
_PAGE: Final = """\
SELECT ?page ?url ?publisher ?modified ?sha256 WHERE {
  ?page a alskg:Page ; schema:url ?url ; dcterms:publisher ?publisher ;
    dcterms:modified ?modified ; alskg:sha256 ?sha256 .
}"""
_MODALITIES: Final = """\
SELECT ?modality ?label ?definition (COUNT(DISTINCT ?claim) AS ?claims) WHERE {
  ?modality a alskg:Modality ; rdfs:label ?label ; skos:definition ?definition .
  OPTIONAL { ?claim alskg:modality ?modality }
} GROUP BY ?modality ?label ?definition"""
_SURE: Final = ("asserted", "estimated", "probable", "possible", "unknown", "negated")
_PARTS: Final = ("pyoxigraph", "rdflib", "starlette", "uvicorn", "jinja2", "matplotlib")


@dataclass(frozen=True, slots=True)
class Source:
    """A reference source with the release that was read; empty texts where it does not say."""

    iri: str
    title: str
    release: str
    url: str
    about: str
    licence: str
    rights: str


@dataclass(frozen=True, slots=True)
class Library:
    """A script of others that pages load from this site, and what is inside it."""

    name: str
    version: str
    licence: str
    home: str
    notices: str
    contains: tuple[tuple[str, str], ...]


def routes(site: Site) -> list[BaseRoute]:
    """Return the route of the page."""

    def about(request: Request) -> Response:
        return page(site, request, "about.html", **_context(site))

    return [Route("/about", about)]


def libraries() -> tuple[Library, ...]:
    """Return the scripts of others that this installation has; none where it was built without."""
    path = STATIC / "vendor" / "VENDOR.toml"
    if not path.is_file():
        return ()
    listed = tomllib.loads(path.read_text(encoding="utf-8")).get("package", [])
    return tuple(_library(one) for one in listed)


def _library(one: Mapping[str, Any]) -> Library:
    return Library(
        one["name"],
        one["version"],
        one["licence"],
        one.get("home", ""),
        one.get("notices", ""),
        tuple((part["name"], part["licence"]) for part in one.get("contains", ())),
    )


def _context(site: Site) -> dict[str, Any]:
    """Return what the page shows."""
    pages = _asked(site, _PAGE)
    order = {name: place for place, name in enumerate(_SURE)}
    modalities = [(iri.rpartition("/")[2], iri, *rest) for iri, *rest in _asked(site, _MODALITIES)]
    return {
        "title": "About",
        "heading": "About alskg",
        "styles": ["overview.css"],
        "pages": pages,
        "sources": [Source(*row) for row in _asked(site, _SOURCES)],
        "modalities": sorted(modalities, key=lambda row: (order.get(row[0], len(order)), row[0])),
        "citation": citation(site),
        "digest": _digest(site),
        "versions": _versions(),
        "libraries": libraries(),
        "formats": [
            ("/.well-known/void", "VoID and DCAT"),
            ("/queries/sources.csv", "sources, CSV"),
        ],
        "behind": [prefix_header(text) + text for text in (_SOURCES, _MODALITIES)],
    }


def _asked(site: Site, query: str) -> list[tuple[str, ...]]:
    """Return the rows of a query that uses our prefixes."""
    return answers(site.kg.engine, prefix_header(query) + query)


def _digest(site: Site) -> str:
    """Return the digest of the dataset; empty where it is at an endpoint."""
    try:
        return site.kg.build.manifest.sha256
    except AlskgError:
        return ""


def _versions() -> Sequence[tuple[str, str]]:
    """Return what answers here, each with its version."""
    found = [("Python", platform.python_version())]
    for name in _PARTS:
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:  # matplotlib is not needed
            continue
    return found
