"""A query in a process of its own, which can be stopped at any moment.

No engine here can be interrupted from within: a time limit, Ctrl-C and a memory limit only hold
because the process that evaluates is another one, and may die. Its dataset is opened first; after
that it can open no file and no socket, and its address space may grow by the query's memory only.
(Over a store on disk it can open files, and `network` keeps it from sockets.)

A fork is cheap and shares a dataset that is open already, but forking is safe only while the
process has a single thread: a lock that another thread holds would stay locked in the child for
ever. With more threads (a notebook, a server) a fresh interpreter is started instead.

A worker whose caller is ended by any signal dies with it on Linux; elsewhere its limit on CPU time
is what ends it.
"""

import contextlib
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NoReturn

from alskg import errors
from alskg.errors import AlskgError, QueryError, QueryMemoryExceeded, QueryTimeout

__all__ = ["DEFAULT_MEMORY", "Limits", "can_fork", "die_with", "forked", "serve", "spawned"]

DEFAULT_MEMORY: Final = 1 << 30
_OPENING_SECONDS: Final = 300.0
_LONGEST_WAIT: Final = 1_000_000.0
_PR_SET_PDEATHSIG: Final = 1
_CHUNK: Final = 1 << 20
_READY: Final = b"."
_ANSWER: Final = b"="
_FAILURE: Final = b"!"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a query may take, and how many bytes it may need beyond the open dataset.

    `opens_files` is for a store on disk, which opens some of its files only when it reads them; its
    engine then closes the network in another way.
    """

    seconds: float
    memory: int = DEFAULT_MEMORY
    opens_files: bool = False


def can_fork() -> bool:
    """Say whether this process has a single thread, counting those that Python does not know."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        return len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208  (pathlib costs more)
    except OSError:
        return False


def forked(prepare: Callable[[], object], answer: Callable[[], bytes], limits: Limits) -> bytes:
    """Return what `answer` returns in a forked child, `prepare` having opened the dataset there.

    Call it only where `can_fork()`. The child is gone when this returns or raises, on Ctrl-C as
    well. Raises what the child raised, QueryTimeout, QueryMemoryExceeded or QueryError.
    """
    source, sink = os.pipe()
    caller, child = os.getpid(), 0
    interrupts = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        child = os.fork()
        if child == 0:
            _child(caller, sink, prepare, answer, limits)
        os.close(sink)
        signal.pthread_sigmask(signal.SIG_SETMASK, interrupts)
        reply = _collect(source, limits)
        status = os.waitpid(child, 0)[1]
        child = 0
        return _read(reply, os.waitstatus_to_exitcode(status), limits)
    finally:
        if child:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        os.close(source)
        signal.pthread_sigmask(signal.SIG_SETMASK, interrupts)


def spawned(module: str, job: bytes, limits: Limits) -> bytes:
    """Return what a module answers to a job, run by a fresh interpreter with our process id.

    It calls `die_with` and `serve`. Safe whatever threads there are. Raises as `forked` does.
    """
    import subprocess  # noqa: PLC0415  (a query from the shell is forked)

    command = [sys.executable, "-m", module, str(os.getpid())]
    with subprocess.Popen(  # noqa: S603  (our own interpreter and module)
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            if process.stdin is None or process.stdout is None:
                raise QueryError("The process that answers queries has no pipes.")
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(job)
                process.stdin.close()
            reply = _collect(process.stdout.fileno(), limits)
            return _read(reply, process.wait(), limits)
        finally:
            process.kill()


def _child(
    caller: int,
    sink: int,
    prepare: Callable[[], object],
    answer: Callable[[], bytes],
    limits: Limits,
) -> NoReturn:
    """Be the child of a fork: answer, and end without what an interpreter does at its end."""
    try:
        die_with(caller)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        if "faulthandler" in sys.modules:
            sys.modules["faulthandler"].disable()  # it would report a death that is foreseen
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nowhere, stream)
        serve(sink, prepare, answer, limits)
    finally:
        os._exit(0)


