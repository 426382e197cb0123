"""What the engines on this machine share: a query becomes a job, answered here or in a worker."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from alskg.engine import worker
from alskg.engine.job import Job, elsewhere
from alskg.engine.preparation import check_format, check_rows
from alskg.engine.results import Rows, Term, rows_from_json
from alskg.errors import QuerySyntaxError

__all__ = ["LocalEngine"]


class LocalEngine(ABC):
    """An engine over one dataset; its subclasses say how the file is read and asked."""

    name: ClassVar[str]
    opens_files: ClassVar[bool] = False

    def __init__(
        self, dataset: Path | str, *, memory: int = worker.DEFAULT_MEMORY, union: bool = True
    ) -> None:
        """Take the dataset's path, and how many bytes a query in a worker may need.

        Without `union` a plain query sees the default graph only, as SPARQL defines it.
        """
        self._path = Path(dataset)
        self._union = union
        self._memory = memory

    @property
    def union(self) -> bool:
        """Say whether a plain query sees all graphs."""
        return self._union

    @abstractmethod
    def open(self, job: Job) -> None:
        """Read into memory whatever the job needs, for a worker opens no file later on."""

    @abstractmethod
    def answer(self, job: Job) -> bytes:
        """Answer in this process. Raises QuerySyntaxError with the words of the engine."""

    def evaluate(  # noqa: PLR0913  (as the protocol)
        self,
        query: str,
        format_name: str,
        *,
        timeout: float | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        bindings: Mapping[str, Term] | None = None,
        tables: Mapping[str, str] | None = None,
    ) -> bytes:
        """Return the answer in a format, as `Engine.evaluate` says."""
        check_format(query, format_name)
        graphs = (tuple(default_graphs), tuple(named_graphs))
        filled = (bindings or {}, tables or {})
        job = Job(self.name, str(self._path), query, format_name, *graphs, self._union, *filled)
        try:
            if timeout is None:
                return self.answer(job)
            return elsewhere(self, job, worker.Limits(timeout, self._memory, self.opens_files))
        except QuerySyntaxError as error:
            from alskg.engine.diagnosis import syntax_error  # noqa: PLC0415  (mistakes are rare)

            raise syntax_error(query, str(error)) from error

    def rows(
        self,
        query: str,
        *,
        timeout: float | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        bindings: Mapping[str, Term] | None = None,
    ) -> Rows:
        """Return the rows of a SELECT query, as `Engine.rows` says."""
        check_rows(query)
        answer = self.evaluate(
            query,
            "json",
            timeout=timeout,
            default_graphs=default_graphs,
            named_graphs=named_graphs,
            bindings=bindings,
        )
        return rows_from_json(answer)
