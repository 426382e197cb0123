"""The parts put together: the protocols as bare ASGI applications, the site by Starlette.

A query passes through as few layers as possible, for the endpoint is measured against servers
written in other languages; pages have all the comfort.
"""

from collections.abc import Iterable
from importlib import import_module
from typing import Final

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from alskg.web.protocol.encoding import Encoded
from alskg.web.site import STATIC, Site

__all__ = ["PAGES", "application"]

PAGES: Final = (
    "pages.home",
    "pages.about",
    "pages.gaps",
    "pages.pictures",
    "pages.coverage",
    "pages.mappings",
    "entity.search",
    "entity.browse",
    "questions.pages",
    "questions.editor",
    "network.page",
    "model.page",
    "validation.page",
    "linked.wellknown",
    "linked.downloads",
    "linked.resolve",
    "linked.dereferencing",  # the last one: an address of its kind can be any thing's
)


def application(site: Site, protocols: dict[str, ASGIApp]) -> ASGIApp:
    """Return the whole application; `protocols` are the bare ones by path, such as `/sparql`."""
    pages = Encoded(Starlette(routes=list(_routes(site))))

    async def called(scope: Scope, receive: Receive, send: Send) -> None:
        handler = protocols.get(scope["path"]) if scope["type"] == "http" else None
        await (handler or pages)(scope, receive, send)

    return called


def _routes(site: Site) -> Iterable[BaseRoute]:
    """Yield the routes of all pages in the order of the table."""
    yield Mount("/static", StaticFiles(directory=STATIC), name="static")
    for name in PAGES:
        yield from import_module(f"alskg.web.{name}").routes(site)