def die_with(caller: int) -> None:
    """Have this process killed as soon as the one that started it ends, however it ends.

    The kernel promises that on Linux (prctl(2), PR_SET_PDEATHSIG), but only for an end still to
    come: where the caller is gone already, the process ends here.
    """
    if sys.platform.startswith("linux"):
        import ctypes  # noqa: PLC0415  (only the child needs it)

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != caller:
        os._exit(0)


def serve(
    sink: int, prepare: Callable[[], object], answer: Callable[[], bytes], limits: Limits
) -> None:
    """Open the dataset, give up files, sockets and memory, and write the answer to a pipe."""
    try:
        prepare()
        _confine(limits)
        os.write(sink, _READY)
        reply = _ANSWER + answer()
    except AlskgError as error:
        reply = _FAILURE + f"{type(error).__name__}\n{error}".encode(errors="replace")
    except MemoryError:
        reply = _FAILURE + b"QueryMemoryExceeded\n"
    except BaseException as error:  # noqa: BLE001  (a panic of the engine derives from this only)
        reply = _FAILURE + f"QueryError\nThe engine gave up: {error}".encode(errors="replace")
    view = memoryview(reply)
    while view:
        view = view[os.write(sink, view) :]


def _confine(limits: Limits) -> None:
    """Give up what a query has no use for; the CPU limit outlives a parent that was killed."""
    import resource  # noqa: PLC0415  (only the child needs it)

    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime + min(limits.seconds, _LONGEST_WAIT)) + 2
    wanted = {resource.RLIMIT_CPU: seconds, resource.RLIMIT_CORE: 0}
    with contextlib.suppress(OSError), open("/proc/self/statm", "rb") as statm:  # noqa: PTH123
        pages = int(statm.read().split()[0])
        wanted[resource.RLIMIT_AS] = pages * resource.getpagesize() + limits.memory
    if not limits.opens_files:
        wanted[resource.RLIMIT_NOFILE] = 0
    for what, value in wanted.items():
        hard = resource.getrlimit(what)[1]
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (allowed, allowed))


def _collect(source: int, limits: Limits) -> bytes:
    """Read all that a child writes. Raises QueryTimeout: its clock starts at an open dataset."""
    poll = select.poll()
    poll.register(source, select.POLLIN)
    deadline = time.monotonic() + _OPENING_SECONDS
    chunks: list[bytes] = []
    while True:
        remaining = deadline - time.monotonic()
        if remaining <= 0 or not poll.poll(remaining * 1000):
            raise _timeout(limits)
        chunk = os.read(source, _CHUNK)
        if not chunk:
            return b"".join(chunks)
        if not chunks and chunk.startswith(_READY):
            deadline = time.monotonic() + min(limits.seconds, _LONGEST_WAIT)
        chunks.append(chunk)


def _timeout(limits: Limits) -> QueryTimeout:
    unit = "second" if limits.seconds == 1 else "seconds"
    return QueryTimeout(
        f"The query was stopped after {limits.seconds:g} {unit}. Narrow it down with more "
        f"patterns or a LIMIT inside, or give it more time: --timeout, or timeout= in Python."
    )


def _read(reply: bytes, exit_code: int, limits: Limits) -> bytes:
    """Return the answer of a child that ended, or raise what happened to it."""
    body = reply.removeprefix(_READY)
    if body.startswith(_ANSWER) and exit_code == 0:
        return body[1:]
    if body.startswith(_FAILURE) and exit_code == 0:
        name, _, message = body[1:].decode(errors="replace").partition("\n")
        if name != "QueryMemoryExceeded":
            kind: type[AlskgError] = getattr(errors, name, QueryError)
            raise kind(message)
        exit_code = -signal.SIGABRT
    if exit_code in (-signal.SIGABRT, -signal.SIGKILL):
        raise QueryMemoryExceeded(
            f"The query needed more than {limits.memory >> 20:,} MB of memory and was stopped. "
            f"Ask for fewer rows, or for shorter texts."
        )
    if exit_code == -signal.SIGXCPU:
        raise _timeout(limits)
    raise QueryError(
        f"The engine broke down over this query (status {exit_code}): it is nested or chained too "
        f"far, or needs too much memory. Split it into simpler queries."
    )
