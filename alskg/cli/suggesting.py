"""What the shell may complete an argument to: questions, their parameters, things, formats.

Every command names these functions, so importing them costs nothing: what they suggest comes out
of `alskg.cli.known` once somebody presses TAB. None of them raises, builds or writes a word.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from alskg.cli.known import Parameter, Question, Thing

__all__ = [
    "Complete",
    "among",
    "charts",
    "parameters",
    "questions",
    "questions_and_files",
    "tags",
    "things",
]

Items = list["CompletionItem[str]"]
Complete = Callable[[click.Context, click.Parameter, str], Items]


def among(*choices: str) -> Complete:
    """Make the completion of an argument that is one of some words."""

    def complete(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
        return _items(((choice, "") for choice in choices), incomplete)

    return complete


def questions(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """Suggest stored questions, with what they ask."""
    return _items(((one.name, one.title) for one in _questions()), incomplete)


def questions_and_files(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> Items:
    """Suggest stored questions, or files where none begins so."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415  (only on TAB)

    return questions(ctx, parameter, incomplete) or [CompletionItem(incomplete, type="file")]


def charts(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """Suggest the questions whose answers can be drawn."""
    drawn = ((one.name, one.title) for one in _questions() if one.has_chart)
    return _items(drawn, incomplete)


def tags(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """Suggest the tags of stored questions."""
    every = sorted({tag for one in _questions() for tag in one.tags})
    return _items(((tag, "") for tag in every), incomplete)


def things(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """Suggest things of the graph, by label or by CURIE."""
    return _items(_named(_things(), incomplete), incomplete)


def parameters(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """Suggest NAME= for each parameter of the question, and after that its values."""
    words = {str(ctx.params.get("name") or ""), *ctx.args}
    asked = next((one for one in _questions() if one.name in words), None)
    if asked is None:
        return []
    name, equals, begun = incomplete.partition("=")
    if not equals:
        return _items(((f"{one.name}=", one.text) for one in asked.parameters), incomplete)
    declared = next((one for one in asked.parameters if one.name == name), None)
    if declared is None:
        return []
    values = ((f"{name}={value}", text) for value, text in _values(declared, begun))
    return _items(values, incomplete)


def _values(declared: "Parameter", begun: str) -> Iterable[tuple[str, str]]:
    """Return values of a parameter with what they are: things, yes and no, or the examples."""
    if declared.type == "entity":
        fitting = [one for one in _things() if declared.fits(one)]
        return _named(fitting, begun)
    if declared.type == "boolean":
        return (("true", ""), ("false", ""))
    return ((value, "") for value in dict.fromkeys((declared.default, declared.example)) if value)


def _named(these: Iterable["Thing"], begun: str) -> Iterator[tuple[str, str]]:
    """Yield a name for each thing: its CURIE once a colon stands, else its label or its slug.

    Of what nobody calls by its label, such as claims, only the prefix comes before the colon.
    """
    for one in these:
        if ":" in begun:
            yield one.curie, one.label
        elif not one.is_plain:
            yield f"{one.curie.partition(':')[0]}:", ""
        elif one.label.casefold().startswith(begun.casefold()):
            yield one.label, one.curie
        else:
            yield one.slug, one.label


def _items(pairs: Iterable[tuple[str, str]], incomplete: str) -> Items:
    """Return what begins as the incomplete text does, in any case, each value once."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415  (as above)

    wanted = incomplete.casefold()
    fitting = {value: text for value, text in pairs if value.casefold().startswith(wanted)}
    return [CompletionItem(value, help=text or None) for value, text in fitting.items()]


def _questions() -> tuple["Question", ...]:
    from alskg.cli.known import known  # noqa: PLC0415  (as above)

    return known().questions


def _things() -> tuple["Thing", ...]:
    from alskg.cli.known import known  # noqa: PLC0415  (as above)

    return known().things
