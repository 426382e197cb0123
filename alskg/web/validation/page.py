"""`/validate` judges a visitor's data, `/validation` says how the graph itself stands."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alskg.compile import open_build
from alskg.errors import AlskgError, InputError
from alskg.shapes import Report, read_checks
from alskg.shapes.render import human, to_json, to_turtle
from alskg.web.entity.representation import accepted, data
from alskg.web.model.constraints import shapes
from alskg.web.pages.standing import standing
from alskg.web.protocol import problem
from alskg.web.protocol.negotiation import Offer, chosen
from alskg.web.protocol.problem import Problem
from alskg.web.protocol.received import DEFAULT_SECONDS, ClientGone
from alskg.web.response import SECURITY_HEADERS, page
from alskg.web.site import Site
from alskg.web.validation.judge import Judge
from alskg.web.validation.received import KINDS, Given, given
from alskg.web.validation.shown import matters, verdict

__all__ = ["routes"]

_EXAMPLES: Final = Path(__file__).parent / "examples"
_WRITTEN: Final[Mapping[str, tuple[str, str, Callable[[Report], str]]]] = {
    "turtle": ("text/turtle", ".ttl", to_turtle),
    "jsonld": ("application/ld+json", ".jsonld", lambda report: _as_jsonld(to_turtle(report))),
    "json": ("application/json", ".json", to_json),
    "text": ("text/plain", ".txt", human),
}
"""The report as a file: its media type, its suffix, and what writes it."""
_FILES: Final = tuple(Offer(kind, name) for name, (kind, _, _) in _WRITTEN.items())
_PLACE: Final = re.compile(r"\bline (\d+) column (\d+)")
_HTML: Final = Offer("text/html", "html")


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of both pages; the first data that are judged open the dataset."""

    @lru_cache(maxsize=1)
    def judge() -> Judge:
        return Judge(open_build().path_nquads)

    def asked(request: Request) -> Response:
        return _form(site, request)

    async def sent(request: Request) -> Response:
        try:
            received = await given(request, DEFAULT_SECONDS)
        except Problem as fault:
            return problem.response(request, fault)
        except ClientGone:
            return Response(status_code=400)  # nobody reads it
        return await run_in_threadpool(_judged, site, request, judge, received)

    def standing_now(request: Request) -> Response:
        return _validation(site, request)

    return [
        Route("/validate", asked, methods=["GET"]),
        Route("/validate", sent, methods=["POST"]),
        Route("/validation", standing_now),
        Route("/validation.{suffix:str}", standing_now),
    ]


def _form(site: Site, request: Request) -> Response:
    """Return the empty form, or an example in it."""
    wanted = request.query_params.get("example", "")
    names = {path.stem: path for path in _EXAMPLES.glob("*.ttl")}
    text = names[wanted].read_text(encoding="utf-8") if wanted in names else ""
    return _page(site, request, text=text)


def _judged(site: Site, request: Request, judge: Callable[[], Judge], received: Given) -> Response:
    """Return the report on what was sent, or what is wrong with it."""
    wanted = _wanted(request, received)
    try:
        report = judge().judged(received.document)
    except (Problem, AlskgError) as error:
        fault = error if isinstance(error, Problem) else _fault(error)
        if wanted != "html":
            return problem.response(request, fault)
        return _page(site, request, received=received, fault=fault)
    if wanted == "html":
        return _page(site, request, received=received, report=report)
    media_type, suffix, write = _WRITTEN[wanted]
    headers = {**SECURITY_HEADERS, "Cache-Control": "no-store", "Vary": "Accept"}
    if received.wanted:
        headers["Content-Disposition"] = f'attachment; filename="report{suffix}"'
    return Response(write(report), 200, headers, media_type)


def _wanted(request: Request, received: Given) -> str:
    """Return the form of the report: by name, by Accept; a form is answered with a page."""
    if received.wanted in _WRITTEN:
        return received.wanted
    offers = (_HTML, *_FILES) if received.by_form else (*_FILES, _HTML)
    offer = chosen(accepted(request), offers)
    return offer.name if offer else offers[0].name


