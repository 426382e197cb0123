"""Asking for fewer rows than the author of a query did."""

from alskg.engine.tokeniser import NUMBER, WORD, tokens

__all__ = ["limited"]


def limited(query: str, most: int) -> str:
    """Return the query with a LIMIT of at most so many solutions, on its outermost level.

    The clause stands before a closing VALUES block (SPARQL 1.1, productions 2 and 18).

    >>> limited("SELECT * { ?s ?p ?o } LIMIT 9", 5)
    'SELECT * { ?s ?p ?o } LIMIT 5'
    >>> limited("ASK { } # nothing", 1).splitlines()
    ['ASK { } # nothing', 'LIMIT 1']
    """
    depth = 0
    end = len(query)
    before = None
    for token in tokens(query):
        depth += (token.text in ("{", "(", "[")) - (token.text in ("}", ")", "]"))
        if not depth and before and before.text.upper() == "LIMIT" and token.kind == NUMBER:
            least = min(most, int(token.text)) if token.text.isdigit() else most
            return f"{query[: token.start]}{least}{query[token.start + len(token.text) :]}"
        if not depth and token.kind == WORD and token.text.upper() == "VALUES":
            end = token.start
        before = token
    return f"{query[:end]}\nLIMIT {most}\n{query[end:]}"
