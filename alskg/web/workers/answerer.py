"""One worker of the pool: a process that answers queries, one at a time, until it is killed.

It was forked over the open dataset. Before its first query it gives up files, sockets and
privileges; before each it has the kernel set a clock that no query can stop: SIGALRM ends the
process at the deadline, whoever else is busy. It sends each answer whole, or why there is none.
"""

import contextlib
import marshal
import os
import resource
import signal
import socket
import struct
import sys
import time
from pathlib import Path
from typing import Any, Final, NoReturn

from alskg.engine import Engine, Term, network
from alskg.engine.worker import die_with
from alskg.errors import AlskgError
from alskg.web.workers.limits import MB, Limits

__all__ = ["ANSWER", "FAILURE", "HEADER", "LENGTH", "READY", "Work", "live"]

LENGTH: Final = struct.Struct("!I")
"""Before each query: the length of the message."""
HEADER: Final = struct.Struct("!c?Q")
"""Before each answer: its kind, whether the worker ends after it, and its length."""
READY: Final = b"."
ANSWER: Final = b"="
FAILURE: Final = b"!"

_CHUNK: Final = 1 << 18
_GROWN: Final = 32 * MB
_LATE: Final = 3  # seconds of processor time beyond the deadline

Work = dict[str, Any]
"""A query as a message: the arguments of `Engine.evaluate`, and `seconds` and `memory`."""


def live(channel: socket.socket, caller: int, engine: Engine, limits: Limits) -> NoReturn:
    """Be a worker until the other end of the channel is closed, or the caller ends."""
    try:
        die_with(caller)
        _confine(channel)
        size = _Size()
        _open(engine)
        opened = size.now()
        clocks = _Clocks(opened, limits.memory)
        channel.sendall(HEADER.pack(READY, False, 0))  # noqa: FBT003  (a field of a struct)
        while message := _received(channel):
            work = marshal.loads(message)  # noqa: S302  (the server wrote it)
            clocks.start(work.pop("seconds"), work.pop("memory"))
            kind, reply = _replied(engine, work, limits)
            clocks.stop()
            is_spent = size.now() > opened + _GROWN or reply.startswith(b"QueryMemory")
            channel.sendall(HEADER.pack(kind, is_spent, len(reply)) + reply)
            if is_spent:
                break
    finally:
        os._exit(0)


def _confine(channel: socket.socket) -> None:
    """Give up what no query has a use for: signals, sockets, and all that was open."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # the server says when it is time to end
    for number in (signal.SIGALRM, signal.SIGCHLD, signal.SIGXCPU):
        signal.signal(number, signal.SIG_DFL)
    if "faulthandler" in sys.modules:
        sys.modules["faulthandler"].disable()  # it would report a death that is foreseen
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    network.close()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    kept = channel.fileno()
    os.closerange(3, kept)
    os.closerange(kept + 1, max(kept + 2, resource.getrlimit(resource.RLIMIT_NOFILE)[0]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _open(engine: Engine) -> None:
    """Open a store on disk, which reads files later on; over any other, give up files.

    RocksDB has threads of its own, so its store cannot be opened before a fork.
    """
    if getattr(engine, "opens_files", False):
        _ = engine.store  # type: ignore[attr-defined]  # only an engine over files has one
    else:
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


class _Clocks:
    """What ends this process when a query takes too long, and bounds its memory."""

    def __init__(self, opened: int, most: int) -> None:
        """Take the address space of the open dataset, and how much a query may ever have."""
        self._opened = opened
        self._most = opened + most
        self._memory = 0
        self._renewed = -1.0

    def start(self, seconds: float, memory: int) -> None:
        """Start the clock of a query. Limits that hold already are not set again."""
        now = time.monotonic()
        if now - self._renewed > 1 or seconds < 1:
            used = resource.getrusage(resource.RUSAGE_SELF)
            processor = int(used.ru_utime + used.ru_stime + seconds) + _LATE
            _bound(resource.RLIMIT_CPU, processor, resource.RLIM_INFINITY)
            self._renewed = now
        if memory != self._memory:
            _bound(resource.RLIMIT_AS, self._opened + memory, self._most)
            self._memory = memory
        signal.setitimer(signal.ITIMER_REAL, seconds)

    @staticmethod
    def stop() -> None:
        """Stop the clock."""
        signal.setitimer(signal.ITIMER_REAL, 0)


def _bound(what: int, soft: int, hard: int) -> None:
    """Set a limit, as far as the one that holds already can be moved."""
    highest = resource.getrlimit(what)[1]
    if highest != resource.RLIM_INFINITY:
        hard = highest if hard == resource.RLIM_INFINITY else min(hard, highest)
        soft = min(soft, hard)
    resource.setrlimit(what, (soft, hard))


def _replied(engine: Engine, work: Work, limits: Limits) -> tuple[bytes, bytes]:
    """Return the kind of a reply, and the answer or what went wrong."""
    work["bindings"] = {name: Term(**given) for name, given in work["bindings"].items()}
    try:
        answer = engine.evaluate(work.pop("query"), work.pop("format_name"), **work)
        if len(answer) <= limits.result:
            return ANSWER, answer
        return FAILURE, f"ResultTooLarge\n{len(answer)}".encode()
    except AlskgError as error:
        return FAILURE, f"{type(error).__name__}\n{error}".encode(errors="replace")
    except MemoryError:
        return FAILURE, b"QueryMemoryExceeded\n"
    except BaseException as error:  # noqa: BLE001  (a panic of the engine derives from this only)
        return FAILURE, f"WorkerLost\n{error}".encode(errors="replace")


def _received(channel: socket.socket) -> bytes:
    """Return the next message, or nothing once the other end is closed.

    There is never more than one on its way, so what comes first is most often the whole of it.
    """
    found = channel.recv(_CHUNK)
    while found and len(found) - LENGTH.size < (
        LENGTH.unpack_from(found)[0] if len(found) >= LENGTH.size else 0
    ):
        more = channel.recv(_CHUNK)
        if not more:
            return b""
        found += more
    return found[LENGTH.size :]


class _Size:
    """The address space of this process, in bytes: its file stays open when no other can be."""

    def __init__(self) -> None:
        """Open the file."""
        self._statm = os.open("/proc/self/statm", os.O_RDONLY)
        self._page = resource.getpagesize()

    def now(self) -> int:
        """Return the size."""
        return int(os.pread(self._statm, 100, 0).split()[0]) * self._page
