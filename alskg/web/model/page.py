"""The model on one page: classes, properties, schemes, shapes, layers, prefixes, from the files."""

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from alskg import resources
from alskg.terms import prefix_header, prefixes
from alskg.web.model.constraints import shapes
from alskg.web.model.vocabulary import ASKED, vocabulary
from alskg.web.response import page as sent
from alskg.web.site import Site

__all__ = ["page", "routes"]

_SEE_OTHER: Final = 303


def routes(site: Site) -> list[BaseRoute]:
    """Return the short address of the model; the vocabulary itself is at `/ontology`."""

    def shown(request: Request) -> Response:
        return page(site, request)

    def here(_: Request) -> Response:
        return RedirectResponse("/ontology", _SEE_OTHER)

    return [Route("/model", shown), Route("/schema", here)]


def page(site: Site, request: Request) -> Response:
    """Return the page of the vocabulary, which is that of the model as well."""
    return sent(
        site,
        request,
        "model.html",
        title="Model",
        heading="The model",
        styles=["model.css"],
        words=vocabulary(site),
        shapes=shapes(),
        shape_of={target: shape.name for shape in shapes() for target in shape.targets},
        prefixes=prefixes(),
        version=resources.version(),
        formats=[
            ("/ontology.ttl", "Turtle"),
            ("/ontology.jsonld", "JSON-LD"),
            ("/ontology.nt", "N-Triples"),
            ("/ontology.rdf", "RDF/XML"),
            ("/shapes", "SHACL shapes"),
            ("/context.jsonld", "JSON-LD context"),
        ],
        behind=[prefix_header(text) + text for text in ASKED],
    )