def _fault(error: AlskgError) -> Problem:
    """Return the problem with data that cannot be read, and where: it is the client's."""
    if not isinstance(error, InputError):
        return problem.of(error)
    place = _PLACE.search(str(error))
    numbers = zip(("line", "column"), place.groups(), strict=True) if place else ()
    return Problem(400, str(error), {name: int(number) for name, number in numbers})


def _page(  # noqa: PLR0913  (what came of the data, each part by its name)
    site: Site,
    request: Request,
    *,
    text: str = "",
    received: Given | None = None,
    report: Report | None = None,
    fault: Problem | None = None,
) -> Response:
    """Return the page with the form, and what came of it."""
    response = page(
        site,
        request,
        "validate.html",
        status=fault.status if fault else 200,
        title="Validate",
        heading="Validate data of your own",
        styles=["validation.css"],
        text=received.text if received else text,
        name=received.document.name if received else "",
        kinds=KINDS,
        kind=received.document.kind.name if received else KINDS[0].name,
        report=report,
        summary=verdict(report) if report else "",
        matters=matters(site, report) if report else [],
        fault=fault,
        examples=sorted(path.stem for path in _EXAMPLES.glob("*.ttl")),
    )
    if fault:
        response.headers.update(fault.headers)
    if received:
        response.headers["Cache-Control"] = "no-store"
    return response


def _validation(site: Site, request: Request) -> Response:
    """Return how the graph stands: as a page, or its report as a file."""
    suffix = "." + request.path_params.get("suffix", "")
    names = {ending: name for name, (_, ending, _) in _WRITTEN.items()}
    if suffix != "." and suffix not in names:
        return problem.response(request, Problem(404, f"There is no '/validation{suffix}'."))
    offer = chosen(accepted(request), (_HTML, *_FILES))
    wanted = names.get(suffix) or (offer.name if offer else "html")
    state = standing(site)
    report = state.report
    if wanted != "html":
        if report is None:
            return problem.response(request, _not_yet(state.possible, state.problem))
        media_type, ending, write = _WRITTEN[wanted]
        headers = {"Content-Location": f"/validation{ending}", "Vary": "Accept, Accept-Encoding"}
        return data(request, write(report).encode(), media_type, headers)
    return page(site, request, "validation.html", links=_links(), **_context(site, report))


def _links() -> dict[str, str]:
    return {
        f"/validation{ending}": f'rel="alternate"; type="{kind}"'
        for kind, ending, _ in _WRITTEN.values()
    }


def _context(site: Site, report: Report | None) -> dict[str, Any]:
    """Return what the page of the graph's own validation shows."""
    checks = sorted(read_checks(), key=lambda one: one.title)
    context: dict[str, Any] = {
        "title": "Validation",
        "heading": "Does the graph hold to its own rules?",
        "styles": ["validation.css"],
        "state": standing(site),
        "report": report,
        "summary": verdict(report) if report else "",
        "matters": matters(site, report) if report else [],
        "shapes": len(shapes()),
        "constraints": sum(len(shape.constraints) for shape in shapes()),
        "checks": [(one, f"/query/{one.id}") for one in checks],
    }
    if report:
        context["formats"] = [
            (f"/validation{ending}", name)
            for name, ending in (("SHACL report (Turtle)", ".ttl"), ("JSON-LD", ".jsonld"),
                                 ("JSON", ".json"), ("text", ".txt"))
        ]  # fmt: skip
    return context


def _not_yet(possible: bool, why: str) -> Problem:  # noqa: FBT001  (as the state says it)
    """Return why there is no report."""
    if not possible:
        return Problem(404, "The graph is at an endpoint elsewhere and is not validated here.")
    if why:
        return Problem(503, f"The graph could not be validated: {why}")
    return Problem(
        503, "The graph is being validated, which takes some seconds.", {}, {"Retry-After": "2"}
    )


def _as_jsonld(turtle: str) -> str:
    """Return RDF in Turtle as JSON-LD."""
    parsed = ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)
    written = ox.serialize(parsed, format=ox.RdfFormat.JSON_LD)
    return (written or b"").decode()
