"""One line for each request, in the common log format with the time it took.

What a client sends is written in ASCII without control characters, cut where it is long, and
without what may be a password. No header is written.
"""

import re
import time
from datetime import datetime
from typing import Final, TextIO

from starlette.types import Scope

__all__ = ["AccessLog", "line"]

_LONGEST: Final = 2_000
_UNPRINTABLE: Final = re.compile(r'[^\x20-\x7e]|["\\]')
_LOGIN: Final = re.compile(
    r"((?::|%3A)(?:/|%2F){2})(?:(?!/|%2F|@|%40|[\s&]).)*(@|%40)", re.IGNORECASE
)
_SECRET: Final = re.compile(
    r"((?:^|[?&;])[^=&;]*(?:token|password|passwd|secret|api_?key|auth|signature)[^=&;]*=)[^&;]*",
    re.IGNORECASE,
)


def line(scope: Scope, status: int, size: int, seconds: float) -> str:
    """Return the line of a request: who, when, what, its status, bytes and milliseconds."""
    client = scope.get("client")
    path = scope.get("raw_path", b"").decode("latin-1")
    query = scope.get("query_string", b"").decode("latin-1")
    target = f"{path}?{query}" if query else path
    target = _SECRET.sub(r"\1***", _LOGIN.sub(r"\1***\2", target))
    if len(target) > _LONGEST:
        target = f"{target[:_LONGEST]}..."
    asked = f"{scope['method']} {target} HTTP/{scope.get('http_version', '1.1')}"
    when = datetime.now().astimezone().strftime("%d/%b/%Y:%H:%M:%S %z")
    escaped = _UNPRINTABLE.sub(lambda found: f"\\x{ord(found[0]):02x}", asked)
    who = client[0] if client else "-"
    return f'{who} - - [{when}] "{escaped}" {status} {size} {seconds * 1000:.0f}ms'


class AccessLog:
    """Where the lines go."""

    def __init__(self, stream: TextIO) -> None:
        """Take an open file."""
        self._stream = stream

    def write(self, scope: Scope, status: int, size: int, began: float) -> None:
        """Write the line of a request that began at a time of `time.perf_counter`."""
        self._stream.write(line(scope, status, size, time.perf_counter() - began) + "\n")
        self._stream.flush()
