"""What a trusted page says about ALS, as a knowledge graph with the sentence behind every claim.

The names in `__all__` are stable; the rest of the package may change between releases. Importing
it reads no data, starts no engine and needs no network: that happens in `load()`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from alskg.errors import InputError
from alskg.resources import version

if TYPE_CHECKING:
    from alskg.kg import KnowledgeGraph

__all__ = ["__version__", "connect", "load"]

__version__ = version()


def load(
    *,
    with_: Sequence[Path | str] = (),
    data: Sequence[Path | str] = (),
    only: Sequence[Path | str] = (),
    store: Path | str | None = None,
    union: bool = False,
) -> "KnowledgeGraph":
    """Open the knowledge graph, compiling it first where the files have changed.

    `with_` names files of ontologies, each of which is read into a graph of its own, such as
    `graph:HP`. `data` names RDF files in any syntax to ask with it, `only` files to ask without
    it, as the dataset that they define (plain queries see all its graphs where `union` holds).
    `store` is a folder to keep either in on disk; without them it is opened as it is. Raises
    DataError where a file of the project cannot be read, InputError or UnsupportedFormat where one
    of the others cannot.
    """
    from alskg.kg import KnowledgeGraph  # noqa: PLC0415  (the shell imports alskg on every start)

    if not (data or only or store):
        return KnowledgeGraph(with_files=with_)
    if (data and only) or (with_ and not data):
        raise InputError(
            "only= and store= alone read no graph: give data= for files beside it, and with_= only "
            "together with these."
        )
    from alskg.kg.files import FilesSource  # noqa: PLC0415  (as above)
    from alskg.kg.source import LocalSource  # noqa: PLC0415  (as above)

    graph = LocalSource(None, with_) if data else None
    return KnowledgeGraph(source=FilesSource(graph, data or only, store, union=union))


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
