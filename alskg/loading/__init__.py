"""From RDF files of the user to a dataset that is asked: beside the graph, or instead of it.

`files` says what a file is, `stream` lets no hostile bytes through, `apart` parses in a process of
its own that `loading` watches. `memory` makes one N-Quads file of what is read; `disk` a store in
a folder (described by its `manifest`), which is built beside the old one and then takes its place.
"""

from alskg.loading.disk import open_store
from alskg.loading.files import DataFile, Plan, Step, planned
from alskg.loading.memory import joined

__all__ = ["DataFile", "Plan", "Step", "joined", "open_store", "planned"]
