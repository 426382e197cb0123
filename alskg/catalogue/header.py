"""The header of a stored query: the lines that start with `#+`, which SPARQL reads as comments."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from alskg.errors import DataError, did_you_mean

__all__ = [
    "AUDIENCES",
    "TAGS",
    "TOPICS",
    "Parameter",
    "declared",
    "header_lines",
    "line_of",
    "parsed",
]

AUDIENCES: Final[Mapping[str, str]] = {
    "researcher": "who studies the disease",
    "counsellor": "who explains risk and inheritance to families",
    "clinician": "who meets people with the disease",
    "curator": "who keeps the data right",
    "engineer": "who loads, joins and queries the graph",
    "patient": "people concerned, their organisations, teachers and librarians",
}
"""Who asks, as the key `for` of a header names them."""

TOPICS: Final[Mapping[str, str]] = {
    "gene": "Genes and causes",
    "condition": "The disease and its types",
    "course": "Signs and course",
    "epidemiology": "How common",
    "mechanism": "Mechanisms",
    "inheritance": "Inheritance",
    "certainty": "How sure, and what is not known",
    "reference": "The page beside reference sources",
    "provenance": "Where it stands",
    "mapping": "Identifiers elsewhere",
    "graph": "The graph itself",
    "ontology": "With an ontology",
}
"""What a question is about: the first tag of each. The order is that of docs/queries.md."""

TAGS: Final[Mapping[str, str]] = {
    **TOPICS,
    "anatomy": "parts of the body, cells and what goes on in them",
    "care": "help that people come to need",
    "cause": "what causes, contributes or raises the risk",
    "gap": "what is not known",
    "name": "what a thing is called",
    "omim": "conditions with a number in OMIM",
    "onset": "when it begins",
    "overlap": "together with another condition",
    "phenotype": "signs and symptoms",
    "population": "for whom a figure holds",
    "quantity": "figures with their unit",
    "resource": "where to read on",
    "share": "which part of the cases",
    "source": "where a statement comes from",
    "subtype": "what is a type of what",
    "survival": "how long people live",
    "vocabulary": "the terms in which the graph is written",
}
"""Every tag there is, with its meaning; a topic may be a second tag, too."""

_MARK: Final = "#+"
_KEYS: Final = frozenset(
    {
        "title", "summary", "tags", "for", "columns", "parameters", "layer", "needs", "chart",
        "severity",
    }
)  # fmt: skip
_PAIR: Final = r'([a-z]+): (?:"([^"\\]+)"|((?!(?i:true|false|null|yes|no|on|off)\b)[A-Za-z][\w-]*))'
_PARAMETER_KEYS: Final = ("type", "class", "default", "example", "text")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable that the user may set: its type, what it is without that, and an example.

    `type` is one of entity, iri, string, integer, decimal, boolean and date. An entity may have
    to be of a class of the vocabulary, such as Gene; where that class itself is the default, the
    query answers for any thing of it. Without a default a value has to be given.
    """

    name: str
    type: str
    default: str | None = None
    example: str | None = None
    class_name: str = ""
    text: str = ""

    @property
    def takes_any(self) -> bool:
        """Say whether the query answers for every thing of the class unless one is given."""
        return bool(self.class_name) and self.default == f"alskg:{self.class_name}"


def header_lines(text: str) -> list[str]:
    """Return the lines of the header, each at its number in the file, other lines left empty."""
    return [line[len(_MARK) :] if line.startswith(_MARK) else "" for line in text.splitlines()]


def line_of(text: str, entry: str, key: str) -> int:
    """Return the line of the file in which a key of an entry stands, else that of the entry."""
    lines = header_lines(text)
    first = next((n for n, line in enumerate(lines) if line.strip().startswith(f"{entry}:")), 0)
    for number, line in enumerate(lines[first:], start=first):
        if re.search(rf"\b{re.escape(key)}:", line):
            return number + 1
    return first + 1


def parsed(text: str, path: Path) -> dict[str, Any]:
    """Parse the header. Raises DataError with file and line."""
    import yaml  # noqa: PLC0415  (20 ms that only those pay who read a header)

    lines = header_lines(text)
    try:
        header = yaml.safe_load("\n".join(lines)) or {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataError(f"{path}:{line}: the header is not YAML: {error.problem}.") from error
    except yaml.YAMLError as error:
        raise DataError(f"{path}: the header is not YAML: {error}.") from error
    if not isinstance(header, dict):
        raise DataError(f"{path}:1: the header has to be made of lines such as '#+ title: …'.")
    for key in header:
        if key not in _KEYS:
            line = next((n for n, each in enumerate(lines, 1) if str(key) in each), 1)
            suggestion = did_you_mean(str(key), _KEYS)
            raise DataError(f"{path}:{line}: a header has no key '{key}'.{suggestion}")
    return header


def declared(text: str, path: Path) -> tuple[Parameter, ...]:
    """Return the parameters that a query's text declares. Raises DataError.

    The usual form, one `name: {type: …}` a line, is read without YAML, whose import would take
    longer than the answer.
    """
    lines = header_lines(text)
    if not any(line.startswith(" parameters:") for line in lines):
        return ()
    given = _simple(lines)
    if given is None:
        given = parsed(text, path).get("parameters") or {}
    if not isinstance(given, dict):
        raise DataError(f"{path}: 'parameters' has to name each with its type.")
    return tuple(_parameter(str(name), entry, path) for name, entry in given.items())


def _simple(lines: Sequence[str]) -> dict[str, dict[str, str]] | None:
    """Read parameters whose values are plain words or plain strings in quotes."""
    start = next((n for n, line in enumerate(lines, 1) if line == " parameters:"), 0)
    found: dict[str, dict[str, str]] = {}
    for line in lines[start:] if start else ():
        if not line.startswith("   "):
            return found or None
        entry = re.fullmatch(r"   ([a-z]\w*): \{(.*)\}", line)
        pairs = re.findall(rf"{_PAIR}(?:, |$)", entry[2]) if entry else []
        if entry is None or not re.fullmatch(rf"{_PAIR}(?:, {_PAIR})*", entry[2]):
            return None
        found[entry[1]] = {key: quoted or plain for key, quoted, plain in pairs}
    return None


def _parameter(name: str, entry: object, path: Path) -> Parameter:
    """Read the declaration of a parameter."""
    fields = entry if isinstance(entry, dict) else {"type": entry}
    texts = {str(key): _text(value) for key, value in fields.items()}
    unknown = texts.keys() - set(_PARAMETER_KEYS)
    if unknown or "type" not in texts:
        what = f"has no key '{min(unknown)}'" if unknown else "needs a type"
        keys = ", ".join(_PARAMETER_KEYS)
        raise DataError(f"{path}: the parameter '{name}' {what}: write {{{keys}}}.")
    return Parameter(
        name,
        str(texts["type"]),
        texts.get("default"),
        texts.get("example"),
        texts.get("class") or "",
        texts.get("text") or "",
    )


def _text(value: object) -> str | None:
    """Return a value of the header as a user would type it."""
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
