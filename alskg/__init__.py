"""What a trusted page says about ALS, as a knowledge graph with the sentence behind every claim.

The names in `__all__` are stable; the rest of the package may change between releases. Importing
it reads no data, starts no engine and needs no network: that happens in `load()`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from alskg.resources import version

if TYPE_CHECKING:
    from alskg.kg import KnowledgeGraph

__all__ = ["__version__", "connect", "load"]

__version__ = version()


def load(*, with_: Sequence[Path | str] = ()) -> "KnowledgeGraph":
    """Open the knowledge graph, compiling it first where the files have changed.

    `with_` names files of ontologies, each of which is read into a graph of its own, such as
    `graph:HP`. Raises DataError where a file of the project cannot be read, InputError or
    UnsupportedFormat where one of the others cannot.
    """
    from alskg.kg import KnowledgeGraph  # noqa: PLC0415  (the shell imports alskg on every start)

    return KnowledgeGraph(with_files=with_)


def connect(url: str, *, timeout: float = 60.0) -> "KnowledgeGraph":
    """Open the knowledge graph at a SPARQL endpoint, such as `http://127.0.0.1:7878/query`.

    It is used like that of `load()`; only what asks needs the network, and waits for `timeout`
    seconds at most. Credentials come from ALSKG_USER and ALSKG_PASSWORD, ALSKG_TOKEN or netrc.
    What needs the whole graph (`graph`, `export`, `validate`) downloads it once. Raises InputError
    where the address cannot be one.
    """
    from alskg.kg import KnowledgeGraph  # noqa: PLC0415  (as above)
    from alskg.kg.source import RemoteSource  # noqa: PLC0415  (as above)

    return KnowledgeGraph(source=RemoteSource(url, timeout))
