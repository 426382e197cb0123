"""The stored queries: `queries/{answers,checks,exports}/<id>.rq`, each with a header in YAML.

The header is made of the lines that start with `#+`, which SPARQL reads as comments. It is parsed
when something in it is asked for: running a query without parameters needs none of it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

from alskg import resources
from alskg.errors import DataError, InputError, UnknownQuery, did_you_mean

__all__ = ["KINDS", "Kind", "Parameter", "StoredQuery", "all", "from_text", "get", "lint", "names"]

Kind = Literal["answers", "checks", "exports"]

KINDS: Final[tuple[Kind, ...]] = ("answers", "checks", "exports")
_MARK: Final = "#+"
_REQUIRED: Final = ("title", "summary", "tags", "columns")
_TYPES: Final = frozenset({"entity", "iri", "string", "integer", "decimal", "boolean", "date"})
_CHECK_COLUMNS: Final = ["entity", "property", "value"]
_KEYS: Final = frozenset({*_REQUIRED, "parameters", "layer", "needs", "chart", "severity"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable that the user may set: its type, what it is without that, and an example.

    `type` is one of entity, iri, string, integer, decimal, boolean and date. Without a default a
    value has to be given.
    """

    name: str
    type: str
    default: str | None = None
    example: str | None = None


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
        return MappingProxyType(_header(self.text, self.path))

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
    def layer(self) -> str:
        """Return which layer of the graph answers."""
        return str(self.header.get("layer") or "")

    @property
    def needs(self) -> tuple[str, ...]:
        """Return the external ontologies that have to be loaded, by prefix."""
        if "needs:" not in "\n".join(_header_lines(self.text)):
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
    def parameters(self) -> tuple[Parameter, ...]:
        """Return the parameters; a header without the word is not even parsed."""
        if "parameters:" not in "\n".join(_header_lines(self.text)):
            return ()
        given = self.header.get("parameters") or {}
        if not isinstance(given, dict):
            raise DataError(f"{self.path}: 'parameters' has to name each with its type.")
        return tuple(_parameter(str(name), entry, self.path) for name, entry in given.items())

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


def names(kind: Kind | None = None) -> tuple[str, ...]:
    """Return the names of the stored queries, of one kind or all, in alphabetical order."""
    return tuple(sorted(path.stem for path in _paths(kind)))


def get(name: str) -> StoredQuery:
    """Return the stored query of a name; `gene-shares` is read as `gene_shares`.

    Raises UnknownQuery, which suggests the nearest name.
    """
    wanted = name.replace("-", "_")
    if wanted.replace("_", "").isalnum():
        for kind in KINDS:
            path = resources.queries_dir() / kind / f"{wanted}.rq"
            if path.is_file():
                return _read(path, kind)
    suggestion = did_you_mean(wanted, names())
    raise UnknownQuery(
        f"No stored query is called '{name}'.{suggestion} 'alskg queries' lists them all."
    )


def all(kind: Kind | None = None) -> tuple[StoredQuery, ...]:  # noqa: A001  (catalogue.all())
    """Return the stored queries, of one kind or all, by kind and name.

    Raises DataError where a file cannot be read.
    """
    found = sorted(_paths(kind), key=lambda path: (KINDS.index(_kind(path)), path.stem))
    return tuple(_read(path, _kind(path)) for path in found)


def from_text(text: str, path: Path) -> StoredQuery:
    """Return a query that a user wrote as if it were stored: it may have a header, too."""
    return StoredQuery(path.stem or "query", "answers", text, path, is_stored=False)


