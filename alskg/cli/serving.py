"""How `alskg serve` listens: its log, and what it says to whoever started it."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Final

from alskg.cli.output import say
from alskg.errors import InputError
from alskg.web.assembly import warmed
from alskg.web.server.access import AccessLog
from alskg.web.server.listening import address, run

if TYPE_CHECKING:
    import socket
    from contextlib import AbstractContextManager

    from alskg.web.assembly import Assembled
    from alskg.web.workers.limits import Limits

__all__ = ["Words", "listen", "opened_log"]

_LOCAL: Final = ("127.", "localhost", "::1", "[::1]")
_ANY: Final = {"http://0.0.0.0:": "http://127.0.0.1:", "http://[::]:": "http://[::1]:"}


@dataclass(frozen=True, slots=True)
class Words:
    """What the server says of itself: what it serves, where, whether a browser opens it.

    `is_here` unless the graph is that of an endpoint elsewhere.
    """

    name: str
    host: str
    browse: bool
    is_here: bool


def opened_log(asked: str | None) -> "AbstractContextManager[AccessLog | None]":
    """Return the log: a file, standard error, or by default standard error if a person is there.

    (Nobody may read the end of a pipe, and a full one would hold up the server.)
    Raises InputError where the file cannot be written.
    """
    if asked == "-" or (asked is None and sys.stderr.isatty()):
        return nullcontext(AccessLog(sys.stderr))
    return nullcontext() if asked is None else _file(Path(asked))


@contextmanager
def _file(path: Path) -> Iterator[AccessLog]:
    """Open a file to write on at its end."""
    try:
        stream = path.open("a", encoding="ascii")
    except OSError as error:
        raise InputError(f"The access log {path} cannot be written: {error.strerror}.") from error
    with stream:
        yield AccessLog(stream)


def listen(
    server: "Assembled",
    listener: "socket.socket",
    limits: "Limits",
    log: AccessLog | None,
    words: Words,
) -> None:
    """Serve until Ctrl-C or SIGTERM."""
    here = address(listener)
    for general, local in _ANY.items():
        here = here.replace(general, local)

    def started() -> None:
        say(f"alskg: Serving {words.name}.")
        say(f"alskg: Site {here}  SPARQL endpoint {here}sparql  Ctrl-C stops it.")
        if not words.host.startswith(_LOCAL):
            say(
                f"alskg: --host {words.host} lets other machines in, without a password and "
                f"without encryption. SECURITY.md says what that means."
            )
        if words.browse:
            _open(here)
        if words.is_here:
            Thread(target=lambda: asyncio.run(warmed(server)), daemon=True).start()

    run(server.application, listener, limits, log=log, behind=server.answering, started=started)
    say("alskg: Stopped.")


def _open(url: str) -> None:
    """Open the browser, or say that there is none."""
    import webbrowser  # noqa: PLC0415  (only who wants one needs it)

    def opening() -> None:
        if not webbrowser.open(url):
            say(f"alskg: No browser was found. Open {url} yourself.")

    Thread(target=opening, daemon=True).start()
