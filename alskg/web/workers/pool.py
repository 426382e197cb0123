"""Answers from a pool of forked workers, each query within its limits and beside the others.

Nobody can tell a cheap query from an endless one before it runs. So every query starts at once in a
worker of its own, as long as there is room; one that has used some processor time lets all others
go first; and only a few may go on for long with the whole memory of a query. Once there is no room
left, the one that has used most makes way for a newcomer and starts anew later.
"""

import asyncio
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

from alskg.errors import AlskgError
from alskg.web.workers.answerer import ANSWER
from alskg.web.workers.answering import Asked, Busy, WorkerLost
from alskg.web.workers.limits import Limits
from alskg.web.workers.nursery import BORN, DEAD, NOT_BORN, Event, Nursery
from alskg.web.workers.process import Process
from alskg.web.workers.ticket import Ticket, failure, needs_memory, timeout, why_it_died, work_of

__all__ = ["Pool"]

_TICK: Final = 0.025
_GENTLE_AFTER: Final = 0.015  # seconds of a processor: from then on, others go first
_LONG_AFTER: Final = 0.1  # and from then on a query is a long one
_GRACE: Final = 0.02  # the kernel's clock in the worker comes first
_FRESH: Final = 0.008  # seconds in which a query is worth waiting for, rather than fork one more
_PATIENCE: Final = 0.025  # seconds in which nobody is kept waiting for that
_TRIES: Final = 5
_PAUSE: Final = 0.5  # between attempts to start a worker


