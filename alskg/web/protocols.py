"""The protocols by the paths at which they are spoken."""

from starlette.types import ASGIApp

from alskg.web.answering import Answering
from alskg.web.memory import DEFAULT_BYTES
from alskg.web.received import DEFAULT_SECONDS
from alskg.web.service import Described
from alskg.web.sparql import Endpoint
from alskg.web.store import GraphStore

__all__ = ["protocols"]


def protocols(
    answering: Answering,
    *,
    cross_origin: bool = True,
    federation: bool = False,
    memory: int = DEFAULT_BYTES,
    body_seconds: float = DEFAULT_SECONDS,
) -> dict[str, ASGIApp]:
    """Return the endpoint and the graph store by path; a slash at the end makes no difference.

    `federation` says whether queries may use SERVICE. The other options are as of `Endpoint`.
    """
    described = Described(answering, federation=federation)
    endpoint = Endpoint(
        answering,
        described,
        cross_origin=cross_origin,
        memory=memory,
        body_seconds=body_seconds,
    )
    store = GraphStore(answering, described, cross_origin=cross_origin, memory=memory)
    return {
        "/sparql": endpoint,
        "/sparql/": endpoint,
        "/query": endpoint,
        "/query/": endpoint,
        "/store": store,
        "/store/": store,
    }
