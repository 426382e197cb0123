"""SERVICE toward endpoints that the user allows by name: asked here, joined in the worker.

Each SERVICE clause is sent to its endpoint as a SELECT of its own before the query runs, and what
comes back stands in its place as a VALUES block, which means the same: both are joined with what
is around them (SPARQL 1.1 Federated Query, section 2.4). So no engine ever sees a SERVICE, the
guard refuses what is left of the word, and a worker still has no sockets.

A clause is asked as it stands, without the solutions of the patterns around it (no bind join).
Parameters of the query are the exception: they are bound in the clause as well.
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from alskg.engine.binding import bind, written
from alskg.engine.guard import MAX_BYTES, check
from alskg.engine.preparation import prepared
from alskg.engine.results import Rows, Term, rows_from_json
from alskg.engine.tokeniser import WORD, tokens
from alskg.errors import InputError, QueryError, QueryRefused

if TYPE_CHECKING:
    from alskg.engine.service import Clause

__all__ = ["MAX_ROWS", "Plan", "planned"]

MAX_ROWS: Final = 100_000
_BLANK: Final = "urn:x-alskg:blank:"
_ONE: Final = "{ }"  # the solution that binds nothing

_Note = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Plan:
    """A query with a mark in place of each SERVICE clause, and these clauses."""

    query: str
    clauses: tuple["Clause", ...] = ()

    def tables(
        self, bindings: Mapping[str, Term], seconds: float, note: _Note = lambda _: None
    ) -> dict[str, str]:
        """Ask the endpoints, and return for each mark what the engine puts in its place.

        Together they may take so many seconds; `note` is told, in a sentence, whom is asked.
        Raises QueryRefused, QueryTimeout or QueryError where one cannot be asked. A clause that is
        SILENT binds nothing then, unless it was refused.
        """
        if not self.clauses:
            return {}
        deadline = time.monotonic() + seconds
        asking = _Asking(bindings if self._has_one_scope() else {}, deadline, note)
        return {clause.mark: asking.table(clause) for clause in self.clauses}

    def _has_one_scope(self) -> bool:
        """Say whether a parameter means the same wherever it stands, and may be bound there."""
        words = [token.text.upper() for token in tokens(self.query) if token.kind == WORD]
        selects = sum("SELECT" in word for word in words)
        is_select = check(self.query).form == "SELECT"
        return selects == is_select and not any("MINUS" in word for word in words)


def planned(query: str, allowed: Sequence[str]) -> Plan:
    """Return what is to be asked elsewhere, and the query that is left. Nothing is asked yet.

    `allowed` are the URLs of endpoints; without any, the query is left as it is, for the guard to
    refuse. Raises InputError for a URL that is none, QueryRefused for an endpoint that is not
    allowed, QuerySyntaxError for a broken clause, and whatever the guard raises.
    """
    if len(query) > MAX_BYTES:
        return Plan(query)
    if not allowed:
        return _nothing_elsewhere(query)
    from alskg.engine.endpoint import Endpoint  # noqa: PLC0415  (most queries ask nobody)
    from alskg.engine.service import cut  # noqa: PLC0415  (as above)

    endpoints = {url: Endpoint.read(url) for url in allowed}
    plan = Plan(*cut(query, endpoints))
    prepared(plan.query)
    return plan


@lru_cache(maxsize=128)
def _nothing_elsewhere(query: str) -> Plan:
    """Return the plan that most queries have; looking it up is quicker than making it."""
    return Plan(query)


class _Asking:
    """The requests of one query; what is asked twice in the same words is asked once."""

    def __init__(self, bindings: Mapping[str, Term], deadline: float, note: _Note) -> None:
        """Take the parameters, and when the time is over."""
        self._bindings = bindings
        self._deadline = deadline
        self._note = note
        self._found: dict[tuple[str, str], str] = {}

    def table(self, clause: "Clause") -> str:
        """Return what stands for a clause: the answer of its endpoint."""
        given = {name: self._bindings[name] for name in clause.variables if name in self._bindings}
        query = bind(clause.query, given)
        key = (clause.endpoint.url, query)
        try:
            if key not in self._found:
                self._note(f"Asking {clause.endpoint.url}")
                self._found[key] = self._asked(clause, query)
        except QueryRefused:
            raise
        except QueryError as error:
            if not clause.is_silent:
                raise
            self._note(f"{error} The query goes on without it, for it is SILENT.")
            return _ONE
        return self._found[key]

    def _asked(self, clause: "Clause", query: str) -> str:
        """Ask, and return the answer as a VALUES block."""
        from alskg.engine.request import ask  # noqa: PLC0415  (as above)

        url = clause.endpoint.url
        answer = ask(clause.endpoint, query, self._deadline - time.monotonic())
        skolem = f"{_BLANK}{len(self._found) + 1}:"
        try:
            rows = _rows(answer, clause.variables)
            block = _block(rows, skolem)
        except (QueryError, InputError) as error:
            raise QueryError(f"The answer of {url} cannot be used. {error}") from error
        if any(term and term.kind == "bnode" for row in rows for term in row):
            self._note(f"Blank nodes of {url} are shown as IRIs that begin with {skolem}")
        return block


def _rows(answer: bytes, variables: Sequence[str]) -> Rows:
    """Read an answer. Raises QueryError where it is none, or more than was asked for."""
    try:
        rows = rows_from_json(answer)
    except (RecursionError, AttributeError) as error:
        raise QueryError(f"It is not SPARQL Query Results JSON: {error}.") from error
    names = [name for name in rows.variables if name in variables]
    if len(names) < len(rows.variables) or len(set(names)) < len(names):
        raise QueryError("It binds variables that were not asked for.")
    if len(rows) > MAX_ROWS:
        raise QueryError(
            f"It has {len(rows):,} rows, more than {MAX_ROWS:,}. Put a LIMIT, or VALUES of what "
            f"you look for, inside the SERVICE."
        )
    for term in (term for row in rows for term in row if term):
        if not all(isinstance(part, str) for part in (term.value, term.datatype, term.language)):
            raise QueryError("It is not SPARQL Query Results JSON: a value is no text.")
    _check_terms({term for row in rows for term in row if term})
    return rows


def _check_terms(terms: Collection[Term]) -> None:
    """Raise QueryError for an IRI or a language that no engine would read in the query."""
    import pyoxigraph as ox  # noqa: PLC0415  (as above)

    iris = {term.value for term in terms if term.kind == "iri"} | {
        term.datatype for term in terms if term.datatype
    }
    languages = {term.language for term in terms if term.language}
    for text, kind in [*((iri, "IRI") for iri in iris), *((tag, "language") for tag in languages)]:
        try:
            ox.NamedNode(text) if kind == "IRI" else ox.Literal("", language=text)
        except ValueError as error:
            raise QueryError(f"{text[:100]!r} in it is no {kind}.") from error


def _block(rows: Rows, skolem: str) -> str:
    """Return rows as VALUES; blank nodes, which VALUES cannot hold, become IRIs."""
    names = " ".join(f"?{name}" for name in rows.variables)
    if not rows.rows:  # rdflib cannot read VALUES without rows
        nothing = f"VALUES ({names}) {{ ({'UNDEF ' * len(rows.variables)}) }}" if names else ""
        return f"{{ SELECT * {{ {nothing} }} LIMIT 0 }}"
    if not rows.variables and len(rows) == 1:
        return _ONE

    def cell(term: Term | None) -> str:
        if term is None:
            return "UNDEF"
        if term.kind == "bnode":
            return f"<{skolem}{quote(term.value, safe='')}>"
        return written(term)

    lines = " ".join(f"({' '.join(map(cell, row))})" for row in rows)
    return f"VALUES ({names}) {{ {lines} }}"
