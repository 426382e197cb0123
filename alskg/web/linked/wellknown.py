"""What programs look for at a known place: descriptions, examples, context, shapes, sitemap.

Identities stay permanent IRIs. Where something can be fetched or asked is said in absolute URLs of
this server, as the client has addressed it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final
from xml.sax.saxutils import escape

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from alskg import export, resources
from alskg.errors import AlskgError
from alskg.export.bioschemas import DOWNLOADS
from alskg.export.description import void
from alskg.export.examples import examples
from alskg.terms import BASE, expand
from alskg.web.entity.representation import RDF, accepted, data
from alskg.web.entity.surroundings import n_quads, snapshot
from alskg.web.linked.missing import failed
from alskg.web.protocol import problem
from alskg.web.protocol.negotiation import chosen
from alskg.web.protocol.service import origin
from alskg.web.site import Site

__all__ = ["routes"]

_SERVICE: Final = ox.NamedNode(f"{BASE}sparql")
_DATASET: Final = ox.NamedNode(f"{BASE}dataset")
_PAGES: Final = (
    "",
    "queries",
    "gaps",
    "pictures",
    "network",
    "coverage",
    "model",
    "downloads/",
    "about",
)
_WITHOUT_PAGE: Final = ("edge/", "mapping/", "query/", "dataset/", "prefixes", "ontology#")
_CLOSED: Final = (
    "/sparql",
    "/query$",
    "/store",
    "/resolve",
    "/search",
    "/validate",
    "/api/",
    "/-/",
)

Triples = Iterable[ox.Triple]


def routes(site: Site) -> Sequence[BaseRoute]:
    """Return the routes of all places."""

    def rdf(of: Callable[[Site, str], Triples]) -> Callable[[Request], Response]:
        return lambda request: _rdf(site, request, of)

    def sitemap(request: Request) -> Response:
        return data(request, _sitemap(site, origin(request.scope)).encode(), "application/xml")

    return [
        Route("/.well-known/void", rdf(_described)),
        Route("/.well-known/sparql-examples", rdf(_exampled)),
        Route("/context.jsonld", _context),
        Route("/shapes", _shapes),
        Route("/shapes.ttl", _shapes),
        Route("/sitemap.xml", sitemap),
        Route("/robots.txt", _robots),
        Route("/favicon.ico", _icon),
    ]


def _rdf(site: Site, request: Request, of: Callable[[Site, str], Triples]) -> Response:
    """Return triples in the form of RDF that the client would rather have."""
    form = chosen(accepted(request), RDF)
    if form is None:
        detail = f"Accept one of {', '.join(offer.media_type for offer in RDF)}."
        return problem.response(request, problem.Problem(406, detail))
    try:
        body = _written(site, of, origin(request.scope), form.name)
    except AlskgError as error:
        return failed(request, error)
    headers = {"Vary": "Accept, Accept-Encoding", "Link": f'<{BASE}dataset>; rel="about"'}
    return data(request, body, form.media_type, headers)


@lru_cache(maxsize=16)
def _written(site: Site, of: Callable[[Site, str], Triples], here: str, form: str) -> bytes:
    """Return triples in a form, made once for an address of this server."""
    return export.write(n_quads(of(site, here)), form)


def _described(site: Site, here: str) -> Iterator[ox.Triple]:
    """Yield the description of the release: what it holds, and where this server gives it out.

    A distribution keeps its permanent IRI, its download URL is here (DCAT 3, 6.8.11).
    """
    dump, download = _node("void:dataDump"), _node("dcat:downloadURL")
    for triple in _parsed(void(snapshot(site))):
        place = triple.object
        if triple.predicate in (dump, download) and isinstance(place, ox.NamedNode):
            place = ox.NamedNode(place.value.replace(DOWNLOADS, f"{here}/downloads/", 1))
        yield ox.Triple(triple.subject, triple.predicate, place)
        if triple.predicate == download:
            access = ox.NamedNode(f"{here}/downloads/")
            yield ox.Triple(triple.subject, _node("dcat:accessURL"), access)
    endpoint = ox.NamedNode(here + site.endpoint)
    yield ox.Triple(_DATASET, _node("void:sparqlEndpoint"), endpoint)
    yield ox.Triple(_SERVICE, _node("rdf:type"), _node("dcat:DataService"))
    yield ox.Triple(_SERVICE, _node("dcterms:title"), ox.Literal("SPARQL endpoint", language="en"))
    yield ox.Triple(_SERVICE, _node("dcat:endpointURL"), endpoint)
    yield ox.Triple(_SERVICE, _node("dcat:endpointDescription"), endpoint)
    yield ox.Triple(_SERVICE, _node("dcat:servesDataset"), _DATASET)


def _exampled(site: Site, here: str) -> Iterator[ox.Triple]:
    """Yield the stored questions in the form of SIB's examples; they run here as well."""
    target, endpoint = _node("schema:target"), ox.NamedNode(here + site.endpoint)
    for triple in _parsed(examples(snapshot(site))):
        yield triple
        if triple.predicate == target:
            yield ox.Triple(triple.subject, target, endpoint)


def _parsed(turtle: bytes) -> Iterator[ox.Triple]:
    """Yield the triples of Turtle."""
    for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE):
        yield quad.triple


def _node(curie: str) -> ox.NamedNode:
    """Return the node of a CURIE."""
    return ox.NamedNode(expand(curie))


def _context(request: Request) -> Response:
    """Return the JSON-LD context, which documents of ours carry inside."""
    body = (resources.ontology_dir() / "context.jsonld").read_bytes()
    return data(request, body, "application/ld+json")


def _shapes(request: Request) -> Response:
    """Return all shapes as one Turtle document: the files as they are, one after the other."""
    files = sorted(resources.shapes_dir().glob("*.ttl"))
    body = b"\n".join(f"# {path.name}\n".encode() + path.read_bytes() for path in files)
    return data(request, body, "text/turtle", {"Link": '</ontology>; rel="describedby"'})


def _sitemap(site: Site, here: str) -> str:
    """Return the addresses of the pages that people look for (sitemaps.org, 0.9)."""
    things = (iri.removeprefix(BASE) for iri in site.labels if iri.startswith(BASE))
    paths = sorted(path for path in things if not path.startswith(_WITHOUT_PAGE))
    urls = "".join(
        f"<url><loc>{escape(f'{here}/{path}')}</loc></url>\n" for path in (*_PAGES, *paths)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )


def _robots(request: Request) -> Response:
    """Return what crawlers should leave alone: what is computed anew each time (RFC 9309)."""
    closed = "".join(f"Disallow: {path}\n" for path in _CLOSED)
    return PlainTextResponse(
        f"User-agent: *\n{closed}\nSitemap: {origin(request.scope)}/sitemap.xml\n"
    )


def _icon(_: Request) -> Response:
    """Send a browser that looks for the icon where icons once were to where it is."""
    return RedirectResponse("/static/icon.svg", 308)
