"""The command line: one click group whose commands are imported only when they run.

Exit status: 0 yes or done, 1 the answer is no, 2 usage or input, 3 a part is missing, 70 a fault
of alskg itself, 130 interrupted. Data goes to standard output, messages to standard error.
"""

import errno
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final, NoReturn

import click

from alskg import resources
from alskg.errors import AlskgError, did_you_mean

__all__ = ["COMMANDS", "FAULT", "INTERRUPTED", "main"]

INTERRUPTED: Final = 130
FAULT: Final = 70  # EX_SOFTWARE of sysexits.h
_PIPE_CLOSED: Final = 141  # what a shell reports for a process that SIGPIPE ended
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

_SUMMARIES: Final = {
    "query": "Answer a stored query, a query file or a SPARQL text.",
    "queries": "List the stored queries with the question that each answers, or show one.",
    "chart": "Draw an answer as SVG or PNG; without a name, list what can be drawn.",
    "search": "Find things by label, synonym or identifier, the best match first.",
    "describe": "Show all that the graph says about one thing.",
    "trace": "Show which sentences of the page support a claim or a thing.",
    "stats": (
        "Count what the graph holds: things, claims, passages, derived edges, mappings, triples."
    ),
    "coverage": "Prove that every passage of the page has its claims or a reason.",
    "validate": "Check the graph, or a Turtle file against it.",
    "reason": "Prove with a reasoner that ontology and graph are consistent.",
    "export": "Write the graph, or a part of it, in other formats.",
    "diff": "Show what changed between two releases or files, claim by claim.",
    "link": "List the mappings, check them against an ontology, or suggest new ones.",
    "ingest": "Read a copy of the page and hold its passages against the record.",
    "build": "Compile the files into the dataset that queries run on.",
    "completion": "Print the script that teaches a shell to complete the arguments of alskg.",
    "serve": "Serve the graph over HTTP: a site, linked data, and a SPARQL endpoint at /sparql.",
    "publish": "Load the compiled release into a store, beside what answers there, and switch.",
}
COMMANDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {name: (f"alskg.cli.{name}", summary) for name, summary in _SUMMARIES.items()}
)


class _Commands(click.Group):
    """A group that reads its list of commands from a table, and bounds every error."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the command names in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one command and return the command, or None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        if not any(parameter.name == "debug" for parameter in command.params):
            command.params.append(_debug_option())
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest command where the one that was typed is not known."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"There is no command '{args[0]}'.{did_you_mean(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, so that `--help` imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Complete a command from the table, so that TAB imports none of them."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415  (only on TAB)

        fitting = (name for name in COMMANDS if name.startswith(incomplete))
        commands = [CompletionItem(name, help=COMMANDS[name][1]) for name in fitting]
        return [*commands, *click.Command.shell_complete(self, ctx, incomplete)]

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  (click's own signature)
        """Run the shell; `--help` and `--version` write before there is a command to bound."""
        if "_ALSKG_COMPLETE" in os.environ:
            import_module("alskg.cli.completion")  # makes known how our shells complete
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            _leave_full_disk(error)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  (click's own signature)
        """Run the command, and turn whatever it raises into a message and an exit status."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            _leave_closed_pipe()
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if ctx.meta.get("alskg.debug"):
                raise
            if isinstance(error, OSError) and error.errno in _NO_ROOM:
                _leave_full_disk(error)
            click.echo(f"alskg: {_message(error)}", err=True)
            ctx.exit(error.exit_code if isinstance(error, AlskgError) else FAULT)
        return result


def _message(error: Exception) -> str:
    """Return what to tell the user: the error's own text, or that alskg itself is at fault."""
    if isinstance(error, AlskgError):
        return str(error)
    return (
        f"this is a fault of alskg, not of yours: {type(error).__name__}: {error}. "
        f"Run the command again with --debug to see where."
    )


def _leave_closed_pipe() -> NoReturn:
    """End quietly when the reader of a pipe has gone (`alskg query genes | head -1`)."""
    _discard_output()
    sys.exit(_PIPE_CLOSED)


def _leave_full_disk(error: OSError) -> NoReturn:
    """Say that there is no room for what was to be written, which is no fault of ours."""
    _discard_output()
    what = f" {error.filename}" if error.filename else ""
    click.echo(f"alskg: Cannot write{what}: {error.strerror}.", err=True)
    sys.exit(AlskgError.exit_code)


def _discard_output() -> None:
    """Lead standard output nowhere: what it still holds is written once more at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _set_debug(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001
    """Remember `--debug`, whether it stands before or after the command."""
    if value:
        ctx.meta["alskg.debug"] = True


def _debug_option() -> click.Option:
    """Make the `--debug` flag that the group and each of its commands carry."""
    return click.Option(
        ["--debug"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_set_debug,
        help="Show the traceback of an error.",
    )


@click.group(
    cls=_Commands,
    params=[_debug_option()],
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Run 'alskg COMMAND --help' for the options of a command, with an example.",
)
@click.version_option(resources.version(), prog_name="alskg", message="%(prog)s %(version)s")
def main() -> None:
    """Ask what a trusted page says about ALS, and see the sentence behind each answer.

    \b
    Example:
      alskg query gene_case_shares
      alskg trace claim:c9orf72-share-of-familial-als

    Not medical advice.
    """