def lint(query: StoredQuery) -> list[str]:
    """Return what is wrong with a stored query; nothing where it keeps the rules.

    The header is complete, the text is SPARQL, the columns are the projection, a SELECT names its
    columns and ends in ORDER BY, every declared prefix is used, every parameter is a variable of
    the query, and a check projects ?entity ?property ?value.
    """
    found = [f"the header has no {key}" for key in _REQUIRED if not query.header.get(key)]
    if query.kind == "exports":
        found = [fault for fault in found if not fault.endswith("columns")]
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", query.id):
        found.append("the file's name is not in snake_case")
    body = "\n".join(line for line in query.text.splitlines() if not line.startswith("#"))
    for parameter in query.parameters:
        if parameter.type not in _TYPES:
            found.append(f"the parameter {parameter.name} has the unknown type {parameter.type}")
        if not re.search(rf"[?$]{re.escape(parameter.name)}\b", body):
            found.append(f"the parameter {parameter.name} is no variable of the query")
    return found + _lint_sparql(query, body)


def _lint_sparql(query: StoredQuery, body: str) -> list[str]:
    """Return what is wrong with the SPARQL of a stored query."""
    projection, fault = _parsed(body)
    if fault:
        return [f"it is not SPARQL: {fault}"]
    found = [
        f"PREFIX {declared[1]}: is declared and not used"
        for declared in re.finditer(r"(?im)^\s*PREFIX\s+([\w.-]*):\s*<[^>]*>", body)
        if not _parsed(body[: declared.start()] + body[declared.end() :])[1]
    ]
    if projection is None:
        return found
    expected = _CHECK_COLUMNS if query.kind == "checks" else list(query.columns)
    if projection != expected:
        found.append(f"the columns {expected} are not the projection {projection}")
    if re.search(r"(?i)\bSELECT\s+(?:DISTINCT\s+|REDUCED\s+)?\*", body):
        found.append("SELECT * says nothing to a reader: name the columns")
    if not re.search(r"(?i)\bORDER\s+BY\b", body[body.rfind("}") :]):
        found.append("SELECT does not end in ORDER BY, so its rows come in any order")
    return found


def _parsed(body: str) -> tuple[list[str] | None, str]:
    """Return the projection of a SELECT query, or None for another form, and what is wrong."""
    import pyoxigraph  # noqa: PLC0415  (running a query needs none of this)

    try:
        found = pyoxigraph.Store().query(body)
    except SyntaxError as error:
        return None, str(error)
    if not isinstance(found, pyoxigraph.QuerySolutions):
        return None, ""
    return [variable.value for variable in found.variables], ""


def _paths(kind: Kind | None) -> list[Path]:
    """Return the query files."""
    folder = resources.queries_dir()
    return [path for each in ([kind] if kind else KINDS) for path in folder.glob(f"{each}/*.rq")]


def _kind(path: Path) -> Kind:
    """Return the kind of a query, which is the name of its folder."""
    return next(kind for kind in KINDS if kind == path.parent.name)


def _read(path: Path, kind: Kind) -> StoredQuery:
    """Read a query file. Raises DataError."""
    try:
        return StoredQuery(path.stem, kind, path.read_text(encoding="utf-8"), path)
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"The query file {path} cannot be read: {error}.") from error


def _header_lines(text: str) -> list[str]:
    """Return the lines of the header, each at its number in the file, other lines left empty."""
    return [line[len(_MARK) :] if line.startswith(_MARK) else "" for line in text.splitlines()]


def _header(text: str, path: Path) -> dict[str, Any]:
    """Parse the header. Raises DataError with file and line."""
    import yaml  # noqa: PLC0415  (20 ms that only those pay who read a header)

    lines = _header_lines(text)
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


def _pair(entry: object) -> tuple[str, str]:
    """Return the name of a column that has no description."""
    return str(entry), ""


def _parameter(name: str, entry: object, path: Path) -> Parameter:
    """Read the declaration of a parameter."""
    fields = entry if isinstance(entry, dict) else {"type": entry}
    texts = {str(key): _text(value) for key, value in fields.items()}
    unknown = texts.keys() - {"type", "default", "example"}
    if unknown or "type" not in texts:
        what = f"has no key '{min(unknown)}'" if unknown else "needs a type"
        raise DataError(f"{path}: the parameter '{name}' {what}: write {{type, default, example}}.")
    return Parameter(name, str(texts["type"]), texts.get("default"), texts.get("example"))


def _text(value: object) -> str | None:
    """Return a value of the header as a user would type it."""
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
