"""Answers as data frames: each column in the type that its values have."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from types import ModuleType
from typing import Any, Final, Literal

from alskg.errors import MissingPart

__all__ = ["Kind", "kind", "pandas_frame", "polars_frame"]

Kind = Literal["boolean", "integer", "number", "date", "time", "text", "mixed"]
"""What the values of a column are; `time` is a date with a time of day."""

_LARGEST: Final = 2**63 - 1
_FITTING: Final[Mapping[Kind, frozenset[type]]] = {
    "boolean": frozenset({bool}),
    "integer": frozenset({int}),
    "number": frozenset({int, float, Decimal}),
    "date": frozenset({date}),
    "time": frozenset({datetime}),
    "text": frozenset({str}),
}
_PANDAS: Final[Mapping[Kind, tuple[str, str]]] = {  # where none is missing, and where some are
    "boolean": ("bool", "boolean"),
    "integer": ("int64", "Int64"),
    "date": ("datetime64[s]", "datetime64[s]"),
}
_POLARS: Final[Mapping[Kind, str]] = {
    "boolean": "Boolean",
    "integer": "Int64",
    "number": "Float64",
    "date": "Date",
    "text": "String",
}


def kind(values: Sequence[object]) -> Kind:
    """Return what the values of a column are; None says nothing, and a column of None is text.

    >>> kind([1, None, Decimal("1.5")]), kind(["a", 1]), kind([True])
    ('number', 'mixed', 'boolean')
    """
    types = {type(one) for one in values if one is not None} or {str}
    found: Kind = next((name for name, fitting in _FITTING.items() if types <= fitting), "mixed")
    too_large = found == "integer" and any(abs(one) > _LARGEST for one in _integers(values))
    return "mixed" if too_large else found


def pandas_frame(columns: Mapping[str, list[object]]) -> Any:  # noqa: ANN401  (pandas is optional)
    """Return a pandas DataFrame. Raises MissingPart where pandas is not installed.

    Whole numbers and truth values are `int64` and `bool`, or `Int64` and `boolean` where some are
    missing; other numbers `float64`; dates `datetime64`; texts what pandas has for them.
    """
    pandas = _optional("pandas")
    return pandas.DataFrame(
        {name: _series(pandas, values) for name, values in columns.items()}, columns=list(columns)
    )


def _series(pandas: ModuleType, values: list[object]) -> Any:  # noqa: ANN401  (as above)
    """Return one column for pandas."""
    found, missing = kind(values), None in values
    if found == "number":
        return pandas.Series(_floats(values), dtype="float64")
    if found == "time" and len({_zone(one) for one in values if one is not None}) == 1:
        return pandas.to_datetime(pandas.Series(values, dtype="object"))
    dtype = _PANDAS.get(found, ("object", "object"))[missing]
    return pandas.Series(values, dtype=None if found == "text" and any(values) else dtype)


def polars_frame(columns: Mapping[str, list[object]]) -> Any:  # noqa: ANN401  (polars is optional)
    """Return a polars DataFrame. Raises MissingPart where polars is not installed.

    Whole numbers are Int64, other numbers Float64, dates Date; a column of mixed values is text.
    """
    polars = _optional("polars")
    made = {}
    for name, values in columns.items():
        found = kind(values)
        plain: Sequence[object] = values
        if found == "number":
            plain = _floats(values)
        elif found == "mixed":
            found, plain = "text", [None if one is None else str(one) for one in values]
        dtype = getattr(polars, _POLARS[found]) if found in _POLARS else None
        made[name] = polars.Series(name, plain, dtype=dtype)
    return polars.DataFrame(made)


def _floats(values: Sequence[object]) -> list[float | None]:
    return [None if one is None else float(str(one)) for one in values]


def _zone(one: object) -> object:
    return getattr(one, "tzinfo", None)


def _integers(values: Sequence[object]) -> list[int]:
    return [one for one in values if isinstance(one, int)]


def _optional(name: str) -> ModuleType:
    """Import a library that only some users have."""
    try:
        return import_module(name)
    except ImportError as error:
        message = f"This needs {name}, which is not installed. Install it with: pip install {name}"
        raise MissingPart(message) from error
