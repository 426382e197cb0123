"""`alskg publish`: load a compiled release into a store, beside what answers there, and switch."""

import sys
from typing import Final

import click

from alskg import resources
from alskg.cli import records
from alskg.cli.output import is_terminal, say, write_text
from alskg.compile import Build, open_build
from alskg.compile.release import current
from alskg.errors import InputError
from alskg.publish import (
    GraphStore,
    Outcome,
    Release,
    Targets,
    compare,
    publish,
    read,
)
from alskg.transport.address import shown

__all__ = ["command"]

_NO: Final = 1
_COLUMNS: Final = ("graph", "release", "store", "verdict")


@click.command("publish")
@click.option("--to", "store_url", required=True, metavar="URL", help="The graph store.")
@click.option("--query-url", metavar="URL", help="Where the store answers queries.")
@click.option("--update-url", metavar="URL", help="Where the store takes SPARQL Update.")
@click.option("--in-place", is_flag=True, help="Overwrite graph by graph, without a switch.")
@click.option("--previous", is_flag=True, help="The release before the current one: a roll-back.")
@click.option("--check", is_flag=True, help="Only say whether the store holds the release.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done; nothing is sent.")
@click.option("--force", is_flag=True, help="Load although the store holds the release.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=300.0,
    show_default=True,
    metavar="SECONDS",
    help="How long one request may take.",
)
@click.pass_context
def command(  # noqa: PLR0913, PLR0917  (one parameter an option)
    ctx: click.Context,
    store_url: str,
    query_url: str | None,
    update_url: str | None,
    in_place: bool,  # noqa: FBT001  (click's way)
    previous: bool,  # noqa: FBT001
    check: bool,  # noqa: FBT001
    dry_run: bool,  # noqa: FBT001
    force: bool,  # noqa: FBT001
    timeout: float,
) -> None:
    """Load the compiled release into a store, beside what answers there, and switch.

    Each named graph is sent by the Graph Store Protocol into a staging graph and verified there by
    query, count and values. One SPARQL Update request then makes all of them live, and they are
    verified again. Whatever fails before it leaves the old release answering. No other graph of
    the store is touched.

    The addresses for queries and updates are known for a store at .../store (Oxigraph) and at
    .../sparql-graph-crud-auth (Virtuoso). Credentials come from ALSKG_USER and ALSKG_PASSWORD,
    ALSKG_TOKEN or ~/.netrc. Exit status 1 says, with --check, that the store holds something else.

    \b
    Example:
      alskg publish --to http://127.0.0.1:7878/store
      alskg publish --to http://127.0.0.1:7878/store --check
    """
    if check + dry_run + force > 1:
        raise click.UsageError("--check, --dry-run and --force exclude one another.")
    targets = Targets.of(store_url, query_url, update_url)
    targets = targets.without_update() if in_place else targets
    release = read(_previous() if previous else open_build())
    if dry_run:
        write_text(_plan(release, targets))
        return
    with GraphStore(targets, timeout=timeout) as store:
        if check:
            ctx.exit(_check(release, store))
        outcome = publish(release, store, force=force, warn=say, progress=_progress)
    click.echo(_summary(release, targets, outcome))


def _previous() -> Build:
    """Return the release before the current one. Raises InputError where there is none."""
    build = current(resources.build_dir(), "previous")
    if build is None:
        message = f"There is no release before the current one in {resources.build_dir()}."
        raise InputError(message)
    return build


def _progress(step: str) -> None:
    """Show a step to a person who watches."""
    if sys.stderr.isatty():
        say(step)


def _plan(release: Release, targets: Targets) -> str:
    """Return what would be done, as text."""
    graphs = [f"  {graph.iri}  {graph.contents.triples:,} triples" for graph in release.graphs]
    way = (
        f"would be staged, verified at {shown(targets.query)}, and switched in one request to "
        f"{shown(targets.update)}:"
        if targets.update
        else f"would be overwritten one by one and verified at {shown(targets.query)}; readers "
        f"would see a mixture until the last one:"
    )
    heading = f"{len(release.graphs)} graphs, sent to {shown(targets.store)}, {way}"
    closing = f"{_size(release)}. Nothing was sent."
    return "\n".join([heading, *graphs, closing, ""])


def _check(release: Release, store: GraphStore) -> int:
    """Write for each graph whether the store holds it, and return the exit status."""
    compared = [compare(store, graph) for graph in release.graphs]
    rows = [
        (
            each.graph.iri,
            each.graph.contents.triples,
            each.triples,
            "same" if each.is_same else "differs",
        )
        for each in compared
    ]
    write_text(records.written(_COLUMNS, rows, "table" if is_terminal() else "tsv"))
    other = sum(not each.is_same for each in compared)
    where = shown(store.targets.store)
    if other:
        say(f"{other} of {len(compared)} graphs of {where} differ from the release.")
        return _NO
    say(f"{where} holds the release: {_size(release)}.")
    return 0


def _summary(release: Release, targets: Targets, outcome: Outcome) -> str:
    """Return what was published, where, and how long it took."""
    what = "held this release already" if outcome.was_there else "holds the release"
    return (
        f"{shown(targets.store)} {what}, verified by query:\n"
        f"{_size(release)}, {outcome.seconds:.1f} s"
    )


def _size(release: Release) -> str:
    """Return the size and the digest of a release."""
    return (
        f"{release.triples} statements in {len(release.graphs)} graphs, version "
        f"{release.version}, sha256 {release.digest}"
    )
