"""The answer to a SELECT query: rows of Python values, and the ways out to tables."""

import html
import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final, Self, overload

from alskg.engine.results import Rows, from_json, to_csv
from alskg.errors import MissingPart, QueryError
from alskg.kg.values import IRI, Labels, Value, value

__all__ = ["Result", "Row"]

_SHOWN: Final = 50


class Row(tuple[Value | None, ...]):  # noqa: SLOT001  (tuples take no slots)
    """One row: a tuple whose cells can be had by name too, `row.gene` or `row["gene"]`.

    A variable that is called like a method of tuples (`count`, `index`) needs the second form.
    """

    _columns: Mapping[str, int]

    def __new__(cls, cells: tuple[Value | None, ...], columns: Mapping[str, int]) -> Self:
        """Make a row; `columns` gives the place of each variable."""
        row = super().__new__(cls, cells)
        row._columns = columns
        return row

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  (only the query knows the type)
        """Return the cell of a variable."""
        try:
            return tuple.__getitem__(self, self._columns[name])
        except KeyError:
            message = f"The row has no column '{name}'. It has {', '.join(self._columns)}."
            raise AttributeError(message) from None

    def __getitem__(self, key: Any) -> Any:  # noqa: ANN401  (a place, a slice or a name)
        """Return the cell at a place or of a variable."""
        return super().__getitem__(self._columns[key] if isinstance(key, str) else key)

    def as_dict(self) -> dict[str, Value | None]:
        """Return the row by variable."""
        return dict(zip(self._columns, self, strict=True))


class Result:
    """What a SELECT query found.

    The engine writes the answer as JSON within the call that made this; rows become Python
    values once somebody looks at them.
    """

    def __init__(self, answer: bytes, labels: Labels = dict, limit: int | None = None) -> None:
        """Take an answer in SPARQL results JSON; of more rows than `limit` the rest is left out."""
        self._answer = answer if limit is None else _cut(answer, limit)
        self._labels = labels

    @cached_property
    def _found(self) -> Rows:
        found = from_json(self._answer)
        if isinstance(found, bool):
            message = "This is the answer to an ASK query. Use kg.ask(), which returns it."
            raise QueryError(message)
        return found

    @property
    def variables(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return self._found.variables

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Return the rows; an unbound variable is None."""
        columns = {name: place for place, name in enumerate(self.variables)}
        return tuple(
            Row(tuple(None if cell is None else value(cell, self._labels) for cell in row), columns)
            for row in self._found
        )

    def __iter__(self) -> Iterator[Row]:
        """Go through the rows."""
        return iter(self.rows)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._found)

    @overload
    def __getitem__(self, key: int) -> Row: ...

    @overload
    def __getitem__(self, key: slice) -> tuple[Row, ...]: ...

    def __getitem__(self, key: int | slice) -> Row | tuple[Row, ...]:
        """Return a row by its place, or some rows by a slice."""
        return self.rows[key]

    def to_json(self, path: Path | str | None = None) -> str:
        """Return the answer in SPARQL 1.1 Query Results JSON Format, and write it to a file."""
        return _written(self._answer.decode(), path)

    def to_csv(self, path: Path | str | None = None) -> str:
        """Return the rows in SPARQL 1.1 Query Results CSV Format, and write them to a file."""
        return _written(to_csv(self._found), path)

    def to_dicts(self) -> list[dict[str, Value | None]]:
        """Return the rows as dictionaries by variable."""
        return [row.as_dict() for row in self.rows]

    def to_pandas(self) -> Any:  # noqa: ANN401  (pandas is optional)
        """Return a pandas DataFrame. Raises MissingPart where pandas is not installed."""
        return _optional("pandas").DataFrame(_plain(self.rows), columns=list(self.variables))

    def to_polars(self) -> Any:  # noqa: ANN401  (polars is optional)
        """Return a polars DataFrame. Raises MissingPart where polars is not installed."""
        rows = _plain(self.rows)
        columns = {name: [row[place] for row in rows] for place, name in enumerate(self.variables)}
        return _optional("polars").DataFrame(columns, strict=False)

    def __repr__(self) -> str:
        """Say what it is."""
        return f"<Result of {len(self)} rows: {', '.join(self.variables)}>"

    def _repr_html_(self) -> str:
        """Show the first rows in a notebook, things by their labels as links."""
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.variables)
        rows = "".join(
            f"<tr>{''.join(f'<td>{_cell_html(cell)}</td>' for cell in row)}</tr>"
            for row in self.rows[:_SHOWN]
        )
        more = f"<p>{len(self) - _SHOWN} more rows</p>" if len(self) > _SHOWN else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{more}"


def _cut(answer: bytes, limit: int) -> bytes:
    """Return an answer with its first rows only."""
    document = json.loads(answer)
    if "results" in document:
        del document["results"]["bindings"][limit:]
    return json.dumps(document, ensure_ascii=False).encode()


def _written(text: str, path: Path | str | None) -> str:
    """Write a text to a file where one is named, and return it."""
    if path is not None:
        Path(path).write_bytes(text.encode())  # as it is: CSV has line ends of its own
    return text


def _plain(rows: tuple[Row, ...]) -> list[tuple[object, ...]]:
    """Return rows whose IRIs are plain strings, as data frames want them."""
    return [tuple(str(cell) if isinstance(cell, IRI) else cell for cell in row) for row in rows]


def _optional(name: str) -> ModuleType:
    """Import a library that only some users have."""
    try:
        return import_module(name)
    except ImportError as error:
        message = f"This needs {name}, which is not installed. Install it with: pip install {name}"
        raise MissingPart(message) from error


def _cell_html(cell: Value | None) -> str:
    """Return a cell as HTML: a thing by its label, linked only where it is on the web."""
    if not isinstance(cell, IRI):
        return html.escape("" if cell is None else str(cell))
    text = html.escape(cell.label)
    if not cell.startswith(("https://", "http://")):
        return text
    return f'<a href="{html.escape(cell, quote=True)}">{text}</a>'
