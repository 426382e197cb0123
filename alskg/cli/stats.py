"""`alskg stats`: count what the graph holds."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

import alskg
from alskg.cli import records
from alskg.cli.output import choose_format, output_option, write_text
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
@output_option()
def command(format_name: str | None, output: Path | None) -> None:
    """Count what the graph holds: things, claims, passages, derived edges, mappings, triples.

    Things are counted by class, claims by kind, certainty and layer, mappings by the prefix of
    their target. JSON has one object a table.

    \b
    Example:
      alskg stats
      alskg stats -f json | jq .claims_by_modality
    """
    chosen = choose_format(format_name, output, "rows", terminal="table", pipe="tsv")
    counts = alskg.load().stats()
    if chosen.name == "json":
        write_text(json.dumps(counts, indent=2) + "\n", output)
    else:
        write_text(records.written(_COLUMNS, list(_rows(counts)), chosen.name), output)


def _rows(counts: Stats) -> Iterator[tuple[str, str, int]]:
    """Yield one row a count."""
    for table, items in counts.items():
        for item, number in items.items():
            yield table.replace("_", " "), item, number
