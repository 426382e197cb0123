"""`alskg stats`: count what the graph holds."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from alskg.cli import records
from alskg.cli.output import choose_format, output_option, table, write_text
from alskg.cli.source import Source, source_options
from alskg.kg import Stats

__all__ = ["command"]

_COLUMNS: Final = ("table", "item", "count")


@click.command("stats")
@click.option(
    "-f",
    "--format",
    "format_name",
    metavar="FORMAT",
    help=f"{', '.join(records.FORMATS)}. [default: table on a terminal, tsv in a pipe]",
)
@source_options()
@output_option()
def command(format_name: str | None, source: Source, output: Path | None) -> None:
    """Count what the graph holds: things, claims, passages, derived edges, mappings, triples.

    Things are counted by class, claims by kind, certainty and layer, mappings by the prefix of
    their target. JSON has one object a table.

    \b
    Example:
      alskg stats
      alskg stats -f json | jq .claims_by_modality
    """
    chosen = choose_format(format_name, output, "rows", terminal="table", pipe="tsv")
    counts = source.graph().stats()
    write_text(_written(counts, chosen.name), output)


def _written(counts: Stats, format_name: str) -> str:
    """Return the counts in a format: one table each for people, one object each in JSON."""
    if format_name == "json":
        return json.dumps(counts, indent=2) + "\n"
    if format_name == "table":
        return "\n".join(
            table(_COLUMNS[1:], [(item, str(n)) for item, n in items.items()], title=_title(name))
            for name, items in counts.items()
        )
    return records.written(_COLUMNS, list(_rows(counts)), format_name)


def _rows(counts: Stats) -> Iterator[tuple[str, str, int]]:
    """Yield one row a count."""
    for name, items in counts.items():
        for item, number in items.items():
            yield _title(name), item, number


def _title(name: str) -> str:
    """Return the name of a table in words."""
    return name.replace("_", " ")
