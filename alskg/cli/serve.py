"""`alskg serve`: the graph over HTTP, as an endpoint, as linked data and as a site."""

import contextlib
import hashlib
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

import click

from alskg.cli.data import data_options
from alskg.cli.limits import limits_options
from alskg.cli.output import write_bytes
from alskg.cli.progress import busy
from alskg.cli.sections import Sections
from alskg.cli.source import Source, source_options
from alskg.engine import Engine
from alskg.errors import InputError
from alskg.kg import KnowledgeGraph
from alskg.kg.source import LocalSource
from alskg.terms import BASE

if TYPE_CHECKING:
    from alskg.web.assembly import Assembled, Wanted
    from alskg.web.workers.limits import Limits

__all__ = ["command"]

_HOST: Final = "127.0.0.1"
_PORT: Final = 8000
_ERROR: Final = 400
_NO: Final = 1
_HIGHEST_PORT: Final = 65535


class _Serve(Sections):
    """The command with its options in groups."""

    sections: ClassVar[Mapping[str, Sequence[str]]] = {
        "Address": ("host", "port", "browse", "cross_origin", "access_log", "path"),
        "Limits of a query": ("timeout", "memory", "result", "workers", "queue", "endpoints"),
        "What is served": ("with_files", "endpoint", "data", "only", "store", "union"),
    }


@dataclass(frozen=True, slots=True)
class _Served:
    """What is served: the engine behind the endpoint, and the graph that pages show."""

    engine: Engine
    kg: KnowledgeGraph
    name: str
    state: str = ""


@click.command("serve", cls=_Serve)
@click.option(
    "--host",
    default=_HOST,
    show_default=True,
    metavar="ADDRESS",
    help="Listen at this address; 0.0.0.0 lets every machine of the network in.",
)
@click.option(
    "--port",
    type=click.IntRange(0, _HIGHEST_PORT),
    default=_PORT,
    show_default=True,
    help="Listen at this port; 0 takes one that is free.",
)
@click.option("--open", "browse", is_flag=True, help="Open the site in the browser.")
@click.option(
    "--cors/--no-cors",
    "cross_origin",
    default=True,
    help="Whether pages of other sites may ask the endpoint; with --cors, the default, they may.",
)
@click.option(
    "--access-log",
    metavar="FILE",
    help="Write a line for each request to this file, - for standard error. "
    "[default: standard error where it is a terminal]",
)
@click.option(
    "--get",
    "path",
    metavar="PATH",
    help="Print what a GET of this path would bring, and do not listen.",
)
@click.option(
    "--allow-service",
    "endpoints",
    multiple=True,
    metavar="URL",
    help="Let SERVICE ask the endpoint at this very address. May be repeated.",
)
@limits_options()
@source_options()
@data_options()
@click.pass_context
def command(  # noqa: PLR0913, PLR0917  (one parameter an option)
    ctx: click.Context,
    host: str,
    port: int,
    browse: bool,  # noqa: FBT001  (click passes flags so)
    cross_origin: bool,  # noqa: FBT001  (as above)
    access_log: str | None,
    path: str | None,
    limits: "Limits",
    endpoints: tuple[str, ...],
    source: Source,
) -> None:
    """Serve the graph over HTTP: a site, linked data, and a SPARQL endpoint at /sparql.

    It needs no network, changes nothing, and listens to this machine alone unless --host says
    otherwise. Ctrl-C stops it. Queries run in processes of their own, with limits on time, memory
    and the size of the answer.

    \b
    Example:
      alskg serve --open
      alskg serve --port 8080 --timeout 10 --access-log access.log
      alskg serve --get /gene/SOD1.ttl
      alskg serve --endpoint https://graph.example.org/sparql
      alskg serve --only mine.ttl --store folder
    """
    from alskg.web.assembly import Wanted, fetched  # noqa: PLC0415  (brings in the web parts)

    wanted = Wanted(_checked(endpoints), cross_origin)
    if path is not None:
        import asyncio  # noqa: PLC0415  (as above)

        path = _checked_path(path)
        server = _assembled(_served(source), limits, wanted)
        status, body = asyncio.run(fetched(server, path))
        write_bytes(body, None)
        ctx.exit(_NO if status >= _ERROR else 0)
    from alskg.cli.serving import Words, listen, opened_log  # noqa: PLC0415  (as above)
    from alskg.web.server.listening import listening  # noqa: PLC0415  (as above)

    with listening(host, port) as listener, opened_log(access_log) as log:
        served = _served(source)
        server = _assembled(served, limits, wanted)
        listen(
            server, listener, limits, log, Words(served.name, host, browse, source.remote is None)
        )
    sys.stderr.flush()
    os._exit(0)  # a thread may still read for a page, or wait for an endpoint


def _checked(endpoints: tuple[str, ...]) -> tuple[str, ...]:
    """Return endpoints that are addresses. Raises InputError for another."""
    from alskg.engine.endpoint import Endpoint  # noqa: PLC0415  (few allow any)

    for url in endpoints:
        Endpoint.read(url)
    return endpoints


def _checked_path(path: str) -> str:
    """Return a path that a request can have. Raises InputError for another."""
    if not path.startswith("/") or not path.isascii() or not path.isprintable() or " " in path:
        raise InputError(
            f"'{path}' is no path of this site: it starts with / and is percent-encoded, as in "
            f"/gene/SOD1 or /sparql?query=ASK%7B%7D."
        )
    return path


class _Loaded(LocalSource):
    """The build, asked through an engine that has other files beside it, or instead."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(None, ())
        self._engine = engine

    @property
    def engine(self) -> Engine:
        """Return that engine."""
        return self._engine

    def about(self, subjects: list[str]) -> bytes:
        """Ask that engine for the statements about some things: the files may have more."""
        from alskg.engine.download import statements_about  # noqa: PLC0415  (as above)

        return statements_about(self.engine, subjects, default=f"{BASE}graph/files")


def _served(source: Source) -> _Served:
    """Open what is served. Raises what `Source.engine` and `Source.graph` do."""
    if source.remote:
        url = source.remote.engine.url
        return _Served(source.remote.engine, source.graph(), f"the graph at {url}")
    if source.data is None:
        kg = source.graph()
        return _Served(kg.engine, kg, f"the graph {kg.source}")

    with busy("opening the graph"):
        engine = source.engine()
    files = ", ".join(file.name for file in source.data.files)
    name = f"{files or source.data.store}{'' if source.data.only else ' beside the graph'}"
    return _Served(engine, KnowledgeGraph(source=_Loaded(engine)), name, _state(source.data.files))


def _state(files: Sequence[Path]) -> str:
    """Return what tells one state of loaded files from another."""
    seen = hashlib.sha256(str(os.getpid()).encode() if not files else b"")
    for file in files:
        with contextlib.suppress(OSError):
            about = file.stat()
            seen.update(f"{file.resolve()} {about.st_size} {about.st_mtime_ns}".encode())
    return seen.hexdigest()[:12]


def _assembled(served: _Served, limits: "Limits", wanted: "Wanted") -> "Assembled":
    """Start the workers, and put the application together."""
    from alskg.web.assembly import assembled  # noqa: PLC0415  (as above)

    with busy("opening the graph"):
        return assembled(served.engine, served.kg, limits, wanted, state=served.state)
