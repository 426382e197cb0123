"""Help in sections: which options belong together, for a command that has many."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

import click

__all__ = ["Sections"]

_REST: Final = "Options"


class Sections(click.Command):
    """A command whose help lists its options under headings.

    `sections` gives the names of the parameters by heading; what stands under none of them comes
    last.
    """

    sections: ClassVar[Mapping[str, Sequence[str]]]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, a heading at a time."""
        heading = {name: title for title, names in self.sections.items() for name in names}
        found: dict[str, list[tuple[str, str]]] = {title: [] for title in (*self.sections, _REST)}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None and isinstance(parameter, click.Option):
                found[heading.get(parameter.name or "", _REST)].append(record)
        for title, records in found.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)
