"""`/resolve?q=`: from a label, a synonym, a CURIE or an IRI to the page of the one thing it means.

It only ever leads to a path of this site, so nobody is sent elsewhere by a link to it.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alskg.errors import AlskgError, UnknownTerm
from alskg.ledger import answers
from alskg.terms import ALSKG, BASE, compact, expand, prefixes
from alskg.web.entity.names import names
from alskg.web.entity.representation import accepted
from alskg.web.linked.dereferencing import holds
from alskg.web.linked.missing import JSON_OR_PAGE, as_json, failed, missing, similar
from alskg.web.protocol import problem
from alskg.web.protocol.negotiation import chosen
from alskg.web.response import page
from alskg.web.site import Site

__all__ = ["Found", "resolved", "routes"]

_LONGEST: Final = 500
_MOST: Final = 20
_RESOLVER: Final = re.compile(
    r"https?://(?:www\.)?(?:identifiers\.org|bioregistry\.io|n2t\.net)/(?P<rest>[^\s?#]+)"
)
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/|/")
_LEGAL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+")
_MAPPED: Final = """\
SELECT DISTINCT ?thing ?match WHERE {{
  ?mapping a alskg:Mapping ; sssom:object_id <{iri}> ;
    sssom:subject_id ?thing ; sssom:predicate_id ?match .
  FILTER NOT EXISTS {{ ?mapping sssom:predicate_modifier ?not }}
}} ORDER BY ?thing"""


@dataclass(frozen=True, slots=True)
class Found:
    """What a name stands for: one thing, or several (`meant`), or none but some that are near."""

    meant: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


def routes(site: Site) -> Sequence[BaseRoute]:
    """Return the route."""

    def answer(request: Request) -> Response:
        asked = request.query_params.get("q", "").strip()
        if not asked or len(asked) > _LONGEST:
            detail = (
                f"Say what to look for, in at most {_LONGEST} characters: /resolve?q=SOD1, "
                f"?q=HGNC:11179, ?q=muscle weakness."
            )
            return problem.response(request, problem.Problem(400, detail))
        try:
            return _told(site, request, asked, resolved(site, asked))
        except AlskgError as error:
            return failed(request, error)

    return [Route("/resolve", answer, methods=["GET"])]


def resolved(site: Site, asked: str) -> Found:
    """Return what a name stands for.

    A thing is meant by its own IRI, CURIE, slug, label and exact synonyms, and by an identifier
    elsewhere that is exactly the same; an identifier that is only broader, narrower or close
    brings it near.
    """
    near: list[str] = []
    for name in _readings(asked):
        iri = _expanded(name)
        if _held(site, iri):
            return Found((iri,))
        mapped = _mapped(site, iri)
        near += [thing for thing, _ in mapped]
        same = {thing: None for thing, match in mapped if compact(match) == "skos:exactMatch"}
        if same:
            return Found(tuple(same))
    if _SCHEME.match(asked):
        return Found(near=tuple(dict.fromkeys(near)))
    try:
        thing = str(site.kg.resolve(asked))
    except UnknownTerm:
        meant = tuple(_so_called(site, asked))
        others = (*near, *similar(site, asked))
        return Found(meant if len(meant) > 1 else (), tuple(dict.fromkeys(others)))
    return Found((thing,)) if thing.startswith(BASE) else Found()


def _held(site: Site, iri: str) -> bool:
    """Say whether an IRI is one of ours that has a place on this site; a term is a fragment."""
    return iri in site.labels if iri.startswith(ALSKG) else holds(site, iri)


def _readings(asked: str) -> Iterator[str]:
    """Yield a name as it stands, then the other forms in which people have the same identifier."""
    yield asked
    if asked.startswith("/"):
        yield BASE + asked.removeprefix("/").partition("#")[0]
        return
    if asked.startswith("http://"):
        yield f"https://{asked.removeprefix('http://')}"
    elif asked.startswith("https://"):
        yield f"http://{asked.removeprefix('https://')}"
    if found := _RESOLVER.fullmatch(asked):
        rest = found["rest"]
        prefix, mark, local = rest.partition(":" if ":" in rest else "/")
        known = {name.casefold(): name for name in prefixes()}.get(prefix.casefold())
        if mark and known:
            yield f"{known}:{local}"


def _expanded(name: str) -> str:
    """Return the IRI that a CURIE or an IRI stands for, or nothing for another name."""
    try:
        iri = expand(name)
    except UnknownTerm:
        return ""
    return iri if _LEGAL.fullmatch(iri) else ""


def _mapped(site: Site, iri: str) -> list[tuple[str, ...]]:
    """Return our things that are mapped to a term elsewhere, each with the predicate."""
    if not iri or iri.startswith(BASE):
        return []
    return answers(site.kg.engine, _MAPPED.format(iri=iri))


def _so_called(site: Site, asked: str) -> Iterator[str]:
    """Yield our things that have exactly this name, in any case."""
    wanted = asked.casefold()
    for hit in names(site).search(asked, _MOST):
        if hit.iri.startswith(BASE) and wanted == hit.matched.casefold():
            yield hit.iri


def _told(site: Site, request: Request, asked: str, found: Found) -> Response:
    """Return the answer: 303 to the one thing, 300 with several (RFC 9110, 15.4.1), or 404."""
    if not found.meant:
        detail = f"Nothing in the graph is called “{asked}”."
        return missing(site, request, detail, found.near, asked)
    things = [as_json(site, iri) for iri in found.meant]
    offer = chosen(accepted(request), JSON_OR_PAGE)
    wants_page = offer is not None and offer.name == "html"
    headers = {"Vary": "Accept", "Cache-Control": "no-cache"}
    if len(things) == 1:
        headers["Location"] = str(things[0]["path"])
        body = "" if wants_page else _json({"query": asked, **things[0]})
        kind = "text/plain" if wants_page else "application/json"
        return Response(body, 303, headers, kind)
    if wants_page:
        return page(
            site,
            request,
            "missing.html",
            status=300,
            title="Which one?",
            detail=f"“{asked}” is the name of more than one thing.",
            candidates=found.meant,
            q=asked,
        )
    return Response(_json({"query": asked, "choices": things}), 300, headers, "application/json")


def _json(value: object) -> str:
    """Return a value as JSON that is made to be read."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
