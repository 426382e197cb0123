"""The answer to a SELECT query: rows of Python values, and the ways out to tables."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal, Self, get_args, overload

from alskg.engine.html_page import to_html
from alskg.engine.results import Rows, from_json, to_csv, to_markdown
from alskg.errors import InputError, QueryError
from alskg.kg import frames, markup
from alskg.kg.values import IRI, Labels, Value, is_numeric, value

__all__ = ["Names", "Result", "Row"]

Names = Literal["iris", "curies", "labels"]
"""By what things go in a table: their IRIs, CURIEs or labels."""

_SHOWN: Final = 50  # rows in a notebook
_PRINTED: Final = 20  # rows in a terminal
_WIDEST: Final = 40  # characters of a cell there


class Row(tuple[Value | None, ...]):  # noqa: SLOT001  (tuples take no slots)
    """One row: a tuple whose cells can be had by name too, `row.gene` or `row["gene"]`.

    A variable that is called like a method of rows (`count`, `index`, `as_dict`) needs the second
    form: `row["count"]`. A cell without a value is None.
    """

    _columns: Mapping[str, int]

    def __new__(cls, cells: tuple[Value | None, ...], columns: Mapping[str, int]) -> Self:
        """Make a row; `columns` gives the place of each variable."""
        row = super().__new__(cls, cells)
        row._columns = columns
        return row

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  (only the query knows the type)
        """Return the cell of a variable."""
        columns = self.__dict__.get("_columns", {})
        if name in columns:
            return tuple.__getitem__(self, columns[name])
        raise AttributeError(f"The row has no column '{name}'. It has {', '.join(columns)}.")

    def __getitem__(self, key: Any) -> Any:  # noqa: ANN401  (a place, a slice or a name)
        """Return the cell at a place or of a variable. Raises KeyError where there is none."""
        if not isinstance(key, str):
            return super().__getitem__(key)
        if key not in self._columns:
            raise KeyError(f"The row has no column '{key}'. It has {', '.join(self._columns)}.")
        return super().__getitem__(self._columns[key])

    def as_dict(self) -> dict[str, Value | None]:
        """Return the row by variable."""
        return dict(zip(self._columns, self, strict=True))

    def __dir__(self) -> list[str]:
        """Name the columns too, so that they complete."""
        return [*super().__dir__(), *filter(str.isidentifier, self._columns)]

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Value | None, ...], dict[str, int]]]:
        """Say how to make it anew: rows can be copied and pickled."""
        return type(self), (tuple(self), dict(self._columns))

    def __repr__(self) -> str:
        """Show each cell with its name."""
        return f"Row({', '.join(f'{name}={cell!r}' for name, cell in self.as_dict().items())})"

    def _repr_html_(self) -> str:
        """Show the row in a notebook, from top to bottom."""
        cells = [(markup.text(name), _cell(cell)) for name, cell in self.as_dict().items()]
        return markup.table(("", ""), cells)


class Result:
    """What a SELECT query found; it is true where there is a row.

    The engine writes the answer as JSON within the call that made this; rows become Python
    values once somebody looks at them.
    """

    def __init__(self, answer: bytes, labels: Labels = dict, limit: int | None = None) -> None:
        """Take an answer in SPARQL results JSON; of more rows than `limit` the rest is left out."""
        self._answer = answer if limit is None else _cut(answer, slice(limit))
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
    def __getitem__(self, key: slice) -> "Result": ...

    @overload
    def __getitem__(self, key: str) -> list[Any]: ...

    def __getitem__(self, key: int | slice | str) -> "Row | Result | list[Any]":
        """Return a row by its place, some rows by a slice, or the cells of a column by its name.

        Raises IndexError or KeyError where there is none.
        """
        if isinstance(key, slice):
            return Result(_cut(self._answer, key), self._labels)
        if not isinstance(key, str):
            return self.rows[key]
        if key not in self.variables:
            has = ", ".join(self.variables)
            raise KeyError(f"The answer has no column '{key}'. It has {has}.")
        return [row[key] for row in self.rows]

    def __eq__(self, other: object) -> bool:
        """Say whether columns, rows and their order are the same."""
        if not isinstance(other, Result):
            return NotImplemented
        return self.variables == other.variables and self.rows == other.rows

    def __hash__(self) -> int:
        """Return the same for equal answers."""
        return hash((self.variables, self.rows))

    def to_json(self, path: Path | str | None = None) -> str:
        """Return the answer in SPARQL 1.1 Query Results JSON Format, and write it to a file."""
        return _written(self._answer.decode(), path)

    def to_csv(self, path: Path | str | None = None, *, names: Names = "iris") -> str:
        """Return the rows in SPARQL 1.1 Query Results CSV Format, and write them to a file.

        `names` says by what things go: `iris`, `curies` or `labels`.
        """
        return _written(to_csv(self._named(names)), path)

    def to_markdown(self, path: Path | str | None = None, *, names: Names = "labels") -> str:
        """Return the rows as a Markdown table, and write it to a file."""
        return _written(to_markdown(self._named(names)), path)

    def to_html(self, path: Path | str | None = None, *, title: str = "Answer") -> str:
        """Return the rows as a whole web page, and write it to a file; things are links."""
        return _written(to_html(self._found, title, name=self._naming("labels")), path)

    def to_dicts(self) -> list[dict[str, Value | None]]:
        """Return the rows as dictionaries by variable."""
        return [row.as_dict() for row in self.rows]

    def to_pandas(self, *, names: Names = "iris") -> Any:  # noqa: ANN401  (pandas is optional)
        """Return a pandas DataFrame whose columns have the types of their values.

        Decimals become floats, to calculate with; in the rows they are exact. Things are strings:
        `iris`, `curies` or `labels`. Raises MissingPart where pandas is not installed.
        """
        return frames.pandas_frame(self._columns(names))

    def to_polars(self, *, names: Names = "iris") -> Any:  # noqa: ANN401  (polars is optional)
        """Return the same for polars. Raises MissingPart where polars is not installed."""
        return frames.polars_frame(self._columns(names))

    def __reduce__(
        self,
    ) -> tuple[Callable[[bytes, dict[str, str]], "Result"], tuple[bytes, dict[str, str]]]:
        """Say how to make it anew: it can be copied and pickled, with the labels that it needs."""
        known = self._labels()
        return _restored, (self._answer, {i: known[i] for i in self._found.iris() if i in known})

    def __repr__(self) -> str:
        """Show the first rows as a table of text, things by their labels."""
        return _as_text(self)

    def _repr_html_(self) -> str:
        """Show the first rows in a notebook, things by their labels as links."""
        shown = [[_cell(cell) for cell in row] for row in self.rows[:_SHOWN]]
        numbers = [n for n, name in enumerate(self.variables) if is_numeric(self[name][:_SHOWN])]
        rest = markup.more(len(self) - _SHOWN, "row")
        return markup.table(self.variables, shown, numbers) + rest

    def _naming(self, names: Names) -> Callable[[str], str]:
        """Return what gives a thing its name. Raises InputError where nothing goes by that."""
        if names not in get_args(Names):
            raise InputError(f"Things go by {', '.join(get_args(Names))}, and not by '{names}'.")
        return lambda iri: _name(IRI(iri, self._labels), names)

    def _named(self, names: Names) -> Rows:
        """Return the rows with names in place of IRIs."""
        naming = self._naming(names)
        return self._found if names == "iris" else self._found.named(naming)

    def _columns(self, names: Names) -> dict[str, list[object]]:
        """Return the columns as data frames want them: things are plain strings."""
        self._naming(names)
        return {
            name: [_name(cell, names) if isinstance(cell, IRI) else cell for cell in self[name]]
            for name in self.variables
        }


def _restored(answer: bytes, labels: dict[str, str]) -> Result:
    """Return a result that was pickled."""
    return Result(answer, lambda: labels)


def _name(iri: IRI, names: Names) -> str:
    return iri.label if names == "labels" else iri.curie if names == "curies" else str(iri)


def _cut(answer: bytes, kept: slice) -> bytes:
    """Return an answer with some of its rows only."""
    document = json.loads(answer)
    if "results" in document:
        document["results"]["bindings"] = document["results"]["bindings"][kept]
    return json.dumps(document, ensure_ascii=False).encode()


def _written(content: str, path: Path | str | None) -> str:
    """Write a text to a file where one is named, and return it."""
    if path is not None:
        Path(path).write_bytes(content.encode())  # as it is: CSV has line ends of its own
    return content


def _as_text(result: Result) -> str:
    """Return the first rows as a table of text, with the number of all."""
    cells = [[_printed(cell) for cell in row] for row in result.rows[:_PRINTED]]
    table = [list(result.variables), *cells]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in table]
    number = len(result)
    rest = f", the first {_PRINTED} are shown" if number > _PRINTED else ""
    return "\n".join([*lines, f"[{number:,} row{'' if number == 1 else 's'}{rest}]"])


def _printed(cell: Value | None) -> str:
    """Return a cell on one line, cut where it is long."""
    shown = "" if cell is None else cell.label if isinstance(cell, IRI) else str(cell)
    shown = " ".join(shown.split())
    return shown if len(shown) <= _WIDEST else shown[: _WIDEST - 1] + "…"


def _cell(cell: Value | None) -> str:
    """Return a cell as HTML: a thing by its label, linked only where it is on the web."""
    if isinstance(cell, IRI):
        return markup.link(cell.label, cell, cell.curie)
    return markup.text("" if cell is None else cell)
