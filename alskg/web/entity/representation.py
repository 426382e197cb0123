"""The forms in which a thing is sent: its page and its data, each at an address of its own."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from alskg.terms import BASE
from alskg.web.entity.kinds import KINDS
from alskg.web.protocol.negotiation import Offer
from alskg.web.response import SECURITY_HEADERS, is_known

__all__ = ["DATA", "OFFERS", "OPEN", "RDF", "TWINS", "accepted", "data", "links", "media"]

RDF: Final = (
    Offer("text/turtle", "turtle"),
    Offer("application/ld+json", "jsonld"),
    Offer("application/n-triples", "ntriples"),
    Offer("application/rdf+xml", "rdfxml"),
)
DATA: Final = (*RDF, Offer("application/json", "json"))
OFFERS: Final = (Offer("text/html", "html"), *DATA)
"""What there is of every thing; who has no wish gets the first."""

_SUFFIXES: Final = (".html", ".ttl", ".jsonld", ".nt", ".rdf", ".json")
TWINS: Final[Mapping[str, Offer]] = dict(zip(_SUFFIXES, OFFERS, strict=True))
"""Each form by the ending of its own address."""

_LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
# The data is public: pages of any origin may read it (Fetch standard, 3.2), without credentials.
OPEN: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Location, ETag, Link, Repr-Digest",
}


def accepted(request: Request) -> str:
    """Return the Accept field of a request; several lines are one list (RFC 9110, 5.3)."""
    return ", ".join(request.headers.getlist("accept"))


def media(media_type: str) -> str:
    """Return a media type as Content-Type has it: all text is UTF-8."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def links(iri: str, path: str) -> str:
    """Return the Link field of a thing of ours (RFC 8288), all forms of which begin with a path.

    `canonical` is its permanent IRI (RFC 6596), `collection` the list of its kind (RFC 6573).
    """
    return ", ".join(_links(iri, path))


def _links(iri: str, path: str) -> Iterator[str]:
    """Yield the links of a thing."""
    yield f'<{iri}>; rel="canonical"'
    for suffix, offer in TWINS.items():
        yield f'<{path}{suffix}>; rel="alternate"; type="{offer.media_type}"'
    yield '</.well-known/void>; rel="describedby"; type="text/turtle"'
    kind = iri.removeprefix(BASE).partition("/")[0]
    if kind in KINDS and "/" in iri.removeprefix(BASE):
        yield f'</{kind}>; rel="collection"'
    yield f'<{_LICENCE}>; rel="license"'


def data(
    request: Request, body: bytes, media_type: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Return data with a strong ETag (RFC 9110, 8.8.3), or 304 where the client has it.

    `headers` are those that are not the same for all data; without Vary among them, the request
    has no say in the form.
    """
    shared = {
        **SECURITY_HEADERS,
        **OPEN,
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding",
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:24]}"',
        **(headers or {}),
    }
    if is_known(request, shared["ETag"]):
        return Response(status_code=304, headers=shared)
    return Response(body, headers={**shared, "Content-Type": media(media_type)})
