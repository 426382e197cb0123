"""`alskg completion`: the script that teaches a shell to complete the arguments of alskg."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

__all__ = ["VARIABLE", "command"]

VARIABLE: Final = "_ALSKG_COMPLETE"
_PROGRAM: Final = "alskg"
_WORD_BREAKS: Final = "\"'><=;|&(:"  # bash's own, where it does not say
_SPECIAL: Final = re.compile(r"[^\w@%+=:,./-]")
_ESCAPED: Final = r"\\\g<0>"
# Unlike click's own, this keeps NAME=VALUE and prefix:name together, which bash takes apart, and
# takes values with blanks.
_BASH: Final = """\
%(complete_func)s() {
    local kind value
    COMPREPLY=()
    while IFS=, read -r kind value; do
        case $kind in
            dir) compopt -o dirnames 2>/dev/null ;;
            file) compopt -o default 2>/dev/null ;;
            open) COMPREPLY+=("$value"); compopt -o nospace 2>/dev/null ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(COMP_LINE="${COMP_LINE:0:COMP_POINT}" COMP_WORDBREAKS="$COMP_WORDBREAKS" \\
        %(complete_var)s=bash_complete "$1" 2>/dev/null)
}
complete -o nosort -F %(complete_func)s %(prog_name)s 2>/dev/null \\
    || complete -F %(complete_func)s %(prog_name)s
"""


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script that teaches a shell to complete the arguments of alskg.

    It completes commands and options, the names of questions and their parameters, labels and
    CURIEs of things, tags and formats. Put the line below into the file that your shell reads at
    its start: ~/.bashrc or ~/.zshrc. For fish, write the script to
    ~/.config/fish/completions/alskg.fish.

    \b
    Example:
      eval "$(alskg completion bash)"
      eval "$(alskg completion zsh)"
      alskg completion fish > ~/.config/fish/completions/alskg.fish
    """
    made = _SHELLS[shell](ctx.find_root().command, {}, _PROGRAM, VARIABLE)
    click.echo(made.source(), nl=False)


@dataclass(frozen=True, slots=True)
class _Typed:
    """A line up to the cursor: whole words, the one begun, and what of that bash keeps.

    `kept` counts the characters of the word that stay whatever is chosen, `quote` is the quotation
    mark that is open.
    """

    words: list[str]
    begun: str
    kept: int
    quote: str


def typed(line: str, breaks: str = _WORD_BREAKS) -> _Typed:
    """Take a line of bash apart, as far as it was typed.

    >>> typed("alskg query x -p gene=SO")
    _Typed(words=['alskg', 'query', 'x', '-p'], begun='gene=SO', kept=5, quote='')
    """
    words: list[str] = []
    word, kept, quote, began, escaped = "", 0, "", False, False
    for character in line:
        if escaped:
            word, escaped = word + character, False
        elif character == "\\" and quote != "'":
            escaped = began = True
        elif quote:
            word, quote = (word, "") if character == quote else (word + character, quote)
        elif character in "\"'":
            quote, kept, began = character, len(word), True
        elif character.isspace():
            words += [word] if word or began else []
            word, kept, began = "", 0, False
        else:
            word += character
            kept = len(word) if character in breaks else kept
    return _Typed(words, word, kept, quote)


class _Quiet(ShellComplete):
    """Completion that never shows an error: a line that is half typed may be anything."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[Any]]:
        """Return what fits, or nothing."""
        try:
            return super().get_completions(args, incomplete)
        except Exception:  # noqa: BLE001  (the terminal belongs to the line that is being typed)
            return []


class _Bash(_Quiet, BashComplete):
    """Bash, which takes words apart at = and : and wants blanks escaped."""

    source_template: ClassVar[str] = _BASH

    def source(self) -> str:
        """Return the script; it does without what an old bash lacks."""
        return ShellComplete.source(self)

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the cursor, and the one that was begun."""
        line = self._typed()
        return line.words[1:], line.begun

    def complete(self) -> str:
        """Return a line for each completion, without what bash keeps of the word."""
        args, incomplete = self.get_completion_args()
        return "\n".join(self._lines(self.get_completions(args, incomplete)))

    def _lines(self, items: Iterable[CompletionItem[Any]]) -> Iterable[str]:
        line = self._typed()
        option = line.begun.find("=") + 1 if line.begun.startswith("-") else 0  # click took it off
        kept = max(line.kept - option, 0)
        for item in items:
            if item.type != "plain":
                yield f"{item.type},"
                continue
            value = str(item.value)[kept:]
            kind = "open" if value.endswith(("=", ":")) else "plain"
            yield f"{kind},{value if line.quote else _SPECIAL.sub(_ESCAPED, value)}"

    @staticmethod
    def _typed() -> _Typed:
        breaks = os.environ.get("COMP_WORDBREAKS") or _WORD_BREAKS
        return typed(os.environ.get("COMP_LINE", ""), breaks)


class _Zsh(_Quiet, ZshComplete):
    """Zsh, as click has it."""


class _Fish(_Quiet, FishComplete):
    """Fish, as click has it."""


_SHELLS: Final[dict[str, type[ShellComplete]]] = {"bash": _Bash, "zsh": _Zsh, "fish": _Fish}
for _shell in _SHELLS.values():
    add_completion_class(_shell)
