"""Every IRI of the graph at its path: as a page, as RDF, as JSON (Linked Data, RFC 9110 12).

`/gene/SOD1` gives what the client would rather have, `/gene/SOD1.ttl` always Turtle. This module
comes last of all: an address that it does not know has nothing behind it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from alskg import export
from alskg.errors import AlskgError
from alskg.kg import description
from alskg.kg.entity import entity
from alskg.ledger import answers
from alskg.terms import BASE
from alskg.web.entity.representation import OFFERS, TWINS, accepted, data, links
from alskg.web.entity.surroundings import ONTOLOGY, surroundings
from alskg.web.linked.missing import failed, missing, similar
from alskg.web.protocol import problem
from alskg.web.protocol.negotiation import Offer, chosen
from alskg.web.site import Site

__all__ = ["holds", "routes"]

_NEGOTIATED: Final = "Accept, Accept-Encoding"
_PATH: Final = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/-]{1,300}")
_HELD: Final = """\
SELECT ?x WHERE {{ {{ <{iri}> ?x ?o }} UNION {{ ?x ?p <{iri}> }} }} LIMIT 1"""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a path stands for: a thing by its IRI, and the form that its ending names, if any."""

    iri: str
    path: str
    form: Offer | None


def routes(site: Site) -> Sequence[BaseRoute]:
    """Return the one route for all that has no other."""

    def answer(request: Request) -> Response:
        path = request.scope["path"].removeprefix("/")  # a parameter would lose a last line feed
        asked = _asked(site, path)
        if asked is None and path.endswith("/") and _asked(site, path[:-1]):
            return RedirectResponse(f"/{path[:-1]}", 308)
        if asked is None:
            return _missing(site, request, path)
        form = asked.form or chosen(accepted(request), OFFERS)
        return _sent(site, request, asked, form) if form else _not_acceptable(request, asked)

    return [Route("/{path:path}", answer, methods=["GET"])]


def holds(site: Site, iri: str) -> bool:
    """Say whether the graph holds one of our IRIs that has an address: one without a fragment."""
    if not iri.startswith(BASE) or not _PATH.fullmatch(iri, len(BASE)):
        return False
    return iri in site.labels or bool(answers(site.kg.engine, _HELD.format(iri=iri)))


def _asked(site: Site, path: str) -> _Asked | None:
    """Return what a path stands for. A slug may have a dot: what is there as it stands wins."""
    if holds(site, BASE + path):
        return _Asked(BASE + path, f"/{path}", None)
    for suffix, form in TWINS.items():
        stem = path.removesuffix(suffix)
        if stem != path and holds(site, BASE + stem):
            return _Asked(BASE + stem, f"/{stem}", form)
    return None


def _sent(site: Site, request: Request, asked: _Asked, form: Offer) -> Response:
    """Return a thing in a form, at the address of the thing or of the form."""
    suffix = next(suffix for suffix, offer in TWINS.items() if offer == form)
    headers = {
        "Content-Location": asked.path + suffix,
        "Link": links(asked.iri, asked.path),
        "Vary": "Accept-Encoding" if asked.form else _NEGOTIATED,
    }
    try:
        if form.name == "html":
            shown = _page(site, request, asked.iri)
            shown.headers.update(headers)
            return shown
        body = _body(site, asked.iri, form.name)
    except AlskgError as error:
        return failed(request, error)
    return data(request, body, form.media_type, headers)


def _page(site: Site, request: Request, iri: str) -> Response:
    """Return the page of a thing; all of the vocabulary is on one."""
    if _is_vocabulary(iri):
        from alskg.web.model import page as model  # noqa: PLC0415  (brings in all that pages are made of)

        return model.page(site, request)
    from alskg.web.entity import page as things  # noqa: PLC0415  (as above)

    return things.page(site, request, iri)


@lru_cache(maxsize=64)
def _body(site: Site, iri: str, form: str) -> bytes:
    """Return the data of a thing; what was asked for last is remembered."""
    if form != "json":
        return export.write(surroundings(site, iri), form)
    thing = entity(site.kg.engine, ONTOLOGY if _is_vocabulary(iri) else iri)
    return description.as_json(thing).encode()


def _is_vocabulary(iri: str) -> bool:
    """Say whether an IRI is that of the vocabulary or of one version of it."""
    return iri == ONTOLOGY or iri.startswith(f"{ONTOLOGY}/")


def _not_acceptable(request: Request, asked: _Asked) -> Response:
    """Return the answer 406 with what there is (RFC 9110, 15.5.7)."""
    available = {offer.media_type: asked.path + suffix for suffix, offer in TWINS.items()}
    detail = (
        f"There is no such form of {asked.path}. Accept one of {', '.join(available)}, "
        f"or ask for one by its ending: {', '.join(available.values())}."
    )
    members = {"available": [{"type": kind, "path": path} for kind, path in available.items()]}
    headers = {"Link": links(asked.iri, asked.path)}
    return problem.response(request, problem.Problem(406, detail, members, headers))


def _missing(site: Site, request: Request, path: str) -> Response:
    """Return the answer 404 for a path, with things whose address or name is like it."""
    for suffix in TWINS:
        path = path.removesuffix(suffix)
    kind, _, rest = path.strip("/").partition("/")
    name = rest.rpartition("/")[2] or kind
    detail = f"Nothing has the address /{path:.200}."
    return missing(site, request, detail, similar(site, name, kind), name[:200])
