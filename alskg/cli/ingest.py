"""`alskg ingest`: read a copy of the page, and record its passages or say what has changed."""

from pathlib import Path
from typing import Final

import click

from alskg import resources
from alskg.cli.output import is_terminal, say, table, write_text
from alskg.errors import InputError
from alskg.page.compare import Difference, differences
from alskg.page.layout import SECTIONS
from alskg.page.passage import Page
from alskg.page.read import read_page
from alskg.page.record import known_items, read_record, turtle

__all__ = ["command"]

_SLUG: Final = "medlineplus-als"
_CHANGED: Final = 1


@click.command("ingest")
@click.argument("page", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Write the record to FILE, even if the page has changed; - is standard output.",
)
@click.pass_context
def command(ctx: click.Context, page: Path, output: Path | None) -> None:
    """Read a copy of the page and hold its passages against the record.

    PAGE is the text of the page, its HTML or its JSON; - is standard input. The record,
    data/source/medlineplus-als.ttl, holds offsets, digests and links, never the text.

    Of a copy that is as recorded the passages of each section are counted.

    Exit status 1 says that the page is not as recorded: the passages that are new, changed or
    gone are named, and nothing is written but to the FILE of -o.

    \b
    Example:
      alskg ingest page.html
      alskg ingest page.html -o new-record.ttl
    """
    data = resources.data_dir()
    path = data / "source" / f"{_SLUG}.ttl"
    record = read_record(path)
    anchors = record.anchors if record else ()
    copy = read_page(page, lambda: known_items(anchors, sorted((data / "page").glob("*.ttl"))))
    found = differences(anchors, copy) if record else ()
    _write_record(copy, page, output or (None if found or copy.partial else path))
    if str(output) != "-":
        _show(copy, found)
    if found:
        say(f"The page is not as recorded: {len(found)} passages are new, changed or gone.")
        ctx.exit(_CHANGED)
    if record:
        say(f"All {len(copy.passages)} passages of this copy are as recorded.")


def _write_record(copy: Page, page: Path, target: Path | None) -> None:
    """Write the record of a whole copy, unless its file holds these very bytes already."""
    if target is None:
        return
    if copy.partial or not copy.url:
        message = (
            f"{page} does not hold the whole page, so it cannot be recorded. Give the text of "
            f"the whole page, or its HTML."
        )
        raise InputError(message)
    text = turtle(copy, _SLUG)
    if target.is_file() and target.read_bytes() == text.encode():
        return
    write_text(text, target)
    if str(target) != "-":
        say(f"Recorded {len(copy.passages)} passages in {target}.")


def _show(copy: Page, found: tuple[Difference, ...]) -> None:
    """List what differs, or else the sections with their counts."""
    if found:
        columns, rows = ("passage", "change"), [(one.slug, str(one.kind)) for one in found]
    else:
        columns = ("section", "passages")
        slugs = [one.section for one in copy.passages]
        rows = [(name, str(slugs.count(name))) for name in SECTIONS if name in slugs]
    if is_terminal():
        click.echo(table(columns, rows), nl=False)
    else:
        click.echo("\n".join("\t".join(row) for row in (columns, *rows)))
