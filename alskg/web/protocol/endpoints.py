"""The protocols by the paths at which they are spoken."""

from starlette.types import ASGIApp

from alskg.web.protocol.memory import DEFAULT_BYTES
from alskg.web.protocol.received import DEFAULT_SECONDS
from alskg.web.protocol.service import Described
from alskg.web.protocol.sparql import Endpoint
from alskg.web.protocol.store import GraphStore
from alskg.web.workers.answering import Answering

__all__ = ["protocols"]


def protocols(  # noqa: PLR0913  (what a server may be told)
    answering: Answering,
    *,
    cross_origin: bool = True,
    federation: bool = False,
    union: bool = True,
    memory: int = DEFAULT_BYTES,
    body_seconds: float = DEFAULT_SECONDS,
) -> dict[str, ASGIApp]:
    """Return the endpoint and the graph store by path; a slash at the end makes no difference.

    `federation` says that queries may use SERVICE, `union` that a plain one sees all graphs. With a
    `memory` of 0 nothing is taken to last. The other options are as of `Endpoint`.
    """
    described = Described(answering, federation=federation, union=union, lasting=memory > 0)
    endpoint = Endpoint(
        answering,
        described,
        cross_origin=cross_origin,
        memory=memory,
        body_seconds=body_seconds,
    )
    store = GraphStore(answering, described, union=union, cross_origin=cross_origin, memory=memory)
    return {
        "/sparql": endpoint,
        "/sparql/": endpoint,
        "/query": endpoint,
        "/query/": endpoint,
        "/store": store,
        "/store/": store,
    }
