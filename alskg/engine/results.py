"""Answers as plain values, and as the texts that people and programs read."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from alskg.errors import QueryError
from alskg.terms import compact

__all__ = [
    "Rows",
    "Term",
    "differences",
    "from_json",
    "is_number",
    "rows_from_json",
    "to_csv",
    "to_jsonl",
    "to_markdown",
    "to_tsv",
]

Kind = Literal["iri", "literal", "bnode", "triple"]

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_STRING: Final = _XSD + "string"
_BOOLEAN: Final = _XSD + "boolean"
_TRUTH: Final = {"1": "true", "0": "false"}
_KINDS: Final[dict[str, Kind]] = {
    "uri": "iri",
    "literal": "literal",
    "typed-literal": "literal",
    "bnode": "bnode",
    "triple": "triple",
}
_ESCAPES: Final = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)
_INTEGERS: Final = frozenset({"integer", "int", "long", "short", "nonNegativeInteger"})
_NUMBERS: Final = _INTEGERS | {"decimal", "double", "float"}


@dataclass(frozen=True, slots=True)
class Term:
    """An RDF term: the text of it, and for a literal its datatype or language.

    A plain string has neither. The value of a quoted triple is its N-Triples form.
    """

    kind: Kind
    value: str
    datatype: str = ""
    language: str = ""

    def __str__(self) -> str:
        """Return the term as SPARQL and N-Triples write it."""
        if self.kind == "iri":
            return f"<{self.value}>"
        if self.kind == "bnode":
            return f"_:{self.value}"
        if self.kind == "triple":
            return self.value
        quoted = f'"{self.value.translate(_ESCAPES)}"'
        if self.language:
            return f"{quoted}@{self.language}"
        return f"{quoted}^^<{self.datatype}>" if self.datatype else quoted

    @property
    def text(self) -> str:
        """Return what a person reads: a CURIE, or the plain value of a literal."""
        if self.kind == "iri":
            return compact(self.value)
        return self.value if self.kind in ("literal", "triple") else f"_:{self.value}"


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a SELECT query; a cell is None where the variable is unbound."""

    variables: tuple[str, ...]
    rows: list[tuple[Term | None, ...]]

    def __iter__(self) -> Iterator[tuple[Term | None, ...]]:
        """Iterate over the rows."""
        return iter(self.rows)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def texts(self) -> Iterator[tuple[str, ...]]:
        """Yield each row as a person reads it, an unbound cell as the empty string."""
        for row in self.rows:
            yield tuple(term.text if term else "" for term in row)

    def iris(self) -> set[str]:
        """Return the IRIs that stand in cells."""
        return {term.value for row in self.rows for term in row if term and term.kind == "iri"}

    def named(self, name: Callable[[str], str]) -> "Rows":
        """Return the rows with a name, as a plain string, in place of each IRI."""

        def cell(term: Term | None) -> Term | None:
            if term is None or term.kind != "iri":
                return term
            return Term("literal", name(term.value))

        return Rows(self.variables, [tuple(map(cell, row)) for row in self.rows])


