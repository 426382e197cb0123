"""One query on its way to an engine: checked before anything is read, then answered."""

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from alskg.catalogue import StoredQuery
from alskg.cli.answer import NAMES, Manner, Names, answer_format, check_names
from alskg.cli.asked import bindings
from alskg.cli.output import format_option, say
from alskg.cli.progress import busy
from alskg.cli.source import Source
from alskg.engine import DEFAULT_TIMEOUT, Engine
from alskg.engine.federation import Plan, planned
from alskg.engine.limit import limited
from alskg.engine.preparation import prepared

__all__ = ["Asking", "Wishes", "check_needed", "opened", "wishes_options"]

_WITHOUT_ROWS: Final = "ASK"
_WISHES: Final = (
    format_option("rows", "graph", default="table on a terminal, tsv in a pipe, turtle for graphs"),
    click.option(
        "--names",
        type=click.Choice(NAMES),
        help="What stands for an IRI in table, md, html, csv and tsv; other formats always "
        "have IRIs. [default: curies in table and md, labels in html, iris in csv and tsv]",
    ),
    click.option(
        "-n",
        "--limit",
        type=click.IntRange(min=0),
        metavar="N",
        help="At most so many rows; of a graph, so many matches of its pattern.",
    ),
    click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True),
        default=DEFAULT_TIMEOUT,
        show_default=True,
        metavar="SECONDS",
        help="Stop the query after so long.",
    ),
    click.option(
        "--allow-service",
        "endpoints",
        multiple=True,
        metavar="URL",
        help="Let SERVICE ask the endpoint at this very address. May be repeated.",
    ),
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the options say of every query of a run, whichever it is."""

    format_name: str | None
    names: Names | None
    timeout: float
    limit: int | None
    endpoints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """A query that passed the guard, with the format in which its answer is written."""

    query: StoredQuery
    plan: Plan
    manner: Manner

    @classmethod
    def of(cls, query: StoredQuery, wishes: Wishes, output: Path | None = None) -> "Asking":
        """Check a query and what is wished for.

        Raises QueryError, UnsupportedFormat and InputError.
        """
        plan = planned(query.text, wishes.endpoints)
        form = prepared(plan.query)[0].form
        chosen = answer_format(form, wishes.format_name, output)
        check_names(chosen, wishes.names)
        manner = Manner(form, chosen, wishes.names, wishes.timeout, wishes.limit)
        return cls(query, plan, manner)

    def answer(self, engine: Engine, values: Mapping[str, str]) -> bytes:
        """Return the answer of an engine."""
        return b"".join(self.blocks(engine, values))

    def blocks(self, engine: Engine, values: Mapping[str, str]) -> Iterator[bytes]:
        """Yield the answer of an engine: in blocks where it can give them, else as one.

        A question with yes or no has no rows to be limited.
        """
        terms = bindings(self.query, values, engine)
        timeout, most = self.manner.timeout, self.manner.most
        as_it_is = most is None or self.manner.form == _WITHOUT_ROWS
        with busy(f"answering {self.query.id}"):
            ask = getattr(engine, "stream", engine.evaluate)
            found = ask(
                self.plan.query if as_it_is else limited(self.plan.query, most or 0),
                self.manner.asked_as,
                timeout=timeout,
                bindings=terms,
                tables=self.plan.tables(terms, timeout, say),
            )
            arriving = iter([found] if isinstance(found, bytes) else found)
            first = next(arriving, b"")
        yield first
        yield from arriving


def wishes_options() -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make the options that hold for every query of a run, passed on as `wishes`."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(function)
        def called(
            *args: Any,  # noqa: ANN401  (what the command takes besides)
            format_name: str | None,
            names: Names | None,
            timeout: float,
            limit: int | None,
            endpoints: tuple[str, ...],
            **kwargs: Any,  # noqa: ANN401
        ) -> None:
            wishes = Wishes(format_name, names, timeout, limit, endpoints)
            function(*args, wishes=wishes, **kwargs)

        decorated: Callable[..., None] = called
        for option in reversed(_WISHES):
            decorated = option(decorated)
        return decorated

    return decorate


def opened(name: str, source: Source) -> Engine:
    """Return an engine over what is read."""
    with busy("opening the graph"):
        return source.engine(name)


def check_needed(query: StoredQuery, engine: Engine) -> None:
    """Raise MissingPart where the engine lacks an ontology that a query needs."""
    if query.needs:
        from alskg.ontologies.needs import check_needs  # noqa: PLC0415  (few queries need any)

        check_needs(query.id, query.needs, engine)
