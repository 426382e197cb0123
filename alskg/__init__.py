"""What a trusted page says about ALS, as a knowledge graph with the sentence behind every claim.

The names in `__all__` are stable; the rest of the package may change between releases. Importing
it reads no data, starts no engine and needs no network: that happens in `load()`.
"""

from typing import TYPE_CHECKING

from alskg.resources import version

if TYPE_CHECKING:
    from alskg.kg import KnowledgeGraph

__all__ = ["__version__", "load"]

__version__ = version()


def load() -> "KnowledgeGraph":
    """Open the knowledge graph, compiling it first where the files have changed.

    Raises DataError where a file of the project cannot be read.
    """
    from alskg.kg import KnowledgeGraph  # noqa: PLC0415  (the shell imports alskg on every start)

    return KnowledgeGraph()
