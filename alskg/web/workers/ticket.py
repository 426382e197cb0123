"""A query on its way through the pool, and the words for what can become of it."""

import asyncio
import signal
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from alskg import errors
from alskg.engine.federation import planned
from alskg.errors import AlskgError, QueryError, QueryMemoryExceeded, QueryTimeout
from alskg.web.workers.answering import Asked, ResultTooLarge, WorkerLost
from alskg.web.workers.limits import MB, Limits

if TYPE_CHECKING:
    from alskg.web.workers.answerer import Work

__all__ = ["Ticket", "failure", "needs_memory", "timeout", "why_it_died", "work_of"]

_ENDED_BY_CLOCK: Final = (-signal.SIGALRM, -signal.SIGXCPU)


@dataclass(slots=True, eq=False)
class Ticket:
    """A query that waits or is worked on. Its future holds the answer; times are of the loop.

    Its deadline is set when it is first worked on. `is_long` once it may go on until then, with the
    whole memory of a query. `worker` is the number of the worker that it has, or 0.
    """

    work: "Work"
    answer: asyncio.Future[bytes]
    since: float
    deadline: float = 0.0
    is_long: bool = False
    worker: int = 0
    tries: int = 0

    def fail(self, error: AlskgError) -> None:
        """Let whoever waits know."""
        if not self.answer.done():
            self.answer.set_exception(error)

    def succeed(self, answer: bytes) -> None:
        """Hand over the answer."""
        if not self.answer.done():
            self.answer.set_result(answer)


async def work_of(asked: Asked, services: Sequence[str], seconds: float) -> "Work":
    """Return the message for a worker. SERVICE is asked here, before, and in a thread.

    Raises QueryRefused for an endpoint that is not one of `services`, and what it raises itself.
    """
    work: Work = {
        "query": asked.query,
        "format_name": asked.format_name,
        "default_graphs": asked.default_graphs,
        "named_graphs": asked.named_graphs,
        "bindings": {name: asdict(term) for name, term in asked.bindings.items()},
    }
    if services and "SERVICE" in asked.query.upper():
        plan = await asyncio.to_thread(planned, asked.query, services)
        work["query"] = plan.query
        work["tables"] = await asyncio.to_thread(plan.tables, asked.bindings, seconds)
    return work


def failure(reply: bytes, limits: Limits) -> AlskgError:
    """Return the error that a worker reported."""
    name, _, message = reply.decode(errors="replace").partition("\n")
    if name == "ResultTooLarge":
        return ResultTooLarge(
            f"The answer has {int(message):,} bytes, and this server sends at most "
            f"{limits.result:,}. Ask for fewer columns or rows, or page with ORDER BY, LIMIT and "
            f"OFFSET."
        )
    if name == "QueryMemoryExceeded":
        return _memory(limits)
    if name == "WorkerLost":
        return WorkerLost(f"The engine gave up on this query: {message}.")
    kind: type[AlskgError] = getattr(errors, name, QueryError)
    return kind(message)


def needs_memory(reply: bytes) -> bool:
    """Say whether a query failed for want of memory."""
    return reply.startswith(b"QueryMemoryExceeded")


def why_it_died(code: int, limits: Limits) -> AlskgError:
    """Return what the death of a worker means for its query; `code` is negative for a signal."""
    if code in _ENDED_BY_CLOCK:
        return timeout(limits)
    if code == -signal.SIGABRT:
        return _memory(limits)
    if code == -signal.SIGKILL:
        return WorkerLost(
            "The process that worked on this query was ended from outside, perhaps because the "
            "machine ran out of memory. Another one stands ready: ask again, for less at a time."
        )
    return WorkerLost(
        f"The engine broke down over this query (status {code}): it is nested or chained too far, "
        f"or needs too much memory. Split it into simpler queries."
    )


def timeout(limits: Limits) -> QueryTimeout:
    """Return the error of a query that ran too long."""
    unit = "second" if limits.seconds == 1 else "seconds"
    return QueryTimeout(
        f"The query was stopped after {limits.seconds:g} {unit}, the limit of this server. Narrow "
        f"it down with more patterns or a LIMIT inside, or ask a copy of your own: 'alskg query' "
        f"and 'alskg serve' take --timeout."
    )


def _memory(limits: Limits) -> QueryMemoryExceeded:
    return QueryMemoryExceeded(
        f"The query needed more than {limits.memory // MB:,} MB of memory, the limit of this "
        f"server, and was stopped. Ask for fewer rows, or for shorter texts."
    )
