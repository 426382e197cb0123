"""The triples of a graph as rows, for people and spreadsheets."""

from typing import Final

import pyoxigraph as ox

from alskg.engine.results import Rows, Term
from alskg.errors import QueryError

__all__ = ["triple_rows"]

_COLUMNS: Final = ("subject", "predicate", "object")
_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
_LANGUAGE_STRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


def triple_rows(ntriples: bytes, most: int | None = None) -> Rows:
    """Return a row for each triple of a graph in N-Triples, in its order, at most so many.

    Raises QueryError where the graph cannot be read.
    """
    try:
        triples = [quad.triple for quad in ox.parse(ntriples, format=ox.RdfFormat.N_TRIPLES)]
    except (SyntaxError, ValueError) as error:
        raise QueryError(f"The answer is not N-Triples: {error}.") from error
    rows = [(_term(one.subject), _term(one.predicate), _term(one.object)) for one in triples[:most]]
    return Rows(_COLUMNS, list(rows))


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Term:
    """Return a term of the parser as one of ours."""
    if isinstance(term, ox.NamedNode):
        return Term("iri", term.value)
    if isinstance(term, ox.BlankNode):
        return Term("bnode", term.value)
    if isinstance(term, ox.Triple):
        return Term("triple", f"<<( {term} )>>")
    datatype = term.datatype.value
    plain = datatype in {_STRING, _LANGUAGE_STRING}
    return Term("literal", term.value, "" if plain else datatype, term.language or "")
