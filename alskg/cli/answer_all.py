"""Every stored question at once: a file for each answer, and an index of them."""

import csv
import io
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alskg import catalogue
from alskg.catalogue import StoredQuery
from alskg.cli.answer import Manner, read, written
from alskg.cli.asking import Asking, Wishes, check_needed
from alskg.cli.output import say, write_bytes
from alskg.cli.progress import busy
from alskg.engine import Engine, Rows
from alskg.errors import AlskgError, InputError, MissingPart, did_you_mean

__all__ = ["INDEX", "answer_all"]

INDEX: Final = "index.csv"
_COLUMNS: Final = ("name", "title", "outcome", "file", "rows", "seconds", "reason")


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a question: answered, skipped or failed, and why where it was not answered."""

    query: StoredQuery
    outcome: str
    file: str = ""
    rows: int | None = None
    seconds: float = 0.0
    reason: str = ""


def answer_all(tag: str | None, wishes: Wishes, engine: Engine, folder: Path) -> int:
    """Answer the stored questions, those with a tag where one is named, into a folder.

    Each file is written whole or not at all, the index comes last. A failure stops none of the
    others. Returns the exit status: 0, or 2 where a question failed. Raises InputError where no
    question has the tag or the folder cannot be made, and QueryError where the engine is not there.
    """
    queries = _tagged(catalogue.all("answers"), tag)
    engine.evaluate("ASK { }", "json")  # opens the dataset once for all, or fails at once
    _make(folder)
    outcomes = []
    with busy("answering") as step:
        for number, query in enumerate(queries, 1):
            step(f"answering {query.id}, {number} of {len(queries)}")
            outcomes.append(_outcome(query, wishes, engine, folder))
    write_bytes(_index(outcomes), folder / INDEX)
    return _summed_up(outcomes, folder)


def _tagged(queries: tuple[StoredQuery, ...], tag: str | None) -> tuple[StoredQuery, ...]:
    """Return the queries with a tag, in any case. Raises InputError where none has it."""
    if tag is None:
        return queries
    found = tuple(query for query in queries if tag.casefold() in map(str.casefold, query.tags))
    if not found:
        tags = sorted({each for query in queries for each in query.tags})
        raise InputError(
            f"No query has the tag '{tag}'.{did_you_mean(tag, tags)} Tags: {', '.join(tags)}."
        )
    return found


def _make(folder: Path) -> None:
    """Make the folder, unless it is there. Raises InputError."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        message = f"Cannot make the folder {folder}: {error.strerror or error}."
        raise InputError(message) from error


def _outcome(query: StoredQuery, wishes: Wishes, engine: Engine, folder: Path) -> _Outcome:
    """Answer one question into its file; what goes wrong becomes the reason."""
    if wanting := [one.name for one in query.parameters if one.default is None]:
        return _Outcome(query, "skipped", reason=f"It needs a value for {', '.join(wanting)}.")
    try:
        check_needed(query, engine)
        asking = Asking.of(query, wishes, None if wishes.format_name else Path("x.csv"))
        start = time.perf_counter()
        answer = asking.answer(engine, {})
        seconds = time.perf_counter() - start
        file = folder / f"{query.id}{asking.manner.format.suffix}"
        write_bytes(written(answer, asking.manner, query, engine), file)
        rows = _counted(answer, asking.manner)
    except MissingPart as error:
        return _Outcome(query, "skipped", reason=str(error))
    except AlskgError as error:
        return _Outcome(query, "failed", reason=str(error))
    return _Outcome(query, "answered", file.name, rows, seconds)


def _counted(answer: bytes, manner: Manner) -> int | None:
    """Return the number of rows in an answer as it came, None for a graph that stays RDF."""
    name = manner.asked_as
    if manner.form == "ASK":
        return 1
    if name == "csv":
        return sum(1 for _ in csv.reader(io.StringIO(answer.decode(), newline=""))) - 1
    if name == "tsv":
        return answer.count(b"\n") - 1
    if name == "xml":
        return answer.count(b"<result>")
    if manner.format.kind == "graph":
        return None
    found = read(answer, manner)
    return len(found) if isinstance(found, Rows) else 1


def _index(outcomes: Iterable[_Outcome]) -> bytes:
    """Return the index: what became of each question."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for one in outcomes:
        seconds = f"{one.seconds:.3f}" if one.file else ""
        rows = "" if one.rows is None else one.rows
        writer.writerow(
            (one.query.id, one.query.title, one.outcome, one.file, rows, seconds, one.reason)
        )
    return out.getvalue().encode()


def _summed_up(outcomes: list[_Outcome], folder: Path) -> int:
    """Say what was not answered, and how many were; return the exit status."""
    for one in outcomes:
        if one.outcome != "answered":
            say(f"alskg: {one.query.id} {one.outcome}: {one.reason}")
    counts = {name: sum(one.outcome == name for one in outcomes) for name in ("failed", "skipped")}
    answered = len(outcomes) - sum(counts.values())
    more = "".join(f", {number} {name}" for name, number in counts.items() if number)
    say(f"{answered} of {len(outcomes)} questions answered in {folder}{more}. See {INDEX}.")
    return AlskgError.exit_code if counts["failed"] else 0
