"""The columns of `SELECT *` in the order in which the query names them.

SPARQL 1.1 (section 16.1) leaves that order open, and Oxigraph's is the alphabet's.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache

from alskg.engine.tokeniser import VARIABLE, WORD, Token, tokens

__all__ = ["in_order", "visible"]


def in_order(query: str, visible: Callable[[], Iterable[str]]) -> str:
    """Return the query with its outermost `SELECT *` spelt out; any other one as it is.

    `visible` gives the names of the columns that the star stands for, which only an engine can
    tell. They are the same before and after, so the meaning is as well.

    >>> in_order("SELECT * { ?s ?p ?o }", lambda: ["o", "p", "s"])
    'SELECT ?s ?p ?o { ?s ?p ?o }'
    """
    star = _star(query)
    if star is None:
        return query
    found = [token.text[1:] for token in tokens(query) if token.kind == VARIABLE]
    columns = set(visible())
    if not columns or not columns <= set(found):
        return query
    names = " ".join(f"?{name}" for name in sorted(columns, key=found.index))
    return f"{query[: star.start]}{names}{query[star.start + 1 :]}"


def visible(query: str, known: dict[str, str] | None) -> list[str]:
    """Return the columns of a query, asked of a store that holds nothing and costs nothing.

    `known` are the prefixes that it leaves undeclared. Raises SyntaxError where it does not parse.
    """
    import pyoxigraph as ox  # noqa: PLC0415  (only `SELECT *` asks for this)

    found = ox.Store().query(query, prefixes=known)
    return [each.value for each in found.variables] if isinstance(found, ox.QuerySolutions) else []


@lru_cache(maxsize=128)
def _star(query: str) -> Token | None:
    """Return the `*` of the outermost SELECT, if it has one."""
    behind_select = False
    for token in tokens(query):
        word = token.text.upper() if token.kind == WORD else ""
        if behind_select and word not in ("DISTINCT", "REDUCED"):
            return token if token.text == "*" else None
        if token.text == "{":
            return None
        behind_select = behind_select or word == "SELECT"
    return None
