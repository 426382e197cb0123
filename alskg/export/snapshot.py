"""What every writer writes from: the statements, and the files that they came from."""

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Snapshot"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A compiled dataset as sorted N-Quads, the root of its files, and its version.

    The dataset may be a selection. `root` holds `ontology/`, `data/` and `queries/`.
    """

    dataset: bytes
    root: Path
    version: str
