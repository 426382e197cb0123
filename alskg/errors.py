"""Everything that alskg raises on purpose.

AlskgError                exit status 2
├── DataError                a file of the project cannot be read, or a build does not match it
├── InputError               a file or an argument of the user cannot be read
├── QueryError               a query cannot be answered
│   ├── UnknownQuery         no stored query has that name
│   ├── QuerySyntaxError     the SPARQL text does not parse
│   ├── QueryRefused         the guard does not let it run (SERVICE, an update, too deep, too long)
│   ├── QueryTimeout         the time limit was reached
│   ├── EndpointError        a server that the user named does not answer, or not as it should
│   └── QueryMemoryExceeded  the memory limit was reached
├── UnknownTerm              the IRI, CURIE or label names nothing in the graph
├── UnsupportedFormat        no reader or writer has that name or suffix
└── MissingPart              something optional is not installed: exit status 3

The text of each error is one message for a person: what is wrong, where, and what to do next.
"""

from collections.abc import Iterable
from typing import ClassVar

__all__ = [
    "AlskgError",
    "DataError",
    "EndpointError",
    "InputError",
    "MissingPart",
    "QueryError",
    "QueryMemoryExceeded",
    "QueryRefused",
    "QuerySyntaxError",
    "QueryTimeout",
    "UnknownQuery",
    "UnknownTerm",
    "UnsupportedFormat",
    "did_you_mean",
]


class AlskgError(Exception):
    """The root of the tree: one `except` catches every error that alskg foresees."""

    exit_code: ClassVar[int] = 2


class DataError(AlskgError):
    """A file that belongs to the project cannot be read, or a build does not match its files."""


class InputError(AlskgError):
    """A file or an argument that the user gave cannot be read."""


class QueryError(AlskgError):
    """A query cannot be answered."""


class UnknownQuery(QueryError):
    """No stored query has that name."""


class QuerySyntaxError(QueryError):
    """The SPARQL text does not parse."""


class QueryRefused(QueryError):
    """The guard does not let the query run."""


class QueryTimeout(QueryError):
    """The query reached its time limit and was stopped."""


class EndpointError(QueryError):
    """A server that the user named cannot be reached, or does not answer as it should."""


class QueryMemoryExceeded(QueryError):
    """The query reached its memory limit and was stopped."""


class UnknownTerm(AlskgError, KeyError):
    """The IRI, CURIE or label names nothing in the graph, as a key names nothing in a mapping."""

    __str__ = Exception.__str__  # a KeyError would put its message in quotes


class UnsupportedFormat(AlskgError):
    """No reader or writer has that format name or file suffix."""


class MissingPart(AlskgError):
    """Something optional is needed and not installed, such as Java for the reasoner."""

    exit_code: ClassVar[int] = 3


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a closing sentence that suggests the nearest known word, or the empty string.

    Case does not count, and the suggestion starts with a space, so that a message can end in it.

    >>> "No query is called 'gene'." + did_you_mean("gene", ["genes", "names"])
    "No query is called 'gene'. Did you mean 'genes'?"
    >>> did_you_mean("zebra", ["genes", "names"])
    ''
    """
    import difflib  # noqa: PLC0415  (needed only once something has gone wrong)

    by_folded = {name.casefold(): name for name in sorted(known)}
    near = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return f" Did you mean '{by_folded[near[0]]}'?" if near else ""
