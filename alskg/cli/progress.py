"""What a person at a terminal sees while a command takes long: one line, cleared afterwards.

The line is drawn by a timer signal and not by a thread: a query is answered in a fork, which is
safe only while there is a single thread. Where standard error is no terminal nothing happens.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final

__all__ = ["busy", "hidden"]

_PATIENCE: Final = 1.0  # seconds in which nobody wonders
_BEAT: Final = 0.2
_WHEEL: Final = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_WIDTH: Final = 80  # of a terminal that does not say
_CLEAR: Final = "\r\x1b[2K"


class _Line:
    """The line of this process: what is being done, the innermost last, and whether it shows."""

    def __init__(self) -> None:
        """Start with nothing being done."""
        self.doing: list[str] = []
        self.began = 0.0
        self.is_shown = False

    def draw(self, _number: int, _frame: FrameType | None) -> None:
        """Draw the line anew: a wheel, what is being done, and for how long."""
        seconds = time.monotonic() - self.began
        wheel = _WHEEL[int(seconds / _BEAT) % len(_WHEEL)]
        text = f"{wheel} {self.doing[-1]}, {seconds:.0f} s" if self.doing else ""
        with suppress(OSError):
            width = os.get_terminal_size(sys.stderr.fileno()).columns or _WIDTH
            self._put(_CLEAR + text[: width - 1])
            self.is_shown = True

    def hide(self) -> None:
        """Take the line away, if it shows."""
        if self.is_shown:
            self.is_shown = False
            self._put(_CLEAR)

    @staticmethod
    def _put(text: str) -> None:
        """Write at once; the stream itself may be in the middle of another text."""
        with suppress(OSError):
            os.write(sys.stderr.fileno(), text.encode(errors="replace"))


_LINE: Final = _Line()


@contextmanager
def busy(what: str) -> Iterator[Callable[[str], None]]:
    """Show on a terminal what is being done, once it takes more than a second, until it is done.

    Gives a function that changes the text. Inside another `busy` the text is that of the inner
    one for as long as that lasts.
    """
    outermost = not _LINE.doing
    watched = outermost and _can_show()
    _LINE.doing.append(what)
    place = len(_LINE.doing) - 1

    def change(now: str) -> None:
        _LINE.doing[place] = now

    if watched:
        _LINE.began = time.monotonic()
        former = signal.signal(signal.SIGALRM, _LINE.draw)
        signal.setitimer(signal.ITIMER_REAL, _PATIENCE, _BEAT)
    try:
        yield change
    finally:
        if watched:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, former)
            _LINE.hide()
        _LINE.doing.pop()


def hidden() -> None:
    """Take the line away, so that a message can be written; it comes back with the next beat."""
    _LINE.hide()


def _can_show() -> bool:
    """Say whether there is a terminal that can clear a line, and a timer that nobody uses."""
    return (
        sys.stderr.isatty()
        and os.environ.get("TERM") != "dumb"
        and hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
        and signal.getitimer(signal.ITIMER_REAL)[0] == 0
        and signal.getsignal(signal.SIGALRM) is signal.SIG_DFL
    )
