"""The graph as a site, for tests of pages: asked in this process, nothing listens."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

import alskg
from alskg.web.site import Site

__all__ = ["ORIGIN", "browsing", "site"]

ORIGIN = "http://als.example:8000"


@cache
def site() -> Site:
    """Return the site of the graph as compiled, opened once for all tests."""
    return Site(alskg.load())


@contextmanager
def browsing(*routes: Sequence[BaseRoute]) -> Iterator[TestClient]:
    """Yield a client of the routes of some pages; it follows no redirect."""
    application = Starlette(routes=[route for some in routes for route in some])
    with TestClient(application, base_url=ORIGIN, follow_redirects=False) as client:
        yield client
