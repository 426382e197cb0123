"""Search: one box for names, identifiers and addresses, as a page and as suggestions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from alskg.kg import Hit
from alskg.kg.entity import kind_of
from alskg.terms import ALSKG, BASE, compact, prefixes
from alskg.web.entity.kinds import KINDS, Kind
from alskg.web.entity.names import LONGEST, folded, names
from alskg.web.response import page
from alskg.web.site import Site

__all__ = ["Found", "Group", "look_up", "routes"]

_LONGEST_SHOWN: Final = 400
_MOST: Final = 400
_SHOWN: Final = 15
_VOCABULARY: Final = Kind("ontology", "Terms of the vocabulary")
_ELSEWHERE: Final = Kind("", "Terms of other vocabularies")


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind: those that are shown, and how many there are."""

    kind: Kind
    hits: tuple[Hit, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave: things by identifier, hits in groups, and names that come near.

    `exact` are IRIs; `near` are names, where nothing has the text in its own.
    """

    exact: tuple[str, ...]
    groups: tuple[Group, ...]
    near: tuple[str, ...]

    @property
    def count(self) -> int:
        """Return the number of hits."""
        return sum(group.count for group in self.groups)


def routes(site: Site) -> Sequence[BaseRoute]:
    """Return the routes of search: `/search` and `/api/suggest`."""

    def show(request: Request) -> Response:
        return _page(site, request)

    def suggest(request: Request) -> Response:
        found = names(site).suggestions(request.query_params.get("q", ""))
        return JSONResponse(
            [{"value": one.value, "label": one.label} for one in found],
            headers={"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"},
        )

    return [Route("/search", show), Route("/api/suggest", suggest)]


def look_up(site: Site, text: str, kind: str = "") -> Found:
    """Return what a text finds: names, synonyms, CURIEs and IRIs, in any case.

    `kind` is a kind of things as addresses name it, such as `gene`; the empty string is all.
    """
    known = names(site)
    exact = known.exact(text)
    hits = [hit for hit in known.search(text, _MOST) if hit.iri not in exact]
    sought = folded(text[:LONGEST])
    certain = bool(exact) or any(set(sought.split()) & set(_words(hit)) for hit in hits)
    certain = certain or any(sought in folded(hit.matched) for hit in hits)
    near: tuple[str, ...] = ()
    if sought and not certain:
        near = tuple(dict.fromkeys(hit.matched for hit in hits))[:5] or known.near(text)
    return Found(exact, _grouped(hits, kind), near)


def _words(hit: Hit) -> list[str]:
    """Return the words of the name that matched."""
    return folded(hit.matched).split()


def kind_slug(iri: str) -> str:
    """Return the kind of a thing as the groups of a search name it."""
    if iri.startswith(ALSKG):
        return _VOCABULARY.slug
    return iri.removeprefix(BASE).partition("/")[0] if iri.startswith(BASE) else _ELSEWHERE.slug


def _grouped(hits: Iterable[Hit], kind: str) -> tuple[Group, ...]:
    """Return hits by kind, the kind of the best hit first; only one kind where it is asked for."""
    by_kind: dict[str, list[Hit]] = {}
    for hit in hits:
        by_kind.setdefault(kind_slug(hit.iri), []).append(hit)
    others = {one.slug: one for one in (_VOCABULARY, _ELSEWHERE)}
    return tuple(
        Group(
            KINDS.get(slug) or others.get(slug) or Kind(slug, slug.capitalize()),
            tuple(found if kind else found[:_SHOWN]),
            len(found),
        )
        for slug, found in by_kind.items()
        if not kind or slug == kind
    )


def _page(site: Site, request: Request) -> Response:
    """Return the page of a search; without a text it says how to search."""
    text = request.query_params.get("q", "").strip()[:_LONGEST_SHOWN]
    kind = request.query_params.get("type", "").casefold()
    kind = kind if kind in KINDS or kind == _VOCABULARY.slug else ""
    found = look_up(site, text, kind) if text else Found((), (), ())
    return page(
        site,
        request,
        "search.html",
        title=f"Search: {text}" if text else "Search",
        styles=("entity.css",),
        q=text,
        kind=kind,
        kinds=tuple(KINDS.values()),
        found=found,
        exact=tuple((iri, compact(iri)) for iri in found.exact),
        kind_of=kind_of,
        prefixes=", ".join(one for one in ("HGNC", "OMIM", "MONDO", "HP") if one in prefixes()),
    )
