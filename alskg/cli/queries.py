"""`alskg queries`: list the stored queries, or show one."""

import json
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import click

from alskg import catalogue
from alskg.catalogue import StoredQuery
from alskg.cli import records, suggesting
from alskg.cli.output import choose_format, output_option, write_text
from alskg.errors import InputError, did_you_mean

__all__ = ["command"]

_COLUMNS: Final = ("name", "question", "tags")


@click.command("queries")
@click.argument("name", required=False, shell_complete=suggesting.questions)
@click.option(
    "-t",
    "--tag",
    metavar="TAG",
    help="Only queries with this tag.",
    shell_complete=suggesting.tags,
)
@click.option(
    "--for",
    "audience",
    type=click.Choice(tuple(catalogue.AUDIENCES)),
    help="Only questions that these people ask.",
)
@click.option(
    "-k",
    "--kind",
    type=click.Choice(catalogue.KINDS),
    default="answers",
    show_default=True,
    help="Questions, checks that must find nothing, or views as a graph.",
)
@click.option(
    "-f",
    "--format",
    "format_name",
    metavar="FORMAT",
    help=f"{', '.join(records.FORMATS)}. [default: table on a terminal, tsv in a pipe]",
)
@output_option()
def command(  # noqa: PLR0913, PLR0917  (one parameter an option)
    name: str | None,
    tag: str | None,
    audience: str | None,
    kind: catalogue.Kind,
    format_name: str | None,
    output: Path | None,
) -> None:
    """List the stored queries with the question that each answers, or show one.

    One that is named is shown with its parameters, its columns and its text.

    \b
    Example:
      alskg queries
      alskg queries --tag gene
      alskg queries --for counsellor
      alskg queries gene_case_shares
    """
    if name is not None and format_name is None:
        write_text(_described(catalogue.get(name)), output)
        return
    listed = (catalogue.get(name),) if name is not None else _tagged(catalogue.all(kind), tag)
    if audience is not None:
        listed = tuple(query for query in listed if audience in query.audience)
    chosen = choose_format(format_name, output, "rows", terminal="table", pipe="tsv")
    if chosen.name == "json":
        records_ = [_record(query) for query in listed]
        write_text(json.dumps(records_, ensure_ascii=False, indent=2) + "\n", output)
        return
    rows = [(query.id, query.title, ", ".join(query.tags)) for query in listed]
    write_text(records.written(_COLUMNS, rows, chosen.name), output)


def _tagged(queries: Iterable[StoredQuery], tag: str | None) -> tuple[StoredQuery, ...]:
    """Return the queries with a tag. Raises InputError where no query has it."""
    listed = tuple(queries)
    if tag is None:
        return listed
    found = tuple(query for query in listed if tag.casefold() in map(str.casefold, query.tags))
    if not found:
        tags = sorted({each for query in listed for each in query.tags})
        raise InputError(
            f"No query has the tag '{tag}'.{did_you_mean(tag, tags)} Tags: {', '.join(tags)}."
        )
    return found


def _record(query: StoredQuery) -> dict[str, object]:
    """Return a query as plain values."""
    return {
        "name": query.id,
        "kind": query.kind,
        "title": query.title,
        "summary": query.summary,
        "tags": query.tags,
        "for": query.audience,
        "layer": query.layer,
        "parameters": [
            {
                "name": one.name,
                "type": one.type,
                "class": one.class_name or None,
                "default": one.default,
                "example": one.example,
                "text": one.text,
            }
            for one in query.parameters
        ],
        "columns": [{"name": name, "text": text} for name, text in query.columns.items()],
        "sparql": query.text,
    }


def _described(query: StoredQuery) -> str:
    """Return all about one query, for a person."""
    parts = [query.title, f"  {query.summary}", f"  tags: {', '.join(query.tags)}"]
    parts += [f"  for: {', '.join(query.audience)}"] if query.audience else []
    parts += [f"  layer: {query.layer}"] if query.layer else []
    parts += [""]
    for heading, lines in (
        ("Parameters", [_parameter(one) for one in query.parameters]),
        ("Needs", [f"{prefix}: load a file of it with --with" for prefix in query.needs]),
        ("Columns", [f"{name}: {text}" for name, text in query.columns.items()]),
    ):
        parts += [heading, *(f"  {line}" for line in lines), ""] if lines else []
    body = [line for line in query.text.splitlines() if not line.startswith("#+")]
    return "\n".join([*parts, *body]).rstrip() + "\n"


def _parameter(one: catalogue.Parameter) -> str:
    """Return a parameter as it is given in the shell."""
    kind = one.class_name or one.type
    default = (
        "" if one.default is None else f" [default: {'any' if one.takes_any else one.default}]"
    )
    text = f": {one.text}" if one.text else ""
    return f"-p {_example(one)}  ({kind}){text}{default}"


def _example(one: catalogue.Parameter) -> str:
    """Return the example of a parameter as a shell takes it: in quotes where it has a space."""
    return shlex.quote(f"{one.name}={one.example or '…'}")
