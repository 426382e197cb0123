"""`/network`: the surroundings of one thing as a drawing, as a list, and to walk through."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alskg.errors import AlskgError
from alskg.terms import BASE, compact
from alskg.web.linked.missing import failed
from alskg.web.linked.resolve import resolved
from alskg.web.network.drawing import neighbourhood_svg
from alskg.web.network.elements import elements
from alskg.web.network.neighbours import (
    DEPTHS,
    FAMILIES,
    Neighbourhood,
    family,
    neighbourhood,
)
from alskg.web.network.shapes import glyph
from alskg.web.protocol import problem
from alskg.web.protocol.problem import Problem
from alskg.web.questions.pages import sent
from alskg.web.response import page
from alskg.web.site import STATIC, Site

__all__ = ["routes"]

_START: Final = f"{BASE}condition/als"
_DRAWN: Final = 60
_LONGEST: Final = 500
_LAYERS: Final[Mapping[str, str]] = {
    "page": "what the page says",
    "reference": "what catalogues say",
    "derived": "what rules derive",
    "plain": "plain facts",
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address asks: the focus as it was written, how far, and which families."""

    focus: str
    depth: int
    families: tuple[str, ...]

    @classmethod
    def of(cls, request: Request) -> "_Asked":
        """Read it. Raises Problem (400)."""
        given = request.query_params
        focus, depth = given.get("focus", "").strip(), given.get("depth", "") or "1"
        families = tuple(dict.fromkeys(given.getlist("kind")))
        names = [one.name for one in FAMILIES]
        if len(focus) > _LONGEST:
            raise Problem(400, f"The focus has more than {_LONGEST} characters.")
        if depth not in map(str, DEPTHS):
            raise Problem(400, f"depth is {' or '.join(map(str, DEPTHS))}, not {depth[:20]!r}.")
        if set(families) - set(names):
            raise Problem(400, f"There is no such kind. There is {', '.join(names)}.")
        return cls(focus, int(depth), families)

    def address(self, path: str, focus: str) -> str:
        """Return the same question at another path, about a thing."""
        kinds = [("kind", one) for one in self.families]
        return f"{path}?{urlencode([('focus', compact(focus)), ('depth', self.depth), *kinds])}"


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of the view and of its data."""

    def shown(request: Request) -> Response:
        return _answered(site, request, as_json=False)

    def as_json(request: Request) -> Response:
        return _answered(site, request, as_json=True)

    return [Route("/network", shown), Route("/api/graph.json", as_json)]


def _answered(site: Site, request: Request, *, as_json: bool) -> Response:
    """Return the view or its data, or what is wrong with the question."""
    try:
        asked = _Asked.of(request)
        focus, near = _found(site, asked.focus)
        if not focus and as_json:
            return problem.response(request, _unknown(asked.focus, near))
        around = (
            neighbourhood(site, focus, depth=asked.depth, families=asked.families)
            if focus
            else Neighbourhood("", {}, ())
        )
        if as_json:
            body = json.dumps(elements(site, around), ensure_ascii=False).encode()
            return sent(request, body, "application/json")
        return _page(site, request, asked, around, near)
    except Problem as fault:
        return problem.response(request, fault)
    except AlskgError as error:
        return failed(request, error)


def _unknown(focus: str, near: list[str]) -> Problem:
    """Return the problem with a name that stands for nothing, or for several things."""
    return Problem(404, f"No one thing here is called '{focus}'.", {"near": near})


def _found(site: Site, focus: str) -> tuple[str, list[str]]:
    """Return the thing that is meant, or none and those that come near."""
    if not focus:
        return (_START if _START in site.labels else "", [])
    found = resolved(site, focus)
    if len(found.meant) == 1:
        return found.meant[0], []
    return "", [compact(iri) for iri in (*found.meant, *found.near)]


def _page(
    site: Site, request: Request, asked: _Asked, near: Neighbourhood, similar: list[str]
) -> Response:
    """Return the page."""
    focus = near.focus
    is_missing = not focus and bool(asked.focus)
    vendor = (STATIC / "vendor" / "cytoscape.min.js").is_file()
    more: dict[str, Any] = {}
    if focus:
        more["formats"] = [(asked.address("/api/graph.json", focus), "JSON (Cytoscape)")]
        more["formats"].append((f"{site.path(focus)}.ttl", "Turtle"))
    return page(
        site,
        request,
        "network.html",
        status=404 if is_missing else 200,
        title=f"Around {site.label(focus)}" if focus else "Graph",
        heading="The graph, one thing at a time",
        styles=["network.css"],
        scripts=["vendor/cytoscape.min.js", "network.js"] if vendor else [],
        asked=asked,
        focus=focus,
        missing=asked.focus if is_missing else "",
        similar=similar,
        near=near,
        drawing=neighbourhood_svg(site, focus, _DRAWN) if focus else Markup(),
        families=[(one, _icon(one.shape)) for one in FAMILIES],
        family=family,
        depths=DEPTHS,
        layers=_LAYERS,
        data=asked.address("/api/graph.json", focus) if focus else "",
        **more,
    )


def _icon(shape: str) -> Markup:
    """Return a shape for the legend."""
    drawn = glyph(shape, 8, 8, 6.5)
    return Markup(f'<svg viewBox="0 0 16 16" aria-hidden="true">{drawn}</svg>')  # noqa: S704  (ours)
