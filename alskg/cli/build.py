"""`alskg build`: compile the files into the dataset that queries run on."""

import click

from alskg import resources
from alskg.cli.output import say
from alskg.cli.progress import busy
from alskg.compile import compile_dataset, open_build, stale_files

__all__ = ["command"]

_NO = 1


@click.command("build")
@click.option("--check", is_flag=True, help="Only say whether the build fits the files.")
@click.option("--force", is_flag=True, help="Compile even if nothing has changed.")
@click.pass_context
def command(ctx: click.Context, check: bool, force: bool) -> None:  # noqa: FBT001  (click's way)
    """Compile the files into the dataset that queries run on.

    Every command does so by itself where a file has changed. A build is published whole or not
    at all, and the one before it stays. The same files give the same bytes on every machine.

    Exit status 1 says, with --check, that the build does not fit the files.

    \b
    Example:
      alskg build
      alskg build --check
    """
    if check and force:
        raise click.UsageError("--check compiles nothing, so --force says nothing to it.")
    if check:
        ctx.exit(_check())
    with busy("compiling the graph"):
        build = compile_dataset(force=True) if force else open_build()
    manifest = build.manifest
    click.echo(
        f"{build.path_nquads}\n"
        f"{manifest.quads} statements in {len(manifest.graphs)} graphs, sha256 {manifest.sha256}"
    )


def _check() -> int:
    """Say which files the build does not fit, and return the exit status."""
    stale = stale_files()
    if stale is None:
        say(f"There is no build in {resources.build_dir()}. Run 'alskg build'.")
        return _NO
    for name in stale:
        click.echo(name)
    if stale:
        say(f"The build does not fit {len(stale)} of the files. Run 'alskg build'.")
        return _NO
    say("The build fits the files.")
    return 0
