"""The answer to a query on its way out: in which format, with which names, and written how."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from alskg.catalogue import StoredQuery
from alskg.cli.output import choose_format, is_terminal, say, table
from alskg.engine import Engine, Rows
from alskg.engine.preparation import ROW_FORMATS
from alskg.errors import AlskgError, InputError, UnsupportedFormat
from alskg.formats import Format, Kind, by_name, names

__all__ = ["NAMES", "Manner", "Names", "answer_format", "check_names", "read", "tell", "written"]

Names = Literal["labels", "curies", "iris"]
NAMES: Final[tuple[Names, ...]] = ("labels", "curies", "iris")
_GRAPH_FORMS: Final = ("CONSTRUCT", "DESCRIBE")
_FOR_PEOPLE: Final = ("table", "md", "html")
_FOR_SPREADSHEETS: Final = ("csv", "tsv")

_Found = Rows | bool


@dataclass(frozen=True, slots=True)
class Manner:
    """How the answer to a form of query is written: in which format, and what stands for an IRI.

    `names` of None is what is usual in the format. `timeout` bounds the seconds for fetching
    labels, `most` the rows that a graph gives.
    """

    form: str
    format: Format
    names: Names | None
    timeout: float
    most: int | None = None

    @property
    def asked_as(self) -> str:
        """Return the format in which the engine is asked: the chosen one where it writes that."""
        if self.form in _GRAPH_FORMS:
            return self.format.name if self.format.kind == "graph" else "ntriples"
        as_it_comes = self.format.name in ROW_FORMATS and self.names in {None, "iris"}
        return self.format.name if as_it_comes else "json"


def answer_format(form: str, format_name: str | None, output: Path | None) -> Format:
    """Return the format that was asked for, or the usual one for this form of query.

    Raises UnsupportedFormat, which says what the format holds and which ones fit.
    """
    graph = form in _GRAPH_FORMS
    kinds: tuple[Kind, ...] = ("graph", "triples") if graph else ("rows",)
    terminal, pipe = ("turtle", "turtle") if graph else ("table", "tsv")
    try:
        return choose_format(format_name, output, *kinds, terminal=terminal, pipe=pipe)
    except UnsupportedFormat as error:
        misfit = _misfit(form, format_name)
        if not misfit:
            raise
        raise UnsupportedFormat(f"{misfit} Choose one of {', '.join(names(*kinds))}.") from error


def _misfit(form: str, format_name: str | None) -> str:
    """Say why a format that there is does not fit; nothing where there is none of that name."""
    try:
        known = by_name(format_name or "", "rows", "graph", "dataset")
    except UnsupportedFormat:
        return ""
    gives = {"SELECT": "rows", "ASK": "yes or no"}.get(form, "a graph")
    holds = {"rows": "rows", "graph": "a graph"}.get(known.kind, "several graphs")
    return f"{form} gives {gives}, and {known.name} holds {holds}."


def check_names(chosen: Format, wanted: Names | None) -> None:
    """Raise InputError where other names than IRIs are wanted in a format that programs read."""
    fitting = _FOR_PEOPLE + _FOR_SPREADSHEETS
    if wanted not in {None, "iris"} and chosen.name not in fitting:
        raise InputError(
            f"{chosen.name} is for programs and always has IRIs. "
            f"With --names {wanted} choose one of {', '.join(fitting)}."
        )


def written(answer: bytes, manner: Manner, query: StoredQuery, engine: Engine) -> bytes:
    """Return what to write for the answer of an engine: bytes that end with a line."""
    if manner.format.name != manner.asked_as:
        answer = _rewritten(read(answer, manner), manner, query, engine).encode()
    return answer + b"\n" if answer and not answer.endswith(b"\n") else answer


def tell(answer: bytes, manner: Manner, output: Path | None) -> None:
    """Tell a person who is shown a table how many rows it has."""
    if manner.format.name == "table" and output is None and is_terminal():
        found = read(answer, manner)
        if isinstance(found, Rows):
            say(f"{len(found):,} row{'' if len(found) == 1 else 's'}")


def read(answer: bytes, manner: Manner) -> _Found:
    """Return the rows of an answer in JSON or, a triple each, of a graph in N-Triples."""
    if manner.form in _GRAPH_FORMS:
        from alskg.engine.triple_rows import triple_rows  # noqa: PLC0415  (few ask for it)

        return triple_rows(answer, manner.most)
    from alskg.engine import results  # noqa: PLC0415  (reads JSON)

    return results.from_json(answer)


def _rewritten(found: _Found, manner: Manner, query: StoredQuery, engine: Engine) -> str:
    """Return an answer in a format that is made for people, for spreadsheets or line by line."""
    from alskg.engine import results  # noqa: PLC0415  (as above)

    format_name = manner.format.name
    name = _naming(found, manner, engine)
    if format_name == "html":
        from alskg.engine.html_page import to_html  # noqa: PLC0415  (few ask for it)

        title = query.title if query.is_stored or query.header.get("title") else "Answer"
        return to_html(found, title, query.columns, name)
    if not isinstance(found, Rows):
        return "true" if found else "false"
    if format_name == "jsonl":
        return results.to_jsonl(found)
    if format_name in _FOR_PEOPLE or manner.names not in {None, "iris"}:
        found = found.named(name)
    if format_name == "table":
        return table(found.variables, found.texts())
    write = {"csv": results.to_csv, "tsv": results.to_tsv, "md": results.to_markdown}
    return write[format_name](found)


def _naming(found: _Found, manner: Manner, engine: Engine) -> Callable[[str], str]:
    """Return what gives the name of an IRI; labels are fetched for those in the answer."""
    from alskg.terms import compact  # noqa: PLC0415  (as above)

    wanted = manner.names or ("labels" if manner.format.name == "html" else "curies")
    if wanted == "iris":
        return str
    if wanted == "curies" or not isinstance(found, Rows):
        return compact
    from alskg.engine.labels import labels  # noqa: PLC0415  (only where labels are wanted)

    try:
        known = labels(engine, found.iris(), manner.timeout)
    except AlskgError as error:
        say(f"alskg: The labels could not be had, so CURIEs stand for them: {error}")
        return compact
    return lambda iri: known.get(iri) or compact(iri)
