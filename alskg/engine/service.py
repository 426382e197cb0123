"""SERVICE clauses, cut out of a query by its tokens: whom each asks, and what.

A mark stands where a clause stood: a VALUES block without rows, whose first variable is one that
no query and no parameter can name by accident. `binding.insert` puts an answer in its place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, NoReturn

from alskg.engine.endpoint import Endpoint
from alskg.engine.preparation import prepared
from alskg.engine.tokeniser import IRI, NAME, VARIABLE, WORD, Token, place, tokens
from alskg.errors import QueryRefused, QuerySyntaxError, did_you_mean
from alskg.terms import prefixes

__all__ = ["MAX_CLAUSES", "Clause", "cut"]

MAX_CLAUSES: Final = 8
_MARK: Final = "service\u00b7"  # the middle dot is legal in a variable, but not in a parameter
_DECLARATIONS: Final = ("PREFIX", "BASE", "VERSION")
_END: Final = Token(WORD, 0, "")


@dataclass(frozen=True, slots=True)
class Clause:
    """One SERVICE clause: what marks its place, whom it asks, and what.

    `variables` are all that its pattern names, of which an answer may bind some.
    """

    mark: str
    endpoint: Endpoint
    query: str
    variables: tuple[str, ...]
    is_silent: bool


class _Declared(NamedTuple):
    """A line of the prologue; BASE has no name."""

    name: str | None
    iri: str

    def __str__(self) -> str:
        return f"BASE {self.iri} " if self.name is None else f"PREFIX {self.name}: {self.iri} "


def cut(query: str, endpoints: Mapping[str, Endpoint]) -> tuple[str, tuple[Clause, ...]]:
    """Return the query with a mark in place of each SERVICE clause, and the clauses.

    `endpoints` are those that are allowed, by URL. Raises QueryRefused for any other, for a
    variable and for a SERVICE in a SERVICE, and QuerySyntaxError where a clause is broken.
    """
    return _Cutting(query, endpoints).cut()


class _Cutting:
    """One pass over the tokens of a query."""

    def __init__(self, query: str, endpoints: Mapping[str, Endpoint]) -> None:
        """Read the query into tokens."""
        self._query = query
        self._endpoints = endpoints
        self._tokens = list(tokens(query))
        self._prologue = list(_declared(self._tokens))

    def cut(self) -> tuple[str, tuple[Clause, ...]]:
        """Return what `cut` returns."""
        pieces: list[str] = []
        clauses: list[Clause] = []
        start = position = 0
        while position < len(self._tokens):
            token = self._tokens[position]
            if token.kind == VARIABLE and token.text[1:].startswith(_MARK):
                self._refuse(token, f"{token.text} cannot be a variable beside it")
            if token.kind != WORD or token.text.upper() != "SERVICE":
                position += 1
                continue
            if len(clauses) == MAX_CLAUSES:
                self._refuse(token, f"one query may have {MAX_CLAUSES} of them")
            clause, position = self._clause(position, f"{_MARK}{len(clauses) + 1}")
            clauses.append(clause)
            end = self._tokens[position - 1].start + 1
            names = " ".join(f"?{name}" for name in (clause.mark, *clause.variables))
            lines = "\n" * self._query.count("\n", token.start, end)
            pieces.append(f"{self._query[start : token.start]}VALUES ({names}) {{ }}{lines}")
            start = end
        return "".join([*pieces, self._query[start:]]), tuple(clauses)

    def _clause(self, position: int, mark: str) -> tuple[Clause, int]:
        """Read the clause at a position, and return the position behind it."""
        service = self._tokens[position]
        is_silent = self._token(position + 1).text.upper() == "SILENT"
        opening = position + is_silent + 2
        endpoint = self._endpoint(service, self._token(opening - 1))
        closing = self._closing(service, opening)
        inside = self._tokens[opening + 1 : closing]
        for token in inside:
            if token.kind in (WORD, NAME) and "SERVICE" in token.text.upper():
                self._refuse(token, "inside another it would leave from a machine elsewhere")
        group = self._query[self._tokens[opening].start : self._tokens[closing].start + 1]
        query = f"{self._header(inside)}SELECT * WHERE {group}"
        try:
            prepared(query)
        except (QueryRefused, QuerySyntaxError) as error:
            said = f"{self._at(service)}: this SERVICE cannot be sent as a query. In it, {error}"
            raise type(error)(said) from error
        named = (token.text[1:] for token in inside if token.kind == VARIABLE)
        return Clause(mark, endpoint, query, tuple(dict.fromkeys(named)), is_silent), closing + 1

    def _endpoint(self, service: Token, named: Token) -> Endpoint:
        """Return the endpoint that a clause names. Raises QueryRefused unless it is allowed."""
        if named.kind == VARIABLE:
            self._refuse(service, f"{named.text} could be any address; name the endpoint")
        if named.kind not in (IRI, NAME):
            raise QuerySyntaxError(
                f"{self._at(service)}: SERVICE needs the address of an endpoint, as in "
                f"SERVICE <https://sparql.example.org/sparql> {{ … }}."
            )
        url = named.text[1:-1] if named.kind == IRI else self._expanded(named.text)
        if url not in self._endpoints:
            why = (
                f"the endpoint {url} is not allowed. Allow it with --allow-service {url}, "
                f'in Python with allow_services=("{url}",)'
            )
            self._refuse(service, why, did_you_mean(url, self._endpoints))
        return self._endpoints[url]

    def _expanded(self, name: str) -> str:
        """Return the IRI of a prefixed name, or the name itself."""
        prefix, _, local = name.partition(":")
        declared = {each.name: each.iri[1:-1] for each in self._prologue}
        return (declared.get(prefix) or prefixes().get(prefix) or f"{prefix}:") + local

    def _closing(self, service: Token, opening: int) -> int:
        """Return the place of the brace that closes a group."""
        depth = 0
        if self._token(opening).text == "{":
            for position in range(opening, len(self._tokens)):
                text = self._tokens[position].text
                depth += (text == "{") - (text == "}")
                if not depth:
                    return position
        raise QuerySyntaxError(
            f"{self._at(service)}: SERVICE needs a group behind the address, in braces that close."
        )

    def _header(self, inside: Sequence[Token]) -> str:
        """Return the declarations that a clause needs on its way: those of the query, and ours."""
        used = {token.text.partition(":")[0] for token in inside if token.kind == NAME}
        own = [each for each in self._prologue if each.name is None or each.name in used]
        missing = used - {each.name for each in own}
        table = prefixes()
        ours = [_Declared(name, f"<{table[name]}>") for name in sorted(missing & set(table))]
        return "".join(map(str, [*own, *ours]))

    def _token(self, position: int) -> Token:
        """Return the token at a position, or an empty one behind the last."""
        return self._tokens[position] if position < len(self._tokens) else _END

    def _refuse(self, token: Token, why: str, hint: str = "") -> NoReturn:
        raise QueryRefused(f"{self._at(token)}: SERVICE is refused: {why}.{hint}")

    def _at(self, token: Token) -> str:
        line, column = place(self._query, token.start)
        return f"Line {line}, column {column}"


def _declared(read: Sequence[Token]) -> Iterable[_Declared]:
    """Yield the declarations of a query in order."""
    for before, token, behind in zip(read, read[1:], [*read[2:], _END], strict=False):
        word = before.text.upper() if before.kind == WORD else ""
        if word and word not in _DECLARATIONS:
            return
        if word == "PREFIX" and token.kind == NAME and behind.kind == IRI:
            yield _Declared(token.text.partition(":")[0], behind.text)
        elif word == "BASE" and token.kind == IRI:
            yield _Declared(None, token.text)
