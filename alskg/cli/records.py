"""Plain tables of text and numbers, for the commands whose answer is no SPARQL result."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from alskg.cli.output import table
from alskg.errors import UnsupportedFormat

__all__ = ["FORMATS", "written"]

Row = Sequence[str | int]


def written(columns: Sequence[str], rows: Sequence[Row], format_name: str) -> str:
    """Return rows as text in one of `FORMATS`; without rows, the header alone.

    Raises UnsupportedFormat for another format.
    """
    if format_name not in _WRITERS:
        message = f"This is not written as {format_name}. Choose one of {', '.join(FORMATS)}."
        raise UnsupportedFormat(message)
    return _WRITERS[format_name](columns, rows)


def _table(columns: Sequence[str], rows: Sequence[Row]) -> str:
    return table(columns, [[str(cell) for cell in row] for row in rows])


def _csv(columns: Sequence[str], rows: Sequence[Row]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([columns, *rows])
    return out.getvalue()


def _tsv(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """Write one row a line; a tab or a line break inside a cell becomes a space."""
    return "".join(
        "\t".join(" ".join(str(cell).splitlines()).replace("\t", " ") for cell in row) + "\n"
        for row in [columns, *rows]
    )


def _json(columns: Sequence[str], rows: Sequence[Row]) -> str:
    records = [dict(zip(columns, row, strict=True)) for row in rows]
    return json.dumps(records, indent=2, ensure_ascii=False) + "\n"


def _jsonl(columns: Sequence[str], rows: Sequence[Row]) -> str:
    records = (dict(zip(columns, row, strict=True)) for row in rows)
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _markdown(columns: Sequence[str], rows: Sequence[Row]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(
        "| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |\n" for line in lines
    )


_WRITERS: Final[Mapping[str, Callable[[Sequence[str], Sequence[Row]], str]]] = MappingProxyType(
    {
        "table": _table,
        "csv": _csv,
        "tsv": _tsv,
        "json": _json,
        "jsonl": _jsonl,
        "md": _markdown,
    }
)
FORMATS: Final = tuple(_WRITERS)
