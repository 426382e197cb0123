"""The options that load RDF files: beside the graph or instead of it, in memory or on disk."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alskg.cli.output import say
from alskg.cli.progress import busy
from alskg.engine import Engine
from alskg.errors import InputError

if TYPE_CHECKING:
    from alskg.loading import Step

__all__ = ["Data", "data_options"]

_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Data:
    """Files that are loaded: beside the graph, or without it where they are `only`.

    `store` is the folder that they are kept in on disk; without files it is opened as it is.
    `union` has plain queries see all graphs of files that stand alone.
    """

    files: tuple[Path, ...]
    only: bool = False
    store: Path | None = None
    union: bool = True

    def engine(self, name: str, base: Callable[[], Path]) -> Engine:
        """Return the engine of a name over the files; `base` gives the graph's path.

        Raises InputError, UnsupportedFormat, and what `base` raises.
        """
        if self.store:
            return self._on_disk(name, base)
        from alskg.loading import joined, planned  # noqa: PLC0415  (few queries load files)

        with _progress() as progress:
            path = joined(planned(self.files, None if self.only else base()), progress=progress)
        if name == "reference":
            from alskg.engine.reference import ReferenceEngine  # noqa: PLC0415  (100 ms of imports)

            return ReferenceEngine(path, union=self.union)
        from alskg.engine.embedded import EmbeddedEngine  # noqa: PLC0415  (as above)

        return EmbeddedEngine(path, union=self.union)

    def _on_disk(self, name: str, base: Callable[[], Path]) -> Engine:
        """Return the engine over the store, loaded now where it is not current."""
        if self.store is None or name == "reference":
            raise InputError(
                "--engine reference reads files into memory, and --store is a store of the "
                "embedded engine: leave one of them out."
            )
        from alskg.engine.disk import DiskEngine  # noqa: PLC0415  (as above)
        from alskg.loading.manifest import read  # noqa: PLC0415  (as above)

        if self.files:
            from alskg.loading import open_store, planned  # noqa: PLC0415  (as above)

            plan = planned(self.files, None if self.only else base())
            with _progress() as progress:
                path = open_store(self.store, plan, progress=progress, say=_note)
            return DiskEngine(path, union=self.union)
        from alskg.loading.disk import current  # noqa: PLC0415  (as above)

        path = current(self.store)
        held = read(self.store)
        return DiskEngine(path, union=self.union or not (held and held.only))


def _note(message: str) -> None:
    """Say what a person should know of the store."""
    say(f"alskg: {message}")


@contextmanager
def _progress() -> "Iterator[Callable[[Step], None]]":
    """Show on a terminal which file is read, and how far."""
    with busy("loading") as change:

        def moved(step: "Step") -> None:
            far = f": {step.read / _MB:,.0f} of {step.size / _MB:,.0f} MB" if step.size else ""
            change(f"loading {step.name}{far}" if far else step.name)

        yield moved


def data_options() -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make the options that load files; they become part of the `source` of a command.

    Put it below `source_options`.
    """

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(function)
        def called(
            *args: Any,  # noqa: ANN401  (what the command takes besides)
            source: Any,  # noqa: ANN401  (`Source`, which knows `Data`)
            data: tuple[Path, ...],
            only: tuple[Path, ...],
            store: Path | None,
            union: bool,
            **kwargs: Any,  # noqa: ANN401
        ) -> None:
            _check(source, data, only, store, union=union)
            if data or only or store:
                asked = Data(data or only, bool(only), store, union or bool(data))
                source = replace(source, data=asked)
            function(*args, source=source, **kwargs)

        for option in reversed(_options()):
            called = option(called)
        return called

    return decorate


def _options() -> tuple[Callable[[Callable[..., None]], Callable[..., None]], ...]:
    """Return the options, in the order of the help."""
    files = click.Path(path_type=Path)
    return (
        click.option(
            "--data",
            type=files,
            multiple=True,
            metavar="FILE",
            help="RDF in any syntax to load beside the graph, .gz as well. Repeatable.",
        ),
        click.option(
            "--only",
            type=files,
            multiple=True,
            metavar="FILE",
            help="The same instead of the graph, the dataset as the files define it. Repeatable.",
        ),
        click.option(
            "--store",
            type=files,
            metavar="DIR",
            help="Keep what is loaded in this folder on disk; alone: open what is there.",
        ),
        click.option(
            "--union",
            is_flag=True,
            help="With --only: a plain query sees all graphs, not the default graph alone.",
        ),
    )


def _check(
    source: Any,  # noqa: ANN401  (as above)
    data: tuple[Path, ...],
    only: tuple[Path, ...],
    store: Path | None,
    *,
    union: bool,
) -> None:
    """Raise InputError for options that contradict one another."""
    used = "--data" if data else "--only" if only else "--store" if store else ""
    if data and only:
        raise InputError(
            "--data loads files beside the graph, and --only files instead of it: give all files "
            "with one of them."
        )
    if used and source.remote:
        raise InputError(
            f"{used} answers on this machine, and --endpoint (or ALSKG_ENDPOINT) asks a server: "
            f"leave one of them out."
        )
    if source.with_files and (only or (store and not data)):
        raise InputError(
            f"--with reads an ontology together with the graph, which {used} leaves out: give the "
            f"file to --data as well, or leave it out."
        )
    if union and not (only or (store and not data)):
        raise InputError("--union says how --only is read; without it, all graphs are seen anyway.")