class Pool:
    """Workers over one dataset. All methods belong to the event loop that asks first."""

    def __init__(
        self, nursery: Nursery, limits: Limits, digest: str, services: Sequence[str] = ()
    ) -> None:
        """Take where workers come from; `services` are endpoints that SERVICE may ask."""
        self.digest = digest
        self._nursery = nursery
        self._limits = limits
        self._services = tuple(services)
        self._processes: dict[int, Process] = {}
        self._idle: list[Process] = []
        self._young: deque[Ticket] = deque()
        self._long: deque[Ticket] = deque()
        self._last = 0
        self._stopped = 0
        self._paused_until = 0.0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ticking: asyncio.TimerHandle | None = None
        self._now: Callable[[], float] = time.monotonic
        self.is_open = True

    def start(self) -> None:
        """Fork the first workers; called in the event loop, and by the first query otherwise."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._now = self._loop.time
            self._loop.add_reader(self._nursery.channel, self._listen)
            self._keep_ready()

    @property
    def state(self) -> dict[str, int]:
        """Return how many workers there are, how many work and were stopped, and who waits."""
        return {
            "workers": sum(process.is_ready for process in self._processes.values()),
            "answering": len(self._busy()),
            "waiting": len(self._young) + len(self._long),
            "stopped": self._stopped,
        }

    async def answer(self, asked: Asked) -> bytes:
        """Return the answer, as `Answering.answer` says."""
        self.start()
        work = await work_of(asked, self._services, self._limits.seconds)
        ticket = Ticket(work, asyncio.get_running_loop().create_future(), self._now())
        self._admit(ticket)
        try:
            return await ticket.answer
        finally:
            self._forget(ticket)

    async def close(self) -> None:
        """Refuse what waits, and end all processes."""
        self.is_open = False
        if self._loop:
            self._loop.remove_reader(self._nursery.channel)
        if self._ticking:
            self._ticking.cancel()
        tickets = [*self._young, *self._long, *(p.ticket for p in self._busy() if p.ticket)]
        for ticket in tickets:
            ticket.fail(Busy("The server is about to stop. Ask again in a moment.", 5))
        for process in self._processes.values():
            process.close()
        self._nursery.close()

    def _busy(self) -> list[Process]:
        """Return the workers that have a query."""
        return [process for process in self._processes.values() if process.ticket]

    def _admit(self, ticket: Ticket) -> None:
        """Let a query begin or wait. Raises Busy where the queue is full."""
        if not self.is_open:
            raise Busy("The server is about to stop, or its workers are gone.", 5)
        self._young.append(ticket)
        self._advance()
        if len(self._young) + len(self._long) > self._limits.queue and ticket in self._young:
            room = max(0, self._limits.processes - len(self._busy()))
            if len(self._young) + len(self._long) - room > self._limits.queue:
                self._young.remove(ticket)
                raise self._refusal("The queue is full")

    def _refusal(self, why: str) -> Busy:
        seconds = max(1, int(self._limits.wait / 2))
        return Busy(f"All workers are at work. {why}: ask again in {seconds} s.", seconds)

    def _forget(self, ticket: Ticket) -> None:
        """Stop work that nobody waits for any more."""
        for queue in (self._young, self._long):
            if ticket in queue:
                queue.remove(ticket)
        process = self._processes.get(ticket.worker)
        if process:
            self._end(process)

    def _advance(self) -> None:
        """Give work to whom there is, those that are new first."""
        if not self.is_open:
            return
        while self._young and (process := self._vacant()):
            self._give(process, self._young.popleft(), is_long=False)
        while self._long and self._long_ones() < self._limits.long and (process := self._vacant()):
            self._give(process, self._long.popleft(), is_long=True)
        self._keep_ready()
        if self._ticking is None and (self._young or self._long or self._busy()):
            soon = _FRESH if self._young else _TICK
            self._ticking = asyncio.get_running_loop().call_later(soon, self._tick)

    def _long_ones(self) -> int:
        return sum(process.ticket.is_long for process in self._busy() if process.ticket)

    def _vacant(self) -> Process | None:
        """Return a worker without work: an idle one, a new one, or one in place of a long one."""
        if self._idle:
            return self._idle.pop()
        is_patient = not self._young or self._now() - self._young[0].since < _PATIENCE
        if is_patient and self._fresh() >= self._limits.workers:
            return None
        if len(self._processes) >= self._limits.processes:
            spent = [
                (process.used(), process) for process in self._busy() if self._may_end(process)
            ]
            used, process = max(spent, key=lambda one: one[0], default=(0.0, None))
            if process is None or used < _LONG_AFTER or process.ticket is None:
                return None
            self._later(process.ticket)
            self._end(process)
        return self._fork()

    @staticmethod
    def _may_end(process: Process) -> bool:
        return process.ticket is not None and not process.ticket.is_long

    def _fresh(self) -> int:
        """Return how many workers began a moment ago, and will most likely soon be idle."""
        return sum(self._is_fresh(one) for one in self._processes.values() if one.ticket)

    def _is_fresh(self, process: Process) -> bool:
        return self._now() - process.began < _FRESH

    def _later(self, ticket: Ticket) -> None:
        """Have a query start anew as a long one, when there is room; its deadline stays."""
        ticket.worker = 0
        self._long.append(ticket)

    def _fork(self) -> Process | None:
        """Start a worker, unless the last one did not come to life."""
        if self._now() < self._paused_until:
            return None
        self._last += 1
        try:
            channel = self._nursery.fork(self._last)
        except OSError:
            self._paused_until = self._now() + _PAUSE
            return None
        process = self._processes[self._last] = Process(self._last, channel, self._replied)
        return process

    def _keep_ready(self) -> None:
        """See to it that there are workers enough, and one at least that is idle."""
        while self.is_open and len(self._processes) < self._limits.processes:
            missing = self._limits.workers - len(self._idle)
            if missing <= 0 or missing <= self._fresh():
                return
            process = self._fork()
            if process is None:
                return
            self._idle.append(process)

    def _give(self, process: Process, ticket: Ticket, *, is_long: bool) -> None:
        """Have a worker begin."""
        ticket.worker, ticket.is_long = process.number, is_long
        ticket.deadline = ticket.deadline or self._now() + self._limits.seconds
        memory = self._limits.memory if is_long else self._limits.young_memory
        seconds = max(0.001, ticket.deadline - self._now())
        process.give(ticket, {**ticket.work, "seconds": seconds, "memory": memory})

    def _replied(self, process: Process, kind: bytes, is_last: bool, reply: bytes) -> None:  # noqa: FBT001  (as it was sent)
        """Take a reply."""
        ticket, process.ticket = process.ticket, None
        if is_last or process.is_gentle or len(self._idle) >= 2 * self._limits.workers:
            self._end(process)
        else:
            self._idle.append(process)
        if ticket:
            ticket.worker = 0
            if kind == ANSWER:
                ticket.succeed(reply)
            elif needs_memory(reply) and not ticket.is_long:
                self._later(ticket)
            else:
                ticket.fail(failure(reply, self._limits))
        self._advance()

    def _end(self, process: Process) -> None:
        """Be rid of a worker: it counts no more, and what it says is not heard."""
        self._processes.pop(process.number, None)
        if process in self._idle:
            self._idle.remove(process)
        process.ticket = None
        process.close()
        self._nursery.kill(process.number)
        if self._loop:
            self._loop.call_soon(self._advance)

    def _listen(self) -> None:
        """Hear what happened to workers."""
        try:
            for event in self._nursery.events():
                self._happened(event)
        except EOFError:
            self._orphaned()
        self._advance()

    def _happened(self, event: Event) -> None:
        process = self._processes.get(event.number)
        if process is None:
            return  # its end was ours
        if event.kind == BORN:
            process.id = event.value
            return
        process.drain()
        self._died(process, os.waitstatus_to_exitcode(event.value) if event.kind == DEAD else 1)
        if not process.is_ready or event.kind == NOT_BORN:
            self._paused_until = self._now() + _PAUSE

    def _died(self, process: Process, code: int) -> None:
        """Tell what became of the query of a worker that ended by itself."""
        ticket, process.ticket = process.ticket, None
        self._end(process)
        if not ticket:
            return
        if code == -signal.SIGKILL and ticket.tries < _TRIES and self._is_fresh(process):
            ticket.worker = 0  # it was dead already when it was given this
            ticket.tries += 1
            self._young.appendleft(ticket)
            return
        self._stopped += 1
        error = why_it_died(code, self._limits)
        ticket.worker = 0
        if not ticket.is_long and code < 0 and needs_memory(type(error).__name__.encode()):
            self._later(ticket)
        else:
            ticket.fail(error)

    def _orphaned(self) -> None:
        """Refuse all from now on: nothing can be forked any more."""
        self.is_open = False
        if self._loop:
            self._loop.remove_reader(self._nursery.channel)
        lost: AlskgError = WorkerLost("The workers of this server are gone. Start it anew.")
        for ticket in [*self._young, *self._long, *(p.ticket for p in self._busy() if p.ticket)]:
            ticket.fail(lost)

    def _tick(self) -> None:
        """Look at all that run and wait: who lets others go first, who is long, who is late."""
        now, self._ticking = self._now(), None
        for process in self._busy():
            ticket = process.ticket
            if ticket is None:
                continue
            used = process.used()
            if now > ticket.deadline + _GRACE:
                ticket.fail(timeout(self._limits))
                self._end(process)
            elif used > _GENTLE_AFTER and not process.is_gentle:
                process.make_gentle()
            has_room = not self._long and self._long_ones() < self._limits.long
            if used > _LONG_AFTER and not ticket.is_long and has_room:
                ticket.is_long = True
                process.allow_memory()
        for ticket in [*self._young, *self._long]:
            if now > (ticket.deadline or ticket.since + self._limits.wait):
                ticket.fail(self._refusal("There was no room for this query in time"))
        self._advance()
