"""What a reading command reads: the compiled graph, with other files or not, or an endpoint."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import alskg
from alskg.cli.data import Data
from alskg.cli.progress import busy
from alskg.compile import open_build
from alskg.engine import DEFAULT_TIMEOUT, Engine
from alskg.errors import InputError

if TYPE_CHECKING:
    from alskg.kg import KnowledgeGraph
    from alskg.kg.source import RemoteSource

__all__ = ["Source", "source_options"]


@dataclass(frozen=True, slots=True)
class Source:
    """What the options of a command say that it should read.

    `with_files` are ontologies that are read with the graph. `remote` is the endpoint that is asked
    instead of the graph on this machine. `data` are RDF files loaded beside the graph or without
    it.
    """

    with_files: tuple[Path, ...] = ()
    remote: "RemoteSource | None" = None
    data: Data | None = None

    def path(self) -> Path:
        """Return the path of the dataset as N-Quads; that of an endpoint is downloaded.

        Raises InputError and UnsupportedFormat where a file cannot be read, EndpointError where
        the endpoint cannot.
        """
        if self.remote:
            with busy(f"downloading the graph at {self.remote.engine.url}"):
                return self.remote.dataset
        path = open_build().path_nquads
        if not self.with_files:
            return path
        from alskg.ontologies import together  # noqa: PLC0415  (brings in all parsers)

        with busy(f"reading {self._files}"):
            return together(path, self.with_files)

    def project(self) -> Path:
        """Return the path of the project's own layers as N-Quads. Raises as `path` does."""
        if self.remote:
            self.path()
            return self.remote.project
        return open_build().path_nquads

    def engine(self, name: str = "embedded") -> Engine:
        """Return the engine of a name, `embedded` or `reference`; an endpoint is its own.

        Raises as `path` does.
        """
        if self.remote:
            if name == "reference":
                raise InputError(
                    "--engine reference answers on this machine, and --endpoint asks a server: "
                    "leave one of them out."
                )
            return self.remote.engine
        if self.data:
            return self.data.engine(name, self.path)
        path = self.path()
        if name == "reference":
            from alskg.engine.reference import ReferenceEngine  # noqa: PLC0415  (100 ms of imports)

            return ReferenceEngine(path)
        from alskg.engine.embedded import EmbeddedEngine  # noqa: PLC0415  (as above)

        return EmbeddedEngine(path)

    def graph(self) -> "KnowledgeGraph":
        """Return the knowledge graph. Raises as `path` does."""
        if self.remote:
            from alskg.kg import KnowledgeGraph  # noqa: PLC0415  (as above)

            return KnowledgeGraph(source=self.remote)
        if not self.with_files:
            return alskg.load()
        with busy(f"reading {self._files}"):
            return alskg.load(with_=self.with_files)

    @property
    def _files(self) -> str:
        return ", ".join(file.name for file in self.with_files)


def _remote(url: str) -> "RemoteSource | None":
    """Return what stands behind an address, if one is given. Raises InputError where it is none."""
    if not url:
        return None
    from alskg.kg.source import RemoteSource  # noqa: PLC0415  (brings in the HTTP client)

    return RemoteSource(url, DEFAULT_TIMEOUT)


def source_options(
    *, ontologies: bool = True
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make the options that say what is read, passed on as one `source`.

    Without `ontologies` there is no `--with`, for commands that are about the project's own data.
    """
    with_option = click.option(
        "--with",
        "with_files",
        type=click.Path(path_type=Path),
        multiple=True,
        metavar="FILE",
        help="An ontology to read with the graph: OBO, OBO Graphs JSON, OWL, SKOS. Repeatable.",
    )
    endpoint_option = click.option(
        "--endpoint",
        envvar="ALSKG_ENDPOINT",
        default="",
        metavar="URL",
        help="Ask this SPARQL endpoint, not the graph on this machine. [env: ALSKG_ENDPOINT]",
    )

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(function)
        def called(
            *args: Any,  # noqa: ANN401  (what the command takes besides)
            endpoint: str,
            with_files: tuple[Path, ...] = (),
            **kwargs: Any,  # noqa: ANN401
        ) -> None:
            if endpoint and with_files:
                raise InputError(
                    f"--with {with_files[0]} is read on this machine, and --endpoint (or "
                    f"ALSKG_ENDPOINT) asks a server, which does not see it. Leave one of them "
                    f"out, or load the ontology into the server."
                )
            function(*args, source=Source(with_files, _remote(endpoint)), **kwargs)

        decorated = endpoint_option(called)
        return with_option(decorated) if ontologies else decorated

    return decorate