def from_json(data: bytes) -> Rows | bool:
    """Read SPARQL 1.1 Query Results JSON: rows, or the truth value of an ASK query.

    Raises QueryError where the document is not of that format.
    """
    import json  # noqa: PLC0415  (a query that is piped in the engine's own format needs none)

    try:
        document = json.loads(data)
        if "boolean" in document:
            return bool(document["boolean"])
        variables = tuple(document["head"]["vars"])
        rows = [
            tuple(_term(binding[name]) if name in binding else None for name in variables)
            for binding in document["results"]["bindings"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise QueryError(f"The answer is not SPARQL Query Results JSON: {error!r}.") from error
    return Rows(variables, rows)


def rows_from_json(data: bytes) -> Rows:
    """Read the rows of a SELECT query, as `from_json` does; an ASK query raises QueryError."""
    found = from_json(data)
    if isinstance(found, Rows):
        return found
    raise QueryError("The answer is true or false, not rows.")


def _term(cell: dict[str, Any]) -> Term:
    """Read a term of a JSON document."""
    kind = _KINDS[cell["type"]]
    value = cell["value"]
    if kind == "triple":
        parts = (str(_term(value[name])) for name in ("subject", "predicate", "object"))
        return Term(kind, f"<<( {' '.join(parts)} )>>")
    datatype = cell.get("datatype", "")
    return Term(kind, value, "" if datatype == _STRING else datatype, cell.get("xml:lang", ""))


def is_number(term: Term) -> bool:
    """Say whether a term is a number, by its datatype."""
    return term.datatype.removeprefix(_XSD) in _NUMBERS


def to_csv(rows: Rows) -> str:
    """Write CSV with plain values (SPARQL 1.1 Query Results CSV and TSV Formats, section 3)."""

    def cell(term: Term | None) -> str:
        text = "" if term is None else f"_:{term.value}" if term.kind == "bnode" else term.value
        quote = any(character in text for character in ',"\r\n')
        return '"' + text.replace('"', '""') + '"' if quote else text

    lines = [",".join(rows.variables), *(",".join(map(cell, row)) for row in rows)]
    return "".join(f"{line}\r\n" for line in lines)


def to_tsv(rows: Rows) -> str:
    """Write TSV with terms as Turtle writes them (same specification, section 4)."""

    def cell(term: Term | None) -> str:
        return "" if term is None else str(term)

    header = "\t".join(f"?{name}" for name in rows.variables)
    return "".join(f"{line}\n" for line in [header, *("\t".join(map(cell, row)) for row in rows)])


def to_markdown(rows: Rows) -> str:
    """Write a Markdown table with CURIEs and plain values; no cell can break out of it."""

    def line(cells: Sequence[str]) -> str:
        return f"| {' | '.join(map(_markdown_cell, cells))} |\n"

    rule = f"|{'|'.join(' --- ' for _ in rows.variables)}|\n"
    return line(rows.variables) + rule + "".join(map(line, rows.texts()))


def _markdown_cell(text: str) -> str:
    """Escape what Markdown or HTML would read as markup."""
    for character in "\\|*_`[]":
        text = text.replace(character, "\\" + character)
    return " ".join(text.replace("&", "&amp;").replace("<", "&lt;").split())


def to_jsonl(rows: Rows) -> str:
    """Write one JSON object a row, with numbers and truth values as JSON has them."""
    import json  # noqa: PLC0415  (as above)

    written = (
        {
            name: _plain(term)
            for name, term in zip(rows.variables, row, strict=True)
            if term is not None
        }
        for row in rows
    )
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in written)


def _plain(term: Term) -> str | int | float | bool:
    """Return a term as the nearest JSON value; the special doubles stay text."""
    from decimal import Decimal, InvalidOperation  # noqa: PLC0415  (few formats need it)

    name = term.datatype.removeprefix(_XSD)
    try:
        if name in _INTEGERS:
            return int(term.value)
        if name in _NUMBERS and Decimal(term.value).is_finite():
            return float(term.value)
    except (ValueError, InvalidOperation):
        return term.value
    if name == "boolean":
        return term.value in ("true", "1")
    return f"_:{term.value}" if term.kind == "bnode" else term.value


def differences(left: Rows, right: Rows, *, ordered: bool = False) -> list[str]:
    """Say in what two answers differ; nothing where they are the same.

    Rows are compared as a multiset, with `ordered` as a list. Numbers and truth values are equal
    by value within their datatype, for engines rewrite lexical forms; blank nodes are all alike.
    """
    if left.variables != right.variables:
        return [f"variables: {left.variables} and {right.variables}"]
    first, second = ([tuple(map(_comparable, row)) for row in side] for side in (left, right))
    if ordered and Counter(first) == Counter(second):
        pairs = enumerate(zip(first, second, strict=True), start=1)
        return [
            f"row {number}: {one} and {other}" for number, (one, other) in pairs if one != other
        ]
    found = [f"only left: {row}" for row in (Counter(first) - Counter(second)).elements()]
    return found + [f"only right: {row}" for row in (Counter(second) - Counter(first)).elements()]


def _comparable(term: Term | None) -> str:
    """Return a text that equal terms share."""
    from decimal import Decimal, InvalidOperation  # noqa: PLC0415  (as above)

    if term is None:
        return ""
    if term.kind == "bnode":
        return "_:"
    if term.datatype.removeprefix(_XSD) in _NUMBERS:
        try:
            value = Decimal(term.value).normalize()
        except InvalidOperation:
            return str(term)
        return f"{value:f} {term.datatype}"
    if term.datatype == _BOOLEAN:
        return f"{_TRUTH.get(term.value, term.value)} {term.datatype}"
    return str(
        term if not term.language else Term("literal", term.value, "", term.language.lower())
    )
