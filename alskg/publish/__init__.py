"""Publishing a compiled release to a store of the user's, by the Graph Store Protocol.

The graphs are loaded beside those that answer, verified there by query, and switched in one
SPARQL Update request; `docs/publish.md` says which stores that suits.
"""

from alskg.publish.process import Comparison, Outcome, compare, publish
from alskg.publish.release import Release, ReleaseGraph, read
from alskg.publish.store import GraphStore
from alskg.publish.targets import Targets

__all__ = [
    "Comparison",
    "GraphStore",
    "Outcome",
    "Release",
    "ReleaseGraph",
    "Targets",
    "compare",
    "publish",
    "read",
]
