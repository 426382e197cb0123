"""What every engine does before it sees a query: the guard, the prefixes, the form and format."""

from functools import lru_cache
from typing import Final

from alskg.engine.guard import Checked, check
from alskg.engine.tokeniser import place
from alskg.errors import QueryError, QuerySyntaxError, UnsupportedFormat, did_you_mean
from alskg.terms import prefixes

__all__ = ["GRAPH_FORMATS", "ROW_FORMATS", "check_format", "check_rows", "prepared"]

ROW_FORMATS: Final = ("json", "xml", "csv", "tsv")
"""Formats of SELECT and ASK that an engine writes itself."""
GRAPH_FORMATS: Final = ("turtle", "ntriples", "jsonld", "rdfxml")
"""Formats of CONSTRUCT and DESCRIBE."""


@lru_cache(maxsize=128)
def prepared(query: str) -> tuple[Checked, dict[str, str] | None]:
    """Return the guard's verdict, and the known prefixes that the query leaves undeclared.

    Raises QuerySyntaxError for a prefix that nobody declared, and what the guard raises.
    """
    checked = check(query)
    table = prefixes()
    for name, offset in checked.prefixes:
        if name not in table:
            line, column = place(query, offset)
            raise QuerySyntaxError(
                f"Line {line}, column {column}: the prefix '{name}:' is not known. Declare it "
                f"with PREFIX {name}: <…>.{did_you_mean(name, table)}"
            )
    return checked, {name: table[name] for name, _ in checked.prefixes} or None


def check_format(query: str, format_name: str) -> None:
    """Raise UnsupportedFormat where a format cannot hold what this form of query gives."""
    form = prepared(query)[0].form
    fitting = GRAPH_FORMATS if form in ("CONSTRUCT", "DESCRIBE") else ROW_FORMATS
    if format_name not in fitting:
        what = "a graph" if fitting is GRAPH_FORMATS else "rows"
        choices = ", ".join(fitting)
        raise UnsupportedFormat(f"{form} gives {what}, not {format_name}. Choose one of {choices}.")


def check_rows(query: str) -> None:
    """Raise QueryError where the query gives no rows."""
    form = prepared(query)[0].form
    if form != "SELECT":
        raise QueryError(f"{form} gives no rows. Ask with SELECT, or choose another format.")
