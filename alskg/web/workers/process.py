"""The server's hand on one worker: what it is given, what it says, how much it has used."""

import asyncio
import contextlib
import marshal
import os
import resource
import socket
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from alskg.web.workers.answerer import HEADER, LENGTH, READY, Work

if TYPE_CHECKING:
    from alskg.web.workers.ticket import Ticket

__all__ = ["Process"]

_CHUNK: Final = 1 << 18
_GENTLE: Final = 19
_PROCESS_CLOCK: Final = 2  # of a process by its id: include/linux/posix-timers.h


class Process:
    """A worker, seen from the server. `ticket` is the query that it works on."""

    def __init__(
        self,
        number: int,
        channel: socket.socket,
        replied: Callable[["Process", bytes, bool, bytes], None],
    ) -> None:
        """Take its number and channel; `replied` is called with each reply, as it was sent."""
        self.number: Final = number
        self.id = 0  # of the process, once it is known
        self.ticket: Ticket | None = None
        self.is_ready = False
        self.began = 0.0  # time of the loop at which it was given its query
        self.is_gentle = False
        self._channel = channel
        self._replied = replied
        self._loop = asyncio.get_running_loop()
        self._sending = b""
        self._has_writer = False
        self._head = b""
        self._parts: list[bytes] = []
        self._missing = 0
        self._before = 0.0  # processor time when it was given its query
        self._loop.add_reader(channel, self._read)

    def give(self, ticket: "Ticket", work: Work) -> None:
        """Have it work on a query."""
        self.ticket = ticket
        self.began = self._loop.time()
        self._before = self._clock()
        message = marshal.dumps(work)
        self._sending = LENGTH.pack(len(message)) + message
        self._send()

    def used(self) -> float:
        """Return how many seconds of a processor its query has used."""
        return self._clock() - self._before

    def make_gentle(self) -> None:
        """Let others go first from now on (that cannot be taken back)."""
        self.is_gentle = True
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.id, _GENTLE)

    def allow_memory(self) -> None:
        """Let its query use the whole memory of a query."""
        with contextlib.suppress(OSError, ValueError, AttributeError):
            most = resource.prlimit(self.id, resource.RLIMIT_AS)[1]
            resource.prlimit(self.id, resource.RLIMIT_AS, (most, most))

    def drain(self) -> None:
        """Read what it said before it died."""
        while self._read():
            pass

    def close(self) -> None:
        """Let go of it: an idle worker ends by itself then."""
        if self._channel.fileno() >= 0:
            self._loop.remove_reader(self._channel)
            self._loop.remove_writer(self._channel)
            self._channel.close()

    def _clock(self) -> float:
        """Return the processor time that it has used, 0 where that cannot be known."""
        if not self.id:
            return 0.0
        try:
            return time.clock_gettime((~self.id << 3) | _PROCESS_CLOCK)
        except OSError:
            return 0.0

    def _send(self) -> None:
        """Send what the channel takes, and the rest once it takes more."""
        try:
            sent = self._channel.send(self._sending)
        except BlockingIOError:
            sent = 0
        except OSError:
            self._sending = b""  # it is dead, as will be reported
            self._loop.remove_writer(self._channel)
            return
        is_waiting = bool(self._sending[sent:])
        self._sending = self._sending[sent:]
        if is_waiting:
            self._has_writer = True
            self._loop.add_writer(self._channel, self._send)
        elif self._has_writer:
            self._has_writer = False
            self._loop.remove_writer(self._channel)

    def _read(self) -> bool:
        """Take in what there is, and say whether there was anything."""
        if self._channel.fileno() < 0:
            return False
        try:
            chunk = self._channel.recv(_CHUNK)
        except BlockingIOError:
            return False
        except OSError:
            chunk = b""
        if not chunk:
            self._loop.remove_reader(self._channel)
            return False
        self._take(chunk)
        return True

    def _take(self, chunk: bytes) -> None:
        """Put replies together."""
        while chunk:
            if len(self._head) < HEADER.size:
                wanted = HEADER.size - len(self._head)
                self._head += chunk[:wanted]
                chunk = chunk[wanted:]
                if len(self._head) < HEADER.size:
                    return
                self._missing = HEADER.unpack(self._head)[2]
            part, chunk = chunk[: self._missing], chunk[self._missing :]
            self._parts.append(part)
            self._missing -= len(part)
            if not self._missing:
                self._whole()

    def _whole(self) -> None:
        """Hand over a reply that is whole."""
        kind, is_last, _ = HEADER.unpack(self._head)
        reply = b"".join(self._parts)
        self._head, self._parts = b"", []
        if kind == READY:
            self.is_ready = True
        else:
            self._replied(self, kind, is_last, reply)
