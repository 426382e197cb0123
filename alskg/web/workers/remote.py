"""Answers from an engine in threads: an endpoint elsewhere, which has limits of its own.

A bounded number of queries is on its way at a time; the others wait, as in the pool. A request
cannot be taken back from a server elsewhere: when a client goes away, its thread goes on until the
answer or the deadline has come, and counts until then.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from alskg.engine import Engine
from alskg.engine.federation import planned
from alskg.web.workers.answering import Asked, Busy, ResultTooLarge
from alskg.web.workers.limits import Limits

__all__ = ["RemoteAnswering"]

_THREADS: Final = 8


class RemoteAnswering:
    """An engine whose queries run in threads."""

    def __init__(
        self, engine: Engine, limits: Limits, digest: str, services: Sequence[str] = ()
    ) -> None:
        """Take the engine; `services` are endpoints that SERVICE may ask besides."""
        self.digest = digest
        self.is_open = True
        self._engine = engine
        self._limits = limits
        self._services = tuple(services)
        self._threads = ThreadPoolExecutor(_THREADS, "alskg-endpoint")
        self._asked = 0

    def start(self) -> None:
        """Do nothing: a thread starts with its first query."""

    @property
    def state(self) -> dict[str, int]:
        """Return how many threads there are, how many work, and how many queries wait."""
        answering = min(self._asked, _THREADS)
        return {"workers": _THREADS, "answering": answering, "waiting": self._asked - answering}

    async def answer(self, asked: Asked) -> bytes:
        """Return the answer, as `Answering.answer` says."""
        if not self.is_open or self._asked >= _THREADS + self._limits.queue:
            seconds = max(1, int(self._limits.wait / 2))
            raise Busy(f"All that ask the endpoint are busy: try again in {seconds} s.", seconds)
        loop = asyncio.get_running_loop()
        self._asked += 1
        running = self._threads.submit(self._answered, asked)
        running.add_done_callback(
            lambda _: loop.is_closed() or loop.call_soon_threadsafe(self._done)
        )
        return await asyncio.wrap_future(running)

    async def close(self) -> None:
        """Refuse what waits."""
        self.is_open = False
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _done(self) -> None:
        self._asked -= 1

    def _answered(self, asked: Asked) -> bytes:
        """Ask in a thread, and stop to read where the answer is too large."""
        seconds = self._limits.seconds
        plan = planned(asked.query, self._services)
        tables = plan.tables(asked.bindings, seconds)
        ask = getattr(self._engine, "stream", self._engine.evaluate)
        found = ask(
            plan.query,
            asked.format_name,
            timeout=seconds,
            default_graphs=asked.default_graphs,
            named_graphs=asked.named_graphs,
            bindings=asked.bindings,
            tables=tables,
        )
        parts: list[bytes] = []
        room = self._limits.result
        for part in [found] if isinstance(found, bytes) else found:
            parts.append(part)
            room -= len(part)
            if room < 0:
                raise ResultTooLarge(
                    f"The answer has more than {self._limits.result:,} bytes, which is what this "
                    f"server sends at most. Ask for fewer columns or rows, or page with ORDER BY, "
                    f"LIMIT and OFFSET."
                )
        return b"".join(parts)
