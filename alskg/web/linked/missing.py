"""What is sent where nothing has an address or a name: what may have been meant."""

import difflib
from collections.abc import Iterable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from alskg.errors import AlskgError, InputError
from alskg.terms import BASE, compact
from alskg.web.entity.names import names
from alskg.web.entity.representation import accepted
from alskg.web.protocol import problem
from alskg.web.protocol.negotiation import Offer, chosen
from alskg.web.response import page
from alskg.web.site import Site

__all__ = ["JSON_OR_PAGE", "as_json", "failed", "missing", "similar"]

JSON_OR_PAGE: Final = (
    Offer("application/problem+json", "json"),
    Offer("application/json", "json"),
    Offer("text/html", "html"),
)
"""Programs get JSON unless they say that they want a page, as browsers do."""

_LONGEST: Final = 80
_MOST: Final = 8


def missing(
    site: Site, request: Request, detail: str, candidates: Iterable[str], asked: str
) -> Response:
    """Return the answer 404 with the things that may have been meant; `asked` is what was."""
    found = tuple(candidates)
    offer = chosen(accepted(request), JSON_OR_PAGE)
    if offer and offer.name == "html":
        return page(
            site,
            request,
            "missing.html",
            status=404,
            title="Nothing is here",
            detail=detail,
            candidates=found,
            q=asked,
        )
    suggestions = [as_json(site, iri) for iri in found]
    return problem.response(request, problem.Problem(404, detail, {"suggestions": suggestions}))


def failed(request: Request, error: AlskgError) -> Response:
    """Return the answer where an error stands in the way: 404 where the graph is not here whole.

    That is so over files that are served alone, and over a store on disk, which is only queried.
    """
    if isinstance(error, InputError):
        return problem.response(request, problem.Problem(404, str(error)))
    return problem.response(request, problem.of(error))


def as_json(site: Site, iri: str) -> dict[str, Any]:
    """Return a thing as JSON names it."""
    return {"iri": iri, "curie": compact(iri), "label": site.label(iri), "path": site.path(iri)}


def similar(site: Site, text: str, kind: str = "") -> tuple[str, ...]:
    """Return our things whose slug or name comes near a text, the most likely first.

    `kind` is the kind that was asked for, as addresses name it. A text too long to be a name has
    none.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return ()
    slugs: dict[str, list[str]] = {}
    near_kind: dict[str, list[str]] = {}
    for iri in site.labels:
        if iri.startswith(BASE) and "#" not in iri:
            place, _, slug = iri.removeprefix(BASE).partition("/")
            slugs.setdefault(slug.casefold(), []).append(iri)
            if place == kind:
                near_kind.setdefault(slug.casefold(), []).append(iri)
    sought = text.casefold().replace(" ", "-")
    found = list(slugs.get(sought, ()))
    for slug in difflib.get_close_matches(sought, near_kind, n=5):
        found += near_kind[slug]
    words = text.replace("-", " ").replace("_", " ")
    found += [hit.iri for hit in names(site).search(words, _MOST) if hit.iri.startswith(BASE)]
    return tuple(dict.fromkeys(found))[:_MOST]
