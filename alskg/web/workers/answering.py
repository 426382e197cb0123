"""Who answers a query over HTTP: what is asked, and what can come of it.

`pool` answers from processes of its own over the graph on this machine, `remote` from an endpoint
elsewhere. The protocols (`sparql`, `store`) know neither.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, Protocol

from alskg.engine import Term
from alskg.errors import QueryError

__all__ = ["Answering", "Asked", "Busy", "ResultTooLarge", "WorkerLost"]


class Busy(QueryError):
    """All that answer are at work, and the queue is full; try again in `retry_after` seconds."""

    def __init__(self, message: str, retry_after: int = 1) -> None:
        """Take what to tell the client, and how many whole seconds it should wait."""
        super().__init__(message)
        self.retry_after = retry_after


class ResultTooLarge(QueryError):
    """The answer has more bytes than the server sends; none of it was sent."""


class WorkerLost(QueryError):
    """The process that worked on the query ended by itself: the engine broke down over it."""


class Asked(NamedTuple):
    """One query as a request asks it.

    `format_name` is a name of `alskg.formats`. `default_graphs` and `named_graphs` are the IRIs of
    the dataset of the request (SPARQL 1.1 Protocol, 2.1.4), both empty where it names none.
    `bindings` are the terms of query parameters by variable name.
    """

    query: str
    format_name: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    bindings: Mapping[str, Term] = MappingProxyType({})


class Answering(Protocol):
    """What answers queries for the server, each within its limits.

    `digest` tells one state of the data from another: it is part of every ETag.
    """

    @property
    def digest(self) -> str:
        """Return the digest of the dataset."""
        ...

    async def answer(self, asked: Asked) -> bytes:
        """Return the whole answer, or raise; a caller that is cancelled stops the query as well.

        Raises QuerySyntaxError, QueryRefused, UnsupportedFormat (the format does not fit the form
        of the query), QueryTimeout, QueryMemoryExceeded, ResultTooLarge, WorkerLost, Busy,
        EndpointError, or another AlskgError.
        """
        ...

    async def close(self) -> None:
        """Stop what is still being answered, and end all processes and threads."""
        ...
