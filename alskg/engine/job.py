"""A query as one message, to be answered by another process."""

from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Protocol, Self

from alskg.engine.binding import bind, insert
from alskg.engine.results import Term
from alskg.engine.worker import Limits, can_fork, forked, spawned

__all__ = ["Answering", "Job", "elsewhere"]

_ANSWERING_MODULE = "alskg.engine.apart"
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Job(NamedTuple):  # every query makes one, and a frozen dataclass takes three times as long
    """What a fresh process has to know to answer a query; the engine is named by its module.

    A plain query sees all graphs where `union` holds, and the default graph otherwise. `tables`
    are the answers of endpoints, for the marks in the query (see `federation`).
    """

    engine: str
    dataset: str
    query: str
    format_name: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    union: bool = True
    bindings: Mapping[str, Term] = _NOTHING
    tables: Mapping[str, str] = _NOTHING

    @property
    def text(self) -> str:
        """Return the query with its parameters and the answers of endpoints in it."""
        return insert(bind(self.query, self.bindings), self.tables)

    def written(self, limits: Limits) -> bytes:
        """Return the message, with the limits that hold for it."""
        import json  # noqa: PLC0415  (a query from the shell is forked and sends no message)

        bindings = {name: asdict(bound) for name, bound in self.bindings.items()}
        fields = self._asdict() | {"bindings": bindings, "tables": dict(self.tables)}
        return json.dumps([fields, asdict(limits)]).encode()

    @classmethod
    def read(cls, message: bytes) -> tuple[Self, Limits]:
        """Return the job and the limits of a message."""
        import json  # noqa: PLC0415  (as above)

        fields, limits = json.loads(message)
        bindings = {name: Term(**bound) for name, bound in fields.pop("bindings").items()}
        return cls(**fields, bindings=bindings), Limits(**limits)


class Answering(Protocol):
    """An engine that can answer a job in this process."""

    def open(self, job: Job) -> None:
        """Read all files that the answer needs."""

    def answer(self, job: Job) -> bytes:
        """Return the answer."""


def elsewhere(engine: Answering, job: Job, limits: Limits) -> bytes:
    """Return the answer of an engine from a process of its own, started the way that is safe here.

    Raises what the engine raises, QueryTimeout and QueryMemoryExceeded.
    """
    if can_fork():
        return forked(lambda: engine.open(job), lambda: engine.answer(job), limits)
    return spawned(_ANSWERING_MODULE, job.written(limits), limits)
