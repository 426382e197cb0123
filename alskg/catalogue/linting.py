"""The rules that a stored query keeps; each fault is named together with its cure."""

import re
from collections.abc import Iterator
from typing import Final

from alskg.catalogue.chart import faults
from alskg.catalogue.header import AUDIENCES, TAGS, TOPICS, Parameter
from alskg.catalogue.stored import StoredQuery
from alskg.errors import did_you_mean

__all__ = ["lint"]

_TYPES: Final = ("entity", "iri", "string", "integer", "decimal", "boolean", "date")
_CHECK_COLUMNS: Final = ["entity", "property", "value"]
_REQUIRED: Final = {
    "answers": ("title", "summary", "tags", "for", "layer", "columns"),
    "checks": ("title", "summary", "tags", "columns"),
    "exports": ("title", "summary", "tags"),
}
_EXAMPLES: Final = {
    "title": '"Which genes are there?"',
    "summary": '"Every gene with its label."',
    "tags": "[gene]",
    "for": "[researcher]",
    "layer": "page",
    "columns": "and under it a line such as '#+   - gene: \"the gene\"'",
}
_KEYWORDS: Final = (
    r"SELECT|CONSTRUCT|ASK|DESCRIBE|DISTINCT|WHERE|OPTIONAL|UNION|MINUS|FILTER|BIND"
    r"|VALUES|GRAPH|SERVICE|NOT|EXISTS|IN|AS|GROUP|ORDER|BY|HAVING|LIMIT|OFFSET|PREFIX"
    r"|FROM|NAMED|ASC|DESC|COUNT|SUM|MIN|MAX|AVG|SAMPLE|GROUP_CONCAT|SEPARATOR|STR"
    r"|STRSTARTS|STRAFTER|STRBEFORE|CONCAT|CONTAINS|REPLACE|COALESCE|BOUND|IF|LCASE"
    r"|UCASE|DATATYPE|LANG|REGEX"
)


def lint(query: StoredQuery) -> list[str]:
    """Return what is wrong with a stored query and how to put it right; nothing where it is tidy.

    The header is complete and uses known words, the text is SPARQL in the style of the others,
    the columns are the projection, a SELECT names its columns and ends in ORDER BY, every declared
    prefix is used, every parameter is a variable of the query and has an example, a chart draws
    columns that there are, and a check projects ?entity ?property ?value.
    """
    body = "\n".join(line for line in query.text.splitlines() if not line.startswith("#"))
    found = [
        f"the header has no {key}: add '#+ {key}: {_EXAMPLES[key]}'"
        for key in _REQUIRED[query.kind]
        if not query.header.get(key)
    ]
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", query.id):
        found.append("the file's name is not in snake_case: rename it, such as which_genes.rq")
    if query.kind == "answers":
        found += _lint_words(query)
    if "chart" in query.header:
        found += [fault for _, fault in faults(query.header["chart"], query.columns)]
    for parameter in query.parameters:
        found += _lint_parameter(parameter, body)
    return [*found, *_lint_style(query.text), *_lint_sparql(query, body)]


def _lint_words(query: StoredQuery) -> Iterator[str]:
    """Yield what is wrong with the words of a header that people read."""
    if query.header.get("title") and not query.title.endswith("?"):
        yield f"the title is not a question: end '{query.title}' in '?'"
    if query.summary and not query.summary.endswith("."):
        yield "the summary is not a sentence: end it in '.'"
    if query.tags and query.tags[0] not in TOPICS:
        topics = ", ".join(TOPICS)
        yield f"the first tag is '{query.tags[0]}' and no topic: put one of {topics} first"
    for tag in query.tags:
        if tag not in TAGS:
            yield (
                f"the tag '{tag}' is unknown.{did_you_mean(tag, TAGS)} "
                "Use one of TAGS in alskg/catalogue/header.py, or add it there with its meaning"
            )
    for one in query.audience:
        if one not in AUDIENCES:
            yield f"'for' has the unknown '{one}': use {', '.join(AUDIENCES)}"
    for name, text in query.columns.items():
        if not text:
            yield f"the column {name} has no description: write '#+   - {name}: \"what it holds\"'"


def _lint_parameter(parameter: Parameter, body: str) -> Iterator[str]:
    """Yield what is wrong with the declaration of a parameter."""
    name = parameter.name
    if parameter.type not in _TYPES:
        yield f"the parameter {name} has the unknown type {parameter.type}: use {', '.join(_TYPES)}"
    if not parameter.example:
        yield f"the parameter {name} has no example: add 'example: …' with a value that has rows"
    if parameter.class_name and parameter.type != "entity":
        yield f"the parameter {name} has a class and is no entity: write 'type: entity'"
    if not re.search(rf"[?$]{re.escape(name)}\b", body):
        yield f"the parameter {name} is no variable of the query: use ?{name} in it, or drop it"


def _lint_style(text: str) -> Iterator[str]:
    """Yield where a text is not written as the others are."""
    for number, line in enumerate(text.splitlines(), 1):
        if line != line.rstrip():
            yield f"line {number} ends in white space: delete it"
        if "\t" in line:
            yield f"line {number} has a tab: indent by two spaces"
        bare = re.sub(r'"[^"]*"|<[^>]*>|#.*|[?$]\w+|[\w-]*:[\w.-]*', "", line)
        for word in re.findall(rf"(?i)\b(?:{_KEYWORDS})\b", bare):
            if word != word.upper():
                yield f"line {number} has '{word}': write SPARQL's own words as {word.upper()}"
    if not text.endswith("\n") or text.endswith("\n\n"):
        yield "the text does not end in one line break: add or delete some"


def _lint_sparql(query: StoredQuery, body: str) -> list[str]:
    """Return what is wrong with the SPARQL of a stored query."""
    projection, fault = _parsed(body)
    if fault:
        return [f"it is not SPARQL: {fault}; 'alskg query FILE' shows the place"]
    found = [
        f"PREFIX {declared[1]}: is declared and not used: delete its line"
        for declared in re.finditer(r"(?im)^\s*PREFIX\s+([\w.-]*):\s*<[^>]*>", body)
        if not _parsed(body[: declared.start()] + body[declared.end() :])[1]
    ]
    if projection is None:
        return found
    expected = _CHECK_COLUMNS if query.kind == "checks" else list(query.columns)
    if projection != expected:
        found.append(
            f"the columns {expected} are not the projection {projection}: "
            "name the same ones in the same order"
        )
    if re.search(r"(?i)\bSELECT\s+(?:DISTINCT\s+|REDUCED\s+)?\*", body):
        found.append("SELECT * says nothing to a reader: name the columns")
    if not re.search(r"(?i)\bORDER\s+BY\b", body[body.rfind("}") :]):
        found.append(
            "SELECT does not end in ORDER BY, so its rows come in any order: "
            "order by columns that tell every two rows apart"
        )
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
