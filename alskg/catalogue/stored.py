"""A stored query: its text, and what its header says of it.

The header is parsed when something in it is asked for: running a query without parameters needs
none of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

from alskg.catalogue import header
from alskg.catalogue.chart import Definition, faults, from_header
from alskg.catalogue.header import Parameter
from alskg.errors import DataError, InputError, did_you_mean

__all__ = ["KINDS", "Kind", "StoredQuery"]

Kind = Literal["answers", "checks", "exports"]

KINDS: Final[tuple[Kind, ...]] = ("answers", "checks", "exports")


@dataclass(frozen=True)
class StoredQuery:
    """A query with a name; `header` and what comes from it raise DataError where it is faulty."""

    id: str
    kind: Kind
    text: str = field(repr=False)
    path: Path
    is_stored: bool = True

    @cached_property
    def header(self) -> Mapping[str, Any]:
        """Return the header as it stands in the file."""
        return MappingProxyType(header.parsed(self.text, self.path))

    @property
    def title(self) -> str:
        """Return the question that the query answers."""
        return str(self.header.get("title") or self.id.replace("_", " "))

    @property
    def summary(self) -> str:
        """Return one sentence on what the answer holds."""
        return str(self.header.get("summary") or "")

    @property
    def tags(self) -> tuple[str, ...]:
        """Return the keywords."""
        return tuple(map(str, self.header.get("tags") or ()))

    @property
    def audience(self) -> tuple[str, ...]:
        """Return who asks it."""
        return tuple(map(str, self.header.get("for") or ()))

    @property
    def layer(self) -> str:
        """Return which layer of the graph answers."""
        return str(self.header.get("layer") or "")

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """Return the external ontologies that have to be loaded, by prefix."""
        if "needs:" not in "\n".join(header.header_lines(self.text)):
            return ()
        needed = self.header.get("needs") or ()
        return (needed,) if isinstance(needed, str) else tuple(map(str, needed))

    @property
    def columns(self) -> Mapping[str, str]:
        """Return what each column holds, by its name and in the order of the columns."""
        listed = self.header.get("columns") or ()
        pairs: dict[str, str] = {}
        for entry in listed.items() if isinstance(listed, dict) else listed:
            named = entry if isinstance(entry, dict) else dict([_pair(entry)])
            pairs |= {str(name): str(text or "") for name, text in named.items()}
        return pairs

    @cached_property
    def chart(self) -> Definition | None:
        """Return how the answer is drawn, None where it is not."""
        if "chart:" not in "\n".join(header.header_lines(self.text)):
            return None
        if (drawn := self.header.get("chart")) is None:
            return None
        for key, fault in faults(drawn, self.columns):
            line = header.line_of(self.text, "chart", key)
            raise DataError(f"{self.path}:{line}: {fault}.".replace("?.", "?"))
        return from_header(drawn, self.columns)

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """Return the parameters that the header declares."""
        return header.declared(self.text, self.path)

    def arguments(self, given: Mapping[str, object]) -> dict[str, tuple[object, Parameter]]:
        """Return the value of each parameter, given or by default, with its declaration.

        Raises InputError for a name that the query does not declare, and for one that has neither
        a value nor a default.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in given:
            if name not in known:
                raise InputError(self._unknown(name, known))
        for parameter in known.values():
            if parameter.name not in given and parameter.default is None:
                raise InputError(
                    f"The query '{self.id}' needs a value for '{parameter.name}' "
                    f"({parameter.type}), such as {parameter.name}={parameter.example or '…'}."
                )
        return {name: (given.get(name, known[name].default), known[name]) for name in known}

    def _unknown(self, name: str, known: Mapping[str, Parameter]) -> str:
        """Say that a parameter is not known, and which are."""
        has = f"has {', '.join(known)}" if known else "takes no parameters"
        suggestion = did_you_mean(name, known)
        return f"'{name}' is no parameter of the query '{self.id}', which {has}.{suggestion}"


def _pair(entry: object) -> tuple[str, str]:
    """Return the name of a column that has no description."""
    return str(entry), ""
