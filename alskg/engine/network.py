"""Close the network to this process and to whatever it starts, for good.

A worker over a store on disk opens files as it reads them, so it cannot give up all files as other
workers do. On Linux a filter in the kernel (seccomp(2)) refuses what makes a connection instead.
Elsewhere the guard alone keeps a query from the network.
"""

import platform
import struct
import sys
from typing import Final

__all__ = ["close"]

_NO_NEW_PRIVILEGES: Final = 38
_SECCOMP: Final = 22
_FILTER: Final = 2
_LOAD: Final = 0x20
_IF_EQUAL: Final = 0x15
_IF_FROM: Final = 0x35
_RETURN: Final = 0x06
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | 13  # EACCES
_OTHER_ABI: Final = 0x40000000  # the same calls by other numbers (x32)
# By machine: its number (linux/audit.h), and those of socket, connect and io_uring_setup.
_CALLS: Final = {
    "x86_64": (0xC000003E, (41, 42, 425)),
    "aarch64": (0xC00000B7, (198, 203, 425)),
}


def close() -> bool:
    """Refuse sockets from now on, with EACCES, and say whether this system could be told so.

    Threads that run already are not held back: call it first.
    """
    if not sys.platform.startswith("linux") or platform.machine() not in _CALLS:
        return False
    import ctypes  # noqa: PLC0415  (only a worker over a store on disk needs it)

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    code = _program(*_CALLS[platform.machine()])
    held = ctypes.create_string_buffer(b"".join(code), 8 * len(code))
    program = Program(len(code), ctypes.addressof(held))
    try:
        control = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return False
    if control(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(control(_SECCOMP, _FILTER, ctypes.byref(program)) == 0)


def _program(machine: int, calls: tuple[int, ...]) -> list[bytes]:
    """Return the instructions of the filter: refuse another machine's calls and the named ones."""

    def step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
        return struct.pack("=HBBI", code, then, otherwise, value)

    count = len(calls)
    return [
        step(_LOAD, 4),
        step(_IF_EQUAL, machine, then=1),
        step(_RETURN, _REFUSE),
        step(_LOAD, 0),
        step(_IF_FROM, _OTHER_ABI, then=count + 1),
        *(step(_IF_EQUAL, call, then=count - at) for at, call in enumerate(calls)),
        step(_RETURN, _ALLOW),
        step(_RETURN, _REFUSE),
    ]
