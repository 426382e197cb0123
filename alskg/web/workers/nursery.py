"""A process that does nothing but fork workers, for the server itself cannot.

A server has threads, and a fork in a process with threads may keep a lock for ever. So one process
is forked before the first thread starts: it holds the open dataset, forks a worker whenever it is
told to, and reports each end. It ends with the server, however that ends, and the workers with it.
"""

import contextlib
import gc
import os
import resource
import select
import signal
import socket
import struct
from collections.abc import Iterator
from typing import Final, NamedTuple, NoReturn

from alskg.engine import Engine
from alskg.engine.worker import can_fork, die_with
from alskg.errors import MissingPart, QuerySyntaxError
from alskg.web.workers.answerer import live
from alskg.web.workers.limits import Limits

__all__ = ["BORN", "DEAD", "NOT_BORN", "Event", "Nursery"]

BORN: Final = b"B"
DEAD: Final = b"D"
NOT_BORN: Final = b"N"

_FORK: Final = b"F"
_KILL: Final = b"K"
_MESSAGE: Final = struct.Struct("!cqq")
_WARM_UP: Final = (
    ("SELECT ?s WHERE { ?s a alskg:Gene } LIMIT 1", "json"),
    ("SELECT * WHERE { ?s a alskg:Gene } LIMIT 1", "tsv"),
    ("CONSTRUCT { ?s a alskg:Gene } WHERE { ?s a alskg:Gene } LIMIT 1", "turtle"),
    ("SELECT ?s WHERE { ?s ?p }", "json"),
    ("SELECT ?s WHERE { ?s nowhere:p ?o }", "json"),
)


class Event(NamedTuple):
    """What happened to a worker: its process id when it is born, its wait status when it died."""

    kind: bytes
    number: int
    value: int


class Nursery:
    """The server's end: workers go by numbers that the server gives them."""

    def __init__(self, engine: Engine, limits: Limits) -> None:
        """Fork the process; a dataset in memory is open by then, and shared from now on.

        Call it while this process has a single thread. Raises MissingPart where that cannot be:
        on a system other than Linux, or with threads about.
        """
        if not can_fork():
            raise MissingPart(
                "Workers can only be forked on Linux, and before any thread has started. Serve "
                "with 'alskg serve' in a process of its own."
            )
        _warm_up(engine)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        server = os.getpid()
        self.process = os.fork()
        if self.process == 0:
            _Nurse(theirs, engine, limits).serve(server)
        theirs.close()
        ours.settimeout(0)
        self.channel: Final = ours

    def fork(self, number: int) -> socket.socket:
        """Ask for a worker, and return the server's end of the channel to it, usable at once."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            socket.send_fds(self.channel, [_MESSAGE.pack(_FORK, number, 0)], [theirs.fileno()])
        ours.settimeout(0)
        return ours

    def kill(self, number: int) -> None:
        """Have a worker killed; of one that is dead already nothing more is heard."""
        with contextlib.suppress(OSError):
            self.channel.send(_MESSAGE.pack(_KILL, number, 0))

    def events(self) -> Iterator[Event]:
        """Yield what happened. Raises EOFError once the process is gone."""
        while True:
            try:
                message = self.channel.recv(_MESSAGE.size)
            except BlockingIOError:
                return
            except OSError as error:
                raise EOFError from error
            if not message:
                raise EOFError
            yield Event(*_MESSAGE.unpack(message))

    def close(self) -> None:
        """End the process, and so all workers."""
        self.channel.close()
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)


def _warm_up(engine: Engine) -> None:
    """Open a dataset in memory, and import what a worker may need, for it can open no file."""
    if getattr(engine, "opens_files", False):
        import alskg.engine.diagnosis  # noqa: F401, PLC0415  (for what has no store to ask yet)

        return
    for query, format_name in _WARM_UP:
        try:
            engine.evaluate(query, format_name)
        except QuerySyntaxError:
            continue  # the last ones are mistakes: how they are told is needed as well


class _Nurse:
    """The process itself: a single thread that waits for orders and for ends."""

    def __init__(self, channel: socket.socket, engine: Engine, limits: Limits) -> None:
        self._channel = channel
        self._engine = engine
        self._limits = limits
        self._numbers: dict[int, int] = {}  # of the workers by process id

    def serve(self, server: int) -> NoReturn:
        """Serve until the server is gone."""
        try:
            self._begin(server)
            awake, wake = os.pipe()
            os.set_blocking(awake, False)
            os.set_blocking(wake, False)
            signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
            signal.signal(signal.SIGCHLD, lambda *_: None)
            poll = select.poll()
            poll.register(self._channel, select.POLLIN)
            poll.register(awake, select.POLLIN)
            while True:
                ready = {number for number, _ in poll.poll()}
                if awake in ready:
                    os.read(awake, 1024)
                    self._reap()
                if self._channel.fileno() in ready:
                    self._obey()
        except OSError:
            pass  # the server is gone
        finally:
            os._exit(0)

    def _begin(self, server: int) -> None:
        """Part from the server: its files, and the signals that people send to it."""
        die_with(server)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        kept = self._channel.fileno()
        os.closerange(3, kept)
        os.closerange(kept + 1, max(kept + 2, resource.getrlimit(resource.RLIMIT_NOFILE)[0]))
        gc.collect()
        gc.freeze()  # a collection in a worker would copy the pages that all share

    def _obey(self) -> None:
        """Do what the server says."""
        message, files, _, _ = socket.recv_fds(self._channel, _MESSAGE.size, 1)
        if not message:
            os._exit(0)
        order, number, _ = _MESSAGE.unpack(message)
        if order == _FORK and files:
            self._fork(number, files[0])
        elif order == _KILL:
            for process in [found for found, known in self._numbers.items() if known == number]:
                os.kill(process, signal.SIGKILL)  # it is not reaped, so the id is still its own

    def _fork(self, number: int, file: int) -> None:
        """Fork a worker with its channel."""
        nurse = os.getpid()
        try:
            process = os.fork()
        except OSError:
            os.close(file)
            self._tell(NOT_BORN, number, 0)
            return
        if process == 0:
            signal.set_wakeup_fd(-1)
            live(socket.socket(fileno=file), nurse, self._engine, self._limits)
        os.close(file)
        self._numbers[process] = number
        self._tell(BORN, number, process)

    def _reap(self) -> None:
        """Report the workers that ended."""
        with contextlib.suppress(ChildProcessError):
            while True:
                process, status = os.waitpid(-1, os.WNOHANG)
                if not process:
                    return
                self._tell(DEAD, self._numbers.pop(process, -1), status)

    def _tell(self, kind: bytes, number: int, value: int) -> None:
        self._channel.sendall(_MESSAGE.pack(kind, number, value))
