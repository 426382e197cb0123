"""What was answered lately, kept until a number of bytes is reached."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final, Generic, TypeVar

__all__ = ["DEFAULT_BYTES", "Memory"]

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

DEFAULT_BYTES: Final = 64 << 20
_LARGEST_SHARE: Final = 8
_OVERHEAD: Final = 512


class Memory(Generic[K, V]):
    """Values by key; the one that was not asked for longest is forgotten first.

    It is used from one thread, that of the event loop.
    """

    def __init__(self, limit: int = DEFAULT_BYTES) -> None:
        """Take how many bytes it may hold; with 0 it remembers nothing."""
        self._limit: Final = limit
        self._kept: Final[OrderedDict[K, tuple[V, int]]] = OrderedDict()
        self.size = 0

    def get(self, key: K) -> V | None:
        """Return the value of a key, or None."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        self._kept.move_to_end(key)
        return kept[0]

    def put(self, key: K, value: V, size: int) -> None:
        """Remember a value of so many bytes, unless it takes more than an eighth of the room."""
        size += _OVERHEAD
        if size * _LARGEST_SHARE > self._limit:
            return
        before = self._kept.pop(key, None)
        self.size += size - (before[1] if before else 0)
        self._kept[key] = value, size
        while self.size > self._limit:
            self.size -= self._kept.popitem(last=False)[1][1]

    def __len__(self) -> int:
        """Return how many values it holds."""
        return len(self._kept)
