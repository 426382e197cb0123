"""Answering SPARQL: the protocol that every engine follows.

`embedded` is Oxigraph in memory and the default, `reference` is rdflib for cross-checks. Every
query passes the guard (`guard`), parameters are bound as terms (`binding`), and a query with a
time limit runs in a process of its own (`worker`). SERVICE toward allowed endpoints is answered
before an engine runs (`federation`). Importing this package starts none of them.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from alskg.engine.results import Rows, Term

__all__ = ["DEFAULT_TIMEOUT", "Engine", "Rows", "Term"]

DEFAULT_TIMEOUT = 60.0
"""Seconds that a query from the shell may take before it is stopped."""


class Engine(Protocol):
    """What answers a query: the same text, formats and errors, whichever engine it is.

    `bindings` are the terms of query parameters by variable name. A plain query sees the union of
    all graphs; `default_graphs` and `named_graphs` (IRIs) narrow that as the SPARQL 1.1 Protocol
    says (section 2.1.4), and win over FROM in the text. With a `timeout` in seconds the query runs
    in a process of its own that is stopped when the time is over.

    Raises QuerySyntaxError, QueryRefused, QueryTimeout, QueryMemoryExceeded or QueryError.
    """

    def evaluate(  # noqa: PLR0913  (what the SPARQL Protocol lets a request say)
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
        """Return the answer in a format: json, xml, csv or tsv, or one for graphs.

        `tables` are what endpoints answered to the SERVICE clauses that `federation` took out.

        Raises UnsupportedFormat where the format does not fit the form of the query.
        """
        ...

    def rows(
        self,
        query: str,
        *,
        timeout: float | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        bindings: Mapping[str, Term] | None = None,
    ) -> Rows:
        """Return the rows of a SELECT query as plain values. Raises QueryError for other forms."""
        ...
