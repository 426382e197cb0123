"""What one request may cost: the limits of the server, each with a sane default."""

import os
from dataclasses import dataclass, field
from typing import Final

__all__ = ["MB", "Limits"]

MB: Final = 1 << 20
_CORES: Final = 2


def _cores() -> int:
    """Return how many processors there are for us, and at least two workers' worth."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(_CORES, cores or _CORES)


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a server. Times are seconds, sizes bytes.

    `workers` processes stand ready for queries. A query has `seconds` on the wall clock, `memory`
    beyond the open dataset, and an answer of `result`. At most `queue` queries wait for a worker,
    none longer than `wait`. `cache` bytes of
    answers are kept for who asks again.
    """

    workers: int = field(default_factory=_cores)
    seconds: float = 30.0
    memory: int = 512 * MB
    result: int = 64 * MB
    queue: int = 64
    wait: float = 10.0
    cache: int = 64 * MB
    header_seconds: float = 10.0
    body_seconds: float = 30.0
    idle_seconds: float = 15.0
    stalled_seconds: float = 60.0
    header_bytes: int = 64 * 1024
    url_bytes: int = 64 * 1024
    body_bytes: int = 16 * MB
    connections: int = 512
    stopping_seconds: int = 5

    @property
    def processes(self) -> int:
        """Return how many queries may run at the same time while all of them are young."""
        return max(24, 8 * self.workers)

    @property
    def long(self) -> int:
        """Return how many of them may go on for long, with the whole memory of a query."""
        return 2 * self.workers

    @property
    def young_memory(self) -> int:
        """Return the memory of a query that is not one of those."""
        return max(self.memory // 4, min(self.memory, 64 * MB))
