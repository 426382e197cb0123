"""The answer to a query on its way out: in which format, and written how."""

from pathlib import Path
from typing import Final

from alskg.cli.output import choose_format, is_terminal, say, table, write_bytes
from alskg.engine import Rows
from alskg.engine.preparation import ROW_FORMATS
from alskg.formats import Format

__all__ = ["answer_format", "engine_format", "put"]

_GRAPH_FORMS: Final = ("CONSTRUCT", "DESCRIBE")


def answer_format(form: str, format_name: str | None, output: Path | None) -> Format:
    """Return the format that was asked for, or the usual one for this form of query."""
    if form in _GRAPH_FORMS:
        return choose_format(format_name, output, "graph", terminal="turtle", pipe="turtle")
    return choose_format(format_name, output, "rows", terminal="table", pipe="tsv")


def engine_format(chosen: Format) -> str:
    """Return the format in which the engine is asked: the chosen one where it writes that."""
    return chosen.name if chosen.kind == "graph" or chosen.name in ROW_FORMATS else "json"


def put(answer: bytes, chosen: Format, output: Path | None) -> None:
    """Write an answer that ends with a line, in the format that was chosen."""
    if chosen.name != engine_format(chosen):
        answer = _written(answer, chosen.name, output)
    write_bytes(answer + b"\n" if answer and not answer.endswith(b"\n") else answer, output)


def _written(answer: bytes, format_name: str, output: Path | None) -> bytes:
    """Return an answer in a format that is made for people, or line by line."""
    from alskg.engine import results  # noqa: PLC0415  (reads JSON)

    found = results.from_json(answer)
    if not isinstance(found, Rows):
        return b"true" if found else b"false"
    if format_name == "md":
        return results.to_markdown(found).encode()
    if format_name == "jsonl":
        return results.to_jsonl(found).encode()
    if output is None and is_terminal():
        say(f"{len(found):,} row{'' if len(found) == 1 else 's'}")
    return table(found.variables, found.texts()).encode()
